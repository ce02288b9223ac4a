/** What the records of one system say happened to a person: arrival, stay, decision, departure, alert, application. */
import { effectiveRecords } from '../ees/effective-records.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';

export type PersonEvent = {
  readonly on: LocalDate;
  readonly kind:
    | 'arrival'
    | 'departure'
    | 'refusal'
    | 'application'
    | 'decision'
    | 'alert'
    | 'registration'
    | 'status'
    | 'conviction-index'
    | 'correction';
  /** The system's own word for it. */
  readonly what: string;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly memberState: string;
  /** Corrected later: the day it was first recorded with. */
  readonly correctedFrom?: LocalDate;
};

/** In the order of days; of the same day in the order of systems and records. */
export function personEvents(files: readonly (readonly SystemRecord[])[]): readonly PersonEvent[] {
  return files
    .flatMap((records) => eventsOfFile(records))
    .map((event, index) => ({ event, index }))
    .sort((a, b) => (a.event.on < b.event.on ? -1 : a.event.on > b.event.on ? 1 : a.index - b.index))
    .map(({ event }) => event);
}

function eventsOfFile(records: readonly SystemRecord[]): readonly PersonEvent[] {
  const corrected = new Map(
    effectiveRecords(records, localDate('9999-12-31')).map(
      (record) => [record.encounterId, eventOf(record)?.on] as const,
    ),
  );
  return records.flatMap((record) => {
    const event = eventOf(record);
    if (!event) return [];
    const { system, subjectId, encounterId, memberState } = record;
    const on = corrected.get(encounterId) ?? event.on;
    return [
      {
        ...event,
        on,
        system,
        subjectId,
        encounterId,
        memberState,
        ...(on === event.on ? {} : { correctedFrom: event.on }),
      },
    ];
  });
}

type Happening = Pick<PersonEvent, 'on' | 'kind' | 'what'>;

function eventOf({ facts, encounterAt }: SystemRecord): Happening | undefined {
  switch (facts.kind) {
    case 'entry':
      return { on: facts.entryDate, kind: 'arrival', what: 'entry' };
    case 'exit':
      return { on: facts.exitDate, kind: 'departure', what: 'exit' };
    case 'refusal':
      return { on: facts.refusalDate, kind: 'refusal', what: `refusal ${facts.grounds.join(', ')}`.trim() };
    case 'stay-decision':
      return { on: facts.decidedOn, kind: 'decision', what: facts.decision };
    case 'rebuttal':
      return { on: facts.rebuttedOn, kind: 'correction', what: `rebuttal: ${facts.shows}` };
    case 'amendment':
      return { on: facts.amendedOn, kind: 'correction', what: facts.change };
    case 'visa-application':
      return { on: facts.applicationDate, kind: 'application', what: `visa application: ${facts.outcome}` };
    case 'visa-decision':
      return { on: facts.decidedOn, kind: 'decision', what: facts.decision };
    case 'travel-authorisation':
      return {
        on: facts.applicationDate,
        kind: 'application',
        what: `travel authorisation: ${facts.outcome}`,
      };
    case 'authorisation-event':
      return { on: localDate(facts.at.slice(0, 10)), kind: 'decision', what: facts.event };
    case 'alert':
      return { on: facts.issuedOn, kind: 'alert', what: facts.alertKind };
    case 'conviction-index':
      return { on: localDate(encounterAt.slice(0, 10)), kind: 'conviction-index', what: 'index entry' };
    case 'conviction-gone':
      return undefined;
    case 'data-set':
      return { on: facts.eventDate, kind: 'registration', what: facts.category };
    case 'status-message':
      return { on: facts.statusDate, kind: 'status', what: facts.status };
    default:
      return undefined;
  }
}
