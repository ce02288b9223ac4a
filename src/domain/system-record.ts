import type { EurodacDetails } from './eurodac/data-set-details.js';
import type { IdentityData, TravelDocument } from './identity-data.js';
import type { EncounterId, SubjectId } from './ids.js';
import type { EtiasEventKind } from './law/etias-clock-table.js';
import type { VisExemption } from './law/vis-fingerprints-table.js';
import type { VisaEventKind } from './law/vis-visa-table.js';
import type { LocalDate } from './local-date.js';
import type { SisDetails } from './sis/alert-details.js';
import type { SystemId } from './systems.js';

/**
 * The minimal record each system keeps of one encounter: identity data, travel document and the system's own facts.
 * Dates are local calendar dates at the place of the event ((EU) 2016/399 Art 6(2); reading: law has no time zone).
 */

/** A short-stay visa as its sticker says it. (EU) 2017/2226 Art 16(2)(d) to (g). */
export type EesVisa = {
  readonly stickerNumber: string;
  readonly validFrom?: LocalDate;
  readonly validUntil: LocalDate;
  /** Days the visa allows in total, 1..90. */
  readonly durationDays: number;
  /** Absent where not recorded: then no entry is one too many. */
  readonly entries?: 'single' | 'double' | 'multiple';
  /** (EC) 810/2009 Art 25(1)(b). */
  readonly limitedTerritorialValidity?: boolean;
};

/** What decides which biometrics a record of a crossing holds, where it cannot be seen from it ((EU) 2017/2226 Art 16 to 18). */
export type EesBiometricsNote = {
  /** Fingers that cannot be given: for ever, or for a time. */
  readonly fingerprintsImpossible?: 'permanently' | 'temporarily';
  /** Absent: as the record names a visa or not. */
  readonly visaRequired?: boolean;
  /** Visa-required: VIS knows the person, and holds a face marked as taken live. */
  readonly inVis?: boolean;
  readonly liveFaceInVis?: boolean;
  /** Of a refusal. */
  readonly biometricsInSisAlert?: boolean;
  readonly threatToInternalSecurity?: boolean;
  readonly documentHasChip?: boolean;
};

/**
 * What the file of one traveller is made of. Entry opens a stay, exit closes the open one; whatever is decided, shown
 * or corrected later is a record of its own, so that nothing is overwritten and each has its author.
 * (EU) 2017/2226 Art 16(2), (3), 17(2), 18(6), 19, 20, 21, 35.
 */
export type EesFacts =
  | {
      readonly kind: 'entry';
      readonly entryDate: LocalDate;
      readonly borderCrossingPoint: string;
      /** Present for visa-required travellers; absent for visa-exempt ones. */
      readonly visa?: EesVisa;
      /** Visa-exempt travellers, Art 17(2). */
      readonly travelAuthorisation?: {
        readonly applicationNumber: string;
        readonly validUntil: LocalDate;
        readonly limitedTerritorialValidity?: boolean;
      };
      /** Family member of a Union citizen without a residence card: the calculator does not apply (Art 11(1)). */
      readonly freeMovement?: boolean;
      /** Recorded later from local storage or a stamp (Art 21). */
      readonly fallback?: boolean;
      /** A short stay that starts inside the territory, after a permit; no border was crossed (Art 14(8)). */
      readonly startedInside?: boolean;
      readonly biometrics?: EesBiometricsNote;
    }
  | {
      readonly kind: 'exit';
      readonly exitDate: LocalDate;
      readonly borderCrossingPoint: string;
      /** Where another visa is used than at entry (Art 16(3)). */
      readonly visa?: EesVisa;
      readonly fallback?: boolean;
      readonly biometrics?: EesBiometricsNote;
    }
  | {
      readonly kind: 'refusal';
      readonly refusalDate: LocalDate;
      readonly borderCrossingPoint: string;
      /** Letters of Annex V Part B of Regulation (EU) 2016/399. */
      readonly grounds: readonly string[];
      readonly visa?: EesVisa;
      readonly biometrics?: EesBiometricsNote;
    }
  /** Art 19: on the stay itself. Belongs to the latest relevant stay unless it names an entry record. */
  | {
      readonly kind: 'stay-decision';
      readonly decision: 'extension' | 'bilateral-extension' | 'revocation' | 'annulment';
      readonly decidedOn: LocalDate;
      readonly place: string;
      /** New last day of the stay. An extension has one; a revocation without one ends the stay on its own day. */
      readonly endsOn?: LocalDate;
      readonly stickerNumber?: string;
      readonly grounds?: readonly string[];
      readonly concerns?: EncounterId;
    }
  /** Art 20, 35(5): the presumption, or the overstay itself, is answered by proof. */
  | {
      readonly kind: 'rebuttal';
      readonly rebuttedOn: LocalDate;
      readonly place: string;
      /** The entry record of the stay. */
      readonly concerns: EncounterId;
      readonly shows: 'exit' | 'right-to-stay' | 'serious-event';
      /** Present exactly where an exit is shown. */
      readonly exitDate?: LocalDate;
      /** The last day that a right to stay or a serious event excuses; absent where none is known. */
      readonly endsOn?: LocalDate;
    }
  /** Art 35(8): what is corrected stays readable; whoever corrects is responsible for the correction. */
  | {
      readonly kind: 'amendment';
      readonly amendedOn: LocalDate;
      readonly place: string;
      readonly concerns: EncounterId;
      readonly change: 'rectification' | 'completion' | 'erasure';
      /** The day of the record as it should be; absent for an erasure. */
      readonly eventDate?: LocalDate;
      /** Of a decision or a proof the last day it gives, or the exit it shows, as it should be. */
      readonly endsOn?: LocalDate;
    };

/** A visa as its sticker says it; long-stay visas and permits stand in VIS too. (EC) 767/2008 Art 10, 22c. */
export type VisVisa = {
  readonly stickerNumber: string;
  readonly validFrom: LocalDate;
  readonly validUntil: LocalDate;
  readonly durationDays: number;
  readonly entries: 'single' | 'double' | 'multiple';
};

/** One application file. (EC) 767/2008 Art 8, 9, 22a. */
export type VisApplication = {
  readonly kind: 'visa-application';
  readonly applicationNumber: string;
  readonly applicationDate: LocalDate;
  /** As it was when the file was handed in; what is decided later is a decision of its own. */
  readonly outcome: 'pending' | 'issued' | 'refused' | 'annulled' | 'revoked' | 'withdrawn' | 'discontinued';
  /** The day of the outcome, where it is not pending. */
  readonly decidedOn?: LocalDate;
  readonly visa?: VisVisa;
  /** Long-stay visa or residence permit, Art 22a. */
  readonly isLongStay?: boolean;
  /** Application numbers of the persons the applicant travels with, Art 8(4). */
  readonly travelsWith?: readonly string[];
  /** Why no fingerprints are given, beside age: (EC) 810/2009 Art 13(7)(b) to (e). */
  readonly exemption?: VisExemption;
  /** The encounter whose fingerprints are used again, (EC) 810/2009 Art 13(3); set by the hub. */
  readonly fingerprintsOf?: EncounterId;
};

/** What was decided about an application. (EC) 767/2008 Art 10 to 14, 22c to 22f. */
export type VisDecision = {
  readonly kind: 'visa-decision';
  readonly concerns: EncounterId;
  readonly decision: VisaEventKind;
  readonly decidedOn: LocalDate;
  /** Of an issued visa. */
  readonly visa?: VisVisa;
  /** Of an extension: the new last day, and the new sticker where one was printed. */
  readonly validUntil?: LocalDate;
  readonly stickerNumber?: string;
  readonly grounds?: readonly string[];
  /** Of a refused long-stay visa or permit: its ground is a threat, or fraud (Art 22d(2)). */
  readonly forThreatOrFraud?: boolean;
  /** Of a refused long-stay visa or permit: the day the refusal became final. */
  readonly finalOn?: LocalDate;
};

export type VisFacts = VisApplication | VisDecision;

/** One application for a travel authorisation; no biometrics. (EU) 2018/1240 Art 17, 36, 37. */
export type EtiasApplication = {
  readonly kind: 'travel-authorisation';
  readonly applicationNumber: string;
  readonly applicationDate: LocalDate;
  readonly outcome: 'pending' | 'issued' | 'refused' | 'annulled' | 'revoked';
  readonly validUntil?: LocalDate;
  /** The day of the outcome, where it is not pending. */
  readonly decidedOn?: LocalDate;
  /** RFC 3339; the clocks of a pending application start with it. Absent: its encounter. */
  readonly submittedAt?: string;
  /** Family member of a Union citizen, without a residence card: Art 2(1)(c), 24. */
  readonly isFamilyMember?: boolean;
  /** Of a minor: the persons with parental authority, Art 17(2)(k). */
  readonly guardians?: readonly EtiasGuardian[];
  /** A question of Art 17(4) was answered with yes. */
  readonly answeredYes?: boolean;
};

export type EtiasGuardian = Pick<IdentityData, 'surnames' | 'givenNames' | 'dateOfBirth'>;

/** What happened to an application. (EU) 2018/1240 Art 21 to 41, 54(2). */
export type EtiasEventFacts = {
  readonly kind: 'authorisation-event';
  readonly concerns: EncounterId;
  readonly event: EtiasEventKind | 'consent-given' | 'consent-withdrawn';
  /** RFC 3339. */
  readonly at: string;
  /** Last day of an issued authorisation. */
  readonly validUntil?: LocalDate;
  /** Years of longer keeping agreed to, 1 to 3. */
  readonly consentYears?: number;
  readonly grounds?: readonly string[];
};

export type EtiasFacts = EtiasApplication | EtiasEventFacts;

/** One alert on a person with identity data. (EU) 2018/1860, 2018/1861 Art 24, 2018/1862 Art 26, 32, 34, 36. */
export type SisFacts = {
  readonly kind: 'alert';
  readonly alertKind:
    | 'refusal-of-entry'
    | 'return'
    | 'arrest'
    | 'missing-person'
    | 'judicial-procedure'
    | 'check'
    /** Prints of somebody unknown and nothing else: the identity of the record is that of nobody. */
    | 'unknown-wanted';
  readonly issuedOn: LocalDate;
  readonly reviewBy: LocalDate;
  readonly actionToBeTaken: string;
  readonly details?: SisDetails;
};

/** Index entry: where convictions are held, never what they are. (EU) 2019/816 Art 5. Flags are kept apart: few may see them. */
export type ConvictionIndex = {
  readonly kind: 'conviction-index';
  readonly convictingMemberState: string;
  readonly referenceCode: string;
};

/** The last conviction an index entry stands for has left the national register. (EU) 2019/816 Art 8. */
export type ConvictionGone = {
  readonly kind: 'conviction-gone';
  readonly concerns: EncounterId;
  readonly goneOn: LocalDate;
};

export type EcrisTcnFacts = ConvictionIndex | ConvictionGone;

/**
 * One data set as it was transmitted. (EU) 2024/1358 Art 15, 18, 20, 22, 23, 24, 26; reference digit of Art 37(4).
 * What becomes known later is a status message: nothing is overwritten.
 */
export type EurodacDataSet = {
  readonly kind: 'data-set';
  readonly category:
    | 'international-protection'
    | 'admission'
    | 'national-resettlement'
    | 'irregular-crossing'
    | 'illegal-stay'
    | 'search-and-rescue'
    | 'temporary-protection';
  /** Registration, decision, grant, apprehension, being found, disembarkation: the event the category is about. */
  readonly eventDate: LocalDate;
  readonly referenceNumber: string;
  readonly eventPlace?: string;
  /** Absent: the day of the encounter. */
  readonly biometricsTakenOn?: LocalDate;
  /** RFC 3339 with the offset of the place, whose calendar day retention counts from. The hub fills in its own time. */
  readonly transmittedAt?: string;
  /** Category admission only, Art 18(2)(a) to (c). */
  readonly admissionOutcome?: 'admitted' | 'refused' | 'discontinued';
  /** A data set that reports an arrival, Art 16(2)(a), 25(2): it is not compared. */
  readonly arrival?: 'take-charge' | 'relocation';
  readonly arrivedOn?: LocalDate;
  /** Art 17(2)(i), 22(3)(d), 23(3)(e), 24(3)(f). */
  readonly securityFlag?: boolean;
  /** Category temporary protection only: the Council implementing decision, and the day it entered into force. */
  readonly councilDecision?: string;
  readonly councilDecisionInForceFrom?: LocalDate;
  readonly details?: EurodacDetails;
};

/** What is reported about a data set afterwards. (EU) 2024/1358 Art 16, 17(2), (4), 25, 29(9), 30, 31. */
export type EurodacStatusMessage = {
  readonly kind: 'status-message';
  readonly status:
    | 'member-state-responsible'
    | 'arrival'
    | 'departure'
    | 'removal'
    | 'relocation'
    | 'assisted-return'
    | 'application-rejected'
    | 'protection-granted'
    | 'protection-withdrawn'
    | 'residence-document'
    | 'security-flag'
    | 'security-flag-ended'
    | 'citizenship'
    | 'border-procedure-decided'
    | 'temporary-protection-prolonged';
  /** The day of what is reported. */
  readonly statusDate: LocalDate;
  /** The encounter of the data set. */
  readonly concerns: EncounterId;
  /** The state responsible, of relocation, or whose citizenship was acquired. */
  readonly statusMemberState?: string;
  /** Last day of temporary protection as prolonged. */
  readonly prolongedUntil?: LocalDate;
  /** End of a security flag: the other states of origin were consulted (Art 17(4)). */
  readonly othersConsulted?: boolean;
};

export type EurodacFacts = EurodacDataSet | EurodacStatusMessage;

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
