/**
 * A table of counts of persons with its totals, in which no small count can be read or computed. Small cells are left out
 * (primary suppression); so that a total does not give one away, others are left out with it (complementary suppression):
 * for each small cell three more that form a rectangle with it. Moving persons around that rectangle gives another table
 * that agrees with everything published, in which the small cell has another count: whoever solves the equations finds a
 * range as wide as the threshold and not a number. Totals are never left out: categories whose total is small are merged
 * before (`merge-small-categories.ts`). Where no rectangle is wide enough the table is withheld.
 *
 * Zeros are published: that nobody of a group was somewhere singles nobody out.
 */
export type CountTable = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Persons, one list per row. */
  readonly counts: readonly (readonly number[])[];
};

export type PublishedTable = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `null` where a count is left out. */
  readonly counts: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly number[];
  readonly columnTotals: readonly number[];
  readonly total: number;
};

/** `undefined` where the table cannot be published: too few persons, or a small cell nothing protects. */
export function suppressSmallCells(table: CountTable, smallest: number): PublishedTable | undefined {
  const { rows, columns, counts } = table;
  const rowTotals = counts.map((row) => sum(row));
  const columnTotals = columns.map((_, column) => sum(counts.map((row) => row[column]!)));
  const isSmall = (count: number) => count > 0 && count < smallest;
  if ([...rowTotals, ...columnTotals, sum(rowTotals)].some(isSmall) || sum(rowTotals) === 0) return undefined;
  const hidden = counts.map((row) => row.map(isSmall));
  for (const [row, column] of cellsOf(counts).filter(([r, c]) => isSmall(counts[r]![c]!))) {
    const others = rectangleFor(counts, hidden, { row, column, smallest });
    if (others === undefined) return undefined;
    for (const [r, c] of others) hidden[r]![c] = true;
  }
  return {
    rows,
    columns,
    counts: counts.map((row, r) => row.map((count, c) => (hidden[r]![c] ? null : count))),
    rowTotals,
    columnTotals,
    total: sum(rowTotals),
  };
}

type Cell = readonly [row: number, column: number];
type Counts = readonly (readonly number[])[];

/**
 * The three other corners of the rectangle that leaves out least. Persons may move by as many as its corners hold: up by
 * the smaller of the two neighbours, down by the smaller of the cell and the corner opposite.
 */
function rectangleFor(
  counts: Counts,
  hidden: readonly (readonly boolean[])[],
  { row, column, smallest }: { readonly row: number; readonly column: number; readonly smallest: number },
): readonly Cell[] | undefined {
  let best: { readonly cost: number; readonly cells: readonly Cell[] } | undefined;
  for (let r = 0; r < counts.length; r++) {
    for (let c = 0; c < counts[row]!.length; c++) {
      if (r === row || c === column) continue;
      const up = Math.min(counts[row]![c]!, counts[r]![column]!);
      const down = Math.min(counts[row]![column]!, counts[r]![c]!);
      if (up + down < smallest) continue;
      const cells: readonly Cell[] = [
        [row, c],
        [r, column],
        [r, c],
      ];
      const cost = sum(cells.map(([i, j]) => (hidden[i]![j] ? 0 : 1 + counts[i]![j]!)));
      if (best === undefined || cost < best.cost) best = { cost, cells };
    }
  }
  return best?.cells;
}

function cellsOf(counts: Counts): readonly Cell[] {
  return counts.flatMap((row, r) => row.map((_, c): Cell => [r, c]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
