/** Pixels as every decoder hands them on: 8 bits, row by row from the top. */
export type Raster = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1: grey, 3: R, G, B interleaved. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
};
