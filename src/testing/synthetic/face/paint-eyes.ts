/** Eyes between their lids, brows above them, and glasses in front. */
import type { Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import {
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

const WHITE: Colour = [0.42, 0.385, 0.36];
const LASH: Colour = [0.012, 0.009, 0.008];

export function paintEyes(canvas: FaceCanvas, { eyes }: FaceFeatures, random: Random): void {
  const rays = Array.from({ length: 48 }, () => random.uniform(0.7, 1.35));
  for (const side of [-1, 1]) {
    const middle = side * eyes.halfDistance;
    eachCell({ left: middle - 24, right: middle + 24, top: -18, bottom: 14 }, (at, x, y) => {
      const t = (side * (x - middle)) / eyes.halfWidth;
      const rest = Math.max(0, 1 - Math.abs(t) ** 2.3);
      const axis = -eyes.tilt * t + (t < -0.8 ? 0.8 * (-0.8 - t) * 5 : 0);
      const top = axis - eyes.upper * Math.max(0, 1 - Math.abs(t + 0.08) ** 2.3) ** 0.85;
      const bottom = axis + eyes.lower * Math.max(0, 1 - Math.abs(t - 0.1) ** 2.3) ** 0.9;
      const inner =
        smoothStep(top - 0.4, top + 0.6, y) * smoothStep(bottom + 0.4, bottom - 0.6, y) * (rest > 0 ? 1 : 0);
      if (inner > 0) {
        const radius = Math.hypot(x - middle, y + 0.9);
        const lidShade = 0.55 + 0.45 * smoothStep(top, top + 4, y);
        const cornerShade = 1 - 0.35 * t * t;
        paintCell(canvas, at, scaled(WHITE, lidShade * cornerShade), inner);
        const iris = smoothStep(eyes.irisRadius + 0.4, eyes.irisRadius - 0.4, radius) * inner;
        if (iris > 0) {
          const ray = rays[Math.floor(((Math.atan2(y, x - middle) / Math.PI + 1) / 2) * 47.999)]!;
          const rim = 1 - 0.6 * smoothStep(eyes.irisRadius - 1.6, eyes.irisRadius, radius);
          paintCell(canvas, at, scaled(eyes.iris, ray * rim * lidShade), iris);
          paintCell(canvas, at, [0.005, 0.005, 0.005], smoothStep(2.5, 1.9, radius) * inner);
        }
        canvas.shine[at] = Math.max(canvas.shine[at]!, inner);
      }
      const shown = smoothStep(1.12, 0.95, Math.abs(t));
      const lash = Math.exp(-(((y - top + 0.2) / (0.55 + 0.5 * eyes.lashes)) ** 2)) * shown;
      paintCell(canvas, at, LASH, Math.min(0.95, lash * (0.5 + 0.5 * eyes.lashes)));
      const rimBelow = Math.exp(-(((y - bottom) / 0.6) ** 2)) * shown;
      darkenCell(canvas, at, 1 - 0.35 * rimBelow);
      if (eyes.fold > 0) {
        const fold =
          Math.exp(-(((y - top + eyes.fold) / 0.7) ** 2)) * smoothStep(1.25, 0.9, Math.abs(t - 0.1));
        darkenCell(canvas, at, 1 - 0.5 * fold);
        if (y < top) canvas.height[at]! += 0.5 * smoothStep(top - eyes.fold, top - eyes.fold + 1, y) * shown;
      }
    });
  }
}

function scaled([red, green, blue]: Colour, factor: number): Colour {
  return [red * factor, green * factor, blue * factor];
}

export function paintBrows(canvas: FaceCanvas, { brows, hair }: FaceFeatures, random: Random): void {
  const grain = smoothField(random, 210, CANVAS_WIDTH, CANVAS_HEIGHT);
  const colour = mix(hair.colour, [0.02, 0.014, 0.01], 0.45);
  const length = brows.outerX - brows.innerX;
  for (const side of [-1, 1]) {
    eachCell({ left: -70, right: 70, top: brows.y - 22, bottom: brows.y + 20 }, (at, x, y) => {
      const t = (side * x - brows.innerX) / length;
      if (t < -0.1 || t > 1.05) return;
      const middle =
        brows.y -
        brows.arch * Math.sin(Math.PI * Math.min(1, Math.max(0, t) ** 1.3)) +
        brows.slope * (0.4 - t) +
        3 * smoothStep(0.6, 1, t);
      const half =
        (brows.thickness / 2) * smoothStep(1.05, 0.55, t) * (0.65 + 0.35 * smoothStep(-0.1, 0.2, t));
      const share =
        Math.exp(-(Math.abs((y - middle) / Math.max(0.4, half)) ** 3)) * smoothStep(-0.1, 0.08, t);
      if (share < 0.01) return;
      const strand = Math.min(1, Math.max(0, 0.75 + 0.35 * grain[at]!));
      paintCell(canvas, at, colour, Math.min(0.96, brows.density * share * strand * 1.15));
      canvas.shine[at]! *= 1 - share;
      canvas.height[at]! += share * 0.8;
    });
  }
}

export function paintGlasses(canvas: FaceCanvas, { glasses, eyes }: FaceFeatures): void {
  if (glasses.kind === 'none') return;
  const { colour, thickness, halfWidth, halfHeight } = glasses;
  const power = glasses.kind === 'round' ? 2 : 5;
  const middleX = Math.max(eyes.halfDistance + 1, halfWidth + 7);
  eachCell({ ...EVERYWHERE, top: -30, bottom: 40 }, (at, x, y) => {
    const u = Math.abs(Math.abs(x) - middleX) / halfWidth;
    const v = Math.abs(y - 4) / halfHeight;
    const radius = (u ** power + v ** power) ** (1 / power);
    const far = Math.abs(radius - 1) * Math.min(halfWidth, halfHeight);
    const rim = smoothStep(thickness / 2 + 0.5, thickness / 2 - 0.5, far);
    const bridge =
      Math.abs(x) < middleX - halfWidth + 1
        ? smoothStep(thickness / 2 + 0.5, thickness / 2 - 0.5, Math.abs(y + 2 + 3 * Math.cos(x / 5)))
        : 0;
    const isArm = Math.abs(x) > middleX + halfWidth && canvas.cover[at]! > 0.5;
    const arm = isArm ? smoothStep(thickness / 2 + 1, thickness / 2, Math.abs(y + 2)) : 0;
    const share = Math.max(rim, bridge, arm);
    if (share > 0) {
      paintCell(canvas, at, colour, share);
      canvas.shine[at] = 0.5 * share;
    } else if (radius < 1) darkenCell(canvas, at, 0.93);
  });
}
