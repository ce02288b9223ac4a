/** What takes part in a run of `matching`. One contestant holds one gallery; runs of all are interleaved. */
import type { SeededGallery } from './seeded-gallery.js';

export type Contestant = {
  readonly name: string;
  /** Version of the library, or what of ours runs. */
  readonly what: string;
  /** What its candidates are ordered by; they are checked against that measure. */
  readonly measure: 'cosine' | 'inner product';
  /** An approximate one may miss candidates, and what it misses is counted; an exact one that does fails the run. */
  readonly isExact: boolean;
  readonly threads: number;
  /** Milliseconds from rows in memory to the first search. */
  readonly loadMs: number;
  /** Row numbers of at most `count` candidates per probe, best first. */
  search(probes: readonly Int8Array[], count: number): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
};

export type OpenContestant = {
  readonly name: string;
  /** Comparisons one search may take, so that a slow one does not hold up the run; undefined: any. */
  readonly comparisonsMax?: number;
  /** Rows it can be given in reasonable time. */
  readonly rowsMax?: number;
  /** Numbers of threads it makes a difference for; left out: all. */
  readonly threads?: readonly number[];
  open(
    gallery: SeededGallery,
    options: { readonly threads: number; readonly folder: string },
  ): Promise<Contestant>;
};

/** Whether a contestant may miss candidates, by its name: an index that looks at part of the rows only. */
export function isApproximate(name: string): boolean {
  return name.endsWith('HNSW');
}
