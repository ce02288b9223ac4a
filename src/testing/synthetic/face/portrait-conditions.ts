/** What differs from one portrait of a face to the next before the camera sees it: view, expression and light. */
import type { Random } from '../random.js';
import type { FaceFeatures } from './face-features.js';

/** Lengths on the canvas and in the image; see `render-portrait.ts`. */
export type View = {
  readonly mmPerPx: number;
  /** Where in the image the middle between the eyes would be if the head were not turned, px. */
  readonly middleX: number;
  readonly middleY: number;
  /** Rows of the rotation: camera axes in those of the head. */
  readonly across: readonly [number, number, number];
  readonly down: readonly [number, number, number];
  readonly towards: readonly [number, number, number];
  readonly distanceMm: number;
};

export const PORTRAIT_WIDTH = 600;
export const PORTRAIT_HEIGHT = 800;
/** Between the eyes, before the head is turned. */
const EYES_PX = 120;
/** Of the middle between the eyes. */
const EYES_ROW = 0.44 * PORTRAIT_HEIGHT;

export function chooseView(features: FaceFeatures, random: Random, difficulty: number): View {
  const limit = (value: number, most: number) => Math.min(most, Math.max(-most, value));
  // Radians: mostly within what a guard accepts as frontal, now and then beyond.
  const yaw = limit(random.normal(0.13) * difficulty, 0.3);
  const pitch = limit(random.normal(0.085) * difficulty, 0.2);
  const roll = limit(random.normal(0.05) * difficulty, 0.14);
  const [cy, sy, cp, sp, cr, sr] = [
    Math.cos(yaw),
    Math.sin(yaw),
    Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(roll),
    Math.sin(roll),
  ];
  const turned = {
    across: [cy, 0, sy],
    down: [sy * sp, cp, -cy * sp],
    towards: [-sy * cp, sp, cy * cp],
  } as const;
  const rolled = (a: readonly number[], b: readonly number[], c: number, s: number) =>
    [0, 1, 2].map((axis) => c * a[axis]! + s * b[axis]!) as unknown as readonly [number, number, number];
  const size = 1 + limit(random.normal(0.06) * difficulty, 0.15);
  return {
    mmPerPx: (2 * features.eyes.halfDistance) / (EYES_PX * size),
    middleX: PORTRAIT_WIDTH / 2 + limit(random.normal(14) * difficulty, 40),
    middleY: EYES_ROW + limit(random.normal(14) * difficulty, 40),
    across: rolled(turned.across, turned.down, cr, -sr),
    down: rolled(turned.down, turned.across, cr, sr),
    towards: turned.towards,
    distanceMm: random.uniform(500, 1600),
  };
}

/** Where on the neutral face a place of the moving face comes from. */
export type Warp = (x: number, y: number, into: { x: number; y: number }) => void;

export function chooseExpression(
  { eyes, mouth, brows }: FaceFeatures,
  random: Random,
  difficulty: number,
): Warp {
  const smile = random.normal(2.6) * difficulty;
  const open = Math.abs(random.normal(1.5)) * difficulty;
  const raise = random.normal(1.8) * difficulty;
  const squint = random.normal(0.11) * difficulty;
  const skew = random.normal(0.6) * difficulty;
  return (x, y, into) => {
    if (x < -75 || x > 75 || y < -50 || y > 135) return;
    const side = x < 0 ? -1 : 1;
    const cornerX = (x - side * mouth.halfWidth) / 13;
    const cornerY = (y - mouth.y) / 13;
    const corner = Math.exp(-0.5 * (cornerX * cornerX + cornerY * cornerY));
    const browX = (x - side * eyes.halfDistance) / 18;
    const browY = (y - brows.y) / 8;
    const brow = Math.exp(-0.5 * (browX * browX + browY * browY));
    const eyeX = (x - side * eyes.halfDistance) / 14;
    const eyeY = y / 7;
    const eye = Math.exp(-0.5 * (eyeX * eyeX + eyeY * eyeY));
    const jaw = 1 / (1 + Math.exp(-(y - mouth.y - 2) / 3));
    into.x = x - side * 1.3 * smile * corner - skew * corner;
    into.y = y + 0.9 * smile * corner + raise * brow + squint * y * eye - open * jaw;
  };
}

export type Light = {
  /** Directions to the lights, of unit length: right, down, towards the camera. */
  readonly key: readonly [number, number, number];
  readonly keyStrength: number;
  readonly fill: readonly [number, number, number];
  readonly fillStrength: number;
  readonly ambient: number;
  readonly tint: readonly [number, number, number];
};

export function chooseLight(random: Random, difficulty: number): Light {
  const from = (right: number, up: number) => {
    const length = Math.hypot(right, up, 1);
    return [right / length, -up / length, 1 / length] as const;
  };
  const warmth = random.normal(0.06) * difficulty;
  const keyX = random.normal(0.7) * difficulty;
  const total = 1 + random.normal(0.15) * difficulty;
  const share = 0.45 + Math.min(0.15, Math.max(-0.15, random.normal(0.1) * difficulty));
  return {
    key: from(keyX, 0.5 + random.normal(0.2) * difficulty),
    keyStrength: share * total,
    fill: from(-keyX + random.normal(0.3), 0.1),
    fillStrength: 0.22 * total,
    ambient: (0.8 - share) * total,
    tint: [1 + warmth, 1, 1 - warmth],
  };
}
