/** Records of one EES file for tests, from words, one an hour: the index of a record is its encounter's identifier. */
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { EesFacts, EesVisa, SystemRecord } from '../domain/system-record.js';
import { FAKE_IDENTITY } from './fakes/fake-people.js';

export type RecordWords =
  | string
  | readonly [
      words: string,
      more: { readonly visa?: EesVisa; readonly state?: string } & Partial<EesEntryMore>,
    ];
type EesEntryMore = {
  readonly freeMovement: boolean;
  readonly fallback: boolean;
  readonly at: string;
  readonly concerns: number;
};

/**
 * `in`, `out` and `no` with a day (entry, exit, refusal); `extend`, `bilateral`, `revoke`, `annul` with the day of the
 * decision and the new last day; `proof` with its day and `exit DAY`, or `right-to-stay` or `serious-event` with or
 * without the last day that is excused; `correct` with its day and the corrected day, or `until` and the corrected last
 * day; `complete` and `erase` with their day. The last four are about the record numbered `concerns`.
 */
export function eesFile(...records: readonly RecordWords[]): readonly SystemRecord[] {
  return records.map((words, index) => {
    const [text, more] = typeof words === 'string' ? [words, {}] : words;
    const facts = factsOf(text, more);
    const hour = String(index % 24).padStart(2, '0');
    return {
      system: 'ees',
      subjectId: 'subject' as SubjectId,
      encounterId: String(index) as EncounterId,
      memberState: more.state ?? 'AUT',
      encounterAt: more.at ?? `${text.split(' ')[1]}T${hour}:00:00Z`,
      identity: FAKE_IDENTITY,
      facts,
    };
  });
}

export function eesVisa(validUntil: string, durationDays: number, more: Partial<EesVisa> = {}): EesVisa {
  return { stickerNumber: 'AUT012345678', validUntil: localDate(validUntil), durationDays, ...more };
}

function factsOf(text: string, more: Partial<EesEntryMore> & { readonly visa?: EesVisa }): EesFacts {
  const [what, day, third, fourth] = text.split(' ') as [string, string, string?, string?];
  const date = localDate(day);
  const at = { borderCrossingPoint: 'Vienna airport' };
  const place = 'Vienna';
  const concerns = String(more.concerns ?? 0) as EncounterId;
  const visa = more.visa ? { visa: more.visa } : {};
  const fallback = more.fallback ? { fallback: true } : {};
  switch (what) {
    case 'in':
      return {
        kind: 'entry',
        entryDate: date,
        ...at,
        ...visa,
        ...fallback,
        ...(more.freeMovement ? { freeMovement: true } : {}),
      };
    case 'out':
      return { kind: 'exit', exitDate: date, ...at, ...visa, ...fallback };
    case 'no':
      return { kind: 'refusal', refusalDate: date, grounds: ['F'], ...at, ...visa };
    case 'proof':
      return {
        kind: 'rebuttal',
        rebuttedOn: date,
        place,
        concerns,
        shows: third as 'exit' | 'right-to-stay' | 'serious-event',
        ...(fourth ? { [third === 'exit' ? 'exitDate' : 'endsOn']: localDate(fourth) } : {}),
      };
    case 'correct':
      return {
        kind: 'amendment',
        amendedOn: date,
        place,
        concerns,
        change: 'rectification',
        ...(third === 'until' ? { endsOn: localDate(fourth!) } : { eventDate: localDate(third!) }),
      };
    case 'complete':
      return { kind: 'amendment', amendedOn: date, place, concerns, change: 'completion' };
    case 'erase':
      return { kind: 'amendment', amendedOn: date, place, concerns, change: 'erasure' };
    default:
      return {
        kind: 'stay-decision',
        decision: DECISIONS[what]!,
        decidedOn: date,
        place,
        ...endsOn(third),
        ...(more.concerns === undefined ? {} : { concerns }),
      };
  }
}

const DECISIONS: Readonly<Record<string, 'extension' | 'bilateral-extension' | 'revocation' | 'annulment'>> =
  {
    extend: 'extension',
    bilateral: 'bilateral-extension',
    revoke: 'revocation',
    annul: 'annulment',
  };

function endsOn(day: string | undefined): { readonly endsOn?: LocalDate } {
  return day === undefined ? {} : { endsOn: localDate(day) };
}
