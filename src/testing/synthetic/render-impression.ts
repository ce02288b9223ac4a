/**
 * One impression of a synthetic finger as a sensor would take it: placement, skin distortion, pressure, moisture,
 * noise, creases. The recipe is that of `models/training/renderer.py`, at 500 ppi and of moderate difficulty.
 */
import { CANVAS } from './orientation-field.js';
import { createRandom, type Random } from './random.js';
import { smoothField } from './smooth-field.js';
import type { SyntheticFinger } from './synthetic-finger.js';

export type Impression = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 8-bit grey, dark ridges on light. */
  readonly pixels: Uint8Array;
  readonly ppi: number;
};

export type ImpressionOptions = {
  /** Scales turn, shift, distortion and degradation: 0 is a perfect capture, 1 a usual one. */
  readonly difficulty?: number;
};

const PPI = 500;
const WIDTH = 368;
const HEIGHT = 448;
const AREA = WIDTH * HEIGHT;
/** px at 500 ppi per px of the finger. */
const SCALE = 2;

/**
 * The same finger, seed and options give the same pixels; another seed gives another impression of the finger. The
 * seed alone decides placement, outline, creases and sensor: name the finger in it where fingers are compared.
 */
export function renderImpression(
  finger: SyntheticFinger,
  seed: number | string,
  options: ImpressionOptions = {},
): Impression {
  const random = createRandom(`impression/${seed}`);
  const difficulty = options.difficulty ?? 1;
  const placement = placeFinger(finger, random.fork('placement'), difficulty);
  const { ridges, contact } = pressFinger(finger, placement, random.fork('skin'), difficulty);
  const ink = printRidges({ ridges, contact }, random.fork('ink'), difficulty);
  drawCreases(ink, random.fork('creases'), difficulty);
  const pixels = expose(ink, contact, random.fork('sensor'), difficulty);
  return { widthPx: WIDTH, heightPx: HEIGHT, pixels, ppi: PPI };
}

/** Lengths in px of the finger (250 ppi). */
type Placement = {
  readonly turn: number;
  readonly contactX: number;
  readonly contactY: number;
  readonly radiusX: number;
  readonly radiusY: number;
  /** Middle of the image, from the middle of the contact. */
  readonly imageX: number;
  readonly imageY: number;
};

function placeFinger(finger: SyntheticFinger, random: Random, difficulty: number): Placement {
  const radiusX = random.uniform(62, 78);
  const limit = (value: number, most: number) => Math.min(Math.max(value, -most), most);
  const radiusY = Math.min(radiusX * random.uniform(1.15, 1.45), 98);
  const lowest = finger.bottomY - finger.centreY - radiusY;
  return {
    turn: limit(random.normal(0.15) * difficulty, 0.35),
    contactX: limit(random.normal(7) * difficulty, 18),
    contactY: Math.min(limit(random.normal(9) * difficulty, 22) + 7, lowest),
    radiusX,
    radiusY,
    imageX: limit(random.normal(5) * difficulty, 12),
    imageY: limit(random.normal(5) * difficulty, 10),
  };
}

/** -1 (valley) to 1 (ridge), and 0 (no contact) to 1, at every pixel. */
type Skin = { readonly ridges: Float32Array; readonly contact: Float32Array };

/**
 * Ridges and contact at every pixel. Elastic distortion after Cappelli, Maio and Maltoni: the middle of the
 * contact sticks, the outside is dragged and twisted.
 */
function pressFinger(
  finger: SyntheticFinger,
  placement: Placement,
  random: Random,
  difficulty: number,
): Skin {
  const { turn, contactX, contactY, radiusX, radiusY, imageX, imageY } = placement;
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  const wobble = random.uniform(0, 1) ** 2 * 2.4 * difficulty;
  const wobbleX = smoothField(random, 4, WIDTH, HEIGHT);
  const wobbleY = smoothField(random, 4, WIDTH, HEIGHT);
  const ragged = smoothField(random, 12, WIDTH, HEIGHT);
  const torsion = random.normal(0.035) * difficulty;
  const dragX = random.normal(1.8) * difficulty;
  const dragY = random.normal(1.8) * difficulty;
  const sharpness = random.uniform(8, 30);
  const ridges = new Float32Array(AREA);
  const contact = new Float32Array(AREA);
  for (let row = 0, at = 0; row < HEIGHT; row += 1) {
    const y = (row - (HEIGHT - 1) / 2) / SCALE;
    for (let column = 0; column < WIDTH; column += 1, at += 1) {
      const x = (column - (WIDTH - 1) / 2) / SCALE;
      const fromX = cosine * x + sine * y + imageX;
      const fromY = -sine * x + cosine * y + imageY;
      const radius = (fromX / radiusX) ** 2 + (fromY / radiusY) ** 2;
      const touch = (1 - radius + 0.07 * ragged[at]!) * sharpness;
      if (touch < -7) continue;
      const slip = radius / (1 + radius);
      const skinX = fromX + contactX + wobble * wobbleX[at]! + (dragX - torsion * fromY) * slip;
      const skinY = fromY + contactY + wobble * wobbleY[at]! + (dragY + torsion * fromX) * slip;
      contact[at] = 1 / (1 + Math.exp(-touch));
      ridges[at] = ridgeAt(finger.ridges, skinX + finger.centreX, skinY + finger.centreY);
    }
  }
  return { ridges, contact };
}

/** Bilinear: the profile is steepened afterwards, which makes up for the flattening. */
function ridgeAt(ridges: Float32Array, x: number, y: number): number {
  const inX = mirror(x);
  const inY = mirror(y);
  const left = Math.min(Math.floor(inX), CANVAS - 2);
  const top = Math.min(Math.floor(inY), CANVAS - 2);
  const right = inX - left;
  const down = inY - top;
  const at = top * CANVAS + left;
  const upper = ridges[at]! * (1 - right) + ridges[at + 1]! * right;
  const lower = ridges[at + CANVAS]! * (1 - right) + ridges[at + CANVAS + 1]! * right;
  return upper * (1 - down) + lower * down;
}

/** Back into the canvas; a placement reaches beyond it by less than its width. */
function mirror(value: number): number {
  const folded = Math.abs(value);
  return folded <= CANVAS - 1 ? folded : Math.max(2 * (CANVAS - 1) - folded, 0);
}

/** Ridge profile -> ink 0..1: pressure moves the threshold, noise breaks ridges, patches are dry or wet. */
function printRidges({ ridges, contact }: Skin, random: Random, difficulty: number): Float32Array {
  const coarse = smoothField(random, 8, WIDTH, HEIGHT);
  const medium = smoothField(random, 24, WIDTH, HEIGHT);
  const fine = smoothField(random, 110, WIDTH, HEIGHT);
  const pressure = random.uniform(-0.4, 0.4) * difficulty;
  const unevenness = 0.25 * random.uniform(0, 1);
  const noisiness = random.uniform(0.1, 0.7) * difficulty;
  const steepness = Math.exp(random.uniform(Math.log(2.2), Math.log(5)));
  const dryFrom = random.uniform(0.9, 3.2);
  const dryness = random.uniform(0.2, 0.8) * difficulty;
  const wetFrom = random.uniform(1.2, 3.5);
  const wetness = random.uniform(0.2, 0.8) * difficulty;
  const ink = new Float32Array(AREA);
  for (let at = 0; at < AREA; at += 1) {
    if (contact[at] === 0) continue;
    const rough = noisiness * (0.3 * fine[at]! + 0.18 * medium[at]!);
    const height = ridges[at]! + rough - pressure - unevenness * coarse[at]!;
    const printed = sigmoid(height * steepness);
    const dry = sigmoid((medium[at]! + 0.6 * coarse[at]! - dryFrom) * 4);
    const wet = sigmoid((-0.6 * medium[at]! - coarse[at]! - wetFrom) * 4);
    const dried = printed * (1 - dry * dryness);
    ink[at] = dried + (1 - dried) * wet * wetness;
  }
  return ink;
}

/** Up to three thin, straight gaps across the ridges: creases and scratches. */
function drawCreases(ink: Float32Array, random: Random, difficulty: number): void {
  for (let crease = 0; crease < 3; crease += 1) {
    if (!random.chance(0.22 * difficulty)) continue;
    const direction = random.uniform(0, Math.PI);
    const [offset, middle] = [random.normal(80), random.normal(80)];
    const [halfLength, width] = [random.uniform(20, 140), random.uniform(1, 3)];
    const [cosine, sine] = [Math.cos(direction), Math.sin(direction)];
    for (let row = 0, at = 0; row < HEIGHT; row += 1) {
      for (let column = 0; column < WIDTH; column += 1, at += 1) {
        const [x, y] = [column - WIDTH / 2, row - HEIGHT / 2];
        const across = (cosine * x + sine * y - offset) / width;
        if (across > 3 || across < -3 || Math.abs(-sine * x + cosine * y - middle) > halfLength) continue;
        ink[at]! *= 1 - 0.85 * Math.exp(-across * across);
      }
    }
  }
}

/** Ink and contact -> grey: contrast of the sensor, light background, shading, noise. */
function expose(ink: Float32Array, contact: Float32Array, random: Random, difficulty: number): Uint8Array {
  const valley = random.uniform(0.72, 0.95);
  const ridge = random.uniform(0.08, 0.35);
  const background = Math.min(valley + random.uniform(-0.02, 0.15), 0.99);
  const shading = 0.03 * random.uniform(0, 1) * difficulty;
  const noise = (0.008 + 0.03 * random.uniform(0, 1) ** 2) * difficulty;
  const shade = smoothField(random, 6, WIDTH, HEIGHT);
  const pixels = new Uint8Array(AREA);
  for (let at = 0; at < AREA; at += 1) {
    const skin = valley - (valley - ridge) * ink[at]!;
    const touch = contact[at]!;
    const grey = background + (skin - background) * touch + shading * shade[at]! + random.normal(noise);
    pixels[at] = Math.min(Math.max(Math.round(grey * 255), 0), 255);
  }
  return pixels;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
