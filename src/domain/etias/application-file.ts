/** One application for a travel authorisation as its records make it. */
import type { EncounterId } from '../ids.js';
import { ETIAS_EVENTS } from '../law/etias-clock-table.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EtiasApplication, EtiasEventFacts, SystemRecord } from '../system-record.js';
import { type EtiasEvent, type EtiasFile, type EtiasHistory, etiasHistory } from './application-history.js';

export type EtiasApplicationFile = {
  readonly encounterId: EncounterId;
  readonly application: EtiasApplication;
  /** RFC 3339: the clocks start with it. */
  readonly submittedAt: string;
  /** In the order they happened. */
  readonly events: readonly EtiasEventFacts[];
  readonly history: EtiasHistory;
  /** Last day of the authorisation; absent where none was issued. */
  readonly validUntil?: LocalDate;
};

/** Every application of one person, oldest first. */
export function etiasFiles(records: readonly SystemRecord[]): readonly EtiasApplicationFile[] {
  return records.flatMap((record) =>
    record.facts.kind === 'travel-authorisation' ? [etiasFile(record, record.facts, records)] : [],
  );
}

function etiasFile(
  { encounterId, encounterAt }: SystemRecord,
  application: EtiasApplication,
  records: readonly SystemRecord[],
): EtiasApplicationFile {
  const submittedAt = application.submittedAt ?? encounterAt;
  const events = records
    .flatMap(({ facts }) =>
      facts.kind === 'authorisation-event' && facts.concerns === encounterId ? [facts] : [],
    )
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || stepOf(a) - stepOf(b));
  const history = withHandedIn(etiasHistory(submittedAt, events.flatMap(eventOf)), application, events);
  const validUntil =
    events.findLast((each) => each.validUntil !== undefined)?.validUntil ?? application.validUntil;
  return {
    encounterId,
    application,
    submittedAt,
    events,
    history,
    ...(validUntil ? { validUntil } : {}),
  };
}

/** What happened in the same instant happened in the order of the procedure. */
function stepOf({ event }: EtiasEventFacts): number {
  return (ETIAS_EVENTS as readonly string[]).indexOf(event);
}

/** Consent is no step of the procedure. */
export function eventOf({ event, at }: EtiasEventFacts): readonly EtiasEvent[] {
  return event === 'consent-given' || event === 'consent-withdrawn' ? [] : [{ kind: event, at }];
}

/** A file that was handed in decided has no history: its outcome is its state, and later events go on from there. */
function withHandedIn(
  history: EtiasHistory,
  { outcome, decidedOn }: EtiasApplication,
  events: readonly EtiasEventFacts[],
): EtiasHistory {
  if (outcome === 'pending') return history;
  const last = events.findLast(
    ({ event }) => outcome === 'issued' && (event === 'annulled' || event === 'revoked'),
  );
  return {
    ...history,
    state: last && (last.event === 'annulled' || last.event === 'revoked') ? last.event : outcome,
    since: last?.at ?? (decidedOn ? `${decidedOn}T00:00:00Z` : history.since),
    faults: [],
  };
}

/**
 * The file as its term is counted. `open` where it is not decided, or does not say what its term counts from.
 * `causes`: the records and alerts a negative decision rests on, the day each was deleted where it is gone.
 */
export function etiasTerm(
  file: EtiasApplicationFile,
  causes: readonly { readonly deletedOn?: LocalDate }[],
):
  | { readonly kind: 'decided'; readonly file: EtiasFile }
  | { readonly kind: 'pending' }
  | { readonly kind: 'fact-missing'; readonly fact: 'validity' | 'day-of-decision' } {
  const { state, since } = file.history;
  switch (state) {
    case 'issued': {
      if (!file.validUntil) return { kind: 'fact-missing', fact: 'validity' };
      const consent = consentOf(file.events);
      return {
        kind: 'decided',
        file: { outcome: 'issued', validUntil: file.validUntil, ...(consent ? { consent } : {}) },
      };
    }
    case 'refused':
    case 'annulled':
    case 'revoked': {
      const { outcome, decidedOn } = file.application;
      if (outcome === state && !decidedOn) return { kind: 'fact-missing', fact: 'day-of-decision' };
      return { kind: 'decided', file: { outcome: state, decidedOn: localDate(since.slice(0, 10)), causes } };
    }
    default:
      return { kind: 'pending' };
  }
}

function consentOf(events: readonly EtiasEventFacts[]) {
  const given = events.findLast(({ event }) => event === 'consent-given');
  if (!given) return undefined;
  const withdrawn = events.findLast(
    ({ event, at }) => event === 'consent-withdrawn' && Date.parse(at) >= Date.parse(given.at),
  );
  return {
    years: given.consentYears ?? CONSENT_YEARS,
    ...(withdrawn ? { withdrawnOn: localDate(withdrawn.at.slice(0, 10)) } : {}),
  };
}

/** Art 54(2): not more than three. */
const CONSENT_YEARS = 3;
