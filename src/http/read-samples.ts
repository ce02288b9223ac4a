/**
 * Samples of a request as bytes. Checked here is only what is cheap and certain: base64, sizes, repeated positions and
 * the first bytes of a file; everything that needs the image is found by extraction and ends the operation.
 */
import type { SampleInput } from '../../schemas/sample.js';
import { noPalmPrints, notSearched } from '../domain/law/palm-print-table.js';
import {
  isPalmPosition,
  isUnknownPosition,
  type PalmPosition,
  type SamplePosition,
} from '../domain/palm-positions.js';
import type { Position } from '../domain/positions.js';
import { isMinutiaeRecord, sampleFormatNames, sampleFormatOf } from '../domain/sample-formats.js';
import { fingersOfSlap, isSlapPosition, type SlapPosition } from '../domain/slap-positions.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { AnySample, PalmSample, Sample } from '../workflows/ports/samples.js';
import { faultAt } from './problems.js';

/** Samples that are looked for or compared. */
export function readSamples(inputs: readonly SampleInput[] = []): readonly Sample[] {
  requireDistinctPositions(inputs);
  return inputs.map((input, index) => {
    const { position } = input;
    if (!isPalmPosition(position)) return readSample({ ...input, position }, index);
    const { rule, citation } = notSearched(position)!;
    throw faultAt('palm-print-not-searched', `/samples/${index}/position`, `${rule}. ${citation}.`);
  });
}

/** Samples that a system is to keep with a record; palm prints where it keeps any. */
export function readSamplesFor(system: SystemId, inputs: readonly SampleInput[] = []): readonly AnySample[] {
  requireDistinctPositions(inputs);
  return inputs.map((input, index) => {
    const { position } = input;
    if (!isPalmPosition(position)) return readSample({ ...input, position }, index);
    const row = noPalmPrints(system);
    if (!row) return readSample({ ...input, position }, index);
    const { rule, citation } = row;
    throw faultAt('biometrics-not-permitted', `/samples/${index}/position`, `${rule}. ${citation}.`);
  });
}

type Positioned<Of> = Omit<SampleInput, 'position'> & { readonly position: Of };

function readSample(input: Positioned<PalmPosition>, index: number): PalmSample;
function readSample(input: Positioned<Position | SlapPosition>, index: number): Sample;
function readSample(
  { position, image, ppi, fingersMissing }: Positioned<SamplePosition | SlapPosition>,
  index: number,
): AnySample {
  const bytes = decode(image, `/samples/${index}/image`);
  requirePlausibleImage(bytes, `/samples/${index}/image`);
  const place = placeOf(position, fingersMissing, `/samples/${index}/fingersMissing`);
  return { ...place, image: bytes, ...(ppi === undefined ? {} : { ppi }) };
}

/** A slap is of no finger yet; what it lacks is of its own hand. */
function placeOf(
  position: SampleInput['position'],
  missing: SampleInput['fingersMissing'],
  pointer: string,
): Pick<Sample, 'position' | 'slap'> | Pick<PalmSample, 'position'> {
  const fingers = isSlapPosition(position) ? fingersOfSlap(position) : [];
  const distinct = [...new Set(missing ?? [])];
  if (
    distinct.some((finger) => !fingers.includes(finger)) ||
    (distinct.length > 0 && distinct.length >= fingers.length)
  ) {
    throw faultAt('fingers-missing-invalid', pointer, 'Fingers of the slap, and not all of them.');
  }
  if (isSlapPosition(position)) {
    return { position: 'unknown-finger', slap: { position, missing: distinct } };
  }
  // One shape and two types: what is compared never holds a palm.
  return isPalmPosition(position) ? { position } : { position };
}

/** A sample can only be used where at least one of the systems holds biometric data. */
export function requireBiometricSystem(systems: readonly SystemId[], hasSamples: boolean): void {
  const [first] = systems;
  if (!hasSamples || first === undefined || systems.some(hasBiometrics)) return;
  throw faultAt('system-without-biometrics', '/samples', `${systemFacts(first).name} takes no samples.`);
}

function hasBiometrics(system: SystemId): boolean {
  const { hasFingerprints, hasFaces } = systemFacts(system);
  return hasFingerprints || hasFaces;
}

/** `place` is the pointer of the list. */
export function requireDistinctPositions(
  inputs: readonly Pick<SampleInput, 'position'>[],
  place = '/samples',
): void {
  const seen = new Set<string>();
  for (const [index, { position }] of inputs.entries()) {
    if (!isUnknownPosition(position) && seen.has(position)) {
      throw faultAt(
        'position-repeated',
        `${place}/${index}/position`,
        'Each known position occurs at most once in a request.',
      );
    }
    seen.add(position);
  }
}

function decode(base64: string, pointer: string): Uint8Array {
  if (base64.length > Math.ceil(LIMITS.imageBytesMax / 3) * 4) throw imageTooLarge(pointer);
  const bytes = Buffer.from(base64, 'base64');
  // Node's decoder skips what it does not know; only the canonical text of the bytes is base64.
  if (bytes.toString('base64') !== base64) {
    throw faultAt(
      'base64-invalid',
      pointer,
      'Base64 of RFC 4648 section 4, with padding and without line breaks.',
    );
  }
  if (bytes.length > LIMITS.imageBytesMax) throw imageTooLarge(pointer);
  return bytes;
}

export function imageTooLarge(pointer: string) {
  return faultAt('image-bytes-exceeded', pointer, `An image file has at most ${LIMITS.imageBytesMax} bytes.`);
}

/** Signature, length and name of the first chunk, width, height. */
const PNG_DIMENSIONS_END = 24;

function requirePlausibleImage(bytes: Uint8Array, pointer: string): void {
  // Whether minutiae alone are enough is for the operation to say.
  if (isMinutiaeRecord(bytes)) return;
  const format = sampleFormatOf(bytes);
  if (!format) throw faultAt('not-an-image', pointer, `A ${sampleFormatNames()} file.`);
  if (format.id !== 'png') return;
  if (bytes.length < PNG_DIMENSIONS_END) throw faultAt('image-truncated', pointer, 'A whole PNG file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(16) * view.getUint32(20) > LIMITS.imagePixelsMax) {
    throw faultAt('image-too-large', pointer, `At most ${LIMITS.imagePixelsMax} pixels.`);
  }
}
