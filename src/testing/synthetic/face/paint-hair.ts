/** Hair on the head and behind it: hairline, volume, length, and strands that run from the crown. */
import type { Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import { headHalfWidths } from './carve-relief.js';
import {
  CANVAS_HEIGHT,
  CANVAS_WIDTH,
  EVERYWHERE,
  eachCell,
  type FaceCanvas,
  paintCell,
  smoothStep,
} from './face-canvas.js';
import { type Colour, type FaceFeatures, mix } from './face-features.js';

export function paintHair(canvas: FaceCanvas, features: FaceFeatures, random: Random): void {
  const { hair, head } = features;
  if (hair.style === 'none') return;
  const strand = strands(features, random.fork('strands'));
  const ragged = smoothField(
    random.fork('ragged'),
    hair.style === 'fringe' ? 60 : 34,
    CANVAS_WIDTH,
    CANVAS_HEIGHT,
  );
  const outline = smoothField(random.fork('outline'), 12, CANVAS_WIDTH, CANVAS_HEIGHT);
  const volume =
    hair.style === 'cropped'
      ? Math.min(4, hair.volume)
      : hair.style === 'tied'
        ? Math.min(6, hair.volume)
        : hair.volume;
  const isLong = hair.style === 'long';
  const lineY = hair.style === 'fringe' ? Math.max(hair.lineY + 30, -44) : hair.lineY;
  const sideburn = isLong ? hair.length : random.uniform(-20, 30);
  const halfWidth = headHalfWidths(features);
  eachCell(EVERYWHERE, (at, x, y) => {
    const across = Math.abs(x);
    const half = halfWidth(y);
    // Behind: the outline of the head and the volume of the hair around it.
    const outerY = head.crownY - volume;
    const up = Math.min(1, Math.max(0, (-10 - y) / (-10 - outerY)));
    const outerHalf =
      y < -10
        ? (head.skullHalfWidth + volume) * (1 - up ** 2.4) ** (1 / 2.4)
        : head.skullHalfWidth + volume - 6 * smoothStep(0, 120, y) * (1 - hair.curl);
    const taper = isLong ? 0 : volume * smoothStep(-40, sideburn + 14, y);
    const wave = (1 + 3 * hair.curl) * outline[at]!;
    const lowest = isLong ? hair.length + 5 * ragged[at]! : sideburn + 14;
    const behind =
      y > outerY
        ? smoothStep(outerHalf + 1 + wave - taper, outerHalf - 1 + wave - taper, across) *
          smoothStep(lowest + 5, lowest - 3, y)
        : 0;
    // In front: above the hairline, which falls at the temples.
    const t = (x - hair.parting * (isLong || hair.style === 'short' ? 1 : 0)) / head.skullHalfWidth;
    const recess =
      hair.templeRecess * 18 * Math.exp(-(((Math.abs(x / head.skullHalfWidth) - 0.55) / 0.2) ** 2));
    const drop = isLong ? 55 * Math.abs(t) ** 2.2 : 14 * t * t;
    const side =
      smoothStep(half - (isLong ? 14 : 8), half + 1, across + 1.5 * ragged[at]!) *
      smoothStep(sideburn + 4, sideburn - 4, y);
    const hairline = lineY - recess + drop + (hair.style === 'fringe' ? 5 : 2.2) * ragged[at]!;
    const soft = hair.style === 'cropped' ? 7 : 2.5;
    const front = half > 0 ? Math.max(smoothStep(hairline + soft, hairline - soft, y), side) : 0;
    const onHead = canvas.cover[at]! > 0.5 && (half > across || y > head.chinY);
    const share = onHead ? front * (half > across ? 1 : 0) : behind;
    const covered =
      isLong && onHead && y > 30 ? Math.max(share, smoothStep(half - 3, half + 4, across) * behind) : share;
    if (covered <= 0.01) return;
    const density = hair.style === 'cropped' ? 0.88 : 0.98;
    paintCell(canvas, at, strand(at, x, y), covered * density);
    canvas.shine[at] = canvas.shine[at]! * (1 - covered) + 0.12 * covered;
    const bulge = hairHeight(features, x / (outerHalf + 2), up);
    canvas.height[at] = onHead
      ? canvas.height[at]! + covered * Math.max(Math.min(volume, 5), bulge - canvas.height[at]!)
      : bulge;
    canvas.cover[at] = Math.max(canvas.cover[at]!, covered);
  });
}

/** One rounded shape over head and sides, so that no seam shows where hair on the head meets hair behind it. */
function hairHeight({ head }: FaceFeatures, across: number, up: number): number {
  const round = Math.max(0, 1 - Math.abs(across) ** 2.4) ** 0.55;
  return (head.depth + 2) * round * Math.max(0, 1 - up ** 3) ** 0.5;
}

type Strands = (at: number, x: number, y: number) => Colour;

/** Lighter and darker streaks from the crown outwards; curls break them up. */
function strands({ hair, head }: FaceFeatures, random: Random): Strands {
  const count = 260;
  const streak = Float32Array.from({ length: count }, () => random.normal(1));
  const curls = smoothField(random.fork('curls'), 70, CANVAS_WIDTH, CANVAS_HEIGHT);
  const patches = smoothField(random.fork('patches'), 14, CANVAS_WIDTH, CANVAS_HEIGHT);
  const light = mix(hair.colour, [0.7, 0.6, 0.5], 0.12);
  const dark = mix(hair.colour, [0, 0, 0], 0.55);
  return (at, x, y) => {
    const angle = Math.atan2(x - hair.parting, y - head.crownY + 8) / (2 * Math.PI) + 0.5;
    const place = angle * count + 2.5 * patches[at]!;
    const left = Math.floor(place);
    const a = streak[((left % count) + count) % count]!;
    const b = streak[(((left + 1) % count) + count) % count]!;
    const straight = a + (b - a) * (place - left);
    const value =
      0.5 + 0.22 * (straight * (1 - hair.curl) + 1.3 * curls[at]! * hair.curl) + 0.1 * patches[at]!;
    return mix(dark, light, Math.min(1, Math.max(0, value)));
  };
}
