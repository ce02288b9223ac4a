/**
 * Whether a claim that is no match would be one were the images mirrored, as those of a device or a driver that is set up
 * wrongly are. Nothing in one image of an unknown finger says that it is mirrored: mirror images of fingers are such as
 * other fingers have. What can be told is that the mirror image matches and the image does not.
 *
 * By minutiae alone, as an embedding would have to be made of the mirror image; all fingers together, as it is one device,
 * at the threshold of the comparison itself. It is a second test, of the same error rate: so many strangers at most are
 * told that their images are mirrored, and none is let pass for it.
 */
import { withMirroredMinutiae } from '../../domain/mirror-minutiae.js';
import { speakingProbes } from '../../domain/speaking-probes.js';
import { compareProbes } from '../../matching/compare.js';
import type { ProbeTemplate } from '../../matching/template.js';
import type { Comparison, MirrorCheck } from '../../workflows/ports/gallery.js';
import { type ComparedTemplates, keyOfPair, minutiaeOfPairs } from './minutiae-of-pairs.js';
import type { MinutiaePool } from './minutiae-pool.js';

export async function checkMirrored(
  pool: MinutiaePool,
  { probes, references }: ComparedTemplates,
  options: {
    readonly decision: Comparison['decision'];
    readonly falseMatchRate: number;
    readonly signal: AbortSignal;
  },
): Promise<MirrorCheck> {
  const { decision, falseMatchRate, signal } = options;
  if (decision === 'match') return { outcome: 'not-needed' };
  const mirrored = probes.map(mirrorImage);
  const { scores } = await minutiaeOfPairs(pool, { probes: mirrored, references }, { signal });
  const isCompared = [...scores.values()].some(({ kind }) => kind === 'compared');
  if (!isCompared) return { outcome: 'not-possible' };
  const found = compareProbes(mirrored, references, {
    falseMatchRate,
    minutiaeOf: (probeIndex, { templateId }) => scores.get(keyOfPair(probeIndex, templateId)),
  });
  if (found.decision !== 'match') return { outcome: 'nothing-found' };
  return { outcome: 'mirrored-image', probeIndexes: speakingProbes(found.positions) };
}

/** Without an embedding: that of a probe is not the one of its mirror image. A face has nothing left then. */
function mirrorImage(probe: ProbeTemplate): ProbeTemplate {
  return { ...withMirroredMinutiae(probe), views: [] };
}
