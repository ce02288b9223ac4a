import type { IdentityData, TravelDocument } from './identity-data.js';
import type { EncounterId, SubjectId } from './ids.js';
import type { LocalDate } from './local-date.js';
import type { SystemId } from './systems.js';

/**
 * The minimal record each system keeps of one encounter: identity data, travel document and the system's own facts.
 * Dates are local calendar dates at the place of the event ((EU) 2016/399 Art 6(2); reading: law has no time zone).
 */

/** Entry: opens a stay. Exit: closes the open one. (EU) 2017/2226 Art 16(2), (3), 17(2), 18(6). */
export type EesFacts =
  | {
      readonly kind: 'entry';
      readonly entryDate: LocalDate;
      readonly borderCrossingPoint: string;
      /** Present for visa-required travellers; absent for visa-exempt ones. */
      readonly visa?: {
        readonly stickerNumber: string;
        readonly validUntil: LocalDate;
        /** Days the visa allows in total, 1..90. */
        readonly durationDays: number;
      };
    }
  | { readonly kind: 'exit'; readonly exitDate: LocalDate; readonly borderCrossingPoint: string }
  | {
      readonly kind: 'refusal';
      readonly refusalDate: LocalDate;
      readonly borderCrossingPoint: string;
      /** Letters of Annex V Part B of Regulation (EU) 2016/399. */
      readonly grounds: readonly string[];
    };

/** One application and its outcome. (EC) 767/2008 Art 9, 10, 12, 13. */
export type VisFacts = {
  readonly kind: 'visa-application';
  readonly applicationNumber: string;
  readonly applicationDate: LocalDate;
  readonly outcome: 'pending' | 'issued' | 'refused' | 'annulled' | 'revoked';
  readonly visa?: {
    readonly stickerNumber: string;
    readonly validFrom: LocalDate;
    readonly validUntil: LocalDate;
    readonly durationDays: number;
    readonly entries: 'single' | 'double' | 'multiple';
  };
};

/** One application for a travel authorisation; no biometrics. (EU) 2018/1240 Art 17, 36, 37. */
export type EtiasFacts = {
  readonly kind: 'travel-authorisation';
  readonly applicationNumber: string;
  readonly applicationDate: LocalDate;
  readonly outcome: 'pending' | 'issued' | 'refused' | 'annulled' | 'revoked';
  readonly validUntil?: LocalDate;
};

/** One alert on a person with identity data. (EU) 2018/1860, 2018/1861 Art 24, 2018/1862 Art 26, 32, 34, 36. */
export type SisFacts = {
  readonly kind: 'alert';
  readonly alertKind:
    | 'refusal-of-entry'
    | 'return'
    | 'arrest'
    | 'missing-person'
    | 'judicial-procedure'
    | 'check';
  readonly issuedOn: LocalDate;
  readonly reviewBy: LocalDate;
  readonly actionToBeTaken: string;
};

/** Index entry: where convictions are held, never what they are. (EU) 2019/816 Art 5. */
export type EcrisTcnFacts = {
  readonly kind: 'conviction-index';
  readonly convictingMemberState: string;
  readonly referenceCode: string;
};

/** One data set. (EU) 2024/1358 Art 15, 18, 20, 22, 23, 24; reference digit of Art 37(4). */
export type EurodacFacts = {
  readonly kind: 'data-set';
  readonly category:
    | 'international-protection'
    | 'admission'
    | 'national-resettlement'
    | 'irregular-crossing'
    | 'illegal-stay'
    | 'search-and-rescue';
  readonly eventDate: LocalDate;
  readonly referenceNumber: string;
};

export type SystemFactsOf = {
  readonly ees: EesFacts;
  readonly vis: VisFacts;
  readonly etias: EtiasFacts;
  readonly sis: SisFacts;
  readonly 'ecris-tcn': EcrisTcnFacts;
  readonly eurodac: EurodacFacts;
};

export type AnyFacts = SystemFactsOf[SystemId];

/** One stored record of one system about one encounter of one subject. */
export type SystemRecord<S extends SystemId = SystemId> = {
  readonly system: S;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  /** Member State that entered the record. */
  readonly memberState: string;
  /** When the encounter took place, RFC 3339. */
  readonly encounterAt: string;
  readonly identity: IdentityData;
  readonly travelDocument?: TravelDocument;
  readonly facts: SystemFactsOf[S];
};
