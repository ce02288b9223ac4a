/**
 * A finger image record of ISO/IEC 19794-4, 2005 or 2011, as plain values. Codes of open lists (position, impression)
 * stay numbers, so that what is read is written again as it was; `finger-codes.ts` gives their words.
 */
import type { CaptureFacts } from './capture-facts.js';

export type FingerImageRecord =
  | {
      readonly version: '2005';
      readonly captureDeviceId: number;
      /** Clause 7.1, table 1: 10 to 41, of which 31 is the usual 500 ppi. */
      readonly acquisitionLevel: number;
      readonly representations: readonly FingerRepresentation[];
    }
  | {
      readonly version: '2011';
      readonly representations: readonly FingerRepresentation2011[];
    };

/** In a record of 2005 resolution, depth and compression are those of the record and equal in all representations. */
export type FingerRepresentation = {
  readonly positionCode: number;
  /** 2005: view, from 1. 2011: representation, from 0. */
  readonly number: number;
  readonly impressionCode: number;
  readonly scaleUnit: ScaleUnit;
  /** Pixels per scale unit. */
  readonly captureResolution: Resolution;
  readonly imageResolution: Resolution;
  readonly bitDepth: number;
  readonly compression: FingerCompression;
  readonly widthPx: number;
  readonly heightPx: number;
  /** A window on the record, not a copy. */
  readonly image: Uint8Array;
  /** 2005: 0 to 100, or another number where it is undefined (254). */
  readonly quality?: number;
};

export type FingerRepresentation2011 = Omit<FingerRepresentation, 'quality'> &
  CaptureFacts & {
    /** Absent where the record is not flagged to hold certifications. */
    readonly certifications?: readonly Certification[];
    /** Segmentation, annotation and comment blocks behind the image, as they are. */
    readonly extendedData: Uint8Array;
  };

export type ScaleUnit = 'inch' | 'centimetre';
export type Resolution = { readonly x: number; readonly y: number };
export type Certification = { readonly authorityId: number; readonly schemeId: number };

/** `jpeg-2000`: 2005 does not say whether with loss. */
export type FingerCompression =
  | 'none'
  | 'bit-packed'
  | 'wsq'
  | 'jpeg'
  | 'jpeg-2000'
  | 'jpeg-2000-lossy'
  | 'jpeg-2000-lossless'
  | 'png';

/** By code. */
export const COMPRESSIONS: Readonly<Record<'2005' | '2011', readonly FingerCompression[]>> = {
  '2005': ['none', 'bit-packed', 'wsq', 'jpeg', 'jpeg-2000', 'png'],
  '2011': ['none', 'bit-packed', 'wsq', 'jpeg', 'jpeg-2000-lossy', 'jpeg-2000-lossless', 'png'],
};

/** Pixels per inch of the image along x and y. */
export function ppiOf({
  scaleUnit,
  imageResolution,
}: FingerRepresentation | FingerRepresentation2011): Resolution {
  if (scaleUnit === 'inch') return imageResolution;
  return { x: toPpi(imageResolution.x), y: toPpi(imageResolution.y) };
}

/** 197 pixels per centimetre stand for 500 ppi (500.38): the nearest usual resolution within half a unit is meant. */
function toPpi(perCentimetre: number): number {
  const ppi = perCentimetre * 2.54;
  return [250, 500, 750, 1000, 1200].find((usual) => Math.abs(usual - ppi) <= 1.27) ?? ppi;
}
