/**
 * A search nobody waits for, whose answer is kept as "no hit" or "different" of everybody it does not name: it may leave
 * nobody out who will be compared later. Throws a retryable error while
 *
 *   the gallery is being loaded,
 *   references of the systems and biometrics it covers still have to be extracted again by the models there are now,
 *   its probes are of other models than those, earlier or later ones: what counts references may be of an earlier release,
 *   persons were left to the first stage because the time of the second was over,
 *   or too many others like it take long (`whole-search-room.ts`),
 *
 * and the operation stays unfinished (`fail-operation.ts`), to be taken up again some minutes later. References whose image gives
 * no template any more never will be compared and hold nothing up. What the models were when it was put in line does not matter: a
 * subject's probes are read again where they have been renewed since. Samples of nobody that is stored are gone by then: once it
 * is certain that it is they who are the old ones, such a search fails for good.
 */
import { modalityOf } from '../domain/positions.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { PlannedSearch } from './plan-search.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { OperationWithProbes, StoredReference } from './ports/operations.js';
import type { RenewalOfSystem, Versions } from './ports/template-renewals.js';
import type { Ports } from './ports.js';
import type { TwoStagePorts } from './search-in-two-stages.js';
import { searchWithMirrorImage } from './search-with-mirror-image.js';
import { bestOfEachPosition } from './start-detection.js';
import type { WholeSearchRoom } from './whole-search-room.js';

export type WholeSearchPorts = TwoStagePorts &
  Pick<Ports, 'renewalProgress'> & {
    /** Of the worker; without it each has the time it needs. */
    readonly wholeSearchRoom?: WholeSearchRoom;
  };

type Searched = {
  readonly answer: GalleryAnswer;
  readonly probes: readonly ProbeTemplate[];
  /** Why an answer may not be kept, that of all shards together too. */
  readonly shortfallOf: (answer: GalleryAnswer) => OperationalError | undefined;
};

/** `read`: the operation, with the probes it was put in line with. */
export async function searchAsPlanned(
  ports: WholeSearchPorts,
  planned: PlannedSearch,
  read: OperationWithProbes,
  signal: AbortSignal,
): Promise<Searched> {
  const { probes } = read;
  const { search, needsWholeGallery } = planned;
  if (!needsWholeGallery) {
    const answer = await searchWithMirrorImage(ports, { ...search, probes }, signal);
    return { answer, probes, shortfallOf: () => undefined };
  }
  const searchNow = (signal: AbortSignal) => searchWhole(ports, planned, read, signal);
  return ports.wholeSearchRoom ? ports.wholeSearchRoom.within(searchNow, signal) : searchNow(signal);
}

async function searchWhole(
  ports: WholeSearchPorts,
  { request, search }: PlannedSearch,
  read: OperationWithProbes,
  signal: AbortSignal,
): Promise<Searched> {
  const { probes: kept } = read;
  const renewals = await ports.renewalProgress.read(ports.unitOfWork.sql);
  const isOther = isOfOthers(renewals);
  const subject = subjectOf(request);
  const probes = kept.some(isOther) && subject ? await probesNow(ports, subject, { kept, renewals }) : kept;
  // Of other biometrics a row may be left that nobody counts any more, as no extractor has a model of theirs.
  const ofProbes = renewals.filter(({ modality }) =>
    probes.some(({ position }) => modalityOf(position) === modality),
  );
  const covered = ofProbes.filter(({ system }) => search.systems.includes(system));
  const areOthers = probes.some(isOther);
  const ofSubject = areOthers && subject ? ofProbes.filter(({ system }) => system === subject.system) : [];
  const waitsFor = areOthers && !subject ? [] : [...covered, ...ofSubject];
  if (waitsFor.some(({ remaining }) => remaining > 0)) throw beingRenewed();
  const shortfallOf = (answer: GalleryAnswer) => {
    const leftOut = sumOf(answer.referencesNotCompared ?? [], ({ references }) => references);
    if (!areOthers) {
      return leftOut > sumOf(covered, ({ refused }) => refused) ? beingRenewed() : undefined;
    }
    // A subject's probe of other models is by now one of an image that gives no better one.
    if (subject || leftOut === 0) return undefined;
    const waitedMs = ports.clock.nowMs() - Date.parse(read.operation.createdAt);
    return waitedMs > LIMITS.probesOfEarlierModelsMs ? madeByEarlierModels() : beingRenewed();
  };
  const answer = await searchWithMirrorImage(
    ports,
    { ...search, probes, secondStageMs: LIMITS.secondStageWholeMs },
    signal,
  );
  requireWhole(answer);
  const shortfall = shortfallOf(answer);
  if (shortfall) throw shortfall;
  return { answer, probes, shortfallOf };
}

function requireWhole({ complete, secondStage }: GalleryAnswer): void {
  if (!complete) {
    throw new OperationalError('gallery-not-ready', 'This search needs the whole gallery.', {
      postponedMs: LIMITS.comparisonLoadingMs,
    });
  }
  if ((secondStage?.personsLate ?? 0) === 0) return;
  throw new OperationalError(
    'worker-timeout',
    'The second stage had no time for all persons of this search.',
    LATER,
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

/**
 * The subject's references as they are now; the probes there were where it has been erased since. Waits for those of other models,
 * whichever of both are the newer ones, unless they could not be renewed for the models there are now.
 */
async function probesNow(
  { subjects, unitOfWork: { sql }, renewalProgress }: WholeSearchPorts,
  { system, subjectId }: StoredSubject,
  known: { readonly kept: readonly ProbeTemplate[]; readonly renewals: readonly RenewalOfSystem[] },
): Promise<readonly ProbeTemplate[]> {
  const { kept, renewals } = known;
  const [all, refusals] = await Promise.all([
    subjects.references(sql, system, subjectId),
    renewalProgress.refusals(sql, system, subjectId),
  ]);
  const modalities = new Set(kept.map(({ position }) => modalityOf(position)));
  const references = all.filter(({ position }) => modalities.has(modalityOf(position)));
  const isUnsettled = (reference: StoredReference) => {
    const refused = refusals.get(reference.templateId);
    return isOfOthers(renewals.filter((renewal) => !isSame(renewal, refused)))(reference);
  };
  if (references.some(isUnsettled)) throw beingRenewed();
  const now = bestOfEachPosition(references);
  return now.length === 0 ? kept : now;
}

function isSame(renewal: RenewalOfSystem, refused: Versions | undefined): boolean {
  return renewal.templateVersion === refused?.templateVersion && renewal.secondStage === refused.secondStage;
}

/** Whether a template was made by other models than those references are renewed for: by earlier or by later ones. */
function isOfOthers(
  renewals: readonly RenewalOfSystem[],
): (template: Pick<ProbeTemplate, 'position' | 'templateVersion' | 'minutiae'>) => boolean {
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

const LATER = { postponedMs: LIMITS.comparisonPostponedMs };

function beingRenewed(): OperationalError {
  return new OperationalError(
    'gallery-not-ready',
    'References this search has to compare are still to be extracted again by the models there are now.',
    LATER,
  );
}

function madeByEarlierModels(): OperationalError {
  return new OperationalError(
    'gallery-not-ready',
    'The models have changed since the samples were extracted: ask again, with the samples.',
    { retryable: false },
  );
}
