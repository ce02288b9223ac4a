import type { Finding } from './finding.js';
import { imageOfRecord } from './image-of-record.js';
import { fieldName } from './nist-fault.js';
import type { ImageCompression, RecordImage } from './record-image.js';
import { fieldOf } from './subfields-of.js';
import type { NistRecord } from './transaction.js';

type Found = Omit<Finding, 'record' | 'field'> & { readonly number: number };

/** Where a record keeps what is judged here. */
const TAGGED = { width: 6, height: 7, compression: 11, bits: 12, data: 999 } as const;
const BINARY = { width: 6, height: 7, compression: 8, bits: 8, data: 9 } as const;
const SIGNATURE = { width: 6, height: 7, compression: 4, bits: 4, data: 8 } as const;
const TYPES_WITH_IMAGE: ReadonlySet<number> = new Set([10, 13, 14, 15, 16, 17, 19]);
const AMPUTATIONS = 18;
const SIDE_PX_MAX = 99_999;

/** First bytes of what a record may call its data; `none` and the unknown have none. */
const SIGNATURES: Partial<Readonly<Record<ImageCompression, readonly string[]>>> = {
  wsq: ['ffa0'],
  jpegb: ['ffd8ff'],
  jpegl: ['ffd8ff'],
  jp2: ['0000000c6a502020', 'ff4fff51'],
  jp2l: ['0000000c6a502020', 'ff4fff51'],
  png: ['89504e470d0a1a0a'],
};

/** The image of a record against what the record says of it; the image is not decoded. */
export function imageFindings(record: NistRecord, index: number, typeOne: NistRecord | undefined): Finding[] {
  const image = imageOfRecord(record, typeOne);
  const found = image === undefined ? missingImage(record) : findingsOf(record, image);
  return found.map(({ severity, code, number, detail }) => ({
    severity,
    code,
    record: index,
    field: fieldName(record.type, number),
    detail,
  }));
}

/** A record may lack its image where 018 says why. */
function missingImage(record: NistRecord): Found[] {
  if (record.kind === 'binary' || !TYPES_WITH_IMAGE.has(record.type)) return [];
  if (fieldOf(record, AMPUTATIONS) !== undefined) return [];
  return [
    { severity: 'warning', code: 'missing-image', number: TAGGED.data, detail: 'the record has no image' },
  ];
}

function findingsOf(record: NistRecord, image: RecordImage): Found[] {
  const places = record.kind === 'tagged' ? TAGGED : record.type === 8 ? SIGNATURE : BINARY;
  const found: Found[] = [];
  if (image.compression !== 'vector') {
    for (const side of ['width', 'height'] as const) {
      const px = side === 'width' ? image.widthPx : image.heightPx;
      if (px !== undefined && px > 0 && px <= SIDE_PX_MAX) continue;
      const detail = `the ${side} is no number of pixels`;
      found.push({ severity: 'error', code: 'invalid-number', number: places[side], detail });
    }
  }
  if (image.compression === 'unknown') {
    const detail = 'a compression of no table';
    found.push({ severity: 'warning', code: 'unknown-compression', number: places.compression, detail });
  }
  if (record.kind === 'tagged' && (fieldOf(record, TAGGED.data)?.value.length ?? 0) > image.data.length) {
    const detail = 'the tag of the data is repeated within the data';
    found.push({ severity: 'warning', code: 'repeated-data-tag', number: places.data, detail });
  }
  return [...found, ...dataFindings(image, places.data)];
}

function dataFindings(image: RecordImage, number: number): Found[] {
  const known = SIGNATURES[image.compression];
  if (known !== undefined) {
    const start = Buffer.from(image.data.subarray(0, 8)).toString('hex');
    if (known.some((signature) => start.startsWith(signature))) return [];
    return [
      {
        severity: 'error',
        code: 'data-mismatch',
        number,
        detail: `the data do not start as ${image.compression}`,
      },
    ];
  }
  const { widthPx, heightPx, bitsPerPixel, compression, data } = image;
  if (compression !== 'none' || widthPx === undefined || heightPx === undefined) return [];
  if (bitsPerPixel === undefined) return [];
  const packed = Math.ceil((widthPx * heightPx * bitsPerPixel) / 8);
  const padded = heightPx * Math.ceil((widthPx * bitsPerPixel) / 8);
  if (data.length === packed || data.length === padded) return [];
  const detail = `${data.length} bytes, where ${widthPx} x ${heightPx} pixels of ${bitsPerPixel} bits have ${padded}`;
  return [{ severity: 'error', code: 'size-mismatch', number, detail }];
}
