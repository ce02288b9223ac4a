/** A person cannot be singled out: an attacker who has all tables and solves all equations never learns a small count. */
import t from 'tap';
import { seededRandom } from '../../testing/seeded-random.js';
import {
  AGE_GROUPS,
  OTHERS,
  type PersonCount,
  personTables,
  SMALLEST_COUNT,
  STATISTIC_COLUMNS,
} from './person-tables.js';
import { type PublishedTable, suppressSmallCells } from './suppress-small-cells.js';

const table = (...counts: readonly (readonly number[])[]) => ({
  rows: counts.map((_, row) => `r${row}`),
  columns: counts[0]!.map((_, column) => `c${column}`),
  counts,
});

t.test('small cells and what would give them away', async (t) => {
  const published = suppressSmallCells(table([3, 40, 50], [30, 60, 70], [90, 80, 20]), 10);
  t.same(
    published?.counts,
    [
      [null, null, 50],
      [null, null, 70],
      [90, 80, 20],
    ],
    'the cheapest rectangle',
  );
  t.equal(published?.total, 443, 'totals stay');
  t.same(
    suppressSmallCells(table([10, 20], [30, 40]), 10)?.counts,
    [
      [10, 20],
      [30, 40],
    ],
    'nothing is small',
  );
  t.same(
    suppressSmallCells(table([0, 20], [30, 40]), 10)?.counts,
    [
      [0, 20],
      [30, 40],
    ],
    'nobody is nobody',
  );
});

t.test('a table that cannot be protected is withheld', async (t) => {
  t.equal(suppressSmallCells(table([3, 7]), 10), undefined, 'one row');
  t.equal(suppressSmallCells(table([3], [70]), 10), undefined, 'a small total');
  t.equal(suppressSmallCells(table([3, 40], [0, 50]), 10), undefined, 'nowhere to move a person to');
  t.equal(suppressSmallCells(table([0, 0], [0, 0]), 10), undefined, 'empty');
});

t.test(
  'no differencing of what is published gives a small count, for a thousand random tables',
  async (t) => {
    const random = seededRandom(20_260_701);
    let small = 0;
    let withheld = 0;
    for (let round = 0; round < 1_000; round++) {
      const [rows, columns] = [2 + Math.floor(random() * 6), 2 + Math.floor(random() * 5)];
      const counts = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => Math.floor(random() ** 3 * 60)),
      );
      const published = suppressSmallCells(table(...counts), 10);
      if (published === undefined) {
        withheld++;
        continue;
      }
      for (const [r, c] of hiddenOf(published)) {
        const count = counts[r]![c]!;
        if (count === 0 || count >= 10) continue;
        small++;
        const [least, most] = rangeOf(published, counts, r, c);
        if (most - least < 10) t.fail(`round ${round}: ${count} is known to be from ${least} to ${most}`);
      }
      for (const [r, c] of allOf(published)) {
        const shown = published.counts[r]![c];
        if (shown !== null && shown !== counts[r]![c]) t.fail(`round ${round}: a count is not true`);
        if (typeof shown === 'number' && shown > 0 && shown < 10)
          t.fail(`round ${round}: a small count is shown`);
      }
    }
    t.ok(small > 500, `${small} small counts were attacked`);
    t.ok(withheld < 700, `${withheld} tables withheld`);
  },
);

t.test('tables of one month share their rows and totals, and no small total', async (t) => {
  const random = seededRandom(7);
  const nationalities = ['SYR', 'AFG', 'TUR', 'PER', 'VUT', 'NRU', 'TUV'];
  for (let round = 0; round < 200; round++) {
    const counts: PersonCount[] = [];
    for (const [index, nationality] of nationalities.entries()) {
      for (const sex of ['female', 'male']) {
        for (const ageGroup of AGE_GROUPS) {
          for (const memberState of ['AUT', 'BEL', 'FRA']) {
            const persons = Math.floor((random() ** 3 * 80) / (index + 1));
            if (persons > 0) counts.push({ nationality, sex, ageGroup, memberState, persons });
          }
        }
      }
    }
    const tables = personTables(counts);
    const published = STATISTIC_COLUMNS.flatMap((column) => tables[column] ?? []);
    for (const each of published) {
      t.same(each.rows, published[0]!.rows, 'the same rows in all tables');
      t.same(
        each.rowTotals,
        published[0]!.rowTotals,
        'with the same totals: nothing is gained by subtracting tables',
      );
      const totals = [...each.rowTotals, ...each.columnTotals];
      if (totals.some((total) => total > 0 && total < SMALLEST_COUNT))
        t.fail(`round ${round}: a small total`);
    }
  }
});

t.test('rare nationalities are one category that is large enough', async (t) => {
  const of = (nationality: string, persons: number): PersonCount[] =>
    ['female', 'male'].map((sex) => ({ nationality, sex, ageGroup: '18-34', memberState: 'AUT', persons }));
  const { sex } = personTables([
    ...of('SYR', 50),
    ...of('AFG', 30),
    ...of('NRU', 1),
    ...of('TUV', 2),
    ...of('VUT', 3),
  ]);
  t.same(sex?.rows, ['AFG', 'SYR', OTHERS].sort());
  t.equal(sex?.rowTotals[sex.rows.indexOf(OTHERS)], 12);
  const one = personTables([...of('SYR', 50), ...of('AFG', 30), ...of('NRU', 1)]);
  t.notMatch(JSON.stringify(one), 'NRU', 'a single person joins the next larger group');
  t.equal(personTables(of('NRU', 1)).sex, undefined, 'too few for any table');
});

function allOf({ rows, columns }: PublishedTable): readonly (readonly [number, number])[] {
  return rows.flatMap((_, r) => columns.map((_column, c) => [r, c] as const));
}

function hiddenOf(published: PublishedTable) {
  return allOf(published).filter(([r, c]) => published.counts[r]![c] === null);
}

/**
 * The least and the greatest count a cell can have in any table that agrees with all that is published. Exact: a maximum
 * flow of persons from the cell's row to its column over the other hidden cells, forwards and backwards.
 */
function rangeOf(
  published: PublishedTable,
  counts: readonly (readonly number[])[],
  row: number,
  column: number,
) {
  const value = counts[row]![column]!;
  const more = flow(published, counts, row, column, 'more');
  const fewer = flow(published, counts, row, column, 'fewer');
  return [value - Math.min(value, fewer), value + more] as const;
}

/** Moves persons one path at a time around cycles that begin and end in the cell. */
function flow(
  published: PublishedTable,
  original: readonly (readonly number[])[],
  row: number,
  column: number,
  direction: 'more' | 'fewer',
): number {
  const counts = original.map((line) => [...line]);
  const hidden = new Set(hiddenOf(published).map(([r, c]) => `${r} ${c}`));
  let moved = 0;
  for (let limit = 0; limit < 200; limit++) {
    const path = augmentingPath(counts, hidden, row, column, direction);
    if (path === undefined) return moved;
    for (const [r, c, change] of path) counts[r]![c]! += change;
    moved++;
    if (direction === 'fewer' && moved >= original[row]![column]!) return moved;
  }
  return moved;
}

type Change = readonly [row: number, column: number, change: 1 | -1];

/** One person more (or fewer) in the cell: alternately out of a row and into another until the columns agree again. */
function augmentingPath(
  counts: readonly number[][],
  hidden: ReadonlySet<string>,
  row: number,
  column: number,
  direction: 'more' | 'fewer',
): readonly Change[] | undefined {
  const first = direction === 'more' ? 1 : -1;
  const start: Change = [row, column, first];
  const queue: (readonly Change[])[] = [[start]];
  const seenRows = new Set([row]);
  const mayFall = (r: number, c: number) => counts[r]![c]! > 0;
  while (queue.length > 0) {
    const path = queue.shift()!;
    const [r, c] = path.at(-1)!;
    if (path.length % 2 === 1) {
      // The row has one too many: another cell of it gives one.
      for (let other = 0; other < counts[0]!.length; other++) {
        if (other === c || !hidden.has(`${r} ${other}`)) continue;
        if (first === 1 && !mayFall(r, other)) continue;
        const next = [...path, [r, other, -first as 1 | -1] as const];
        if (other === column) continue;
        queue.push(next);
      }
    } else {
      // The column lacks one: another row gives it; closed where that row has the first column.
      for (let other = 0; other < counts.length; other++) {
        if (other === r || seenRows.has(other) || !hidden.has(`${other} ${c}`)) continue;
        if (first === -1 && !mayFall(other, c)) continue;
        const step = [...path, [other, c, first] as const];
        if (hidden.has(`${other} ${column}`) && (first === -1 || mayFall(other, column))) {
          return [...step, [other, column, -first as 1 | -1]];
        }
        seenRows.add(other);
        queue.push(step);
      }
    }
  }
  return undefined;
}
