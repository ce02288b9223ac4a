/** Any file of the field's formats, opened for people: what it is, and the images in it. */
import { readFileSync } from 'node:fs';
import { sampleFormatOf } from '../domain/sample-formats.js';
import { formatOf } from '../extraction/capture/read-capture-file.js';
import { writePpm } from '../extraction/capture/write-ppm.js';
import { type Bir, readBirs } from '../extraction/formats/cbeff/read-bir.js';
import { fingerPositionOf } from '../extraction/formats/iso/finger-codes.js';
import { fingerImageFile } from '../extraction/formats/iso/finger-image-file.js';
import { ppiOf } from '../extraction/formats/iso/finger-image-record.js';
import { readFaceRecord } from '../extraction/formats/iso/read-face-record.js';
import { readFingerImageRecord } from '../extraction/formats/iso/read-finger-image-record.js';
import { type RecordHeader, readRecordHeader } from '../extraction/formats/iso/read-record-header.js';
import { refuseCardFormat } from '../extraction/formats/iso/refuse-card-format.js';
import { imageOfRecord } from '../extraction/formats/nist/image-of-record.js';
import { readTransaction } from '../extraction/formats/nist/read-transaction.js';
import type { RecordImage } from '../extraction/formats/nist/record-image.js';
import type { Transaction } from '../extraction/formats/nist/transaction.js';
import { palmPositionOf } from '../extraction/formats/palm-codes.js';
import { writePgm } from '../extraction/formats/pnm/write-pgm.js';
import { CommandError } from './command-error.js';

export type OpenedFile = { readonly bytes: Uint8Array } & (
  | { readonly kind: 'transaction'; readonly transaction: Transaction }
  | { readonly kind: 'record'; readonly header: RecordHeader }
  | { readonly kind: 'birs'; readonly birs: readonly Bir[] }
  | { readonly kind: 'image' }
);

/** An image as a file of its own, or why there is none. */
export type FoundImage = {
  /** For a file name: `record-3-type-14-right-index`. */
  readonly name: string;
  readonly ppi?: number;
} & (
  | { readonly kind: 'image'; readonly file: Uint8Array }
  | { readonly kind: 'none'; readonly reason: string }
);

export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new CommandError(`${path} cannot be read (${code}).`, { cause });
  }
}

/** Throws `FormatError` for a damaged file, `CommandError` for one of no format known here. */
export function openFile(path: string): OpenedFile {
  const bytes = readBytes(path);
  switch (formatOf(bytes)) {
    case 'ansi-nist':
      return { bytes, kind: 'transaction', transaction: readTransaction(bytes) };
    case 'cbeff':
      return { bytes, kind: 'birs', birs: readBirs(bytes) };
    case undefined:
      if (sampleFormatOf(bytes)?.kind === 'image') return { bytes, kind: 'image' };
      refuseCardFormat(bytes);
      throw new CommandError(`${path} is of no format known here.`);
    default:
      return { bytes, kind: 'record', header: readRecordHeader(bytes)! };
  }
}

export function imagesOf(opened: OpenedFile): readonly FoundImage[] {
  switch (opened.kind) {
    case 'image':
      return [{ kind: 'image', name: 'image', file: opened.bytes }];
    case 'transaction':
      return imagesOfTransaction(opened.transaction);
    case 'birs':
      return opened.birs.flatMap((bir, index) => imagesOfBlock(bir.block, `bir-${index + 1}-`));
    case 'record':
      return imagesOfBlock(opened.bytes, '');
  }
}

function imagesOfBlock(block: Uint8Array, prefix: string): readonly FoundImage[] {
  switch (formatOf(block)) {
    case 'iso-19794-4':
      return readFingerImageRecord(block).representations.map((representation, index): FoundImage => {
        const position = fingerPositionOf(representation.positionCode) ?? 'unassigned';
        const { x } = ppiOf(representation);
        const name = `${prefix}${index + 1}-${position}`;
        return { kind: 'image', name, file: fingerImageFile(representation), ...(x > 0 ? { ppi: x } : {}) };
      });
    case 'iso-19794-5':
      return readFaceRecord(block).representations.map(({ image }, index) => ({
        kind: 'image',
        name: `${prefix}${index + 1}-face`,
        file: image,
      }));
    default:
      if (sampleFormatOf(block)?.kind === 'image')
        return [{ kind: 'image', name: `${prefix}image`, file: block }];
      return [
        { kind: 'none', name: `${prefix}block`, reason: 'minutiae, an iris, or a format not known here' },
      ];
  }
}

function imagesOfTransaction({ records }: Transaction): readonly FoundImage[] {
  return records.flatMap((record, index): FoundImage[] => {
    const image = imageOfRecord(record, records[0]);
    if (image === undefined) return [];
    const name = [`record-${index + 1}`, `type-${image.recordType}`, ...positionWords(image)].join('-');
    const found = fileOf(image);
    const ppi = image.ppi?.horizontal;
    return [{ name, ...found, ...(ppi === undefined ? {} : { ppi }) }];
  });
}

function positionWords({ positions, photo, eye }: RecordImage): readonly string[] {
  if (eye !== undefined) return [`${eye}-eye`];
  if (photo?.imageType !== undefined) return [photo.imageType.toLowerCase().replace(/[^a-z0-9]/g, '')];
  return positions.slice(0, 1).map((code) => {
    const word = fingerPositionOf(code) ?? palmPositionOf(code);
    return word === undefined || word === 'several-fingers' ? `position-${code}` : word;
  });
}

function fileOf(
  image: RecordImage,
):
  | { readonly kind: 'image'; readonly file: Uint8Array }
  | { readonly kind: 'none'; readonly reason: string } {
  const { compression, data } = image;
  if (data.length === 0) return { kind: 'none', reason: 'the record holds no image' };
  if (compression === 'facsimile') return { kind: 'none', reason: 'Group 4 facsimile is not decoded here' };
  if (compression === 'vector') return { kind: 'none', reason: 'pen positions are no image' };
  if (compression === 'unknown') {
    return { kind: 'none', reason: `compression ${image.compressionCode} is not known` };
  }
  return compression === 'none' ? rawFile(image) : { kind: 'image', file: data };
}

function rawFile({ widthPx = 0, heightPx = 0, bitsPerPixel = 8, data }: RecordImage) {
  const pixels = widthPx * heightPx;
  if (bitsPerPixel === 24 && data.length === 3 * pixels) {
    return { kind: 'image', file: writePpm(data, { widthPx, heightPx }) } as const;
  }
  if (bitsPerPixel === 8 && data.length === pixels) {
    return { kind: 'image', file: writePgm({ widthPx, heightPx, maxValue: 255, samples: data }) } as const;
  }
  if (bitsPerPixel === 1 && data.length === Math.ceil(widthPx / 8) * heightPx) {
    return { kind: 'image', file: fileOfTwoLevels(data, widthPx, heightPx) } as const;
  }
  const reason = `${data.length} bytes for ${widthPx} x ${heightPx} pixels of ${bitsPerPixel} bits`;
  return { kind: 'none', reason } as const;
}

/** Rows fill whole bytes, first pixel in the highest bit; 1 is black (ANSI/NIST-ITL 1-2007, Types 5 and 6). */
function fileOfTwoLevels(data: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const samples = new Uint8Array(widthPx * heightPx);
  const rowBytes = Math.ceil(widthPx / 8);
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const isBlack = (data[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
      samples[to++] = isBlack ? 0 : 255;
    }
  }
  return writePgm({ widthPx, heightPx, maxValue: 255, samples });
}
