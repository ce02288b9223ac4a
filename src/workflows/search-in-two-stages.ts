import type { GalleryAnswer, GallerySearch } from './ports/gallery.js';
import type { MinutiaeOf } from './ports/second-stage.js';
import type { Ports } from './ports.js';

export type TwoStagePorts = Pick<
  Ports,
  'gallery' | 'secondStage' | 'subjects' | 'unitOfWork' | 'clock' | 'metrics'
>;

/**
 * The gallery's candidates, compared again by minutiae where the probes have any. Their minutiae are read as the second
 * stage asks for them; who was erased since has none any more and stands as the first stage left him.
 */
export function searchInTwoStages(
  ports: TwoStagePorts,
  search: GallerySearch,
  signal: AbortSignal,
): Promise<GalleryAnswer> {
  return ports.secondStage.inTurn(search, () => searchNow(ports, search, signal), signal);
}

async function searchNow(
  ports: TwoStagePorts,
  search: GallerySearch,
  signal: AbortSignal,
): Promise<GalleryAnswer> {
  const { gallery, secondStage, subjects, unitOfWork, clock, metrics } = ports;
  const answer = await gallery.search({ ...search, ...secondStage.wanted(search) }, signal);
  const startedMs = clock.nowMs();
  const minutiaeOf: MinutiaeOf = (templateIds) => subjects.minutiae(unitOfWork.sql, templateIds);
  const compared = await secondStage.compare(answer, { ...search, minutiaeOf }, signal);
  if (compared.secondStage) {
    const { personsCompared, personsNotCompared } = compared.secondStage;
    const outcome = personsNotCompared === 0 ? 'complete' : 'incomplete';
    const seconds = Math.max(0, clock.nowMs() - startedMs) / 1000;
    metrics.stageSeconds.observe({ stage: 'second-stage', outcome }, seconds);
    metrics.secondStagePersons.observe({ outcome }, personsCompared);
  }
  return compared;
}
