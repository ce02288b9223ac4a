/** An ISO/IEC 19794-4 or -5 record as an encounter: its single fingers and palm prints, or the face seen most from the front. */

import { isPalmPosition, isPalmSample, isUnknownPosition } from '../../domain/palm-positions.js';
import { isSlapPosition } from '../../domain/slap-positions.js';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureOutcome, CaptureReport, PalmPrintOfFile } from '../../workflows/ports/captures.js';
import type { AnySample, Sample } from '../../workflows/ports/samples.js';
import { poseDegrees } from '../formats/iso/face-codes.js';
import type { FaceRecord } from '../formats/iso/face-record.js';
import { fingerPositionOf, isLatentImpression } from '../formats/iso/finger-codes.js';
import { fingerImageFile } from '../formats/iso/finger-image-file.js';
import { type FingerImageRecord, ppiOf } from '../formats/iso/finger-image-record.js';
import { readImageHeader } from '../image/image-header.js';
import { sizeContradiction } from '../image/size-contradiction.js';

export type Capture = Extract<CaptureOutcome, { readonly kind: 'capture' }>;

export function captureOfFingerRecord({ representations }: FingerImageRecord): Capture {
  const samples: Sample[] = [];
  const palmPrints: PalmPrintOfFile[] = [];
  const omitted: CaptureReport['omitted'][number][] = [];
  const taken = new Set<string>();
  for (const [index, representation] of representations.entries()) {
    // One more than is taken says that there are too many.
    if (samples.length > LIMITS.samplesMax || palmPrints.length > LIMITS.palmPrintsOfFileMax) break;
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
  const angles = representations.map(degreesFromFront);
  const least = Math.min(...angles);
  const taken = least > PROFILE_DEG ? -1 : angles.indexOf(least);
  const samples = representations
    .filter((_, index) => index === taken)
    .map(({ image }): Sample => ({ position: 'face', image }));
  const omitted = angles.flatMap((angle, index) => {
    if (index === taken) return [];
    return [omission(index, 'face', angle > PROFILE_DEG ? 'the face is a profile' : 'one face is taken')];
  });
  return capture('iso-19794-5', samples, omitted);
}

/** Nearer to a profile than to a face seen from the front. */
const PROFILE_DEG = 45;

/** Less than any face that is said to be turned more, more than one that is said to be frontal. */
const UNSTATED_DEG = 10;

/** Image types from 1 on are frontal by their definition; a basic one says nothing. */
function degreesFromFront({ pose, imageTypeCode }: FaceRecord['representations'][number]): number {
  const stated = [pose.yaw, pose.pitch].flatMap((code) => poseDegrees(code) ?? []).map(Math.abs);
  if (stated.length > 0) return Math.max(...stated);
  return imageTypeCode >= 1 && imageTypeCode <= 3 ? 0 : UNSTATED_DEG;
}

/** Why a slap of a record or of a BIR is left out. */
export const WITHOUT_PLACES = 'several fingers, and the record does not say where they lie';

type Representation = FingerImageRecord['representations'][number];

/** A sample, or why there is none. */
function sampleOf(representation: Representation): AnySample | string {
  const { positionCode, impressionCode } = representation;
  if (isLatentImpression(impressionCode)) return 'latent impressions are for examiners';
  const position = fingerPositionOf(positionCode);
  if (position === 'several-fingers' || (position !== undefined && isSlapPosition(position)))
    return WITHOUT_PLACES;
  if (position === undefined) return `position ${positionCode} is not assigned`;
  const { x, y } = ppiOf(representation);
  const resolution = Math.abs(x - y) > 0.01 * x || x === 0 ? {} : { ppi: x };
  const image = fingerImageFile(representation);
  const contradiction = sizeOfOther(representation, image);
  if (contradiction !== undefined) return contradiction;
  const file = { image, ...resolution };
  return isPalmPosition(position) ? { position, ...file } : { position, ...file };
}

/** Its resolution is that of an image of the size it says. */
function sizeOfOther(representation: Representation, image: Uint8Array): string | undefined {
  const read = readImageHeader(image);
  return read.kind === 'header' ? sizeContradiction(representation, read.header) : undefined;
}

function omission(index: number, type: string, reason: string): CaptureReport['omitted'][number] {
  return { record: index + 1, type, reason };
}

function capture(format: string, samples: readonly Sample[], omitted: CaptureReport['omitted']): Capture {
  return { kind: 'capture', format, samples, fingersMissing: [], omitted, findings: [] };
}
