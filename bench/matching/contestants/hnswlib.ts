/**
 * `hnswlib` by its Node.js binding, where somebody has installed it (`npm install --no-save hnswlib-node`, which needs a
 * C++ compiler): the reference implementation of HNSW, and its own exhaustive search. Both keep single precision, four
 * times the bytes of the rows, and take one probe at a time on one thread.
 */
import { libraryVersion } from '../../library-version.js';
import type { Contestant, OpenContestant } from '../contestant.js';
import { DIMENSION, type SeededGallery } from '../seeded-gallery.js';

const LIBRARY = 'hnswlib-node';

/** The library's own examples and papers: 16 neighbours, 200 looked at while building, 64 while searching. */
const HNSW = { neighbours: 16, building: 200, searching: 64 };

type Index = {
  addPoint(point: number[], label: number): void;
  searchKnn(point: number[], count: number): { readonly neighbors: number[] };
};

type Library = {
  readonly BruteforceSearch: new (
    space: 'cosine',
    dimension: number,
  ) => Index & { initIndex(rows: number): void };
  readonly HierarchicalNSW: new (
    space: 'cosine',
    dimension: number,
  ) => Index & {
    initIndex(rows: number, neighbours: number, building: number): void;
    setEf(ef: number): void;
  };
};

/** None where the library is not installed. */
export async function hnswlibContestants(options: {
  readonly hnswRowsMax: number;
}): Promise<readonly OpenContestant[]> {
  const library = await installed();
  if (library === undefined) return [];
  const exact = contestant('hnswlib exact', true, (rowCount) => {
    const index = new library.BruteforceSearch('cosine', DIMENSION);
    index.initIndex(rowCount);
    return index;
  });
  const approximate = contestant('hnswlib HNSW', false, (rowCount) => {
    const index = new library.HierarchicalNSW('cosine', DIMENSION);
    index.initIndex(rowCount, HNSW.neighbours, HNSW.building);
    index.setEf(HNSW.searching);
    return index;
  });
  return [
    { ...exact, comparisonsMax: 20_000_000, rowsMax: 1_000_000 },
    { ...approximate, rowsMax: options.hnswRowsMax },
  ];
}

async function installed(): Promise<Library | undefined> {
  try {
    const library = (await import(LIBRARY)) as { readonly default: Library };
    return library.default;
  } catch {
    return undefined;
  }
}

function contestant(
  name: string,
  isExact: boolean,
  newIndex: (rowCount: number) => Index,
): OpenContestant & { readonly threads: readonly number[] } {
  return {
    name,
    threads: [1],
    open: async ({ rows, rowCount }: SeededGallery): Promise<Contestant> => {
      const startedAt = performance.now();
      const index = newIndex(rowCount);
      for (let row = 0; row < rowCount; row++)
        index.addPoint(Array.from(rows.subarray(row * DIMENSION, (row + 1) * DIMENSION)), row);
      return {
        name,
        what: `${LIBRARY} ${libraryVersion(LIBRARY)}, single precision, cosine`,
        measure: 'cosine',
        isExact,
        threads: 1,
        loadMs: performance.now() - startedAt,
        search: async (probes, count) =>
          probes.map((probe) => index.searchKnn(Array.from(probe), Math.min(count, rowCount)).neighbors),
        close: async () => undefined,
      };
    },
  };
}
