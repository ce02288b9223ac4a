/**
 * One portrait of a drawn face as a camera at a border would take it: distance, a small turn of the head, expression,
 * light, background, blur and noise. 600 x 800 pixels with about 120 between the eyes, what the EES asks of a live face.
 */
import { createRandom, type Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import { CANVAS_HEIGHT, CANVAS_WIDTH, columnOf, type FaceCanvas, rowOf } from './face-canvas.js';
import {
  chooseExpression,
  chooseLight,
  chooseView,
  type Light,
  PORTRAIT_HEIGHT,
  PORTRAIT_WIDTH,
  type View,
  type Warp,
} from './portrait-conditions.js';
import type { SyntheticFace } from './synthetic-face.js';

export type Portrait = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 8-bit red, green, blue, interleaved. */
  readonly pixels: Uint8Array;
};

export type PortraitOptions = {
  /** Scales turn, expression, light, blur and noise: 0 is a perfect capture, 1 a usual one. */
  readonly difficulty?: number;
};

const WIDTH = PORTRAIT_WIDTH;
const HEIGHT = PORTRAIT_HEIGHT;

/** The same face, seed and options give the same pixels; another seed gives another portrait of the face. */
export function renderPortrait(
  face: SyntheticFace,
  seed: number | string,
  options: PortraitOptions = {},
): Portrait {
  const random = createRandom(`portrait/${seed}`);
  const difficulty = options.difficulty ?? 1;
  const view = chooseView(face.features, random.fork('view'), difficulty);
  const warp = chooseExpression(face.features, random.fork('expression'), difficulty);
  const light = chooseLight(random.fork('light'), difficulty);
  const linear = look(face, view, warp, light, random.fork('background'));
  return { widthPx: WIDTH, heightPx: HEIGHT, pixels: expose(linear, random.fork('camera'), difficulty) };
}

/** Linear light, three planes interleaved. */
function look(face: SyntheticFace, view: View, warp: Warp, light: Light, random: Random): Float32Array {
  const seen = new Float32Array(3 * WIDTH * HEIGHT);
  const behind = backdrop(random);
  const cell = new Cell();
  const place = { x: 0, y: 0 };
  const colour = new Float32Array(3);
  for (let row = 0, at = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++, at++) {
      aim(view, { column, row }, face.canvas, cell, place);
      warp(place.x, place.y, place);
      cell.find(place.x, place.y);
      const cover = cell.of(face.canvas.cover);
      if (cover > COVER_MIN) shade(face, view, light, cell, colour);
      for (let channel = 0; channel < 3; channel++) {
        const back = behind[at]! * light.tint[channel]!;
        seen[3 * at + channel] = cover > COVER_MIN ? colour[channel]! * cover + back * (1 - cover) : back;
      }
    }
  }
  return seen;
}

const COVER_MIN = 0.004;

/** Height at which the scale of the view holds: about that of the eyes. */
const EYE_HEIGHT_MM = 60;
const FIXED_POINT_ROUNDS = 3;

/**
 * The place of the canvas that a pixel shows. How far a place stands out moves it in a turned and near view, and is known
 * only once the place is: a few rounds find both.
 */
function aim(
  { mmPerPx, middleX, middleY, across, down, distanceMm }: View,
  pixel: { readonly column: number; readonly row: number },
  canvas: FaceCanvas,
  cell: Cell,
  place: { x: number; y: number },
): void {
  const u = (pixel.column - middleX) * mmPerPx;
  const v = (pixel.row - middleY) * mmPerPx;
  const determinant = across[0] * down[1] - across[1] * down[0];
  let above = 0;
  for (let round = 0; round < FIXED_POINT_ROUNDS; round++) {
    const nearer = 1 - above / distanceMm;
    const onX = u * nearer - across[2] * above;
    const onY = v * nearer - down[2] * above;
    place.x = (down[1] * onX - across[1] * onY) / determinant;
    place.y = (across[0] * onY - down[0] * onX) / determinant;
    cell.find(place.x, place.y);
    above = cell.of(canvas.height) - EYE_HEIGHT_MM;
  }
}

/** Light goes below the skin and comes out behind edges, red the farthest. */
const WRAP = [0.35, 0.22, 0.18] as const;

function shade(
  { canvas, surface }: SyntheticFace,
  { across, down, towards }: View,
  light: Light,
  cell: Cell,
  into: Float32Array,
): void {
  const { key: lamp, fill: second, keyStrength, tint } = light;
  const slopeX = cell.of(surface.slopeX);
  const slopeY = cell.of(surface.slopeY);
  const open = cell.of(surface.open);
  const norm = 1 / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
  const right = norm * (across[2] - slopeX * across[0] - slopeY * across[1]);
  const below = norm * (down[2] - slopeX * down[0] - slopeY * down[1]);
  const front = norm * (towards[2] - slopeX * towards[0] - slopeY * towards[1]);
  const key = right * lamp[0] + below * lamp[1] + front * lamp[2];
  const fill = right * second[0] + below * second[1] + front * second[2];
  const ambient = light.fillStrength * Math.max(0, fill) + light.ambient * open * (0.75 + 0.25 * front);
  const gleam = keyStrength * mirrored(cell.of(canvas.shine), 2 * key * front - lamp[2]);
  for (let channel = 0; channel < 3; channel++) {
    const wrap = WRAP[channel]!;
    const lit = keyStrength * Math.max(0, (key + wrap) / (1 + wrap)) * (0.6 + 0.4 * open);
    const albedo = cell.of(channel === 0 ? canvas.red : channel === 1 ? canvas.green : canvas.blue);
    into[channel] = (albedo * (lit + ambient) + gleam) * tint[channel]!;
  }
}

/** Light that a surface sends to the camera like a mirror: sharp where it is wet, a broad sheen where it is not. */
function mirrored(shine: number, towardsCamera: number): number {
  if (towardsCamera <= 0) return 0;
  const wet = shine * shine;
  return 1.1 * wet * towardsCamera ** (8 + 50 * wet) + 0.13 * shine * towardsCamera ** 5;
}

function backdrop(random: Random): Float32Array {
  const level = random.uniform(0.35, 0.8);
  const uneven = smoothField(random, 3, WIDTH, HEIGHT);
  return uneven.map((value) => level * (1 + 0.04 * value));
}

/** Bilinear look-up at one place in several planes. */
class Cell {
  #at = 0;
  #w00 = 0;
  #w01 = 0;
  #w10 = 0;
  #w11 = 0;

  find(xMm: number, yMm: number): void {
    const x = Math.min(CANVAS_WIDTH - 1.001, Math.max(0, columnOf(xMm)));
    const y = Math.min(CANVAS_HEIGHT - 2.001, Math.max(0, rowOf(yMm)));
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = x - left;
    const down = y - top;
    this.#at = top * CANVAS_WIDTH + left;
    this.#w00 = (1 - right) * (1 - down);
    this.#w01 = right * (1 - down);
    this.#w10 = (1 - right) * down;
    this.#w11 = right * down;
  }

  of(plane: Float32Array): number {
    const at = this.#at;
    return (
      this.#w00 * plane[at]! +
      this.#w01 * plane[at + 1]! +
      this.#w10 * plane[at + CANVAS_WIDTH]! +
      this.#w11 * plane[at + CANVAS_WIDTH + 1]!
    );
  }
}

/** Linear light -> pixels: exposure, softness of the lens, noise, and the curve of sRGB. */
function expose(linear: Float32Array, random: Random, difficulty: number): Uint8Array {
  const gain = 1 + random.normal(0.08) * difficulty;
  const noise = (0.004 + 0.016 * random.uniform(0, 1)) * difficulty;
  const scale = (gain * (SRGB.length - 1)) / BRIGHTEST;
  const soft = soften(linear, random.uniform(0, 0.22) * difficulty);
  const pixels = new Uint8Array(linear.length);
  for (let at = 0; at < pixels.length; at++) {
    const encoded = SRGB[Math.min(SRGB.length - 1, Math.max(0, Math.round(soft[at]! * scale)))]!;
    const word = random.bits();
    const grain = ((word & 0xffff) + (word >>> 16)) / 0xffff - 1;
    pixels[at] = Math.max(0, Math.min(255, Math.round(255 * (encoded + 2.45 * noise * grain))));
  }
  return pixels;
}

/** What is brighter is white all the same. */
const BRIGHTEST = 1.5;
const SRGB = Float32Array.from({ length: 1 << 14 }, (_, index) => {
  const value = (BRIGHTEST * index) / ((1 << 14) - 1);
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
});

/** Each pixel gives `share` of itself to each of its two neighbours along rows, then along columns. */
function soften(linear: Float32Array, share: number): Float32Array {
  return alongAxis(alongAxis(linear, 3, share), 3 * WIDTH, share);
}

function alongAxis(plane: Float32Array, step: number, share: number): Float32Array {
  const soft = Float32Array.from(plane);
  for (let at = step; at < plane.length - step; at++)
    soft[at] = plane[at]! * (1 - 2 * share) + (plane[at - step]! + plane[at + step]!) * share;
  return soft;
}
