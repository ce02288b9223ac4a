/**
 * What the second stage of the comparison of two fingers reads: the minutiae of one impression and, on a coarse grid,
 * the orientation of its ridges. Structure of arrays, minutia `i` at index `i` of each. Places are tenths of a pixel
 * at 500 ppi (1 px = 0.0508 mm), x to the right, y down. Directions are 256ths of a turn, counter-clockwise from the x
 * axis, pointing into the ridge at an ending and into the valley at a bifurcation (ISO/IEC 19794-2:2005, 6.5.3).
 */
export type MinutiaeTemplate = {
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly direction: Uint8Array;
  /** 0 other, 1 ridge ending, 2 bifurcation, as in ISO/IEC 19794-2. */
  readonly type: Uint8Array;
  /** 0 to 100. */
  readonly quality: Uint8Array;
  readonly ridges: RidgeField;
  /**
   * Where in the image the place (0, 0) lies, in whole pixels at 500 ppi: only the part of an image that shows skin is
   * looked at. Absent where it is the top left of the image.
   */
  readonly origin?: { readonly x: number; readonly y: number };
};

/** One cell for each 8 x 8 px, row by row from the top left; cell `c` covers pixels `8 c` to `8 c + 7`. */
export type RidgeField = {
  readonly columns: number;
  readonly rows: number;
  /** Orientation as 255ths of half a turn, counter-clockwise from the x axis; `NO_RIDGES` where no skin touches. */
  readonly orientation: Uint8Array;
};

export const NO_RIDGES = 255;
export const RIDGE_CELL_PIXELS = 8;

/** The surest minutiae of an impression that a template keeps: enough for a rolled thumb, and bounds the comparison. */
export const MAXIMUM_MINUTIAE = 70;

/** Cells to a side: 1200 px at 500 ppi are 61 mm, more than any finger. */
export const MAXIMUM_RIDGE_CELLS = 150;
