import type { MinutiaPlaces } from './minutia-places.js';
import { DIRECTION_COSINES, DIRECTION_SINES } from './turn-tables.js';

/** A rigid movement: turns (counter-clockwise, y up) about `from`, which comes to lie on `to`. */
export type Movement = {
  readonly cosine: number;
  readonly sine: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
};

export function movePoint(
  movement: Movement,
  x: number,
  y: number,
): { readonly x: number; readonly y: number } {
  const dx = x - movement.fromX;
  const dy = y - movement.fromY;
  return {
    x: movement.toX + movement.cosine * dx + movement.sine * dy,
    y: movement.toY - movement.sine * dx + movement.cosine * dy,
  };
}

export function reverse({ cosine, sine, fromX, fromY, toX, toY }: Movement): Movement {
  return { cosine, sine: -sine, fromX: toX, fromY: toY, toX: fromX, toY: fromY };
}

/** The movement that puts one minutia onto another, direction on direction. */
export function movementOf(from: MinutiaPlaces, f: number, to: MinutiaPlaces, t: number): Movement {
  const turn = (to.direction[t]! - from.direction[f]!) & 255;
  return {
    cosine: DIRECTION_COSINES[turn]!,
    sine: DIRECTION_SINES[turn]!,
    fromX: from.x[f]!,
    fromY: from.y[f]!,
    toX: to.x[t]!,
    toY: to.y[t]!,
  };
}

/**
 * The movement with the least squared distances over the pairs (two at least), in closed form (Kabsch, in the plane).
 * Pairs that lie on one another's centre say nothing about the turn; then there is none.
 */
export function fitMovement(
  from: MinutiaPlaces,
  to: MinutiaPlaces,
  pairs: readonly { readonly probe: number; readonly reference: number }[],
): Movement {
  let fromX = 0;
  let fromY = 0;
  let toX = 0;
  let toY = 0;
  for (const { probe, reference } of pairs) {
    fromX += from.x[probe]! / pairs.length;
    fromY += from.y[probe]! / pairs.length;
    toX += to.x[reference]! / pairs.length;
    toY += to.y[reference]! / pairs.length;
  }
  let along = 0;
  let across = 0;
  for (const { probe, reference } of pairs) {
    const ax = from.x[probe]! - fromX;
    const ay = from.y[probe]! - fromY;
    const bx = to.x[reference]! - toX;
    const by = to.y[reference]! - toY;
    along += ax * bx + ay * by;
    across += ay * bx - ax * by;
  }
  // Not Math.hypot, whose last bits are the engine's.
  const length = Math.sqrt(along * along + across * across);
  if (length === 0) return { cosine: 1, sine: 0, fromX, fromY, toX, toY };
  return { cosine: along / length, sine: across / length, fromX, fromY, toX, toY };
}
