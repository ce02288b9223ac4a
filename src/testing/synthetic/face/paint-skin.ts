/** Skin of head, ears and neck, with its blotches, freckles and moles; clothes below; lips, nostrils and beard. */
import type { Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import { headHalfWidths } from './carve-relief.js';
import {
  addBump,
  CANVAS_HEIGHT,
  CANVAS_WIDTH,
  darkenCell,
  EVERYWHERE,
  eachCell,
  type FaceCanvas,
  paintCell,
  smoothStep,
} from './face-canvas.js';
import { type Colour, type FaceFeatures, mix } from './face-features.js';

/** Millimetres over which an outline fades. */
const SOFT = 0.8;

export function paintSkin(canvas: FaceCanvas, features: FaceFeatures, random: Random): void {
  const { head, skin } = features;
  const coarse = smoothField(random.fork('coarse'), 9, CANVAS_WIDTH, CANVAS_HEIGHT);
  const middle = smoothField(random.fork('middle'), 38, CANVAS_WIDTH, CANVAS_HEIGHT);
  const fine = smoothField(random.fork('fine'), 200, CANVAS_WIDTH, CANVAS_HEIGHT);
  const halfWidth = headHalfWidths(features);
  eachCell(EVERYWHERE, (at, x, y) => {
    const half = halfWidth(y);
    const inHead = half === 0 ? 0 : smoothStep(half + SOFT, half - SOFT, Math.abs(x));
    const inNeck =
      y < 30
        ? 0
        : smoothStep(
            head.neckHalfWidth + SOFT,
            head.neckHalfWidth - SOFT,
            Math.abs(x) - Math.max(0, y - 125) * 0.25,
          );
    const inEar = ear(features, x, y);
    const cover = Math.max(inHead, inNeck, inEar);
    if (cover === 0) return;
    const tone = 1 + skin.mottling * (0.09 * coarse[at]! + 0.06 * middle[at]! + 0.03 * fine[at]!);
    const shaded =
      inHead > 0 ? 1 : inEar > inNeck ? 0.85 : 0.45 + 0.4 * smoothStep(head.chinY, head.chinY + 45, y);
    canvas.red[at] = skin.colour[0] * tone * shaded * (1 + 0.03 * skin.mottling * coarse[at]!);
    canvas.green[at] = skin.colour[1] * tone * shaded;
    canvas.blue[at] = skin.colour[2] * tone * shaded;
    canvas.shine[at] = 0.3 * skin.shine;
    canvas.cover[at] = cover;
  });
  flush(canvas, features);
  spot(canvas, features, random.fork('spots'));
}

function ear({ head }: FaceFeatures, x: number, y: number): number {
  if (y < -20 || y > 55) return 0;
  const u = (Math.abs(x) - head.skullHalfWidth + 3) / head.earOut;
  const v = (y - 14) / (head.earHeight / 2);
  return smoothStep(1.1, 0.95, Math.hypot(Math.max(0, u), v + 0.25 * Math.max(0, u)));
}

/** Redder cheeks, nose and ears, darker sockets. */
function flush(canvas: FaceCanvas, { skin, nose, eyes }: FaceFeatures): void {
  const red = new Float32Array(canvas.red.length);
  const dark = new Float32Array(canvas.red.length);
  for (const side of [-1, 1]) {
    addBump(red, { x: side * 40, y: 38, height: 0.8 * skin.flush, along: 14, across: 12 });
    addBump(dark, {
      x: side * eyes.halfDistance,
      y: 4,
      height: 0.12 + 0.18 * eyes.bags,
      along: 14,
      across: 9,
    });
    addBump(dark, { x: side * 12, y: 2, height: 0.15, along: 5, across: 8 });
  }
  addBump(red, { x: 0, y: nose.tipY, height: 0.7 * skin.flush, along: 11, across: 8 });
  addBump(red, { x: 0, y: 70, height: 0.2, along: 30, across: 15 });
  for (let at = 0; at < red.length; at++) {
    if (red[at] === 0 && dark[at] === 0) continue;
    canvas.red[at]! *= 1 - 0.7 * dark[at]!;
    canvas.green[at]! *= 1 - 0.22 * red[at]! - dark[at]!;
    canvas.blue[at]! *= 1 - 0.2 * red[at]! - 0.9 * dark[at]!;
  }
}

function spot(canvas: FaceCanvas, { skin, head }: FaceFeatures, random: Random): void {
  const marks = new Float32Array(canvas.red.length);
  for (let mole = 0; mole < skin.moles; mole++) {
    const radius = random.uniform(0.7, 1.8);
    addBump(marks, {
      x: random.normal(30),
      y: random.uniform(-40, head.chinY - 5),
      height: 0.7,
      along: radius,
      across: radius,
    });
  }
  const freckles = Math.round(250 * skin.freckles);
  for (let freckle = 0; freckle < freckles; freckle++) {
    const radius = random.uniform(0.5, 1.1);
    addBump(marks, {
      x: random.normal(30),
      y: 20 + random.normal(20),
      height: random.uniform(0.1, 0.35),
      along: radius,
      across: radius,
    });
  }
  const brown: Colour = [skin.colour[0] * 0.35, skin.colour[1] * 0.25, skin.colour[2] * 0.2];
  for (let at = 0; at < marks.length; at++) {
    if (marks[at] !== 0) paintCell(canvas, at, brown, Math.min(0.85, marks[at]!));
  }
}

export function paintClothes(canvas: FaceCanvas, random: Random): void {
  const colour: Colour = [random.uniform(0.02, 0.6), random.uniform(0.02, 0.6), random.uniform(0.02, 0.6)];
  const collar = random.uniform(128, 150);
  const slope = random.uniform(0.12, 0.3);
  eachCell({ ...EVERYWHERE, top: 100 }, (at, x, y) => {
    const neckline = collar + slope * Math.max(0, Math.abs(x) - 45) + 14 * Math.exp(-((x / 30) ** 2));
    const share = smoothStep(neckline, neckline + 1.5, y);
    if (share === 0) return;
    paintCell(canvas, at, colour, share);
    canvas.cover[at] = Math.max(canvas.cover[at]!, share);
    canvas.shine[at] = 0;
    canvas.height[at] = 25 - 0.0012 * x * x;
  });
}

export function paintLips(canvas: FaceCanvas, { mouth, skin }: FaceFeatures): void {
  const { y: middle, halfWidth, upper, lower, bow, corner, colour } = mouth;
  const inside: Colour = mix(colour, [0.04, 0.015, 0.015], 0.8);
  eachCell(
    { left: -halfWidth - 4, right: halfWidth + 4, top: middle - upper - 5, bottom: middle + lower + 5 },
    (at, x, y) => {
      const t = x / halfWidth;
      const line = middle - corner * t * t + 0.8 * Math.exp(-((x / 5) ** 2));
      const shape = Math.max(0, 1 - Math.abs(t) ** 2.2);
      const top = line - upper * shape ** 0.8 + bow * Math.exp(-((x / 4) ** 2));
      const bottom = line + lower * shape ** 0.75;
      const share = smoothStep(top - 0.7, top + 0.9, y) * smoothStep(bottom + 0.8, bottom - 0.9, y);
      if (share > 0) {
        paintCell(canvas, at, y < line ? mix(colour, inside, 0.15) : colour, 0.9 * share);
        canvas.shine[at] = 0.3 * skin.shine + 0.2 * share;
      }
      const gap = Math.exp(-(((y - line) / 0.75) ** 2)) * smoothStep(1.06, 0.9, Math.abs(t));
      if (gap > 0.01) paintCell(canvas, at, inside, 0.9 * gap);
    },
  );
}

export function paintNostrils(canvas: FaceCanvas, { nose }: FaceFeatures): void {
  for (const side of [-1, 1]) {
    const x0 = side * nose.wingHalfWidth * 0.48;
    const y0 = nose.tipY + 6.2;
    eachCell({ left: x0 - 9, right: x0 + 9, top: y0 - 6, bottom: y0 + 6 }, (at, x, y) => {
      const u = (x - x0) / (nose.wingHalfWidth * 0.24);
      const v = (y - y0 - side * 0.12 * (x - x0)) / (1.9 * nose.nostril);
      darkenCell(canvas, at, 1 - 0.88 * Math.exp(-((u * u + v * v) ** 1.5)));
    });
  }
}

export function paintBeard(canvas: FaceCanvas, features: FaceFeatures, random: Random): void {
  const { beard, mouth, hair, head, nose } = features;
  if (beard.jaw === 0 && beard.upperLip === 0 && beard.stubble === 0) return;
  const grain = smoothField(random.fork('grain'), 230, CANVAS_WIDTH, CANVAS_HEIGHT);
  const ragged = smoothField(random.fork('ragged'), 40, CANVAS_WIDTH, CANVAS_HEIGHT);
  const rise = random.uniform(0, 16);
  const under = random.chance(0.8) ? 1 : 0;
  eachCell({ ...EVERYWHERE, top: 0, bottom: head.chinY + 8 }, (at, x, y) => {
    const across = Math.abs(x);
    const edge =
      mouth.y -
      rise * 0.5 +
      22 -
      30 * smoothStep(mouth.halfWidth, 66, across) -
      30 * smoothStep(50, 68, across);
    const aroundMouth = Math.hypot(x / (mouth.halfWidth + 7), (y - mouth.y - 1) / (mouth.upper + 11));
    const jaw =
      smoothStep(edge - 4, edge + 8, y + 3 * ragged[at]!) *
      smoothStep(0.85, 1.15, aroundMouth + (1 - under) * 0.3);
    const lipTop = mouth.y - mouth.upper - 1.5;
    const lip =
      smoothStep(lipTop + 1, lipTop - 1.5, y) *
      smoothStep(nose.tipY + 10, nose.tipY + 14, y) *
      smoothStep(mouth.halfWidth + 8, mouth.halfWidth - 2, across);
    const share = Math.max(jaw * beard.jaw, lip * beard.upperLip, 0.4 * beard.stubble * Math.max(jaw, lip));
    if (share <= 0.01 || canvas.cover[at]! < 0.5) return;
    const strand = Math.min(1, Math.max(0, 0.8 + 0.4 * grain[at]!));
    paintCell(canvas, at, hair.colour, Math.min(0.97, share * strand * 1.1));
    canvas.shine[at]! *= 1 - share;
    canvas.height[at]! += share * (1.2 + 0.9 * grain[at]!) * (beard.jaw > 0 ? 1 : 0.5);
  });
}
