/**
 * How long a record is kept: the last day on which its system may hold it; `deadlines/` makes a calendar of it. A record
 * whose term cannot be known yet (an application pending, a conviction still in a national register) is `open`, with the
 * reason, and listed. The law of the day of the question applies, also to data that came earlier.
 *
 * Left out: erasure before the term (nationality, permits, withdrawn decisions), of which only an authority hears;
 * `deadlines/early-erasure.ts` has their limits.
 */
import { recordUntil } from './ecris-tcn/conviction-index.js';
import type { EncounterId } from './ids.js';
import { retentionRow } from './law/retention-table.js';
import { addYears, type LocalDate } from './local-date.js';
import { retainAuthorisation, retainAuthorisationEvent } from './retention/authorisations.js';
import { retainDataSet, retainStatusMessage } from './retention/data-sets.js';
import { retainLater, retainRefusal, retainStay } from './retention/stays.js';
import { open } from './retention/term.js';
import { retainVisa, retainVisaDecision } from './retention/visas.js';
import type { SisFacts, SystemRecord } from './system-record.js';

export type RetentionContext = {
  /** Every record of the same subject in the same system, the record itself among them. */
  readonly records: readonly SystemRecord[];
  /** The day the hub received the record: for Eurodac the day the biometrics were transmitted. */
  readonly receivedOn: LocalDate;
  /** The same for the other records; a message about a data set goes by the day of that. Absent: as `receivedOn`. */
  readonly receivedOnOf?: (encounterId: EncounterId) => LocalDate | undefined;
  /** What a negative decision on an application rests on: the day the record or alert was deleted, where it is gone. */
  readonly causesOf?: (encounterId: EncounterId) => readonly { readonly deletedOn?: LocalDate }[];
  readonly today: LocalDate;
};

export type Retention =
  | {
      readonly kind: 'until';
      readonly lastDayKept: LocalDate;
      /** For the subject itself, with samples and references; in EES a day longer than the last record. */
      readonly fileLastDayKept: LocalDate;
      /** Day on which Member States are told of the coming erasure, where the law asks for it. */
      readonly noticeOn?: LocalDate;
      readonly reason: string;
      readonly citation: string;
    }
  | {
      readonly kind: 'open';
      /**
       * `undecided`: its term begins with a decision, or its finality, that is to come. `conviction-stands`: a national
       * register decides. `fact-missing`: nothing it holds says from when, so that somebody has to look. `no-rule`: none was
       * in force.
       */
      readonly cause: 'undecided' | 'conviction-stands' | 'fact-missing' | 'no-rule';
      readonly reason: string;
      readonly citation?: string;
    };

export function retainUntil(record: SystemRecord, context: RetentionContext): Retention {
  const { facts } = record;
  const { today } = context;
  switch (facts.kind) {
    case 'refusal':
      return retainRefusal(record.encounterId, facts, context);
    case 'entry':
    case 'exit':
      return retainStay(record.encounterId, context);
    case 'stay-decision':
    case 'rebuttal':
    case 'amendment':
      return retainLater(facts, context);
    case 'visa-application':
      return retainVisa(record.encounterId, context);
    case 'visa-decision':
      return retainVisaDecision(facts, context);
    case 'travel-authorisation':
      return retainAuthorisation(record.encounterId, context);
    case 'authorisation-event':
      return retainAuthorisationEvent(facts, context);
    case 'alert':
      return retainAlert(facts, today);
    case 'data-set':
      return retainDataSet(record.encounterId, facts, context);
    case 'status-message':
      return retainStatusMessage(facts, context);
    case 'conviction-index':
      return retainConviction(record.encounterId, context);
    case 'conviction-gone':
      return retainConviction(facts.concerns, context);
  }
}

/** The subject as a whole: as long as the longest of its records; `open` as soon as one of them is. */
export function retainSubjectUntil(retentions: readonly Retention[]): Retention | undefined {
  const undetermined = retentions.find((retention) => retention.kind === 'open');
  if (undetermined) return undetermined;
  return retentions.reduce<Retention | undefined>(
    (longest, retention) =>
      longest?.kind === 'until' &&
      retention.kind === 'until' &&
      longest.fileLastDayKept >= retention.fileLastDayKept
        ? longest
        : retention,
    undefined,
  );
}

/** The latest review date an alert may be given when it is entered. `undefined` before the rule existed. */
export function latestReviewBy(alertKind: SisFacts['alertKind'], issuedOn: LocalDate): LocalDate | undefined {
  const row = retentionRow(`sis-${alertKind}`, issuedOn);
  return row && addYears(issuedOn, row.value);
}

function retainConviction(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const gone = records.flatMap(({ facts }) =>
    facts.kind === 'conviction-gone' && facts.concerns === encounterId ? [{ goneOn: facts.goneOn }] : [],
  );
  const until = gone.length > 0 ? recordUntil(gone, today) : undefined;
  if (!until) {
    return open(
      'conviction-stands',
      'The conviction is kept in a national register; its state says when it leaves.',
      {
        item: 'ecris-tcn-record',
        today,
      },
    );
  }
  return {
    kind: 'until',
    lastDayKept: until.lastDay,
    fileLastDayKept: until.lastDay,
    reason: `The last conviction has left the national register: kept until ${until.lastDay}.`,
    citation: until.row.citation,
  };
}

function retainAlert(facts: SisFacts, today: LocalDate): Retention {
  const row = retentionRow(`sis-${facts.alertKind}`, today);
  if (!row) return open('no-rule', 'No rule is in force.');
  return {
    kind: 'until',
    lastDayKept: facts.reviewBy,
    fileLastDayKept: facts.reviewBy,
    reason: `Kept until its review is due on ${facts.reviewBy}.`,
    citation: row.citation,
  };
}
