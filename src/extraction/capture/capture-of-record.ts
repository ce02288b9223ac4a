/** An ISO/IEC 19794-4 or -5 record as an encounter: its single fingers and palm prints, or its first face. */

import { isPalmPosition, isPalmSample, isUnknownPosition } from '../../domain/palm-positions.js';
import { isSlapPosition } from '../../domain/slap-positions.js';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureOutcome, CaptureReport, PalmPrintOfFile } from '../../workflows/ports/captures.js';
import type { AnySample, Sample } from '../../workflows/ports/samples.js';
import type { FaceRecord } from '../formats/iso/face-record.js';
import { fingerPositionOf } from '../formats/iso/finger-codes.js';
import { fingerImageFile } from '../formats/iso/finger-image-file.js';
import { type FingerImageRecord, ppiOf } from '../formats/iso/finger-image-record.js';

export type Capture = Extract<CaptureOutcome, { readonly kind: 'capture' }>;

export function captureOfFingerRecord({ representations }: FingerImageRecord): Capture {
  const samples: Sample[] = [];
  const palmPrints: PalmPrintOfFile[] = [];
  const omitted: CaptureReport['omitted'][number][] = [];
  const taken = new Set<string>();
  for (const [index, representation] of representations.entries()) {
    // One more than is taken says that there are too many.
    if (samples.length + palmPrints.length > LIMITS.samplesMax) break;
    const sample = sampleOf(representation);
    if (typeof sample === 'string') omitted.push(omission(index, 'finger', sample));
    else if (!isUnknownPosition(sample.position) && taken.has(sample.position))
      omitted.push(omission(index, 'finger', `${sample.position} is taken from an earlier one`));
    else {
      taken.add(sample.position);
      if (isPalmSample(sample)) palmPrints.push({ sample, record: index + 1, type: 'palm' });
      else samples.push(sample);
    }
  }
  return { ...capture('iso-19794-4', samples, omitted), ...(palmPrints.length > 0 ? { palmPrints } : {}) };
}

export function captureOfFaceRecord({ representations }: FaceRecord): Capture {
  const samples = representations.slice(0, 1).map(({ image }): Sample => ({ position: 'face', image }));
  const omitted = representations
    .slice(1)
    .map((_, index) => omission(index + 1, 'face', 'one face is taken'));
  return capture('iso-19794-5', samples, omitted);
}

/** Why a slap of a record or of a BIR is left out. */
export const WITHOUT_PLACES = 'several fingers, and the record does not say where they lie';

type Representation = FingerImageRecord['representations'][number];

/** A sample, or why there is none. */
function sampleOf(representation: Representation): AnySample | string {
  const { positionCode } = representation;
  const position = fingerPositionOf(positionCode);
  if (position === 'several-fingers' || (position !== undefined && isSlapPosition(position)))
    return WITHOUT_PLACES;
  if (position === undefined) return `position ${positionCode} is not assigned`;
  const { x, y } = ppiOf(representation);
  const resolution = Math.abs(x - y) > 0.01 * x || x === 0 ? {} : { ppi: x };
  const file = { image: fingerImageFile(representation), ...resolution };
  return isPalmPosition(position) ? { position, ...file } : { position, ...file };
}

function omission(index: number, type: string, reason: string): CaptureReport['omitted'][number] {
  return { record: index + 1, type, reason };
}

function capture(format: string, samples: readonly Sample[], omitted: CaptureReport['omitted']): Capture {
  return { kind: 'capture', format, samples, fingersMissing: [], omitted, findings: [] };
}
