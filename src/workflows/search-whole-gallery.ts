/**
 * A search nobody waits for, whose answer is kept as "no hit" or "different" of everybody it does not name: it may leave
 * nobody out who will be compared later. Throws a retryable error while
 *
 *   the gallery is being loaded,
 *   references of the systems and biometrics it covers still have to be extracted again by the models there are now,
 *   or persons were left to the first stage because the time of the second was over,
 *
 * and the operation stays unfinished (`fail-operation.ts`). References whose image gives no template any more never will be
 * compared and hold nothing up. What the models were when it was put in line does not matter: a subject's probes are read
 * again where they have been renewed since. Samples of nobody that is stored are gone by then: such a search fails for good.
 */
import { modalityOf } from '../domain/positions.js';
import type { ProbeTemplate } from '../matching/template.js';
import { OperationalError } from '../platform/operational-error.js';
import type { PlannedSearch } from './plan-search.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { RenewalOfSystem } from './ports/template-renewals.js';
import type { Ports } from './ports.js';
import type { TwoStagePorts } from './search-in-two-stages.js';
import { searchWithMirrorImage } from './search-with-mirror-image.js';
import { bestOfEachPosition } from './start-detection.js';

export type WholeSearchPorts = TwoStagePorts & Pick<Ports, 'renewalProgress'>;

type Searched = { readonly answer: GalleryAnswer; readonly probes: readonly ProbeTemplate[] };

/** `kept`: the probes the operation was put in line with. */
export async function searchAsPlanned(
  ports: WholeSearchPorts,
  { request, search, needsWholeGallery }: PlannedSearch,
  kept: readonly ProbeTemplate[],
  signal: AbortSignal,
): Promise<Searched> {
  if (!needsWholeGallery) {
    return { answer: await searchWithMirrorImage(ports, { ...search, probes: kept }, signal), probes: kept };
  }
  const renewals = await ports.renewalProgress.read(ports.unitOfWork.sql);
  const subject = subjectOf(request);
  const probes = kept.some(isOfOthers(renewals)) && subject ? await probesNow(ports, subject, kept) : kept;
  const covered = renewals.filter(
    ({ system, modality }) =>
      search.systems.includes(system) && probes.some(({ position }) => modalityOf(position) === modality),
  );
  const areOld = probes.some(isOfOthers(renewals));
  const ofSubject = areOld && subject ? renewals.filter(({ system }) => system === subject.system) : [];
  const waitsFor = areOld && !subject ? [] : [...covered, ...ofSubject];
  if (waitsFor.some(({ remaining }) => remaining > 0)) throw beingRenewed();
  const answer = await searchWithMirrorImage(ports, { ...search, probes }, signal);
  requireWhole(answer);
  const notCompared = sumOf(answer.referencesNotCompared ?? [], ({ references }) => references);
  if (notCompared > 0 && areOld && !subject) throw madeByEarlierModels();
  // An old probe of a subject whose renewal is over is of an image that gives no better one.
  if (!areOld && notCompared > sumOf(covered, ({ refused }) => refused)) throw beingRenewed();
  return { answer, probes };
}

function requireWhole({ complete, secondStage }: GalleryAnswer): void {
  if (!complete) throw new OperationalError('gallery-not-ready', 'This search needs the whole gallery.');
  if ((secondStage?.personsLate ?? 0) === 0) return;
  throw new OperationalError(
    'worker-timeout',
    'The second stage had no time for all persons of this search.',
  );
}

type StoredSubject = Required<
  Pick<Extract<PlannedSearch['request'], { kind: 'detect-links' }>, 'system' | 'subjectId'>
>;

/** Whose references the probes are. */
function subjectOf(request: PlannedSearch['request']): StoredSubject | undefined {
  if (request.kind !== 'detect-links' && request.kind !== 'compare-data-set') return undefined;
  const { system, subjectId } = request;
  return subjectId === undefined ? undefined : { system, subjectId };
}

/** The subject's references as they are now; the probes there were where it has been erased since. */
async function probesNow(
  { subjects, unitOfWork }: WholeSearchPorts,
  { system, subjectId }: StoredSubject,
  kept: readonly ProbeTemplate[],
): Promise<readonly ProbeTemplate[]> {
  const references = await subjects.references(unitOfWork.sql, system, subjectId);
  const modalities = new Set(kept.map(({ position }) => modalityOf(position)));
  const now = bestOfEachPosition(references.filter(({ position }) => modalities.has(modalityOf(position))));
  return now.length === 0 ? kept : now;
}

/** Whether a probe was made by other models than those references are renewed for. */
function isOfOthers(renewals: readonly RenewalOfSystem[]): (probe: ProbeTemplate) => boolean {
  return ({ position, templateVersion, minutiae }) =>
    renewals.some(
      (renewal) =>
        renewal.modality === modalityOf(position) &&
        (renewal.templateVersion !== templateVersion ||
          (minutiae !== undefined &&
            renewal.secondStage !== undefined &&
            renewal.secondStage !== minutiae.templateVersion)),
    );
}

function sumOf<Each>(all: readonly Each[], count: (each: Each) => number): number {
  return all.reduce((sum, each) => sum + count(each), 0);
}

function beingRenewed(): OperationalError {
  return new OperationalError(
    'gallery-not-ready',
    'References this search has to compare are still to be extracted again by the models there are now.',
  );
}

function madeByEarlierModels(): OperationalError {
  return new OperationalError(
    'gallery-not-ready',
    'The models have changed since the samples were extracted: ask again, with the samples.',
    { retryable: false },
  );
}
