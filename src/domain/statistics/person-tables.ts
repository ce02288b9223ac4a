/**
 * The tables published of one system and one month, from counts of persons by all dimensions at once. All of them have
 * nationality in their rows and one other dimension in their columns, and no two other dimensions stand together: so what
 * one table leaves out is not in another. Nationalities too few have are one category, the same in all tables.
 */
import { type CountTable, type PublishedTable, suppressSmallCells } from './suppress-small-cells.js';

/** Persons who share all of it. Counted once a month in a system, whatever they did. */
export type PersonCount = {
  readonly nationality: string;
  readonly sex: string;
  readonly ageGroup: string;
  readonly memberState: string;
  readonly persons: number;
};

export const STATISTIC_COLUMNS = ['sex', 'ageGroup', 'memberState'] as const;
export type StatisticColumn = (typeof STATISTIC_COLUMNS)[number];

export const AGE_GROUPS = ['0-5', '6-11', '12-17', '18-34', '35-64', '65+'] as const;

/** Fewer persons are no count ((EU) 2019/817 Art 39: no identification; the number is a reading). */
export const SMALLEST_COUNT = 10;

export const OTHERS = 'others';

export type PersonTables = Readonly<Record<StatisticColumn, PublishedTable | undefined>>;

export function personTables(counts: readonly PersonCount[], smallest = SMALLEST_COUNT): PersonTables {
  const merged = mergeSmall(counts, 'nationality', smallest);
  return {
    sex: tableOf(merged, 'sex', smallest),
    ageGroup: tableOf(merged, 'ageGroup', smallest),
    memberState: tableOf(merged, 'memberState', smallest),
  };
}

function tableOf(
  counts: readonly PersonCount[],
  column: StatisticColumn,
  smallest: number,
): PublishedTable | undefined {
  const merged = mergeSmall(counts, column, smallest);
  const rows = categoriesOf(merged, 'nationality');
  const columns = categoriesOf(merged, column);
  const table: CountTable = {
    rows,
    columns,
    counts: rows.map((nationality) =>
      columns.map((value) =>
        personsOf(merged.filter((each) => each.nationality === nationality && each[column] === value)),
      ),
    ),
  };
  return suppressSmallCells(table, smallest);
}

/** Small categories become one; where that is small itself, the next larger joins it until it is not. */
function mergeSmall(
  counts: readonly PersonCount[],
  dimension: StatisticColumn | 'nationality',
  smallest: number,
): readonly PersonCount[] {
  const totals = categoriesOf(counts, dimension)
    .map((category) => ({
      category,
      persons: personsOf(counts.filter((each) => each[dimension] === category)),
    }))
    .sort((a, b) => a.persons - b.persons || (a.category < b.category ? -1 : 1));
  const merged = new Set<string>();
  let persons = 0;
  for (const total of totals) {
    if (total.persons >= smallest && (persons === 0 || persons >= smallest)) break;
    merged.add(total.category);
    persons += total.persons;
  }
  return counts.map((each) => (merged.has(each[dimension]) ? { ...each, [dimension]: OTHERS } : each));
}

function categoriesOf(
  counts: readonly PersonCount[],
  dimension: StatisticColumn | 'nationality',
): readonly string[] {
  return [...new Set(counts.map((each) => each[dimension]))].sort();
}

function personsOf(counts: readonly PersonCount[]): number {
  return counts.reduce((total, { persons }) => total + persons, 0);
}
