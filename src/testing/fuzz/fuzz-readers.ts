/**
 * What every reader must do with any bytes: return, or throw a `FormatError`. What returns is held to what it promises:
 * a transaction is written again as it was, an image has the pixels its header announces.
 */
import { decodeMinutiae, encodeMinutiae } from '../../domain/minutiae-bytes.js';
import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
} from '../../domain/minutiae-template.js';
import { readCaptureFile } from '../../extraction/capture/read-capture-file.js';
import { SHIPPED_PROFILES } from '../../extraction/capture/shipped-profiles.js';
import { decodeBmp, isBmp, readBmpHeader } from '../../extraction/formats/bmp/read-bmp.js';
import { readBirs } from '../../extraction/formats/cbeff/read-bir.js';
import { FormatError } from '../../extraction/formats/format-error.js';
import { fingerImageFile } from '../../extraction/formats/iso/finger-image-file.js';
import { minutiaeTemplateOf } from '../../extraction/formats/iso/minutiae-template-of.js';
import { readFaceRecord } from '../../extraction/formats/iso/read-face-record.js';
import { readFingerImageRecord } from '../../extraction/formats/iso/read-finger-image-record.js';
import { readMinutiaeRecord } from '../../extraction/formats/iso/read-minutiae-record.js';
import { readRecordHeader } from '../../extraction/formats/iso/read-record-header.js';
import { writeMinutiaeRecord } from '../../extraction/formats/iso/write-minutiae-record.js';
import { decodeJpeg2000 } from '../../extraction/formats/jp2/decode-jpeg-2000.js';
import { readJpeg2000Header } from '../../extraction/formats/jp2/read-jpeg-2000-header.js';
import { decodeLosslessJpeg } from '../../extraction/formats/jpegl/decode-lossless-jpeg.js';
import { isLosslessJpeg, readLosslessJpeg } from '../../extraction/formats/jpegl/read-lossless-jpeg.js';
import { dumpTransaction } from '../../extraction/formats/nist/dump-transaction.js';
import { imageOfRecord } from '../../extraction/formats/nist/image-of-record.js';
import { readTransaction } from '../../extraction/formats/nist/read-transaction.js';
import { textReaderOf } from '../../extraction/formats/nist/transaction-text.js';
import { validateTransaction } from '../../extraction/formats/nist/validate-transaction.js';
import { writeTransaction } from '../../extraction/formats/nist/write-transaction.js';
import { decodePnm, isPnm, readPnmHeader } from '../../extraction/formats/pnm/read-pnm.js';
import { decodeWsq } from '../../extraction/formats/wsq/decode-wsq.js';
import { readWsqHeader } from '../../extraction/formats/wsq/read-wsq-header.js';
import { readImageHeader } from '../../extraction/image/image-header.js';
import type { Raster } from '../../extraction/image/raster.js';
import { unwrapSample } from '../../extraction/image/unwrap-sample.js';
import { compareMinutiae } from '../../matching/minutiae/compare-minutiae.js';
import { BLOCK_CELLS } from '../../matching/minutiae/compare-ridges.js';
import { describeMinutiae } from '../../matching/minutiae/describe-minutiae.js';
import { LIMITS } from '../../platform/limits.js';

export type FuzzFormat = 'wsq' | 'nist' | 'iso' | 'cbeff' | 'jp2' | 'image' | 'header' | 'template';

type Reader = (file: Uint8Array) => unknown;

/** Every reader by itself: one that throws keeps no other from its turn. */
export const FUZZ_READERS: Readonly<Record<FuzzFormat, Readonly<Record<string, Reader>>>> = {
  wsq: { readWsqHeader, decodeWsq: checkedWsq, readImageHeader },
  nist: { transaction: wholeTransaction, capture },
  iso: { readRecordHeader, minutiae, fingerImages, readFaceRecord, unwrapSample, capture },
  cbeff: { readBirs, unwrapSample, capture },
  jp2: { readJpeg2000Header, decodeJpeg2000: checkedJpeg2000, readImageHeader },
  image: { decode: checkedImage, readImageHeader },
  header: { readImageHeader, unwrapSample },
  template: { template },
};

function checkedWsq(file: Uint8Array): void {
  const { widthPx, heightPx, pixels } = decodeWsq(file);
  requirePromise(pixels.length === widthPx * heightPx, 'WSQ gave another number of pixels');
}

function wholeTransaction(file: Uint8Array): void {
  const transaction = readTransaction(file);
  requirePromise(
    Buffer.compare(writeTransaction(transaction), file) === 0,
    'a transaction was written otherwise',
  );
  validateTransaction(transaction);
  dumpTransaction(transaction);
  const read = textReaderOf(transaction);
  for (const record of transaction.records) {
    imageOfRecord(record, transaction.records[0]);
    if (record.kind === 'tagged')
      for (const field of record.fields) if (!field.isData) read(field.value, record.type);
  }
}

function capture(file: Uint8Array): Promise<unknown> {
  return readCaptureFile(file, { mediaType: 'application/octet-stream', profiles: SHIPPED_PROFILES });
}

/** Whatever is read is written again to the byte, makes a template or none, and can be compared. */
function minutiae(file: Uint8Array): void {
  const record = readMinutiaeRecord(file);
  requirePromise(
    Buffer.compare(writeMinutiaeRecord(record), file) === 0,
    'a record of minutiae was written otherwise',
  );
  for (const view of record.views.slice(0, 4)) {
    const made = minutiaeTemplateOf(view, record.layout);
    if (made.kind === 'template') compared(made.template);
  }
}

/** The hub's own bytes of a template, whose reader says what is wrong instead of throwing. */
function template(file: Uint8Array): void {
  const decoded = decodeMinutiae(file);
  if (decoded.kind === 'unreadable') {
    throw new FormatError({ format: 'iso-19794-2', code: 'inconsistent', detail: decoded.reason });
  }
  requirePromise(
    Buffer.compare(encodeMinutiae(decoded.template), file) === 0,
    'a template was written otherwise',
  );
  compared(decoded.template);
}

function compared(template: MinutiaeTemplate): void {
  const described = describeMinutiae(template);
  const { score } = compareMinutiae(described, described);
  requirePromise(score >= 0 && score <= SCORE_MAX, 'a score is out of its range');
}

/** Three for each pair and one and a half for each block of ridges (`weigh-alignment.ts`); without ridges one a pair. */
const SCORE_MAX = 3 * MAXIMUM_MINUTIAE + 1.5 * (MAXIMUM_RIDGE_CELLS / BLOCK_CELLS) ** 2;

function fingerImages(file: Uint8Array): void {
  for (const representation of readFingerImageRecord(file).representations) fingerImageFile(representation);
}

async function checkedJpeg2000(file: Uint8Array): Promise<void> {
  const header = readJpeg2000Header(file);
  if (isTooLarge(header)) return;
  requirePixels(await decodeJpeg2000(file), header);
}

function checkedImage(file: Uint8Array): void {
  const reader = IMAGE_READERS.find(([is]) => is(file)) ?? IMAGE_READERS.at(-1)!;
  const [, readHeader, decode] = reader;
  const header = readHeader(file);
  if (isTooLarge(header)) return;
  requirePixels(decode(file), header);
}

const IMAGE_READERS: readonly (readonly [
  is: (file: Uint8Array) => boolean,
  readHeader: (file: Uint8Array) => Size,
  decode: (file: Uint8Array) => Raster,
])[] = [
  [isLosslessJpeg, readLosslessJpeg, decodeLosslessJpeg],
  [isBmp, readBmpHeader, decodeBmp],
  [isPnm, readPnmHeader, decodePnm],
];

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Where the pipeline stops too, before a decoder allocates anything. */
function isTooLarge({ widthPx, heightPx }: Size): boolean {
  return widthPx * heightPx > LIMITS.imagePixelsMax;
}

function requirePixels({ widthPx, heightPx, channels, data }: Raster, header: Size): void {
  requirePromise(
    widthPx === header.widthPx && heightPx === header.heightPx,
    'an image is not as large as announced',
  );
  requirePromise(data.length === widthPx * heightPx * channels, 'an image has another number of pixels');
}

function requirePromise(isKept: boolean, detail: string): void {
  if (!isKept) throw new Error(`broken promise: ${detail}`);
}
