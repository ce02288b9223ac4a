import { compressionOf } from './compression-codes.js';
import type { ImageQuality, ImageSegment, PhotoDescription, RecordImage } from './record-image.js';
import { codesOf, fieldOf, itemOf, numberOf, parseCount, rowsOf } from './subfields-of.js';
import { isDigit, tagAt } from './tag-at.js';
import { GS, type TaggedRecord } from './transaction.js';

/** Record types whose fields 006 to 012 describe the image in 999 (SP 500-290e3, clauses 8.10 to 8.20). */
const IMAGE_TYPES: ReadonlySet<number> = new Set([10, 13, 14, 15, 16, 17, 19, 20]);
/** Types with IMP in 003 and positions in 013. */
const FRICTION_RIDGE_TYPES: ReadonlySet<number> = new Set([13, 14, 15, 19]);
/** Its 018 says whether a ruler is in the picture. */
const LATENT = 13;
/** 14.021 SEG, 14.025 ASEG, 19.019 FSP. */
const SEGMENT_FIELDS: Readonly<Record<number, { readonly rectangles?: number; readonly polygons: number }>> =
  {
    14: { rectangles: 21, polygons: 25 },
    19: { polygons: 19 },
  };
const DATA = 999;
const REPEATED_DIGITS_MAX = 32;
const MM_PER_INCH = 25.4;
const EYES = ['unknown', 'right', 'left'] as const;

export function taggedImage(record: TaggedRecord): RecordImage | undefined {
  const data = fieldOf(record, DATA);
  if (data === undefined || !IMAGE_TYPES.has(record.type)) return undefined;
  const { type } = record;
  const isRidge = FRICTION_RIDGE_TYPES.has(type);
  const compressionCode = itemOf(record, 11) ?? '';
  const colourSpace = itemOf(record, type === 10 ? 12 : 13);
  return {
    recordType: type,
    idc: record.idc,
    data: withoutRepeatedTags(data.value, type),
    compression: compressionOf(compressionCode),
    compressionCode,
    widthPx: numberOf(record, 6),
    heightPx: numberOf(record, 7),
    ppi: ppiOf(record),
    bitsPerPixel: type === 10 ? bitsOfColourSpace(colourSpace) : numberOf(record, 12),
    colourSpace: isRidge ? undefined : colourSpace,
    positions: isRidge ? codesOf(record, 13) : [],
    impressionType: isRidge ? numberOf(record, 3) : undefined,
    captureDate: itemOf(record, 5),
    sourceAgency: itemOf(record, 4),
    amputations: isRidge && type !== LATENT ? amputationsOf(record) : [],
    segments: segmentsOf(record),
    qualities: qualitiesOf(record),
    photo: type === 10 ? photoOf(record) : undefined,
    eye: type === 17 ? EYES[numberOf(record, 3) ?? 0] : undefined,
  };
}

/**
 * Some writers, of NIST's own files too, put digits before the image and repeat the tag (`0101 GS 14.999:` and then the
 * image). By the standard all of it is the data; the image starts after the last tag.
 */
function withoutRepeatedTags(data: Uint8Array, type: number): Uint8Array {
  let start = 0;
  for (;;) {
    let at = start;
    while (at - start < REPEATED_DIGITS_MAX && isDigit(data[at])) at++;
    const tag = at > start && data[at] === GS ? tagAt(data, at + 1) : undefined;
    if (tag === undefined || tag.type !== type || tag.number !== DATA) return data.subarray(start);
    start = tag.end;
  }
}

/** SLC 1 is pixels per inch, 2 pixels per centimetre; 0 makes HPS and VPS an aspect ratio. */
function ppiOf(record: TaggedRecord): RecordImage['ppi'] {
  const unit = numberOf(record, 8);
  const horizontal = numberOf(record, 9);
  const vertical = numberOf(record, 10);
  if (!horizontal || !vertical || (unit !== 1 && unit !== 2)) return undefined;
  const factor = unit === 1 ? 1 : MM_PER_INCH / 10;
  return { horizontal: horizontal * factor, vertical: vertical * factor };
}

/** Type 10 has no bit depth; its colour spaces have 8 bits a channel. */
function bitsOfColourSpace(colourSpace: string | undefined): number | undefined {
  if (colourSpace === undefined || colourSpace === 'UNK') return undefined;
  return colourSpace === 'GRAY' ? 8 : 24;
}

function amputationsOf(record: TaggedRecord): RecordImage['amputations'] {
  return rowsOf(record, 18).flatMap(([position, code]) => {
    const at = parseCount(position);
    return at === undefined || code === undefined ? [] : [{ position: at, code }];
  });
}

function segmentsOf(record: TaggedRecord): ImageSegment[] {
  const { rectangles, polygons } = SEGMENT_FIELDS[record.type] ?? {};
  return [
    ...(rectangles === undefined ? [] : rowsOf(record, rectangles).flatMap(rectangleOf)),
    ...(polygons === undefined ? [] : rowsOf(record, polygons).flatMap(polygonOf)),
  ];
}

/** `position, left, right, top, bottom`. */
function rectangleOf(items: readonly string[]): ImageSegment[] {
  const [position, ...sides] = items.map(parseCount);
  const [left, right, top, bottom] = sides;
  if (position === undefined || left === undefined || right === undefined) return [];
  if (top === undefined || bottom === undefined) return [];
  return [{ kind: 'rectangle', position, left, right, top, bottom }];
}

/** `position, number of points`, and an x and a y for each. */
function polygonOf(items: readonly string[]): ImageSegment[] {
  const [position, count, ...coordinates] = items.map(parseCount);
  if (position === undefined || count === undefined || coordinates.length !== 2 * count) return [];
  const vertices = pairsOf(coordinates);
  return vertices === undefined ? [] : [{ kind: 'polygon', position, vertices }];
}

function pairsOf(values: readonly (number | undefined)[]): { x: number; y: number }[] | undefined {
  const pairs: { x: number; y: number }[] = [];
  for (let at = 0; at < values.length; at += 2) {
    const x = values[at];
    const y = values[at + 1];
    if (x === undefined || y === undefined) return undefined;
    pairs.push({ x, y });
  }
  return pairs;
}

/** 14.022 NQM, 14.023 SQM, x.024 of all types; friction ridge qualities start with the position they are of. */
function qualitiesOf(record: TaggedRecord): ImageQuality[] {
  const { type } = record;
  const isRidge = FRICTION_RIDGE_TYPES.has(type);
  return [
    ...(type === 14 ? rowsOf(record, 22).map((items) => qualityOf('nfiq', items)) : []),
    ...(type === 14 ? rowsOf(record, 23).map((items) => qualityOf('segmentation', items)) : []),
    ...rowsOf(record, 24).map((items) => qualityOf('image', isRidge ? items : [undefined, ...items])),
  ].filter((quality) => quality !== undefined);
}

function qualityOf(
  measure: ImageQuality['measure'],
  [position, value, vendor, product]: readonly (string | undefined)[],
): ImageQuality | undefined {
  const parsed = parseCount(value);
  return parsed === undefined
    ? undefined
    : { measure, position: parseCount(position), value: parsed, vendor, product };
}

function photoOf(record: TaggedRecord): PhotoDescription {
  const angle = itemOf(record, 21);
  return {
    imageType: itemOf(record, 3),
    acquisitionProfile: numberOf(record, 13),
    pose: itemOf(record, 20),
    poseAngleDeg: angle !== undefined && /^-?\d{1,3}$/.test(angle) ? Number(angle) : undefined,
    attributes: [...rowsOf(record, 22), ...rowsOf(record, 26)].flat(),
    markCodes: rowsOf(record, 40).flat(),
  };
}
