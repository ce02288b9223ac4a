import { SMALLEST_COUNT } from './person-tables.js';
import { type PublishedTable, suppressSmallCells } from './suppress-small-cells.js';

const COLOURS = ['white', 'yellow', 'green', 'red'] as const;

/** Persons by pair of systems and colour of the link between them; pairs too few have are one row. */
export function linkTable(
  counts: readonly {
    readonly pair: string;
    readonly colour: (typeof COLOURS)[number];
    readonly persons: number;
  }[],
  smallest = SMALLEST_COUNT,
): PublishedTable | undefined {
  const totals = new Map<string, number>();
  for (const { pair, persons } of counts) totals.set(pair, (totals.get(pair) ?? 0) + persons);
  const ordered = [...totals].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  const merged = new Set<string>();
  let persons = 0;
  for (const [pair, total] of ordered) {
    if (total >= smallest && (persons === 0 || persons >= smallest)) break;
    merged.add(pair);
    persons += total;
  }
  const rowOf = (pair: string) => (merged.has(pair) ? 'others' : pair);
  const rows = [...new Set(counts.map(({ pair }) => rowOf(pair)))].sort();
  const columns = COLOURS.filter((colour) => counts.some((each) => each.colour === colour));
  return suppressSmallCells(
    {
      rows,
      columns,
      counts: rows.map((row) =>
        columns.map((colour) =>
          counts
            .filter((each) => rowOf(each.pair) === row && each.colour === colour)
            .reduce((sum, each) => sum + each.persons, 0),
        ),
      ),
    },
    smallest,
  );
}
