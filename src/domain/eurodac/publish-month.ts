/** The statistics of a month as they may be shown: counts from which nobody can be singled out (Art 12(5), (6)). */
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import { SMALL_CELL } from '../law/eurodac-sequence-table.js';
import {
  type Count,
  type MonthlyHit,
  type MonthlyStatistics,
  type PublishedCount,
  publishable,
} from './monthly-statistics.js';

export type PersonCount = keyof {
  [Key in keyof MonthlyStatistics as MonthlyStatistics[Key] extends Count ? Key : never]: true;
};

export type PublishedMonth = {
  readonly month: string;
  /** Persons. */
  readonly persons: Readonly<Record<PersonCount, PublishedCount>>;
  /** Data sets. */
  readonly dataSets: Readonly<Record<EurodacCategory, PublishedCount>>;
  /** Hits; of a pair with too few there is no count. */
  readonly hits: readonly (Pick<MonthlyHit, 'incoming' | 'stored'> & { readonly count?: number })[];
};

export function publishMonth(statistics: MonthlyStatistics): PublishedMonth {
  const { month, dataSets, hits, ...persons } = statistics;
  return {
    month,
    persons: mapCounts(persons),
    dataSets: mapCounts(dataSets),
    hits: hits.map(({ count, ...pair }) => (count < SMALL_CELL.value ? pair : { ...pair, count })),
  };
}

function mapCounts<Key extends string>(
  counts: Readonly<Record<Key, Count>>,
): Readonly<Record<Key, PublishedCount>> {
  const entries = Object.entries<Count>(counts).map(([key, count]) => [key, publishable(count)]);
  return Object.fromEntries(entries) as Record<Key, PublishedCount>;
}
