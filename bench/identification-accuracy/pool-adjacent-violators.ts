/**
 * Isotonic regression: of all sequences that never fall, the one with the least weighted squares of differences to the values
 * given, by pooling adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution function for sampling
 * with incomplete information", Annals of Mathematical Statistics 26(4), 1955). One pass, in time linear in the values.
 */
export type Weighed = { readonly value: number; readonly weight: number };

/** Neighbours that get one value, their weighted mean: those from index `from` to before `to`. */
export type Block = { readonly from: number; readonly to: number; readonly value: number };

/** Blocks in order, their values rising; weights are above 0. */
export function poolAdjacentViolators(all: readonly Weighed[]): readonly Block[] {
  const blocks: Pool[] = [];
  for (const [index, { value, weight }] of all.entries()) {
    let last = { from: index, to: index + 1, sum: value * weight, weight };
    while (blocks.length > 0 && meanOf(last) <= meanOf(blocks.at(-1)!)) {
      const { from, sum, weight } = blocks.pop()!;
      last = { from, to: last.to, sum: sum + last.sum, weight: weight + last.weight };
    }
    blocks.push(last);
  }
  return blocks.map((block) => ({ from: block.from, to: block.to, value: meanOf(block) }));
}

type Pool = Omit<Block, 'value'> & { readonly sum: number; readonly weight: number };

function meanOf({ sum, weight }: Pool): number {
  return sum / weight;
}
