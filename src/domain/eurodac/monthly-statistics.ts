/** The monthly statistics of (EU) 2024/1358 Art 12(1) that can be read from sequences. Persons, wherever it says so. */
import { ageOn } from '../age.js';
import type { EurodacCategory, EurodacCollection } from '../law/eurodac-category-table.js';
import { MINOR_AGE, SMALL_CELL } from '../law/eurodac-sequence-table.js';
import type { LocalDate } from '../local-date.js';
import type { CurrentDataSet } from './current-data-set.js';
import type { Sequence } from './sequences.js';

/** `byState` may add up to more than `total`: one person can be counted in two states and once in all. */
export type Count = { readonly total: number; readonly byState: Readonly<Record<string, number>> };

export type MonthlyHit = {
  readonly incoming: EurodacCollection;
  readonly stored: EurodacCategory;
  readonly on: LocalDate;
};

export type MonthlyStatistics = {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly applicants: Count;
  readonly firstTimeApplicants: Count;
  readonly rejectedApplicants: Count;
  readonly disembarked: Count;
  readonly temporaryProtection: Count;
  readonly protectionGranted: Count;
  readonly minors: Count;
  readonly admitted: Count;
  readonly resettled: Count;
  /** Data sets, not persons. */
  readonly dataSets: Readonly<Record<EurodacCategory, Count>>;
  /** Hits, not persons: incoming collection, then stored category. */
  readonly hits: readonly (Pick<MonthlyHit, 'incoming' | 'stored'> & { readonly count: number })[];
};

export function monthlyStatistics(
  sequences: readonly Sequence<CurrentDataSet>[],
  { month, hits = [] }: { readonly month: string; readonly hits?: readonly MonthlyHit[] },
): MonthlyStatistics {
  const isOfMonth = (day: LocalDate | undefined) => day?.startsWith(`${month}-`) ?? false;
  const persons = (isCounted: (dataSet: CurrentDataSet) => boolean) =>
    countPersons(sequences.map((sequence) => sequence.filter(isCounted)));
  const transmitted = (isOf: (dataSet: CurrentDataSet) => boolean) =>
    persons((dataSet) => isOfMonth(dataSet.transmittedOn) && isOf(dataSet));
  return {
    month,
    applicants: transmitted(isApplication),
    firstTimeApplicants: countPersons(
      sequences.map((sequence) =>
        sequence
          .filter(isApplication)
          .slice(0, 1)
          .filter((first) => isOfMonth(first.transmittedOn)),
      ),
    ),
    rejectedApplicants: persons(({ rejectedOn }) => isOfMonth(rejectedOn)),
    disembarked: transmitted(({ category }) => category === 'search-and-rescue'),
    temporaryProtection: transmitted(({ category }) => category === 'temporary-protection'),
    protectionGranted: persons(({ protectionGrantedOn }) => isOfMonth(protectionGrantedOn)),
    minors: transmitted(isOfMinor),
    admitted: transmitted(({ facts }) => facts.admissionOutcome === 'admitted'),
    resettled: transmitted(({ category }) => category === 'national-resettlement'),
    dataSets: countDataSets(sequences.flat().filter(({ transmittedOn }) => isOfMonth(transmittedOn))),
    hits: countHits(hits.filter(({ on }) => isOfMonth(on))),
  };
}

export type PublishedCount = {
  /** Absent where it would tell what was left out. */
  readonly total?: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly isComplete: boolean;
};

/** Leaves out states with too few persons, and a total from which such a count could be worked out. */
export function publishable({ total, byState }: Count): PublishedCount {
  const counts = Object.entries(byState);
  const kept = counts.filter(([, count]) => count >= SMALL_CELL.value);
  const leftOut = counts.filter(([, count]) => count < SMALL_CELL.value).map(([, count]) => count);
  const leftOutPersons = leftOut.reduce((sum, count) => sum + count, 0);
  const hides = leftOut.length === 0 || (leftOut.length > 1 && leftOutPersons >= SMALL_CELL.value);
  return {
    ...(hides && (total === 0 || total >= SMALL_CELL.value) ? { total } : {}),
    byState: Object.fromEntries(kept),
    isComplete: leftOut.length === 0,
  };
}

function isApplication({ category, facts }: CurrentDataSet): boolean {
  return category === 'international-protection' && facts.arrival === undefined;
}

function isOfMinor({ dateOfBirth, facts }: CurrentDataSet): boolean {
  const age = ageOn(dateOfBirth, facts.eventDate);
  return age !== undefined && age < MINOR_AGE.value;
}

/** One list per person: the data sets that count. */
function countPersons(perPerson: readonly (readonly CurrentDataSet[])[]): Count {
  const counted = perPerson.filter((dataSets) => dataSets.length > 0);
  const states = counted.flatMap((dataSets) => [...new Set(dataSets.map(({ memberState }) => memberState))]);
  return { total: counted.length, byState: tally(states) };
}

function countDataSets(dataSets: readonly CurrentDataSet[]): Readonly<Record<EurodacCategory, Count>> {
  const countOf = (category: EurodacCategory): Count => {
    const states = dataSets
      .filter((each) => each.category === category)
      .map(({ memberState }) => memberState);
    return { total: states.length, byState: tally(states) };
  };
  return {
    'international-protection': countOf('international-protection'),
    admission: countOf('admission'),
    'national-resettlement': countOf('national-resettlement'),
    'irregular-crossing': countOf('irregular-crossing'),
    'illegal-stay': countOf('illegal-stay'),
    'search-and-rescue': countOf('search-and-rescue'),
    'temporary-protection': countOf('temporary-protection'),
  };
}

function countHits(hits: readonly MonthlyHit[]): MonthlyStatistics['hits'] {
  const counts = new Map<string, Pick<MonthlyHit, 'incoming' | 'stored'> & { count: number }>();
  for (const { incoming, stored } of hits) {
    const key = `${incoming} ${stored}`;
    const before = counts.get(key);
    if (before) before.count++;
    else counts.set(key, { incoming, stored, count: 1 });
  }
  return [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
