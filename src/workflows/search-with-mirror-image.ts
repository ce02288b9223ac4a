import { LIMITS } from '../platform/limits.js';
import { mirroredProbes } from './mirror-check.js';
import type { GalleryAnswer, GallerySearch } from './ports/gallery.js';
import { searchInTwoStages, type TwoStagePorts } from './search-in-two-stages.js';

/**
 * A search, and beside it that of the mirror images of its probes, of those that came with an embedding of it. At the same
 * time, so that a gallery reads its rows once for both; the second is looked at by minutiae only for the best few.
 */
export async function searchWithMirrorImage(
  ports: TwoStagePorts,
  search: GallerySearch,
  signal: AbortSignal,
): Promise<GalleryAnswer> {
  const probes = mirroredProbes(search.probes);
  if (probes.length === 0) return searchInTwoStages(ports, search, signal);
  const mirrored: GallerySearch = {
    ...search,
    probes,
    candidatesMax: LIMITS.mirroredPersonsMax,
    secondStagePersons: LIMITS.mirroredPersonsMax,
  };
  const [answer, ofMirrored] = await Promise.all([
    searchInTwoStages(ports, search, signal),
    searchInTwoStages(ports, mirrored, signal),
  ]);
  return { ...answer, mirrored: ofMirrored };
}
