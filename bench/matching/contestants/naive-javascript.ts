/** The loop everybody writes first: every row with every probe, one thread, the best kept in a sorted list. */
import type { Contestant, OpenContestant } from '../contestant.js';
import { integerTop } from '../integer-reference.js';
import type { SeededGallery } from '../seeded-gallery.js';

export const naiveJavascript: OpenContestant = {
  name: 'naive JavaScript',
  comparisonsMax: 1_100_000,
  threads: [1],
  open: async (gallery: SeededGallery): Promise<Contestant> => ({
    name: 'naive JavaScript',
    what: `V8 ${process.versions.v8}`,
    measure: 'inner product',
    isExact: true,
    threads: 1,
    loadMs: 0,
    search: async (probes, count) =>
      probes.map((probe) => integerTop(gallery, probe, { count, measure: 'inner product' })),
    close: async () => undefined,
  }),
};
