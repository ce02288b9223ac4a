/**
 * The image inside what was handed in: the file itself, or the one image of an ISO/IEC 19794-4 or -5 record, or of a
 * CBEFF record around either. What the wrapping says of the image goes with it: where it is from and its resolution.
 * A record of several images is no sample, as nobody said which is meant.
 */
import { sampleFormat, sampleFormatOf } from '../../domain/sample-formats.js';
import { LIMITS } from '../../platform/limits.js';
import { type Bir, birPosition, isXml, readBirs } from '../formats/cbeff/read-bir.js';
import { FormatError } from '../formats/format-error.js';
import { fingerPositionOf, isLatentImpression } from '../formats/iso/finger-codes.js';
import { fingerImageFile } from '../formats/iso/finger-image-file.js';
import { ppiOf } from '../formats/iso/finger-image-record.js';
import { readFaceRecord } from '../formats/iso/read-face-record.js';
import { readFingerImageRecord } from '../formats/iso/read-finger-image-record.js';
import { recordFormatOf } from '../formats/iso/record-frame.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { faultRejection } from './fault-rejection.js';
import type { StatedPosition } from './judge-position.js';

export type UnwrappedSample = {
  readonly kind: 'unwrapped';
  /** Of the outermost file where it is a record; absent for a bare image. */
  readonly recordMediaType?: string;
  readonly image: Uint8Array;
  /** What the record, or both records, say the image is of. */
  readonly stated: readonly StatedPosition[];
  /** What the record says, which goes before what the image file says. */
  readonly ppi?: { readonly x: number; readonly y: number };
  /** The record says that the print was found and not captured. */
  readonly isLatent?: true;
  /** As the record says it. */
  readonly statedSize?: { readonly widthPx: number; readonly heightPx: number };
};

export function unwrapSample(file: Uint8Array): UnwrappedSample | SampleRejection {
  if (file.length > LIMITS.imageBytesMax) {
    return rejected('image-too-large', `The file exceeds ${LIMITS.imageBytesMax} bytes.`);
  }
  try {
    return unwrap(file);
  } catch (error) {
    if (error instanceof FormatError) return faultRejection(error.fault);
    throw error;
  }
}

function unwrap(file: Uint8Array): UnwrappedSample | SampleRejection {
  if (isXml(file)) return fromCbeff(file);
  switch (sampleFormatOf(file)?.id) {
    case 'iso-19794-4':
      return fromFingerRecord(file);
    case 'iso-19794-5':
      return fromFaceRecord(file);
    default:
      return withoutImage(file) ?? { kind: 'unwrapped', image: file, stated: [] };
  }
}

function fromFingerRecord(file: Uint8Array): UnwrappedSample | SampleRejection {
  const { representations } = readFingerImageRecord(file);
  const [only] = representations;
  if (!only || representations.length > 1) return severalImages(representations.length);
  const ppi = ppiOf(only);
  return {
    kind: 'unwrapped',
    recordMediaType: sampleFormat('iso-19794-4').mediaTypes[0],
    image: fingerImageFile(only),
    stated: [fingerPositionOf(only.positionCode) ?? 'unassigned'],
    ...(ppi.x > 0 && ppi.y > 0 ? { ppi } : {}),
    ...(isLatentImpression(only.impressionCode) ? { isLatent: true } : {}),
    statedSize: { widthPx: only.widthPx, heightPx: only.heightPx },
  };
}

function fromFaceRecord(file: Uint8Array): UnwrappedSample | SampleRejection {
  const { representations } = readFaceRecord(file);
  const [only] = representations;
  if (!only || representations.length > 1) return severalImages(representations.length);
  return {
    kind: 'unwrapped',
    recordMediaType: sampleFormat('iso-19794-5').mediaTypes[0],
    image: only.image,
    stated: ['face'],
  };
}

function fromCbeff(file: Uint8Array): UnwrappedSample | SampleRejection {
  const birs = readBirs(file);
  const [only] = birs;
  if (!only) return rejected('not-an-image', 'The CBEFF record holds no biometric data block.');
  if (birs.length > 1) return severalImages(birs.length);
  if (isXml(only.block)) {
    return rejected('image-unsupported', 'The data block of the CBEFF record is another CBEFF record.');
  }
  const inner = unwrap(only.block);
  if (inner.kind === 'rejected') return inner;
  return {
    ...inner,
    recordMediaType: sampleFormat('cbeff').mediaTypes[0],
    stated: [...statedOf(only), ...inner.stated],
  };
}

function statedOf(bir: Bir): readonly StatedPosition[] {
  if (bir.types.length === 0) return [];
  return [birPosition(bir) ?? 'unassigned'];
}

/** Records of the same family whose samples the hub does not take. */
function withoutImage(file: Uint8Array): SampleRejection | undefined {
  switch (recordFormatOf(file)) {
    case 'iso-19794-2':
      return rejected(
        'not-an-image',
        'The sample is a record of minutiae (ISO/IEC 19794-2), not of an image.',
      );
    case 'iso-19794-6':
      return rejected('modality-mismatch', 'The sample is a record of an iris (ISO/IEC 19794-6).');
    default:
      return undefined;
  }
}

function severalImages(count: number): SampleRejection {
  return rejected(
    'several-images',
    `The record holds ${count} images; a sample is one. Send each by itself.`,
  );
}
