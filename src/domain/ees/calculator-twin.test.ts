/**
 * The calculator against a twin that knows nothing but days: it marks each day of each stay in an array, walks day after
 * day and counts every window anew. A failure prints the seed's history.
 */
import t from 'tap';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import { seededRandom } from '../../testing/seeded-random.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { fromDayNumber, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import type { EesFacts, EesVisa, SystemRecord } from '../system-record.js';
import {
  calculateInside,
  calculateIntendedStay,
  calculateOnEntry,
  calculateOnExit,
  type IntendedEntry,
} from './calculator.js';
import type { Explanation } from './explain-days.js';
import type { EesFile, Permit, Stamp } from './stay-history.js';

const HISTORIES = 100_000;
const SEED = 20_251_012;

/** First day of the arrays: far enough before every history for a whole window. */
const ORIGIN = toDayNumber(localDate('2022-11-01'));
const LENGTH = 2400;
const NEVER = LENGTH - 1;

type Kind = EesFacts['kind'] | 'permit' | 'stamp';
const KINDS: readonly Kind[] = [
  'entry',
  'exit',
  'refusal',
  'stay-decision',
  'rebuttal',
  'amendment',
  'permit',
  'stamp',
];

const seen = new Map<Kind, number>();
const answers = new Map<string, number>();

t.test(`${HISTORIES} histories, seed ${SEED}`, async (t) => {
  const random = seededRandom(SEED);
  for (let run = 0; run < HISTORIES; run++) {
    const made = makeCase(random);
    const { file, day, intended } = made;
    const [answered, expected] = askBoth(made, run % 4);
    answers.set(answered.kind, (answers.get(answered.kind) ?? 0) + 1);
    if (JSON.stringify(figuresOf(answered)) === JSON.stringify(expected) && isSound(answered, file)) continue;
    t.same(
      figuresOf(answered),
      expected,
      JSON.stringify({ run, question: run % 4, day, intended, file: short(file) }),
    );
    t.ok(isSound(answered, file), 'its explanation adds up');
    return;
  }
  t.pass(`${HISTORIES} agree`);
  for (const kind of KINDS) t.ok((seen.get(kind) ?? 0) > 1000, `${kind}: ${seen.get(kind)} of them`);
  for (const kind of [
    'may-stay',
    'no-stay-left',
    'within',
    'overstay',
    'no-open-stay',
    'fits',
    'too-long',
    'not-applicable',
  ]) {
    t.ok((answers.get(kind) ?? 0) > 300, `${kind}: ${answers.get(kind)} answers`);
  }
});

// ---------------------------------------------------------------- histories

type Case = {
  readonly file: EesFile;
  readonly day: number;
  readonly intended: IntendedEntry & { readonly exitDate: LocalDate };
};

function makeCase(random: () => number): Case {
  const int = (max: number) => Math.floor(random() * max);
  const chance = (share: number) => random() < share;
  // Windows over New Year, 29 February 2024, the start of the EES and the end of stamps.
  const base = toDayNumber(localDate('2023-06-01')) + int(1100);
  const records: SystemRecord[] = [];
  const visas = [makeVisa(), makeVisa()];
  const add = (facts: EesFacts, memberState = 'AUT') => {
    seen.set(facts.kind, (seen.get(facts.kind) ?? 0) + 1);
    const encounterId = `r${records.length}` as EncounterId;
    const minute = String(records.length).padStart(2, '0');
    const encounterAt = `2026-01-01T10:${minute}:00Z`;
    records.push({
      system: 'ees',
      subjectId: 's' as SubjectId,
      encounterId,
      memberState,
      encounterAt,
      identity: FAKE_IDENTITY,
      facts,
    });
    return encounterId;
  };

  let cursor = base;
  const visits = int(7);
  for (let visit = 0; visit < visits; visit++) {
    const from = cursor + int(chance(0.2) ? 2 : 60);
    const length = chance(0.2) ? 1 : chance(0.3) ? 50 + int(80) : 1 + int(40);
    const until = from + length - 1;
    const visa = chance(0.4) ? visas[int(2)] : undefined;
    const memberState = chance(0.05) ? 'CYP' : chance(0.05) ? 'ROU' : 'AUT';
    let entryId: EncounterId | undefined;
    if (!chance(0.05)) {
      entryId = add(
        {
          kind: 'entry',
          entryDate: fromDayNumber(from),
          borderCrossingPoint: 'A',
          ...(visa ? { visa } : {}),
          ...(chance(0.04) ? { freeMovement: true } : {}),
          ...(chance(0.05) ? { fallback: true } : {}),
        },
        memberState,
      );
    }
    let exitId: EncounterId | undefined;
    if (!chance(0.08)) {
      exitId = add(
        {
          kind: 'exit',
          exitDate: fromDayNumber(until),
          borderCrossingPoint: 'B',
          ...(visa && chance(0.1) ? { visa: visas[int(2)]! } : {}),
        },
        memberState,
      );
    }
    if (chance(0.1)) {
      const decision = (['extension', 'bilateral-extension', 'revocation', 'annulment'] as const)[int(4)]!;
      const decidedOn = from + int(length + 5);
      const named = entryId && chance(0.5) ? { concerns: entryId } : {};
      const ends = chance(0.8) ? { endsOn: fromDayNumber(decidedOn + int(60)) } : {};
      add({
        kind: 'stay-decision',
        decision,
        decidedOn: fromDayNumber(decidedOn),
        place: 'C',
        ...named,
        ...ends,
      });
    }
    if (entryId && chance(0.12)) {
      const shows = (['exit', 'right-to-stay', 'serious-event'] as const)[int(3)]!;
      const exit = shows === 'exit' ? { exitDate: fromDayNumber(from - 2 + int(40)) } : {};
      add({
        kind: 'rebuttal',
        rebuttedOn: fromDayNumber(until + int(30)),
        place: 'D',
        concerns: entryId,
        shows,
        ...exit,
      });
    }
    const target = chance(0.5) ? entryId : exitId;
    for (let left = target && chance(0.1) ? 1 + int(3) : 0; target && left > 0; left--) {
      const change = (['rectification', 'completion', 'erasure'] as const)[int(left === 1 ? 3 : 2)]!;
      const eventDate =
        change === 'erasure' || chance(0.4) ? {} : { eventDate: fromDayNumber(from - 3 + int(length + 6)) };
      add({
        kind: 'amendment',
        amendedOn: fromDayNumber(until + int(20)),
        place: 'E',
        concerns: target,
        change,
        ...eventDate,
      });
    }
    if (chance(0.1))
      add({
        kind: 'refusal',
        refusalDate: fromDayNumber(until + int(10)),
        borderCrossingPoint: 'F',
        grounds: ['F'],
      });
    cursor = until + (chance(0.1) ? -3 : 0);
  }
  const permits: Permit[] = [];
  if (chance(0.25)) {
    for (let index = 0; index <= int(2); index++) {
      const from = base + int(400);
      permits.push({
        kind: chance(0.5) ? 'residence-permit' : 'long-stay-visa',
        from: fromDayNumber(from),
        ...(chance(0.9) ? { until: fromDayNumber(from + int(150)) } : {}),
      });
      seen.set('permit', (seen.get('permit') ?? 0) + 1);
    }
  }
  const stamps: Stamp[] = [];
  if (chance(0.15)) {
    const from = base + int(300);
    stamps.push({
      entryDate: fromDayNumber(from),
      ...(chance(0.8) ? { exitDate: fromDayNumber(from + int(60)) } : {}),
    });
    seen.set('stamp', (seen.get('stamp') ?? 0) + 1);
  }
  const crossings = records.flatMap(({ facts }) =>
    facts.kind === 'entry' ? [toDayNumber(facts.entryDate)] : [],
  );
  const day =
    chance(0.3) || crossings.length === 0 ? cursor + int(120) : crossings[int(crossings.length)]! + int(110);
  const visa = chance(0.5) ? visas[int(2)] : undefined;
  return {
    file: { records: shuffled(records, int), permits, stamps },
    day,
    intended: {
      entryDate: fromDayNumber(day),
      exitDate: fromDayNumber(day + int(100)),
      memberState: chance(0.1) ? 'ROU' : 'AUT',
      ...(visa ? { visa } : {}),
      ...(chance(0.02) ? { freeMovement: true } : {}),
    },
  };

  function makeVisa(): EesVisa {
    const from = base - 20 + int(200);
    return {
      stickerNumber: `V${int(1_000_000)}`,
      durationDays: chance(0.4) ? 90 : 1 + int(90),
      validUntil: fromDayNumber(from + int(400)),
      ...(chance(0.5) ? { validFrom: fromDayNumber(from) } : {}),
      ...(chance(0.5) ? { entries: (['single', 'double', 'multiple'] as const)[int(3)]! } : {}),
      ...(chance(0.15) ? { limitedTerritorialValidity: true } : {}),
    };
  }
}

function shuffled<T>(items: readonly T[], int: (max: number) => number): readonly T[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = int(index + 1);
    [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
  }
  return mixed;
}

// ---------------------------------------------------------------- the two answers

type Answer = ReturnType<typeof calculateOnEntry | typeof calculateInside | typeof calculateIntendedStay>;

function askBoth({ file, day, intended }: Case, question: number): readonly [Answer, object] {
  const date = fromDayNumber(day);
  switch (question) {
    case 0:
      return [calculateOnEntry(file, intended), twinOnEntry(file, intended)];
    case 1:
      return [calculateInside(file, date), twinStay(file, day, false)];
    case 2:
      return [calculateOnExit(file, { exitDate: date }), twinStay(file, day, true)];
    default: {
      const { freeMovement: _, ...visit } = intended;
      const asOf = fromDayNumber(day - 5);
      return [calculateIntendedStay(file, { ...visit, asOf }), twinIntended(file, visit, day - 5)];
    }
  }
}

function figuresOf(answer: Answer): object {
  switch (answer.kind) {
    case 'may-stay':
      return { days: answer.days, used: answer.explanation.usedDays };
    case 'no-stay-left':
      return { days: 0, used: answer.explanation.usedDays };
    case 'within':
      return { remaining: answer.remainingDays, used: answer.explanation.usedDays };
    case 'overstay':
      return { since: answer.since, after: answer.daysOverAfterEnd, window: answer.daysOverInWindow };
    case 'fits':
    case 'too-long':
      return { remaining: answer.remainingDays, of: answer.intendedDays, used: answer.explanation.usedDays };
    default:
      return { kind: answer.kind };
  }
}

function isSound(answer: Answer, { records }: EesFile): boolean {
  if (!('explanation' in answer)) return true;
  const { counted, usedDays, windowFrom, windowTo }: Explanation = answer.explanation;
  const known = new Set(records.map(({ encounterId }) => encounterId));
  return (
    counted.reduce((sum, { days }) => sum + days, 0) === usedDays &&
    counted.every(({ from, to }) => windowFrom <= from && from <= to && to <= windowTo) &&
    counted.every(
      ({ source }) => source.kind !== 'records' || source.encounterIds.every((id) => known.has(id)),
    )
  );
}

// ---------------------------------------------------------------- the twin

type TwinStay = {
  entry?: { day: number; id: string; visa?: EesVisa | undefined; state: string; free: boolean };
  exit?: { day: number; visa?: EesVisa | undefined; state: string };
  nextEntry?: number;
};

function twinOnEntry(file: EesFile, intended: IntendedEntry): object {
  if (intended.freeMovement) return { kind: 'not-applicable' };
  const day = toDayNumber(intended.entryDate) - ORIGIN;
  const { stays } = twinPairs(file, day);
  const world = twinWorld(file, stays, day);
  const end = twinEnd(world, { entry: day, visa: intended.visa, state: intended.memberState });
  return { days: end - day + 1, used: sumBefore(world, day) };
}

function twinIntended(
  file: EesFile,
  intended: Omit<IntendedEntry, 'freeMovement'> & { exitDate: LocalDate },
  asOfDay: number,
): object {
  const day = toDayNumber(intended.entryDate) - ORIGIN;
  const { stays } = twinPairs(file, day);
  const world = twinWorld(file, stays, day, Math.min(asOfDay - ORIGIN, day - 1));
  const end = twinEnd(world, { entry: day, visa: intended.visa, state: intended.memberState });
  const wanted = toDayNumber(intended.exitDate) - ORIGIN - day + 1;
  return { remaining: Math.min(end - day + 1, wanted), of: wanted, used: sumBefore(world, day) };
}

function twinStay(file: EesFile, absoluteDay: number, atExit: boolean): object {
  const day = absoluteDay - ORIGIN;
  const { stays, decisions } = twinPairs(file, day);
  let index = -1;
  stays.forEach((stay, at) => {
    const open = stay.entry && !stay.exit && stay.nextEntry === undefined;
    if (open || (atExit && stay.entry && stay.exit?.day === day)) index = at;
  });
  const stay = stays[index];
  if (!stay?.entry) return { kind: 'no-open-stay' };
  if (stay.entry.free) return { kind: 'not-applicable' };
  const before = stays.slice(0, index);
  const world = twinWorld(file, before, day);
  const entry = stay.entry.day;
  const end = twinEnd(world, {
    entry,
    visa: stay.entry.visa,
    visaAtExit: stay.exit?.visa,
    state: stay.entry.state,
    decisions: decisions.filter(({ stayId }) => stayId === stay.entry!.id),
  });
  let since: number | undefined;
  let after = 0;
  for (let at = end + 1; at <= day; at++) {
    if (world.lawful[at]) continue;
    since ??= at;
    after++;
  }
  const own = new Uint8Array(world.counted);
  for (let at = entry; at <= day; at++) if (!world.lawful[at]) own[at] = 1;
  const used = windowSum(own, day);
  if (since === undefined) return { remaining: Math.max(0, end - day), used };
  const window = stay.entry.visa?.limitedTerritorialValidity ? 0 : Math.max(0, used - 90);
  return { since: fromDayNumber(since + ORIGIN), after, window };
}

type TwinWorld = {
  counted: Uint8Array;
  lawful: Uint8Array;
  underVisa: ReadonlyMap<string, ReadonlySet<number>>;
};
type TwinDecision = { ends: boolean; lastDay: number | undefined; stayId: string; decided: number };

/** Marks the days of `stays`; a stay without exit proves its first day, or up to `openUntil`. */
function twinWorld(file: EesFile, stays: readonly TwinStay[], on: number, openUntil?: number): TwinWorld {
  const counted = new Uint8Array(LENGTH);
  const lawful = new Uint8Array(LENGTH);
  const start = toDayNumber(localDate('2025-10-12')) - ORIGIN;
  const stamps = on < start + 180 ? (file.stamps ?? []) : [];
  const stamped = stamps.map(({ entryDate, exitDate }) => {
    const from = toDayNumber(entryDate) - ORIGIN;
    if (exitDate) return { from, to: toDayNumber(exitDate) - ORIGIN };
    const exit = stays.find((stay) => !stay.entry && stay.exit!.day >= from);
    return { from, to: exit ? exit.exit!.day : from };
  });
  const underVisa = new Map<string, Set<number>>();
  for (const stay of stays) {
    const from = stay.entry?.day ?? stay.exit!.day;
    const open = stay.entry && !stay.exit && stay.nextEntry === undefined;
    const to = stay.exit?.day ?? (open && openUntil !== undefined ? Math.max(from, openUntil) : from);
    // Whether a stamp says otherwise is judged by what is proven.
    const proven = stay.exit?.day ?? from;
    const states = [stay.entry?.state, stay.exit?.state].filter((state) => state !== undefined);
    if (states.every((state) => state === 'CYP')) continue;
    if (from < start && stamped.some((stamp) => stamp.from <= proven && from <= stamp.to)) continue;
    const sticker = stay.entry?.visa?.stickerNumber ?? '';
    const days = underVisa.get(sticker) ?? new Set();
    underVisa.set(sticker, days);
    const shown = stay.exit?.visa;
    const shownFrom = shown?.validFrom ? toDayNumber(shown.validFrom) - ORIGIN : from;
    const daysShown = underVisa.get(shown?.stickerNumber ?? '') ?? new Set();
    underVisa.set(shown?.stickerNumber ?? '', daysShown);
    for (let day = from; day <= to; day++) {
      (stay.entry?.free ? lawful : counted)[day] = 1;
      days.add(day);
      if (day >= shownFrom) daysShown.add(day);
    }
  }
  for (const { from, to } of stamped) for (let day = from; day <= to; day++) counted[day] = 1;
  for (const { from, until } of file.permits ?? []) {
    const last = until ? toDayNumber(until) - ORIGIN : NEVER;
    for (let day = toDayNumber(from) - ORIGIN; day <= last; day++) lawful[day] = 1;
  }
  for (let day = 0; day < LENGTH; day++) if (lawful[day]) counted[day] = 0;
  for (const days of underVisa.values()) for (const day of days) if (lawful[day]) days.delete(day);
  return { counted, lawful, underVisa };
}

function twinEnd(
  { counted, lawful, underVisa }: TwinWorld,
  stay: {
    entry: number;
    visa?: EesVisa | undefined;
    visaAtExit?: EesVisa | undefined;
    state: string;
    decisions?: readonly TwinDecision[];
  },
): number {
  const { entry, visa, state } = stay;
  const inFull =
    state !== 'CYP' && !(state === 'ROU' && entry + ORIGIN <= toDayNumber(localDate('2024-12-31')));
  let end = NEVER;
  if (!visa?.limitedTerritorialValidity) end = Math.min(end, ruleEnd());
  if (visa) {
    let visaEnd = endOfVisa(visa, entry);
    const second = stay.visaAtExit;
    if (second && second.stickerNumber !== visa.stickerNumber) {
      const begins = second.validFrom ? toDayNumber(second.validFrom) - ORIGIN : entry;
      if (begins <= visaEnd + 1) visaEnd = Math.max(visaEnd, endOfVisa(second, Math.max(entry, begins)));
    }
    end = Math.min(end, visaEnd);
  }
  for (const { ends, lastDay, decided } of stay.decisions ?? []) {
    if (ends) end = Math.min(end, lastDay ?? decided);
    else if (lastDay !== undefined) end = Math.max(end, lastDay);
  }
  if (end < NEVER) while (end + 1 < NEVER && lawful[end + 1]) end++;
  if (end + 1 >= NEVER) return toDayNumber(localDate('9999-12-31')) - ORIGIN;
  return Math.max(end, entry - 1);

  function ruleEnd(): number {
    const days = new Uint8Array(counted);
    for (let day = entry; day < NEVER; day++) {
      // What begins on the day of entry or later is not history.
      days[day] = lawful[day] ? 0 : 1;
      if (!lawful[day] && windowSum(days, day) > 90) return day - 1;
    }
    return NEVER;
  }

  function endOfVisa(of: EesVisa, from: number): number {
    const until = toDayNumber(of.validUntil) - ORIGIN;
    if (of.validFrom && toDayNumber(of.validFrom) - ORIGIN > from) return from - 1;
    if (!inFull || !(of.limitedTerritorialValidity || of.durationDays < 90)) return until;
    const under = underVisa.get(of.stickerNumber) ?? new Set();
    // A day two stays under one visa share is the later one's.
    const before = [...under].filter((day) => day < entry).length;
    let left = Math.max(0, of.durationDays - before);
    for (let day = from; day < NEVER; day++) {
      if (lawful[day]) continue;
      if (left === 0) return Math.min(until, day - 1);
      left--;
    }
    return until;
  }
}

function windowSum(days: Uint8Array, day: number): number {
  let sum = 0;
  for (let at = day - 179; at <= day; at++) sum += days[at]!;
  return sum;
}

function sumBefore({ counted }: TwinWorld, day: number): number {
  let sum = 0;
  for (let at = day - 179; at < day; at++) sum += counted[at]!;
  return sum;
}

/** Corrections, then entry and exit in turn. */
function twinPairs(
  file: EesFile,
  until: number,
): { stays: readonly TwinStay[]; decisions: readonly TwinDecision[] } {
  const offset = (date: LocalDate) => toDayNumber(date) - ORIGIN;
  const at = (record: SystemRecord) => Date.parse(record.encounterAt);
  const crossings: { day: number; at: number; isExit: number; record: SystemRecord }[] = [];
  for (const record of file.records) {
    const { facts } = record;
    if (facts.kind !== 'entry' && facts.kind !== 'exit') continue;
    let day = offset(facts.kind === 'entry' ? facts.entryDate : facts.exitDate);
    let isThere = true;
    // One correction after the other, as the authorities made them.
    const made = file.records
      .flatMap((each) =>
        each.facts.kind === 'amendment' && each.facts.concerns === record.encounterId
          ? [{ ...each.facts, on: offset(each.facts.amendedOn), at: at(each) }]
          : [],
      )
      .filter(({ on }) => on <= until)
      .sort((a, b) => a.on - b.on || a.at - b.at);
    for (const { change, eventDate } of made) {
      isThere = change !== 'erasure';
      if (eventDate) day = offset(eventDate);
    }
    if (isThere && day <= until) {
      crossings.push({ day, at: at(record), isExit: facts.kind === 'exit' ? 1 : 0, record });
    }
  }
  crossings.sort((a, b) => a.day - b.day || a.at - b.at || a.isExit - b.isExit);

  const stays: TwinStay[] = [];
  for (const { day, record } of crossings) {
    const { facts, encounterId: id, memberState: state } = record;
    const last = stays.at(-1);
    const isOpen = last?.entry && !last.exit;
    if (facts.kind === 'entry') {
      if (last && isOpen) last.nextEntry = day;
      stays.push({ entry: { day, id, visa: facts.visa, state, free: facts.freeMovement === true } });
    } else if (facts.kind === 'exit') {
      const exit = { day, visa: facts.visa, state };
      if (last && isOpen) last.exit = exit;
      else stays.push({ exit });
    }
  }
  for (const stay of stays) {
    if (!stay.entry || stay.exit) continue;
    const proofs = file.records
      .filter(
        ({ facts }) =>
          facts.kind === 'rebuttal' && facts.concerns === stay.entry!.id && offset(facts.rebuttedOn) <= until,
      )
      .flatMap(({ facts, memberState }) =>
        facts.kind === 'rebuttal' && facts.exitDate
          ? [{ day: offset(facts.exitDate), state: memberState }]
          : [],
      )
      .filter(({ day }) => day >= stay.entry!.day && day <= (stay.nextEntry ?? until));
    const proof = proofs.at(-1);
    if (proof) stay.exit = { ...proof, visa: undefined };
  }
  const decisions = file.records
    .flatMap((record) => {
      const { facts } = record;
      if (facts.kind !== 'stay-decision') return [];
      const decided = offset(facts.decidedOn);
      if (decided > until) return [];
      const relevant = stays.filter(({ entry }) =>
        facts.concerns ? entry?.id === facts.concerns : entry && entry.day <= decided,
      );
      const stayId = relevant.at(-1)?.entry?.id;
      const ends = facts.decision === 'revocation' || facts.decision === 'annulment';
      const lastDay = facts.endsOn && offset(facts.endsOn);
      return stayId ? [{ ends, lastDay, stayId, decided, at: at(record) }] : [];
    })
    .sort((a, b) => a.decided - b.decided || a.at - b.at);
  return { stays, decisions };
}

function short({ records, ...evidence }: EesFile): object {
  return {
    ...evidence,
    records: records.map(({ encounterId, memberState, encounterAt, facts }) => ({
      encounterId,
      memberState,
      encounterAt,
      facts,
    })),
  };
}
