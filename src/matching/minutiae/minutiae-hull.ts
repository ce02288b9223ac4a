import type { MinutiaPlaces } from './minutia-places.js';

/**
 * The area a template's minutiae say something about, where no ridge field says it: their convex hull, widened. Cappelli,
 * Ferrara and Maltoni, "Minutia Cylinder-Code", IEEE PAMI 32(12), 2010, section 3.
 */
export type MinutiaeHull = {
  /** Corners, in order around the hull; pixels. */
  readonly x: readonly number[];
  readonly y: readonly number[];
};

/** Andrew's monotone chain; `places` are ordered by x, then y. */
export function hullOf({ count, x, y }: MinutiaPlaces): MinutiaeHull {
  const half = (order: readonly number[]): number[] => {
    const chain: number[] = [];
    for (const next of order) {
      while (chain.length >= 2 && turnOf(chain.at(-2)!, chain.at(-1)!, next) <= 0) chain.pop();
      chain.push(next);
    }
    return chain;
  };
  const turnOf = (a: number, b: number, c: number) =>
    (x[b]! - x[a]!) * (y[c]! - y[a]!) - (y[b]! - y[a]!) * (x[c]! - x[a]!);
  const order = Array.from({ length: count }, (_, index) => index);
  const below = half(order);
  const above = half(order.reverse());
  const corners = count < 2 ? below : [...below.slice(0, -1), ...above.slice(0, -1)];
  return { x: corners.map((corner) => x[corner]!), y: corners.map((corner) => y[corner]!) };
}

/** Whether a place lies in the hull, or at most `margin` pixels outside it. */
export function isWithinHull(hull: MinutiaeHull, placeX: number, placeY: number, margin: number): boolean {
  const corners = hull.x.length;
  let isInside = corners > 2;
  for (let from = 0; from < corners; from++) {
    const to = from + 1 === corners ? 0 : from + 1;
    const edgeX = hull.x[to]! - hull.x[from]!;
    const edgeY = hull.y[to]! - hull.y[from]!;
    const dx = placeX - hull.x[from]!;
    const dy = placeY - hull.y[from]!;
    if (edgeX * dy - edgeY * dx < 0) isInside = false;
    const square = edgeX * edgeX + edgeY * edgeY;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, (dx * edgeX + dy * edgeY) / square));
    const awayX = dx - share * edgeX;
    const awayY = dy - share * edgeY;
    if (awayX * awayX + awayY * awayY <= margin * margin) return true;
  }
  return isInside;
}
