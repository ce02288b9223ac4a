/**
 * The truth the contestants are checked against: integer inner products in a plain loop, best first, equal ones by row.
 * Cosines are those of the hub: the integer inner product divided by the lengths, in double precision.
 */
import { innerProduct, vectorLength } from '../../src/matching/cosine-similarity.js';
import { DIMENSION, rowOf, type SeededGallery } from './seeded-gallery.js';

export type Measure = 'cosine' | 'inner product';

/** Row numbers of the `count` best rows. */
export function integerTop(
  gallery: SeededGallery,
  probe: Int8Array,
  options: { readonly count: number; readonly measure: Measure },
): readonly number[] {
  const { rows, rowCount } = gallery;
  const lengths = options.measure === 'cosine' ? lengthsOf(gallery) : undefined;
  const probeLength = vectorLength(probe);
  const wide = Int32Array.from(probe);
  const best: { row: number; score: number }[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rowCount; row++) {
    const product = innerProduct(wide, rows, row * DIMENSION);
    const score = lengths === undefined ? product : product / (probeLength * lengths[row]!);
    if (score <= floor) continue;
    insert(best, { row, score }, options.count);
    if (best.length === options.count) floor = best.at(-1)!.score;
  }
  return best.map(({ row }) => row);
}

/**
 * How many of the best rows a list lacks. Of rows with equal scores any will do, as libraries order them as they like.
 */
export function countMissed(
  gallery: SeededGallery,
  probe: Int8Array,
  options: { readonly found: readonly number[]; readonly best: readonly number[]; readonly measure: Measure },
): number {
  const score = (row: number) => {
    const embedding = rowOf(gallery.rows, row);
    const product = innerProduct(probe, embedding, 0);
    return options.measure === 'cosine' ? product / (vectorLength(probe) * vectorLength(embedding)) : product;
  };
  const last = score(options.best.at(-1)!);
  return options.best.length - [...new Set(options.found)].filter((row) => score(row) >= last).length;
}

const LENGTHS = new WeakMap<SeededGallery, Float64Array>();

function lengthsOf(gallery: SeededGallery): Float64Array {
  const known = LENGTHS.get(gallery);
  if (known !== undefined) return known;
  const lengths = new Float64Array(gallery.rowCount);
  for (let row = 0; row < gallery.rowCount; row++) lengths[row] = vectorLength(rowOf(gallery.rows, row));
  LENGTHS.set(gallery, lengths);
  return lengths;
}

/** Rows come in ascending order, so an equal score goes behind. */
function insert(
  best: { row: number; score: number }[],
  each: { row: number; score: number },
  count: number,
): void {
  let at = best.length;
  while (at > 0 && best[at - 1]!.score < each.score) at--;
  best.splice(at, 0, each);
  if (best.length > count) best.pop();
}
