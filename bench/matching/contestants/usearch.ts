/**
 * `usearch` (unum): exhaustive over the caller's int8 rows, and HNSW with int8 scalars. Its exhaustive search divides
 * probes among its threads, so one probe uses one. Its index scales what it is given to unit length and codes it anew
 * in steps of 1/127, which is coarser than the rows are: part of what it misses is that.
 */
import { exactSearch, Index, type Matches, MetricKind, ScalarKind } from 'usearch';
import { libraryVersion } from '../../library-version.js';
import type { Contestant, OpenContestant } from '../contestant.js';
import { DIMENSION, type SeededGallery } from '../seeded-gallery.js';

type Found = Matches | { get(index: number): Matches };

/** Rows handed to the index at once: it takes them as single precision, four times their size. */
const ADD_ROWS = 65_536;

const version = libraryVersion('usearch');

export const usearchExact: OpenContestant = {
  name: 'usearch exact',
  open: async ({ rows }: SeededGallery, { threads }): Promise<Contestant> => ({
    name: 'usearch exact',
    what: `usearch ${version}, exactSearch, i8, inner product`,
    measure: 'inner product',
    isExact: true,
    threads,
    loadMs: 0,
    search: async (probes, count) =>
      rowNumbers(
        exactSearch(
          rows,
          joined(probes),
          DIMENSION,
          Math.min(count, rows.length / DIMENSION),
          MetricKind.IP,
          threads,
        ),
        probes.length,
      ),
    close: async () => undefined,
  }),
};

export const usearchHnsw: OpenContestant = {
  name: 'usearch HNSW',
  rowsMax: 100_000,
  open: async ({ rows, rowCount }: SeededGallery, { threads }): Promise<Contestant> => {
    const startedAt = performance.now();
    const index = new Index({
      dimensions: DIMENSION,
      metric: MetricKind.Cos,
      quantization: ScalarKind.I8,
      // Zero takes what the library thinks best (connectivity 16, expansion 128 and 64).
      connectivity: 0,
      expansion_add: 0,
      expansion_search: 0,
      multi: false,
    });
    for (let first = 0; first < rowCount; first += ADD_ROWS) {
      const count = Math.min(ADD_ROWS, rowCount - first);
      const keys = BigUint64Array.from({ length: count }, (_, index) => BigInt(first + index));
      const part = rows.subarray(first * DIMENSION, (first + count) * DIMENSION);
      index.add(keys, Float32Array.from(part), threads);
    }
    return {
      name: 'usearch HNSW',
      what: `usearch ${version}, Index, i8, cosine, its own defaults`,
      measure: 'cosine',
      isExact: false,
      threads,
      loadMs: performance.now() - startedAt,
      search: async (probes, count) =>
        rowNumbers(index.search(Float32Array.from(joined(probes)), count, threads), probes.length),
      close: async () => undefined,
    };
  },
};

function joined(probes: readonly Int8Array[]): Int8Array {
  const all = new Int8Array(probes.length * DIMENSION);
  probes.forEach((probe, index) => {
    all.set(probe, index * DIMENSION);
  });
  return all;
}

/** One probe comes back as `Matches`, several as `BatchMatches`. */
function rowNumbers(found: Found, probeCount: number): readonly (readonly number[])[] {
  const each = 'get' in found ? Array.from({ length: probeCount }, (_, index) => found.get(index)) : [found];
  return each.map(({ keys }) => Array.from(keys, Number));
}
