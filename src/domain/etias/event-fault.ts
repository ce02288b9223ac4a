/** What stands in the way of an event of an application: parts it lacks, or a state it does not follow from. */
import { addYears, type LocalDate } from '../local-date.js';
import type { EtiasApplication, EtiasEventFacts, SystemRecord } from '../system-record.js';
import { etiasFiles, eventOf } from './application-file.js';
import { etiasHistory } from './application-history.js';
import { isDecidedBy, isOfTheDecision } from './deciding-state.js';

export type EventFault = {
  readonly code: 'validation-failed' | 'date-invalid' | 'record-unknown' | 'facts-not-permitted';
  readonly pointer: string;
  readonly detail: string;
};

/** Of the event alone, whatever it is about. */
export function eventShapeFault({
  event,
  at,
  validUntil,
  consentYears,
}: EtiasEventFacts): EventFault | undefined {
  if (BY_THE_HUB.includes(event)) {
    return fault(
      'facts-not-permitted',
      '/event',
      'It follows from the processing and the verification of hits; nobody enters it.',
    );
  }
  const issues = event === 'issued';
  if (issues !== (validUntil !== undefined)) {
    return fault(
      'validation-failed',
      '/validUntil',
      'Present where an authorisation is issued, and only there.',
    );
  }
  if (consentYears !== undefined && event !== 'consent-given') {
    return fault('validation-failed', '/consentYears', 'Of consent to longer keeping.');
  }
  if (validUntil === undefined) return undefined;
  const issuedOn = at.slice(0, 10) as LocalDate;
  if (validUntil < issuedOn) return fault('date-invalid', '/validUntil', 'The day of issue or later.');
  return validUntil > addYears(issuedOn, VALIDITY_YEARS)
    ? fault('date-invalid', '/validUntil', 'At most three years from its issue. (EU) 2018/1240 Art 36(5).')
    : undefined;
}

const BY_THE_HUB: readonly EtiasEventFacts['event'][] = [
  'hits-reported',
  'answered-yes-only',
  'hits-confirmed',
  'hits-false',
];

/** Art 36(5). */
const VALIDITY_YEARS = 3;

/** Of an application as it is handed in. */
export function authorisationShapeFault(facts: EtiasApplication): EventFault | undefined {
  const { outcome, decidedOn, applicationDate, submittedAt } = facts;
  if (decidedOn !== undefined && outcome === 'pending') {
    return fault('validation-failed', '/decidedOn', 'A pending application has no day of decision.');
  }
  if (decidedOn !== undefined && decidedOn < applicationDate) {
    return fault('date-invalid', '/decidedOn', 'Not before the application.');
  }
  return submittedAt !== undefined && submittedAt.slice(0, 10) < applicationDate
    ? fault('date-invalid', '/submittedAt', 'Not before the application.')
    : undefined;
}

/** `memberState`: of who enters it; to a state that does not decide the application it is an unknown one. */
export function etiasEventFault(
  facts: EtiasEventFacts,
  records: readonly SystemRecord[],
  memberState: string,
): EventFault | undefined {
  const record = records.find(({ encounterId }) => encounterId === facts.concerns);
  const file = etiasFiles(records).find(({ encounterId }) => encounterId === facts.concerns);
  if (!record || !file || (isOfTheDecision(facts) && !isDecidedBy(record, { memberState }))) {
    return fault(
      'record-unknown',
      '/concerns',
      'The file holds no such application: it was erased, or is not of this subject. Nothing was changed.',
    );
  }
  if (facts.event === 'consent-given' || facts.event === 'consent-withdrawn') {
    return file.history.state === 'issued'
      ? undefined
      : fault(
          'facts-not-permitted',
          '/event',
          'Consent is given for an authorisation that is issued. Art 54(2).',
        );
  }
  if (file.application.outcome !== 'pending') {
    const isEnd = facts.event === 'annulled' || facts.event === 'revoked';
    return isEnd && file.history.state === 'issued' ? undefined : notInState(file.history.state);
  }
  // From here only the hub issues, when every source has answered and none with a hit: Art 20, 21(1).
  if (facts.event === 'issued' && file.history.state === 'submitted') return notInState('submitted');
  const documentEnds = record.travelDocument?.validUntil;
  if (facts.validUntil !== undefined && documentEnds !== undefined && facts.validUntil > documentEnds) {
    return fault(
      'date-invalid',
      '/validUntil',
      'Not after the end of the travel document. (EU) 2018/1240 Art 36(5).',
    );
  }
  const before = etiasHistory(file.submittedAt, file.events.flatMap(eventOf));
  const after = etiasHistory(file.submittedAt, [...file.events.flatMap(eventOf), ...eventOf(facts)]);
  if (after.faults.length <= before.faults.length) return undefined;
  return after.faults.at(-1)!.fault === 'before-the-last-event'
    ? fault('date-invalid', '/at', 'Not before the last event of the application.')
    : notInState(before.state);
}

function notInState(state: string): EventFault {
  return fault(
    'facts-not-permitted',
    '/event',
    `It does not follow from the state ${state}. (EU) 2018/1240 Art 21 to 41.`,
  );
}

function fault(code: EventFault['code'], pointer: string, detail: string): EventFault {
  return { code, pointer, detail };
}
