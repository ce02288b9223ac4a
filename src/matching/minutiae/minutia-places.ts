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
  const count = template.x.length;
  const source = orderOf(template);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  const direction = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const from = source[index]!;
    x[index] = template.x[from]! / 10;
    y[index] = template.y[from]! / 10;
    direction[index] = template.direction[from]!;
  }
  return { count, source, x, y, direction };
}

/** By x, then y, then index: a few dozen, mostly in the order of their quality, put in one by one. */
function orderOf({ x, y }: MinutiaeTemplate): Uint16Array {
  const order = new Uint16Array(x.length);
  for (let index = 0; index < x.length; index++) {
    let place = index;
    for (; place > 0; place--) {
      const before = order[place - 1]!;
      if (x[before]! < x[index]! || (x[before] === x[index] && y[before]! <= y[index]!)) break;
      order[place] = before;
    }
    order[place] = index;
  }
  return order;
}
