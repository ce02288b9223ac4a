/**
 * Sines and cosines of parts of a turn, from additions, multiplications and divisions alone. ECMAScript leaves the last
 * bits of `Math.sin` to the engine; these operations it does not (IEEE 754, round to nearest), so that comparisons of
 * minutiae, which read nothing but these tables, give the same score on every machine.
 */

const EIGHTH_OF_TURN = 0.7853981633974483;

/** Of `part / whole` turns; both whole numbers, `part` of either sign, `whole` at least 1. */
export function sineOfTurn(part: number, whole: number): number {
  return octantOf(part, whole).sine;
}

export function cosineOfTurn(part: number, whole: number): number {
  return octantOf(part, whole).cosine;
}

/** Unit vectors of the directions of a template, 256ths of a turn. */
export const DIRECTION_SINES = Float64Array.from({ length: 256 }, (_, part) => sineOfTurn(part, 256));
export const DIRECTION_COSINES = Float64Array.from({ length: 256 }, (_, part) => cosineOfTurn(part, 256));

/** Whole numbers find the eighth of the circle, so that nothing is lost far from 0; in it the series are short. */
function octantOf(part: number, whole: number): { readonly sine: number; readonly cosine: number } {
  const eighths = 8 * (((part % whole) + whole) % whole);
  const octant = Math.floor(eighths / whole);
  const rest = eighths - octant * whole;
  const angle = ((octant % 2 === 0 ? rest : whole - rest) / whole) * EIGHTH_OF_TURN;
  const [near, far] = [sineSeries(angle), cosineSeries(angle)];
  const isSwapped = octant % 4 === 1 || octant % 4 === 2;
  const sine = isSwapped ? far : near;
  const cosine = isSwapped ? near : far;
  return { sine: octant >= 4 ? -sine : sine, cosine: octant >= 2 && octant < 6 ? -cosine : cosine };
}

/** Taylor's series for up to an eighth of a turn; the term after the last is below 2^-60. */
function sineSeries(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let k = 17; k >= 3; k -= 2) sum = 1 - (square / (k * (k - 1))) * sum;
  return angle * sum;
}

function cosineSeries(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let k = 18; k >= 2; k -= 2) sum = 1 - (square / (k * (k - 1))) * sum;
  return sum;
}
