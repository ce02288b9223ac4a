/**
 * The best rows of a gallery from the best score of each group of its rows, as the engine finds them
 * (`engine/compare-top-rows.ts`): the rows of the best groups are read from a file and scored exactly.
 */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from 'onnxruntime-node';
import { leastOfLargest } from '../../../src/engine/least-of-largest.js';
import { vectorLength } from '../../../src/matching/cosine-similarity.js';
import { RowProducts } from '../../../src/matching/row-products.js';
import { GROUP_ROWS } from '../../../src/matching/segment-block-nodes.js';
import { DIMENSION, type SeededGallery } from '../seeded-gallery.js';

const ROWS_FILE = 'rows.bin';

export class BestRows {
  readonly #file: number;
  readonly #rowCount: number;
  readonly #products = new RowProducts();
  readonly #cosines = new Float64Array(GROUP_ROWS);

  /** Puts the rows into a file in `folder` that is gone when it is closed. */
  constructor(gallery: SeededGallery, folder: string) {
    const path = join(folder, ROWS_FILE);
    writeFileSync(path, gallery.rows);
    this.#file = openSync(path, 'r');
    rmSync(path);
    this.#rowCount = gallery.rowCount;
  }

  /**
   * For each probe the row numbers of the `count` rows with the largest cosines, best first, equal ones by row.
   * `groupScores`: float32 [probes, groups], those of a probe at most `errorOf` it off.
   */
  find(
    probes: readonly Int8Array[],
    { data, dims }: Tensor,
    { count, errorOf }: { readonly count: number; readonly errorOf: (index: number) => number },
  ): readonly (readonly number[])[] {
    const groups = dims[1]!;
    return probes.map((probe, index) => {
      const scores = (data as Float32Array).subarray(index * groups, (index + 1) * groups);
      return this.#findFor(probe, scores, { count, error: errorOf(index) });
    });
  }

  #findFor(
    probe: Int8Array,
    groupScores: Float32Array,
    { count, error }: { readonly count: number; readonly error: number },
  ): readonly number[] {
    this.#products.setViews({ views: [probe], viewLengths: [vectorLength(probe)] });
    // Each of the best `count` groups holds a row that good, so the best `count` rows are, but for the error.
    const first = leastOfLargest([groupScores], count);
    const found: FoundRow[] = [];
    this.#read(groupScores, { from: first, below: Number.POSITIVE_INFINITY, floor: first - error }, found);
    found.sort(byScore);
    const worst = found[count - 1]?.score ?? Number.NEGATIVE_INFINITY;
    this.#read(groupScores, { from: worst - error, below: first, floor: worst }, found);
    return found
      .sort(byScore)
      .slice(0, count)
      .map(({ row }) => row);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Rows with `floor` or more of the groups with a score in `from` to `below`. */
  #read(
    groupScores: Float32Array,
    range: { readonly from: number; readonly below: number; readonly floor: number },
    into: FoundRow[],
  ): void {
    for (let group = 0; group < groupScores.length; group++) {
      const score = groupScores[group]!;
      if (score < range.from || score >= range.below) continue;
      const first = group * GROUP_ROWS;
      const rowCount = Math.min(GROUP_ROWS, this.#rowCount - first);
      readSync(this.#file, this.#products.rows, 0, rowCount * DIMENSION, first * DIMENSION);
      this.#products.cosines(rowCount, this.#cosines);
      for (let row = 0; row < rowCount; row++)
        if (this.#cosines[row]! >= range.floor) into.push({ row: first + row, score: this.#cosines[row]! });
    }
  }
}

type FoundRow = { readonly row: number; readonly score: number };

function byScore(a: FoundRow, b: FoundRow): number {
  return b.score - a.score || a.row - b.row;
}
