/**
 * Slaps of synthetic fingers with their exact truth: tips of the hand's shape, spread and turned fingers, the second
 * phalanx below the crease, touching neighbours, specks, noise. 500 ppi. Coarse as skin goes, exact as geometry does.
 */
import { CANVAS } from './orientation-field.js';
import { createRandom, type Random } from './random.js';
import type { SyntheticFinger } from './synthetic-finger.js';

export type SlapImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
  /** From left to right, tips up; the rectangle around the first phalanx, along the finger. */
  readonly truth: readonly TrueBox[];
};

/** Millimetres from the top left; radians clockwise from straight up. */
export type TrueBox = {
  readonly centreXMm: number;
  readonly centreYMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly angle: number;
};

export type SlapOptions = {
  readonly seed: number | string;
  readonly kind: 'right-slap' | 'left-slap' | 'two-thumbs';
  /** Of the fingers from left to right, which are there. */
  readonly present?: readonly boolean[];
  /** Radians by which the whole hand is turned, clockwise. */
  readonly turn?: number;
  /** Millimetres between the skins of neighbours; below 0 they touch. */
  readonly gapMm?: number;
  /** Whether the second phalanx touched too. */
  readonly hasSecondPhalanx?: boolean;
};

const MM = 500 / 25.4;
const WIDTH_MM = 81;
const HEIGHT_MM = 76;
const WIDTH = Math.round(WIDTH_MM * MM);
const HEIGHT = Math.round(HEIGHT_MM * MM);

/** Millimetres of an adult's right hand: width of the print, its length to the crease, the tip below the middle one's. */
const RIGHT_HAND = [
  { width: 15.5, length: 24, tip: 8 },
  { width: 16, length: 25, tip: 0 },
  { width: 15.5, length: 25, tip: 4 },
  { width: 13, length: 21, tip: 22 },
];
const THUMBS = [
  { width: 20, length: 29, tip: 0 },
  { width: 20, length: 29, tip: 0 },
];

/** One of `fingers` for each finger of the slap, whether it is there or not. */
export function slapImage(fingers: readonly SyntheticFinger[], options: SlapOptions): SlapImage {
  const random = createRandom(`slap/${options.seed}`);
  const hand = handOf(options, random.fork('hand'));
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const noise = random.fork('noise');
  const background = random.uniform(225, 250);
  for (let at = 0; at < pixels.length; at++) pixels[at] = clamp(background + noise.normal(2.5));
  hand.forEach((place, index) => {
    if (options.present?.[index] === false) return;
    press(pixels, fingers[index]!, place, random.fork(`finger ${index}`));
    if (options.hasSecondPhalanx !== false) pressSecond(pixels, place, random.fork(`second ${index}`));
  });
  specks(pixels, random.fork('specks'));
  const truth = hand.filter((_, index) => options.present?.[index] !== false).map(boxOf);
  return { widthPx: WIDTH, heightPx: HEIGHT, pixels, truth };
}

type Place = {
  /** The middle of the first phalanx. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly length: number;
  readonly angle: number;
};

function boxOf({ x, y, width, length, angle }: Place): TrueBox {
  return { centreXMm: x, centreYMm: y, widthMm: width, heightMm: length, angle };
}

function handOf({ kind, turn = 0, gapMm = 2.5 }: SlapOptions, random: Random): readonly Place[] {
  const scale = random.uniform(0.85, 1.1);
  const shapes =
    kind === 'two-thumbs' ? THUMBS : kind === 'right-slap' ? RIGHT_HAND : [...RIGHT_HAND].reverse();
  const sized = shapes.map(({ width, length, tip }) => ({
    width: width * scale * random.uniform(0.93, 1.07),
    length: length * scale * random.uniform(0.93, 1.07),
    tip: (tip + random.normal(1.2)) * scale,
  }));
  const spread = kind === 'two-thumbs' ? 0 : random.uniform(0, 0.06);
  const pitch = gapMm + random.uniform(-0.4, 0.4) + (kind === 'two-thumbs' ? 6 : 0);
  const total = sized.reduce((sum, { width }) => sum + width, pitch * (sized.length - 1));
  let left = WIDTH_MM / 2 - total / 2;
  const upright = sized.map(({ width, length, tip }, index): Place => {
    const x = left + width / 2;
    left += width + pitch;
    const y = 12 + tip + length / 2;
    return { x, y, width, length, angle: (index - (sized.length - 1) / 2) * spread + random.normal(0.02) };
  });
  const [middleX, middleY] = [WIDTH_MM / 2, HEIGHT_MM / 2];
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  return upright.map((place) => {
    const [dx, dy] = [place.x - middleX, place.y - middleY];
    return {
      ...place,
      x: middleX + cosine * dx - sine * dy,
      y: middleY + sine * dx + cosine * dy,
      angle: place.angle + turn,
    };
  });
}

/** Rounded above, nearly straight at the crease. */
function press(pixels: Uint8Array, finger: SyntheticFinger, place: Place, random: Random): void {
  const period = random.uniform(0.99, 1.01);
  const [ridge, valley] = [random.uniform(30, 90), random.uniform(180, 225)];
  fill(pixels, place, (u, v) => {
    const { width, length } = place;
    const above = Math.max(0, (width / 2 - (v + length / 2)) / (width / 2));
    const below = Math.max(0, (1.5 - (length / 2 - v)) / 1.5);
    const isInside = Math.abs(v) <= length / 2 && (2 * u) / width < 1 && (2 * u) / width > -1;
    if (!isInside || ((2 * u) / width) ** 2 + above ** 2 > 1 || ((2 * u) / width) ** 4 + below ** 4 > 1.3)
      return undefined;
    const perMm = 250 / 25.4 / period;
    const height = ridgeAt(finger, u * perMm, v * perMm);
    return valley + (ridge - valley) / (1 + Math.exp(-4 * (height - random.uniform(-0.15, 0.15))));
  });
}

/** Ridges straight across; the crease is 1.5 mm of nothing. */
function pressSecond(pixels: Uint8Array, place: Place, random: Random): void {
  const length = random.uniform(8, 18);
  const down = place.length / 2 + 1.5 + length / 2;
  const below = {
    ...place,
    x: place.x - Math.sin(place.angle) * down,
    y: place.y + Math.cos(place.angle) * down,
    width: place.width * 0.92,
    length,
  };
  fill(pixels, below, (u, v) => {
    if (Math.abs(u) > below.width / 2 || Math.abs(v) > length / 2) return undefined;
    return 140 - 80 * Math.sin((2 * Math.PI * (v + 0.3 * Math.sin(u))) / 0.48) + random.normal(8);
  });
}

/** `grey` at places along (down) and across the finger, in millimetres from its middle. */
function fill(pixels: Uint8Array, place: Place, grey: (u: number, v: number) => number | undefined): void {
  const [cosine, sine] = [Math.cos(place.angle), Math.sin(place.angle)];
  const reach = Math.hypot(place.width, place.length) / 2;
  const clip = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.round(value * MM)));
  for (let row = clip(place.y - reach, HEIGHT); row <= clip(place.y + reach, HEIGHT); row++) {
    for (let column = clip(place.x - reach, WIDTH); column <= clip(place.x + reach, WIDTH); column++) {
      const [dx, dy] = [column / MM - place.x, row / MM - place.y];
      const value = grey(cosine * dx + sine * dy, -sine * dx + cosine * dy);
      if (value !== undefined) pixels[row * WIDTH + column] = clamp(value);
    }
  }
}

function ridgeAt({ ridges, centreX, centreY }: SyntheticFinger, x: number, y: number): number {
  const mirror = (value: number) => {
    const folded = Math.abs(value) % (2 * CANVAS - 2);
    return Math.min(folded, 2 * CANVAS - 2 - folded);
  };
  const [atX, atY] = [mirror(x + centreX), mirror(y + centreY)];
  const [left, top] = [Math.min(Math.floor(atX), CANVAS - 2), Math.min(Math.floor(atY), CANVAS - 2)];
  const at = top * CANVAS + left;
  const [right, down] = [atX - left, atY - top];
  const upper = ridges[at]! * (1 - right) + ridges[at + 1]! * right;
  return upper * (1 - down) + (ridges[at + CANVAS]! * (1 - right) + ridges[at + CANVAS + 1]! * right) * down;
}

function specks(pixels: Uint8Array, random: Random): void {
  for (let count = 0; count < 12; count++) {
    const [x, y, radius] = [random.uniform(0, WIDTH), random.uniform(0, HEIGHT), random.uniform(1, 9)];
    for (let row = Math.ceil(y - radius); row < y + radius; row++) {
      for (let column = Math.ceil(x - radius); column < x + radius; column++) {
        if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) pixels[row * WIDTH + column] = 120;
      }
    }
  }
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
