/**
 * A slap sample to its fingers: cut, then each extracted as if it had been captured by itself. One finger that gives no
 * template rejects the slap, and says which it is: what a hand is enrolled with is all of it, or is stated to be missing.
 */
import type { FingerPosition } from '../domain/positions.js';
import type { SlapPosition } from '../domain/slap-positions.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { segmentSlapImage } from './fingerprint/segment-slap-image.js';
import { writePgm } from './formats/pnm/write-pgm.js';
import type { GreyImage } from './image/grey-image.js';
import type { ModelSessions } from './open-sessions.js';
import { rejected } from './sample-rejection.js';

export type DecodedSlap = {
  readonly image: GreyImage;
  readonly ppi: number;
  readonly slap: SlapPosition;
  readonly missing: readonly FingerPosition[];
};

export async function extractSlap(
  { image, ppi, slap, missing }: DecodedSlap,
  extract: (sample: Sample) => Promise<ExtractionOutcome>,
  sessions: ModelSessions,
): Promise<ExtractionOutcome> {
  const segmented = await segmentSlapImage({ image, ppi }, { slap, missing }, sessions);
  if (segmented.kind === 'rejected') return segmented;
  const fingers: Extract<ExtractionOutcome, { readonly kind: 'slap' }>['fingers'][number][] = [];
  for (const { position, widthPx, heightPx, pixels } of segmented.fingers) {
    const file = writePgm({ widthPx, heightPx, maxValue: 255, samples: pixels });
    const sample = { position, image: file, ppi };
    const outcome = await extract(sample);
    if (outcome.kind === 'rejected') return rejected(outcome.defect, `${position}: ${outcome.detail}`);
    if (outcome.kind === 'template') fingers.push({ sample, outcome });
  }
  return { kind: 'slap', fingers };
}
