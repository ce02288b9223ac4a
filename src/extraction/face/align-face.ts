/**
 * Least-squares similarity (shift, rotation, one scale) that moves five landmarks onto the places where the embedding
 * network expects them, and the 128 x 128 crop it gives.
 */
import { bilinear } from '../image/warp.js';
import type { BgrImage } from './bgr-image.js';
import type { Point } from './detect-faces.js';

export const ALIGNED_FACE_PX = 128;

/** Places of the landmarks in the crop of face-reidentification-retail-0095, in parts of its side. */
const TEMPLATE: readonly Point[] = [
  { x: 0.31557, y: 0.46157 },
  { x: 0.68262, y: 0.46157 },
  { x: 0.50026, y: 0.64051 },
  { x: 0.34947, y: 0.82469 },
  { x: 0.65344, y: 0.82469 },
].map(({ x, y }) => ({ x: x * ALIGNED_FACE_PX, y: y * ALIGNED_FACE_PX }));

/** Sub-samples per direction of one crop pixel at most; reached by faces of more than 1,000 px. */
const SUB_SAMPLES_MAX = 8;

/** Three planes B, G, R of the aligned crop. */
export function alignFace(image: BgrImage, landmarks: readonly Point[]): Float32Array {
  const { a, b, shiftX, shiftY } = cropToImage(fitSimilarity(landmarks, TEMPLATE));
  // A large face is averaged down: points alone would alias.
  const count = Math.max(1, Math.min(SUB_SAMPLES_MAX, Math.round(Math.hypot(a, b))));
  const crop = new Float32Array(3 * ALIGNED_FACE_PX * ALIGNED_FACE_PX);
  image.planes.forEach((plane, channel) => {
    for (let row = 0; row < ALIGNED_FACE_PX; row++) {
      for (let column = 0; column < ALIGNED_FACE_PX; column++) {
        let sum = 0;
        for (let sample = 0; sample < count * count; sample++) {
          const x = column + ((sample % count) + 0.5) / count - 0.5;
          const y = row + (Math.floor(sample / count) + 0.5) / count - 0.5;
          sum += bilinear(plane, a * x - b * y + shiftX, b * x + a * y + shiftY);
        }
        crop[(channel * ALIGNED_FACE_PX + row) * ALIGNED_FACE_PX + column] = sum / (count * count);
      }
    }
  });
  return crop;
}

/** (x, y) -> (a x - b y + shiftX, b x + a y + shiftY) */
export type Similarity = {
  readonly a: number;
  readonly b: number;
  readonly shiftX: number;
  readonly shiftY: number;
};

export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const fromMean = meanOf(from);
  const toMean = meanOf(to);
  let aligned = 0;
  let crossed = 0;
  let squares = 0;
  from.forEach((point, index) => {
    const x = point.x - fromMean.x;
    const y = point.y - fromMean.y;
    const targetX = to[index]!.x - toMean.x;
    const targetY = to[index]!.y - toMean.y;
    aligned += x * targetX + y * targetY;
    crossed += x * targetY - y * targetX;
    squares += x * x + y * y;
  });
  const a = aligned / squares;
  const b = crossed / squares;
  return {
    a,
    b,
    shiftX: toMean.x - a * fromMean.x + b * fromMean.y,
    shiftY: toMean.y - b * fromMean.x - a * fromMean.y,
  };
}

function cropToImage({ a, b, shiftX, shiftY }: Similarity): Similarity {
  const squares = a * a + b * b;
  const inverseA = a / squares;
  const inverseB = -b / squares;
  return {
    a: inverseA,
    b: inverseB,
    shiftX: -(inverseA * shiftX - inverseB * shiftY),
    shiftY: -(inverseB * shiftX + inverseA * shiftY),
  };
}

function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
