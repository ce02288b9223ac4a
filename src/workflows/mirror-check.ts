/** Whether images would match were they mirrored: when it is looked at, and what is said of it (`MirrorCheck`). */
import { withMirroredMinutiae } from '../domain/mirror-minutiae.js';
import type { Position } from '../domain/positions.js';
import { speakingProbes } from '../domain/speaking-probes.js';
import type { ProbeTemplate } from '../matching/template.js';
import type { GalleryAnswer, MirrorCheck } from './ports/gallery.js';
import type { Operation } from './ports/operations.js';

/** As answers say it: with the samples it is about, and what to do. */
export type ToldMirrorCheck = {
  readonly outcome: MirrorCheck['outcome'];
  readonly samples?: readonly { readonly probeIndex: number; readonly position: Position }[];
  readonly detail?: string;
};

export function tellMirrorCheck(
  check: MirrorCheck,
  probes: readonly Pick<ProbeTemplate, 'position'>[],
): ToldMirrorCheck {
  if (check.outcome !== 'mirrored-image') return check;
  const samples = check.probeIndexes.map((probeIndex) => ({
    probeIndex,
    position: probes[probeIndex]!.position,
  }));
  return { outcome: check.outcome, samples, detail: CHECK_THE_DEVICE };
}

const CHECK_THE_DEVICE = 'The image matches when it is mirrored, and does not as it is: check the device.';

/**
 * A search has to be made twice for it, with one more embedding: where nobody waits, and where somebody asks. Searches of
 * other kinds do not look.
 */
export function looksForMirrored({
  request,
  serviceClass,
}: Pick<Operation, 'request' | 'serviceClass'>): boolean {
  if (request.kind !== 'identify') return false;
  return request.checkMirrored ?? serviceClass === 'batch';
}

/** The mirror images of the probes of which an embedding was made; nothing else of a probe depends on the image's sides. */
export function mirroredProbes(probes: readonly ProbeTemplate[]): readonly ProbeTemplate[] {
  return probes.flatMap(({ mirroredView, captureFaults: _, ...probe }) =>
    mirroredView ? [{ ...withMirroredMinutiae(probe), views: [mirroredView] }] : [],
  );
}

/**
 * What a search says of it, of candidates that the caller may learn of: what is hidden must not show in whether the mirror
 * image was needed. Both searches are made in any case.
 */
export function mirrorCheckOf(
  operation: Pick<Operation, 'request' | 'serviceClass'>,
  { candidates, mirrored }: Pick<GalleryAnswer, 'candidates' | 'mirrored'>,
  probes: readonly ProbeTemplate[],
): MirrorCheck {
  if (!mirrored) return { outcome: looksForMirrored(operation) ? 'not-possible' : 'not-asked' };
  if (candidates.some(isMatch)) return { outcome: 'not-needed' };
  const found = mirrored.candidates.find(isMatch);
  if (!found) return { outcome: 'nothing-found' };
  const indices = probes.flatMap(({ mirroredView }, index) => (mirroredView ? [index] : []));
  const probeIndexes = speakingProbes(found.positions).map((probeIndex) => indices[probeIndex]!);
  return { outcome: 'mirrored-image', probeIndexes };
}

function isMatch({ decision }: GalleryAnswer['candidates'][number]): boolean {
  return decision === 'match';
}
