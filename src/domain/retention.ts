/**
 * How long a record is kept: the last day on which its system may hold it; `deadlines/` makes a calendar of it. A record
 * whose term cannot be known yet (an application pending, a conviction still in a national register) is `open`, with the
 * reason, and listed. The law of the day of the question applies, also to data that came earlier.
 *
 * Left out: erasure before the term (nationality, permits, withdrawn decisions), of which only an authority hears;
 * `deadlines/early-erasure.ts` has their limits.
 */
import { recordUntil } from './ecris-tcn/conviction-index.js';
import {
  authorisedStayOf,
  dayOf,
  type RecordedStay,
  readStays,
  recordsOf,
  type StayWithEntry,
  stayOfDecision,
} from './ees-stays.js';
import { etiasFiles, etiasTerm } from './etias/application-file.js';
import { etiasRetention } from './etias/application-history.js';
import { citizenshipErasures } from './eurodac/citizenship-erasure.js';
import { currentDataSets } from './eurodac/current-data-set.js';
import { eurodacTerm } from './eurodac/retention-term.js';
import type { EncounterId } from './ids.js';
import type { Provision } from './law/citation.js';
import { type RetentionItem, retentionRow } from './law/retention-table.js';
import { addDays, addYears, type LocalDate, localDate, monthsBefore } from './local-date.js';
import type {
  EesFacts,
  EtiasEventFacts,
  EurodacDataSet,
  EurodacStatusMessage,
  SisFacts,
  SystemRecord,
  VisDecision,
} from './system-record.js';
import { applicationFiles, longStayRefusal, missingDecisionDay } from './vis/application-file.js';
import { visRetention } from './vis/visa-history.js';

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
      return eesRecordFrom(facts.refusalDate, 'the refusal', today);
    case 'entry':
    case 'exit':
      return retainStay(record.encounterId, context);
    case 'stay-decision':
    case 'rebuttal':
    case 'amendment':
      return retainLater(record.encounterId, facts, context);
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

// ---- EES

/** Records of a stay go together: 3 years from its exit, or 5 from the end of what was authorised. */
function retainStay(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const stays = readStays(records, END_OF_TIME);
  const index = stays.findIndex((stay) =>
    recordsOf(stay).some((record) => record.encounterId === encounterId),
  );
  const stay = stays[index];
  if (!stay) return open('fact-missing', 'The record is not among those of its subject.');
  return retainRecordedStay(stays, index, today);
}

function retainRecordedStay(stays: readonly RecordedStay[], index: number, today: LocalDate): Retention {
  const stay = stays[index]!;
  if (stay.kind !== 'entry-missing' && stay.entry.facts.freeMovement) return retainFamilyMember(stay, today);
  if (stay.kind === 'closed' || stay.kind === 'entry-missing') {
    return eesRecordFrom(stay.exit.facts.exitDate, 'the exit', today);
  }
  return retainWithoutExit(stays, index, stay.entry.facts.entryDate, today);
}

function retainFamilyMember(stay: StayWithEntry, today: LocalDate): Retention {
  return stay.kind === 'closed'
    ? term('ees-family-member', stay.exit.facts.exitDate, 'the exit of a family member', today)
    : term(
        'ees-family-member-no-exit',
        stay.entry.facts.entryDate,
        'the last entry of a family member',
        today,
      );
}

/** What was decided, shown or corrected later lives as long as the record it is about. */
function retainLater(
  encounterId: EncounterId,
  facts: Extract<EesFacts, { readonly kind: 'stay-decision' | 'rebuttal' | 'amendment' }>,
  context: RetentionContext,
): Retention {
  const { records, today } = context;
  const stays = readStays(records, END_OF_TIME);
  const index =
    facts.kind === 'stay-decision'
      ? stayOfDecision(stays, { facts })
      : stays.findIndex((stay) =>
          recordsOf(stay).some(
            (record) => record.encounterId === facts.concerns || record.encounterId === encounterId,
          ),
        );
  if (index >= 0) return retainRecordedStay(stays, index, today);
  const about = records.find((record) => record.encounterId === facts.concerns);
  return about?.facts.kind === 'refusal'
    ? eesRecordFrom(about.facts.refusalDate, 'the refusal', today)
    : eesRecordFrom(dayOf(facts), 'the day of the correction, as the record it is about is erased', today);
}

function retainWithoutExit(
  stays: readonly RecordedStay[],
  index: number,
  entryDate: LocalDate,
  today: LocalDate,
): Retention {
  const authorised = authorisedStayOf(stays, index);
  if (authorised?.kind !== 'authorised' && authorised?.kind !== 'not-authorised') {
    return open('fact-missing', 'The authorised stay cannot be computed.');
  }
  const retention = term(
    'ees-no-exit',
    authorised.lastDay ?? entryDate,
    authorised.lastDay ? 'the last day of the authorised stay, as no exit is recorded' : 'the entry',
    today,
  );
  const notice = retentionRow('ees-no-exit-notice', today);
  return retention.kind === 'until' && notice
    ? { ...retention, noticeOn: monthsBefore(retention.lastDayKept, notice.value) }
    : retention;
}

function eesRecordFrom(from: LocalDate, fromWords: string, today: LocalDate): Retention {
  const retention = term('ees-record', from, fromWords, today);
  const file = retentionRow('ees-file', today);
  return retention.kind === 'until' && file
    ? { ...retention, fileLastDayKept: addDays(retention.lastDayKept, file.value) }
    : retention;
}

// ---- VIS, ETIAS, SIS

function retainVisa(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const file = applicationFiles(records).find((each) => each.encounterId === encounterId)!;
  const { application, history } = file;
  const rule = { item: 'vis-file', today } as const;
  if (history.state === 'pending') {
    return application.outcome === 'pending'
      ? open('undecided', 'The application is pending.', rule)
      : open('fact-missing', 'The visa is not recorded.', rule);
  }
  if (missingDecisionDay(file)) return open('fact-missing', 'The day of the decision is not recorded.', rule);
  const refusal = longStayRefusal(file);
  const found = visRetention(history, {
    createdOn: application.applicationDate,
    ...(refusal ? { longStay: refusal } : {}),
  });
  if (found.kind === 'open') return open('fact-missing', 'The visa is not recorded.', rule);
  if (found.kind === 'erase-when-final') return afterFinal(found.row, refusal?.finalOn);
  const words = {
    'visa-expiry': 'the expiry of the visa',
    'file-creation': 'the creation of the file',
    decision: 'the decision',
  };
  return term('vis-file', found.from, words[history.last!.row.retentionFrom], today);
}

function afterFinal(row: Provision, finalOn: LocalDate | undefined): Retention {
  if (finalOn === undefined) {
    return { kind: 'open', cause: 'undecided', reason: 'The refusal is not final.', citation: row.citation };
  }
  return {
    kind: 'until',
    lastDayKept: finalOn,
    fileLastDayKept: finalOn,
    reason: `Refused for another reason than threat or fraud, final on ${finalOn}.`,
    citation: row.citation,
  };
}

/** Lives as long as its application, and is nothing without it. */
function retainVisaDecision({ concerns, decidedOn }: VisDecision, context: RetentionContext): Retention {
  const isThere = context.records.some(({ encounterId }) => encounterId === concerns);
  return isThere
    ? retainVisa(concerns, context)
    : term('vis-file', decidedOn, 'the decision, as its application is erased', context.today);
}

function retainAuthorisation(encounterId: EncounterId, context: RetentionContext): Retention {
  const { records, today } = context;
  const file = etiasFiles(records).find((each) => each.encounterId === encounterId)!;
  const found = etiasTerm(file, context.causesOf?.(encounterId) ?? []);
  if (found.kind === 'pending') {
    return open('undecided', 'The application is pending.', { item: 'etias-refused', today });
  }
  if (found.kind === 'fact-missing') {
    return found.fact === 'validity'
      ? open('fact-missing', 'The validity is not recorded.', { item: 'etias-issued', today })
      : open('fact-missing', 'The day of the decision is not recorded.', { item: 'etias-refused', today });
  }
  const kept = etiasRetention(found.file, today);
  if (!kept) return open('no-rule', 'No rule is in force.');
  return {
    kind: 'until',
    lastDayKept: kept.lastDayKept,
    fileLastDayKept: kept.lastDayKept,
    reason: `Kept until ${kept.lastDayKept}: ${kept.row.rule}.`,
    citation: kept.row.citation,
  };
}

function retainAuthorisationEvent({ concerns, at }: EtiasEventFacts, context: RetentionContext): Retention {
  const isThere = context.records.some(({ encounterId }) => encounterId === concerns);
  return isThere
    ? retainAuthorisation(concerns, context)
    : term(
        'etias-refused',
        localDate(at.slice(0, 10)),
        'the event, as its application is erased',
        context.today,
      );
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

// ---- Eurodac

function retainDataSet(
  encounterId: EncounterId,
  facts: EurodacDataSet,
  context: RetentionContext,
): Retention {
  const { records, receivedOn, today } = context;
  const messages = records.flatMap(({ facts: each }) =>
    each.kind === 'status-message' && each.concerns === encounterId ? [each] : [],
  );
  const early = erasedForCitizenship(encounterId, records);
  if (early) return early;
  const found = eurodacTerm(facts, { receivedOn, messages });
  if (found.kind === 'open') return open('fact-missing', found.reason, { item: found.item, today });
  const retention = term(found.item, found.from, found.fromWords, today);
  if (retention.kind === 'open' || found.prolongedYears === 0) return retention;
  const lastDayKept = addYears(retention.lastDayKept, found.prolongedYears);
  return {
    ...retention,
    lastDayKept,
    fileLastDayKept: lastDayKept,
    reason: `${retention.reason} Protection was prolonged: ${found.prolongedYears} more.`,
  };
}

/** Before its time, from the day its state says so; what Article 30 does not list stays (Art 29(4)). */
function erasedForCitizenship(
  encounterId: EncounterId,
  records: readonly SystemRecord[],
): Retention | undefined {
  const [dataSet] = currentDataSets(records).filter(({ dataSetId }) => dataSetId === encounterId);
  if (!dataSet?.citizenship) return undefined;
  const { memberState, on } = dataSet.citizenship;
  const [erasure] = citizenshipErasures([dataSet], memberState);
  if (!erasure || erasure.kind === 'kept') return undefined;
  return {
    kind: 'until',
    lastDayKept: on,
    fileLastDayKept: on,
    reason: `${erasure.reason} Kept until ${on}.`,
    citation: erasure.citation,
  };
}

/** A message lives as long as the data set it is about, and is nothing without it. */
function retainStatusMessage(facts: EurodacStatusMessage, context: RetentionContext): Retention {
  const about = context.records.find(({ encounterId }) => encounterId === facts.concerns);
  if (about?.facts.kind !== 'data-set') {
    return term(
      'eurodac-status-message',
      facts.statusDate,
      'its day, as its data set is erased',
      context.today,
    );
  }
  const receivedOn = context.receivedOnOf?.(about.encounterId) ?? context.receivedOn;
  return retainDataSet(about.encounterId, about.facts, { ...context, receivedOn });
}

// ---- Terms

const END_OF_TIME = localDate('9999-12-31');

function term(item: RetentionItem, from: LocalDate, fromWords: string, today: LocalDate): Retention {
  const row = retentionRow(item, today);
  if (!row) return open('no-rule', 'No rule is in force.');
  const lastDayKept = addYears(from, row.value);
  const length = row.value === 0 ? 'Kept until' : `Kept for ${row.value} ${row.unit} from`;
  return {
    kind: 'until',
    lastDayKept,
    fileLastDayKept: lastDayKept,
    reason: `${length} ${fromWords} (${from}).`,
    citation: row.citation,
  };
}

function open(
  cause: Extract<Retention, { readonly kind: 'open' }>['cause'],
  reason: string,
  rule?: { readonly item: RetentionItem; readonly today: LocalDate },
): Retention {
  const row = rule && retentionRow(rule.item, rule.today);
  return { kind: 'open', cause, reason, ...(row ? { citation: row.citation } : {}) };
}
