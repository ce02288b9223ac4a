/** The shape of a face: how far each cell of the canvas stands out, from the outline of the head to the folds of the skin. */
import type { Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import {
  addBump,
  CANVAS_HEIGHT,
  CANVAS_WIDTH,
  EVERYWHERE,
  eachCell,
  type FaceCanvas,
  rowOf,
  smoothStep,
  yOf,
} from './face-canvas.js';
import type { FaceFeatures } from './face-features.js';

/** Half of the width of the head at each row, millimetres; 0 above the crown and below the chin. */
export function headHalfWidths(features: FaceFeatures): (y: number) => number {
  const ofRows = Float32Array.from({ length: CANVAS_HEIGHT }, (_, row) => headHalfWidth(features, yOf(row)));
  return (y) => ofRows[Math.round(rowOf(y))]!;
}

function headHalfWidth({ head }: FaceFeatures, y: number): number {
  const { crownY, chinY, skullHalfWidth, cheekHalfWidth, jawHalfWidth, jawY, chinPower } = head;
  if (y <= crownY || y >= chinY) return 0;
  if (y < SKULL_Y) return skullHalfWidth * (1 - ((SKULL_Y - y) / (SKULL_Y - crownY)) ** 2.5) ** (1 / 2.5);
  if (y < CHEEK_Y)
    return skullHalfWidth + (cheekHalfWidth - skullHalfWidth) * smoothStep(SKULL_Y, CHEEK_Y, y);
  if (y < jawY)
    return cheekHalfWidth + (jawHalfWidth - cheekHalfWidth) * ((y - CHEEK_Y) / (jawY - CHEEK_Y)) ** 1.6;
  return jawHalfWidth * (1 - ((y - jawY) / (chinY - jawY)) ** chinPower) ** (1 / 1.9);
}
const SKULL_Y = -25;
const CHEEK_Y = 22;
/** Millimetres by which a face is its own where no feature is. */
const OWN_RELIEF = 4;

export function carveRelief(canvas: FaceCanvas, features: FaceFeatures, random: Random): void {
  carveNeck(canvas, features);
  carveHead(canvas, features);
  carveBones(canvas, features);
  carveNose(canvas, features);
  carveMouth(canvas, features);
  carveAge(canvas, features, random.fork('age'));
  const uneven = smoothField(random.fork('uneven'), 22, CANVAS_WIDTH, CANVAS_HEIGHT);
  const own = smoothField(random.fork('own'), 11, CANVAS_WIDTH, CANVAS_HEIGHT);
  for (let at = 0; at < uneven.length; at++) canvas.height[at]! += 0.3 * uneven[at]! + OWN_RELIEF * own[at]!;
}

function carveNeck(canvas: FaceCanvas, { head }: FaceFeatures): void {
  eachCell({ ...EVERYWHERE, top: 40 }, (at, x, y) => {
    const across = Math.min(1, Math.abs(x) / head.neckHalfWidth);
    canvas.height[at] = Math.max(-25, 48 * Math.sqrt(1 - across * across) - 15 - 0.1 * Math.max(0, y - 120));
  });
}

function carveHead(canvas: FaceCanvas, features: FaceFeatures): void {
  const { crownY, chinY, depth } = features.head;
  const halfWidth = headHalfWidths(features);
  eachCell({ ...EVERYWHERE, top: crownY, bottom: chinY }, (at, x, y) => {
    const half = halfWidth(y);
    const across = Math.abs(x) / half;
    if (!(across < 1)) return;
    const forehead = y < 0 ? (1 - (y / crownY) ** 3) ** 0.5 : 1;
    const under = 1 - 0.1 * (Math.max(0, y) / chinY) ** 2;
    const round = (1 - across ** 2.4) ** 0.55;
    const edge = Math.min(1, half / 22);
    canvas.height[at] = Math.max(canvas.height[at]!, depth * forehead * under * round * edge ** 0.5);
  });
}

function carveBones({ height }: FaceCanvas, { eyes, brows, relief, head, nose }: FaceFeatures): void {
  for (const side of [-1, 1]) {
    const eyeX = side * eyes.halfDistance;
    addBump(height, { x: eyeX, y: -2, height: -eyes.depth, along: 13, across: 8.5 });
    addBump(height, { x: side * 9, y: 0, height: -eyes.depth * 0.5, along: 6, across: 7 });
    addBump(height, { x: eyeX, y: 0.5, height: 5 + eyes.depth * 0.5, along: 8.5, across: 6 });
    addBump(height, {
      x: side * 27,
      y: brows.y,
      height: brows.ridge,
      along: 17,
      across: 6,
      angle: side * 0.1,
    });
    addBump(height, {
      x: side * 47,
      y: 27,
      height: relief.cheekbone,
      along: 14,
      across: 10,
      angle: side * -0.3,
    });
    addBump(height, {
      x: side * 45,
      y: 58,
      height: -relief.cheekHollow,
      along: 11,
      across: 17,
      angle: side * 0.4,
    });
    addBump(height, { x: side * 27, y: 42, height: 4, along: 11, across: 11 });
    addBump(height, {
      x: side * (eyes.halfDistance - 2),
      y: 13,
      height: eyes.bags * 1.6,
      along: 9,
      across: 3,
    });
    addBump(height, {
      x: side * (eyes.halfDistance - 4),
      y: 17.5,
      height: -eyes.bags * 1.5,
      along: 9,
      across: 2,
      angle: side * -0.25,
    });
  }
  addBump(height, { x: 0, y: head.chinY - 14, height: relief.chin, along: 14, across: 9 });
  addBump(height, { x: 0, y: head.chinY - 12, height: -relief.chinCleft, along: 1.6, across: 7 });
  addBump(height, { x: 0, y: (nose.tipY + 2 * head.chinY) / 3, height: -2.5, along: 14, across: 4 });
}

function carveNose({ height }: FaceCanvas, { nose }: FaceFeatures): void {
  const { tipY, tipHeight, bridgeHeight, bridgeWidth, hump, wingHalfWidth, tipRadius, bend } = nose;
  const steps = 14;
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    const y = -12 + share * (tipY - 2 + 12);
    const rise = bridgeHeight + (tipHeight - bridgeHeight) * share ** 1.4;
    const bow = hump * Math.exp(-(((share - 0.42) / 0.18) ** 2));
    // Neighbouring Gaussians overlap; together they stand as high as asked.
    const spacing = (tipY + 10) / steps;
    const height_ =
      (((rise + bow) * spacing) / (4.2 * Math.sqrt(2 * Math.PI))) * smoothStep(-0.05, 0.2, share);
    addBump(height, {
      x: bend * Math.sin(share * Math.PI),
      y,
      height: height_,
      along: bridgeWidth * (0.75 + 0.4 * share),
      across: 4.2,
    });
  }
  addBump(height, {
    x: 0,
    y: tipY - 2,
    height: tipHeight * 0.32,
    along: tipRadius * 0.8,
    across: tipRadius * 0.62,
  });
  for (const side of [-1, 1]) {
    addBump(height, {
      x: side * (wingHalfWidth - 5),
      y: tipY + 2,
      height: tipHeight * 0.34,
      along: 4.4,
      across: 5,
    });
    addBump(height, { x: side * (wingHalfWidth + 1.5), y: tipY + 2, height: -1.8, along: 1.8, across: 6 });
  }
  addBump(height, { x: 0, y: tipY + 9, height: -3.2, along: wingHalfWidth * 0.75, across: 3 });
}

function carveMouth({ height }: FaceCanvas, { mouth, nose }: FaceFeatures): void {
  const { y, halfWidth, upper, lower, fullness } = mouth;
  addBump(height, { x: 0, y, height: 5.5, along: halfWidth * 0.85, across: 15 });
  addBump(height, { x: 0, y: (nose.tipY + 9 + y - upper) / 2, height: -1.6, along: 2.6, across: 5 });
  for (const side of [-1, 1]) {
    addBump(height, {
      x: side * halfWidth * 0.3,
      y: y - upper * 0.55,
      height: fullness * 0.8,
      along: halfWidth * 0.36,
      across: upper * 0.5,
    });
    addBump(height, {
      x: side * halfWidth * 0.25,
      y: y + lower * 0.5,
      height: fullness,
      along: halfWidth * 0.4,
      across: lower * 0.5,
    });
    addBump(height, { x: side * (halfWidth + 2), y: y + 1, height: -2.2, along: 3, across: 4 });
  }
  addBump(height, { x: 0, y, height: -2.2, along: halfWidth * 0.62, across: 0.9 });
  addBump(height, { x: 0, y: y + lower + 4.5, height: -2.4, along: halfWidth * 0.6, across: 3.2 });
}

function carveAge(
  { height }: FaceCanvas,
  { relief, nose, mouth, eyes, brows }: FaceFeatures,
  random: Random,
): void {
  for (const side of [-1, 1]) {
    const from = { x: side * (nose.wingHalfWidth + 4), y: nose.tipY - 2 };
    const to = { x: side * (mouth.halfWidth + 7), y: mouth.y + 4 };
    groove(height, from, to, { depth: relief.foldDepth, width: 2.2 });
    for (let line = 0; line < 3; line++) {
      const start = { x: side * (eyes.halfDistance + eyes.halfWidth + 3), y: -3 + 3 * line };
      const end = { x: start.x + side * random.uniform(7, 13), y: start.y + (line - 1) * 5 };
      groove(height, start, end, { depth: relief.wrinkles * random.uniform(0.3, 1), width: 0.9 });
    }
  }
  for (let line = 0; line < 4; line++) {
    const y = brows.y - 9 - line * random.uniform(6, 9);
    const [left, right] = [-random.uniform(22, 40), random.uniform(22, 40)];
    groove(
      height,
      { x: left, y: y + random.uniform(-1, 3) },
      { x: right, y: y + random.uniform(-1, 3) },
      {
        depth: relief.wrinkles * random.uniform(0.2, 1),
        width: 1,
      },
    );
  }
}

type Point = { readonly x: number; readonly y: number };

function groove(
  plane: Float32Array,
  from: Point,
  to: Point,
  line: { readonly depth: number; readonly width: number },
): void {
  if (line.depth <= 0.02) return;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.max(2, Math.round(length / 2));
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    const height = -line.depth * 0.5 * Math.sin(Math.PI * (0.1 + 0.8 * share));
    addBump(plane, {
      x: from.x + share * (to.x - from.x),
      y: from.y + share * (to.y - from.y),
      height,
      along: 2,
      across: line.width,
      angle,
    });
  }
}
