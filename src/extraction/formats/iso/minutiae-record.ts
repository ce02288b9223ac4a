/**
 * A finger minutiae record as plain values: ISO/IEC 19794-2 of 2005 and 2011, and the American INCITS 378 of 2004, 2007
 * and 2009, which carry the same identifier. Codes stay numbers and reserved bits are kept, so that what is read is
 * written again as it was; `minutiae-template-of.ts` turns a view into what the hub compares.
 */
import type { CaptureFacts } from './capture-facts.js';
import type { Certification } from './finger-image-record.js';

/**
 * `ansi-2007` has the header of 20 bytes that NIST's tools and sample files have (called INCITS 378-2007 there);
 * `ansi-2009` has one of 21, the certification of the equipment in a byte of its own, as other open implementations of
 * the published standard have it: no file of it was at hand.
 */
export type MinutiaeLayout = 'iso-2005' | 'iso-2011' | 'ansi-2004' | 'ansi-2007' | 'ansi-2009';

export const MINUTIAE_STANDARDS: Readonly<Record<MinutiaeLayout, string>> = {
  'iso-2005': 'ISO/IEC 19794-2:2005',
  'iso-2011': 'ISO/IEC 19794-2:2011',
  'ansi-2004': 'INCITS 378-2004',
  'ansi-2007': 'INCITS 378-2007',
  'ansi-2009': 'INCITS 378-2009',
};

export type MinutiaeRecord = {
  readonly layout: MinutiaeLayout;
  /** CBEFF product that wrote it, in the American layouts. */
  readonly product?: { readonly ownerId: number; readonly typeId: number };
  /**
   * In all layouts but `iso-2011`: four bits of certification (`ansi-2009`: a byte), and twelve (sixteen) of the type
   * of the device.
   */
  readonly equipment?: { readonly certification: number; readonly deviceTypeId: number };
  /** `ansi-2004`: whether the length stands in six bytes, of which the first two are 0; it may at any size. */
  readonly hasLongLength?: boolean;
  /** `iso-2005` and the American ones: a byte that is 0 by the standard. */
  readonly reserved?: number;
  /** In `iso-2005` and `ansi-2004` size and resolution are those of the record and equal in all views. */
  readonly views: readonly MinutiaeView[];
};

export type MinutiaeView = {
  readonly positionCode: number;
  /** From 0. */
  readonly number: number;
  readonly impressionCode: number;
  /** 0 to 100; 254 not reported, 255 failed. `iso-2011` has `capture.qualities` instead. */
  readonly quality?: number;
  /** `ansi-2007` and `ansi-2009`. */
  readonly qualityAlgorithm?: { readonly vendorId: number; readonly algorithmId: number };
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels per centimetre; 500 ppi stand as 197. */
  readonly resolution: { readonly x: number; readonly y: number };
  /** `iso-2011` only. */
  readonly capture?: CaptureFacts;
  /** Absent where the record is not flagged to hold certifications. */
  readonly certifications?: readonly Certification[];
  /** `iso-2011`: where ridge endings lie; 0 at the fork of the valley, 1 at the end of the ridge. */
  readonly endingTypeCode?: number;
  readonly minutiae: RecordedMinutiae;
  /** Ridge counts, cores and deltas, zonal quality, vendors' own: as they are. A window on the record, not a copy. */
  readonly extendedData: Uint8Array;
  /** Where the record announces another number of bytes than it ends with; two off at most. */
  readonly announcedExtendedBytes?: number;
};

/** Structure of arrays, minutia `i` at index `i` of each. */
export type RecordedMinutiae = {
  /** 0 other, 1 ridge ending, 2 ridge bifurcation. */
  readonly type: Uint8Array;
  /** Pixels of the image, from the top left, x to the right and y down. */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** The two bits before y, which are 0 by the standard. */
  readonly reserved: Uint8Array;
  /**
   * Counter-clockwise from the x axis. ISO: 256ths of a turn (1.40625 degrees). INCITS: steps of 2 degrees, 0 to 179.
   */
  readonly angle: Uint8Array;
  /** 0 to 100, 0 not reported; from 2007 on also 254 not reported and 255 failed. Absent in `iso-2011` of five bytes. */
  readonly quality?: Uint8Array;
};
