/**
 * Where the ridges of a finger run: the zero-pole model of Sherlock and Monro with periodic corrections after Vizcaya
 * and Gerhardt, as the generator the networks were trained with uses it (`models/training/masters.py`).
 */
import type { Random } from './random.js';
import { smoothField } from './smooth-field.js';

/** Side of the square a finger is grown on, px at 250 ppi: wide enough for the finest ridges and the largest contact. */
export const CANVAS = 256;
/** Length unit of the model, px: about 9 mm. */
const UNIT = 88;

/** Pattern classes and their natural frequencies (Wilson et al. 1993, as SFinGe uses them). */
const CLASSES = ['left-loop', 'right-loop', 'whorl', 'arch', 'tented-arch'] as const;
export type PatternClass = (typeof CLASSES)[number];
const FREQUENCIES = [0.338, 0.317, 0.279, 0.037, 0.029];

export type OrientationField = {
  readonly patternClass: PatternClass;
  /** Radians modulo pi, y up, one per canvas pixel. */
  readonly theta: Float32Array;
  /** Upper core, px on the canvas; for an arch the point of steepest arching. */
  readonly coreX: number;
  readonly coreY: number;
};

type Point = { readonly u: number; readonly v: number };
type AngleAround = (u: number, v: number) => number;

export function createOrientationField(random: Random): OrientationField {
  const patternClass = CLASSES[random.weighted(FREQUENCIES)]!;
  const tipBend = random.uniform(0.15, 0.6);
  const { base, core } =
    patternClass === 'arch' ? arch(random, tipBend) : loopsAndDeltas(random, patternClass, tipBend);
  const coarse = smoothField(random, 4, CANVAS, CANVAS);
  const fine = smoothField(random, 8, CANVAS, CANVAS);
  const theta = new Float32Array(CANVAS * CANVAS);
  for (let row = 0; row < CANVAS; row += 1) {
    const v = -(row - CANVAS / 2) / UNIT;
    for (let column = 0; column < CANVAS; column += 1) {
      const at = row * CANVAS + column;
      theta[at] = base((column - CANVAS / 2) / UNIT, v) + 0.1 * coarse[at]! + 0.05 * fine[at]!;
    }
  }
  return { patternClass, theta, coreX: CANVAS / 2 + UNIT * core.u, coreY: CANVAS / 2 - UNIT * core.v };
}

function loopsAndDeltas(random: Random, patternClass: PatternClass, tipBend: number) {
  const core: Point = { u: random.uniform(-0.08, 0.08), v: random.uniform(0, 0.25) };
  const side = patternClass === 'left-loop' ? -1 : 1;
  const delta: Point =
    patternClass === 'tented-arch'
      ? { u: random.uniform(-0.06, 0.06), v: core.v - random.uniform(0.3, 0.6) }
      : { u: side * random.uniform(0.42, 0.78), v: random.uniform(-0.85, -0.4) };
  const turns: (readonly [number, AngleAround])[] = [
    [0.5, angleAround(random, core)],
    [-0.5, angleAround(random, delta)],
  ];
  if (patternClass === 'whorl') {
    const lower = { u: core.u + random.uniform(-0.2, 0.2), v: core.v - random.uniform(0.18, 0.65) };
    const second = { u: -random.uniform(0.45, 0.8), v: random.uniform(-0.85, -0.4) };
    turns.push([0.5, angleAround(random, lower)], [-0.5, angleAround(random, second)]);
  }
  const base = (u: number, v: number) => {
    let angle = (-tipBend * u) / (1 + Math.exp(-2.5 * (v + 0.3)));
    for (const [weight, around] of turns) angle += weight * around(u, v);
    return angle;
  };
  return { base, core };
}

function arch(random: Random, tipBend: number) {
  const height = random.uniform(0.5, 1.3);
  const archV = random.uniform(-0.25, 0.15);
  const width = random.uniform(0.9, 1.2);
  const base = (u: number, v: number) => {
    const bump = Math.exp(-(((v - archV) / 0.55) ** 2));
    const wave = Math.sin((Math.PI * Math.min(Math.max(u, -1), 1)) / width);
    return Math.atan(-height * bump * wave) - 0.25 * tipBend * u;
  };
  return { base, core: { u: 0, v: archV + 0.1 } };
}

/** The angle of the direction from a point, bent by three harmonics so that no two loops are alike. */
function angleAround(random: Random, point: Point): AngleAround {
  const bends = [1, 2, 3].map((harmonic) => ({
    harmonic,
    cosine: (0.25 / harmonic) * random.uniform(-1, 1),
    sine: (0.25 / harmonic) * random.uniform(-1, 1),
  }));
  return (u, v) => {
    const angle = Math.atan2(v - point.v, u - point.u);
    let bent = angle;
    for (const { harmonic, cosine, sine } of bends) {
      bent += cosine * Math.cos(harmonic * angle) + sine * Math.sin(harmonic * angle);
    }
    return bent;
  };
}
