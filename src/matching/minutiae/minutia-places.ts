import type { MinutiaeTemplate } from '../../domain/minutiae-template.js';

/** Where the minutiae of a template lie, ordered by x, so that neighbours are found in a window. */
export type MinutiaPlaces = {
  readonly count: number;
  /** Index in the template of each minutia here, for drawing. */
  readonly source: Uint16Array;
  /** Pixels at 500 ppi, y down. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 256ths of a turn, counter-clockwise, y up. */
  readonly direction: Uint8Array;
};

export function placesOf(template: MinutiaeTemplate): MinutiaPlaces {
  const source = Uint16Array.from(template.x.keys()).sort(
    (a, b) => template.x[a]! - template.x[b]! || template.y[a]! - template.y[b]! || a - b,
  );
  return {
    count: source.length,
    source,
    x: Float64Array.from(source, (index) => template.x[index]! / 10),
    y: Float64Array.from(source, (index) => template.y[index]! / 10),
    direction: Uint8Array.from(source, (index) => template.direction[index]!),
  };
}
