import type { DescribedMinutiae } from './describe-minutiae.js';

/** A rigid movement: turns by `turn` radians (counter-clockwise, y up) about `from`, which comes to lie on `to`. */
export type Movement = {
  readonly turn: number;
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

/** The movement that puts one minutia onto another, direction on direction. */
export function movementOf(from: DescribedMinutiae, f: number, to: DescribedMinutiae, t: number): Movement {
  const turn = to.angle[t]! - from.angle[f]!;
  return {
    turn,
    cosine: Math.cos(turn),
    sine: Math.sin(turn),
    fromX: from.x[f]!,
    fromY: from.y[f]!,
    toX: to.x[t]!,
    toY: to.y[t]!,
  };
}

/** The movement with the least squared distances over the pairs (two at least), in closed form (Kabsch, in the plane). */
export function fitMovement(
  from: DescribedMinutiae,
  to: DescribedMinutiae,
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
  const turn = Math.atan2(across, along);
  return { turn, cosine: Math.cos(turn), sine: Math.sin(turn), fromX, fromY, toX, toY };
}
