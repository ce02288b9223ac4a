import { codesOf, parseCount, rowsOf } from './subfields-of.js';
import type { TaggedRecord } from './transaction.js';

/** The minutiae of a Type-9 record, in the units and from the origin of the fields they stand in. */
export type MinutiaSet = {
  /**
   * `standard` 9.012, `iafis` 9.023 (EFTS 7), `incits-378` 9.137, `extended` 9.331; a record may have several. Angles
   * run counter-clockwise from the right. Those of `standard` point away from the ridge, all others along it: 180
   * degrees apart for the same minutia.
   */
  readonly fieldSet: 'standard' | 'iafis' | 'incits-378' | 'extended';
  /** `px` from the top left of an image of `ppi`; else hundredths of a millimetre. */
  readonly unit: 'px' | '0.01 mm';
  /** Corner from which x runs right and y up (`bottom-left`) or down (`top-left`). */
  readonly origin: 'bottom-left' | 'top-left';
  readonly ppi: { readonly horizontal: number; readonly vertical: number } | undefined;
  readonly positions: readonly number[];
  readonly minutiae: readonly Minutia[];
  /** Subfields that hold no minutia, as a coordinate or angle is missing or no number. */
  readonly unreadableCount: number;
};

export type Minutia = {
  readonly x: number;
  readonly y: number;
  readonly angleDeg: number;
  readonly type: 'ending' | 'bifurcation' | 'compound' | 'other' | 'unknown';
  /** As stated: 0 (no value) or 1 (lowest) to 63 in `standard` and `iafis`, to 100 in `incits-378`. */
  readonly quality: number | undefined;
};

const UNITS_OF_INCITS_DEG = 2;
const CM_PER_INCH = 2.54;

/** Every set of minutiae the record has; empty for other types. */
export function minutiaeOf(record: TaggedRecord): MinutiaSet[] {
  if (record.type !== 9) return [];
  return [standardSet(record), iafisSet(record), incitsSet(record), extendedSet(record)].filter(
    (set) => set !== undefined,
  );
}

function standardSet(record: TaggedRecord): MinutiaSet | undefined {
  return setOf(rowsOf(record, 12), packedMinutia, {
    fieldSet: 'standard',
    unit: '0.01 mm',
    origin: 'bottom-left',
    ppi: undefined,
    positions: codesOf(record, 6),
  });
}

function iafisSet(record: TaggedRecord): MinutiaSet | undefined {
  return setOf(rowsOf(record, 23), packedMinutia, {
    fieldSet: 'iafis',
    unit: '0.01 mm',
    origin: 'top-left',
    ppi: undefined,
    positions: codesOf(record, 14),
  });
}

function incitsSet(record: TaggedRecord): MinutiaSet | undefined {
  return setOf(rowsOf(record, 137), incitsMinutia, {
    fieldSet: 'incits-378',
    unit: 'px',
    origin: 'top-left',
    ppi: ppiOf(record),
    positions: codesOf(record, 134),
  });
}

function extendedSet(record: TaggedRecord): MinutiaSet | undefined {
  return setOf(rowsOf(record, 331), extendedMinutia, {
    fieldSet: 'extended',
    unit: '0.01 mm',
    origin: 'top-left',
    ppi: undefined,
    positions: rowsOf(record, 302)
      .map(([position]) => parseCount(position))
      .filter((position) => position !== undefined),
  });
}

function setOf(
  rows: readonly (readonly string[])[],
  read: (items: readonly string[]) => Minutia | undefined,
  properties: Omit<MinutiaSet, 'minutiae' | 'unreadableCount'>,
): MinutiaSet | undefined {
  if (rows.length === 0) return undefined;
  const minutiae = rows.map(read).filter((minutia) => minutia !== undefined);
  return { ...properties, minutiae, unreadableCount: rows.length - minutiae.length };
}

/** `index, XXXXYYYYTTT, quality, type, ...`: four digits each of x and y, three of the angle. */
function packedMinutia([, place, quality, type]: readonly string[]): Minutia | undefined {
  const parts = /^(\d{4})(\d{4})(\d{3})$/.exec(place ?? '');
  if (parts === null) return undefined;
  return {
    x: Number(parts[1]),
    y: Number(parts[2]),
    angleDeg: Number(parts[3]),
    type: packedType(type),
    quality: parseCount(quality),
  };
}

function packedType(code: string | undefined): Minutia['type'] {
  switch (code) {
    case 'A':
      return 'ending';
    case 'B':
      return 'bifurcation';
    case 'C':
      return 'compound';
    default:
      return 'unknown';
  }
}

/** `index, x, y, angle in units of 2 degrees, type, quality` (INCITS 378-2004 clause 6.5). */
function incitsMinutia([, ...items]: readonly string[]): Minutia | undefined {
  const [x, y, angle, type, quality] = items.map(parseCount);
  if (x === undefined || y === undefined || angle === undefined) return undefined;
  const types = ['other', 'ending', 'bifurcation'] as const;
  return {
    x,
    y,
    angleDeg: angle * UNITS_OF_INCITS_DEG,
    type: types[type ?? -1] ?? 'unknown',
    quality,
  };
}

/** `x, y, angle, type, ...` (SP 500-290e3 clause 8.9.7, field 9.331). */
function extendedMinutia([x, y, angle, type]: readonly string[]): Minutia | undefined {
  const [atX, atY, angleDeg] = [x, y, angle].map(parseCount);
  if (atX === undefined || atY === undefined || angleDeg === undefined) return undefined;
  const known = type === 'E' ? 'ending' : type === 'B' ? 'bifurcation' : 'unknown';
  return { x: atX, y: atY, angleDeg, type: known, quality: undefined };
}

/** 9.130 to 9.132; in the units of SLC, 2 being pixels per centimetre. */
function ppiOf(record: TaggedRecord): MinutiaSet['ppi'] {
  const [unit] = codesOf(record, 130);
  const [horizontal] = codesOf(record, 131);
  const [vertical] = codesOf(record, 132);
  if (!horizontal || !vertical || (unit !== 1 && unit !== 2)) return undefined;
  const factor = unit === 1 ? 1 : CM_PER_INCH;
  return { horizontal: horizontal * factor, vertical: vertical * factor };
}
