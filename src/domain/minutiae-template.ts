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
  /**
   * The ridge wave at the middle of each cell: in the bits `WAVE_PHASE` how far it is in its period, 16ths, 0 on a ridge; in the
   * bits `WAVE_PERIOD` which of `WAVE_PERIODS_PIXELS` it has. It is counted across the ridges, towards (sin t, cos t) of their
   * orientation t, x to the right, y down. 0 where no skin touches.
   */
  readonly wave: Uint8Array;
};

export const NO_RIDGES = 255;

/** Of templates made of other people's records, which tell of minutiae alone. */
export const WITHOUT_RIDGES: RidgeField = {
  columns: 0,
  rows: 0,
  orientation: new Uint8Array(0),
  wave: new Uint8Array(0),
};

export const RIDGE_CELL_PIXELS = 8;

/** Bits of a wave; those of the phase, read as a byte, are 256ths of a turn. */
export const WAVE_PHASE = 0xf0;
export const WAVE_PERIOD = 0x0f;

/** From one ridge to the next, 0.28 to 0.71 mm, each 6.4 % more than the one before; multiplied out, so that every bit is the same everywhere. */
export const WAVE_PERIODS_PIXELS: Float64Array = periods();

function periods(): Float64Array {
  const all = new Float64Array(16);
  for (let index = 0, period = 5.5; index < all.length; index++, period *= 1.064) all[index] = period;
  return all;
}

/** The surest minutiae of an impression that a template keeps: enough for a rolled thumb, and bounds the comparison. */
export const MAXIMUM_MINUTIAE = 70;

/** Cells to a side: 1200 px at 500 ppi are 61 mm, more than any finger. */
export const MAXIMUM_RIDGE_CELLS = 150;
