/**
 * YuNet: anchor-free, three strides. Each grid point gives a score, a box and five landmarks: the eye on the image's
 * left, the eye on its right, nose tip, the corners of the mouth on the image's left and right.
 */
import type { ModelSessions } from '../open-sessions.js';
import type { BgrImage } from './bgr-image.js';

export type Point = { readonly x: number; readonly y: number };
export type Face = {
  readonly score: number;
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly landmarks: readonly [Point, Point, Point, Point, Point];
};

/** Faces that score at least `scoreMin`, best first, each once. */
export async function detectFaces(
  image: BgrImage,
  scoreMin: number,
  sessions: ModelSessions,
): Promise<readonly Face[]> {
  const width = Math.ceil(image.widthPx / SIDE_MULTIPLE) * SIDE_MULTIPLE;
  const height = Math.ceil(image.heightPx / SIDE_MULTIPLE) * SIDE_MULTIPLE;
  const input = padWithZeros(image, width, height);
  const outputs = await sessions.run('face-detection-yunet-2026may', input, [1, 3, height, width]);
  const faces = STRIDES.flatMap((stride) => readGrid(outputs, { stride, columns: width / stride, scoreMin }));
  return withoutOverlaps(faces.sort((first, second) => second.score - first.score));
}

const STRIDES = [8, 16, 32] as const;
const SIDE_MULTIPLE = 32;
/** Boxes that share more than this part of their union are one face. */
const OVERLAP_MAX = 0.3;

function padWithZeros(image: BgrImage, width: number, height: number): Float32Array {
  const input = new Float32Array(3 * width * height);
  image.planes.forEach((plane, channel) => {
    for (let row = 0; row < image.heightPx; row++) {
      const line = plane.data.subarray(row * image.widthPx, (row + 1) * image.widthPx);
      input.set(line, (channel * height + row) * width);
    }
  });
  return input;
}

function readGrid(
  outputs: Readonly<Record<string, Float32Array>>,
  grid: { readonly stride: number; readonly columns: number; readonly scoreMin: number },
): Face[] {
  const { stride, columns, scoreMin } = grid;
  const classScores = outputs[`cls_${stride}`]!;
  const objectScores = outputs[`obj_${stride}`]!;
  const faces: Face[] = [];
  for (let cell = 0; cell < classScores.length; cell++) {
    const score = Math.sqrt(clamp01(classScores[cell]!) * clamp01(objectScores[cell]!));
    if (score < scoreMin) continue;
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    const [moveX, moveY, logWidth, logHeight] = outputs[`bbox_${stride}`]!.subarray(cell * 4, cell * 4 + 4);
    const offsets = outputs[`kps_${stride}`]!.subarray(cell * 10, cell * 10 + 10);
    const widthPx = Math.exp(logWidth!) * stride;
    const heightPx = Math.exp(logHeight!) * stride;
    const point = (index: number): Point => ({
      x: (offsets[2 * index]! + column) * stride,
      y: (offsets[2 * index + 1]! + row) * stride,
    });
    faces.push({
      score,
      left: (column + moveX!) * stride - widthPx / 2,
      top: (row + moveY!) * stride - heightPx / 2,
      widthPx,
      heightPx,
      landmarks: [point(0), point(1), point(2), point(3), point(4)],
    });
  }
  return faces;
}

function clamp01(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function withoutOverlaps(faces: readonly Face[]): readonly Face[] {
  const kept: Face[] = [];
  for (const face of faces) {
    if (kept.every((other) => overlap(face, other) <= OVERLAP_MAX)) kept.push(face);
  }
  return kept;
}

/** Intersection over union. */
function overlap(first: Face, second: Face): number {
  const width =
    Math.min(first.left + first.widthPx, second.left + second.widthPx) - Math.max(first.left, second.left);
  const height =
    Math.min(first.top + first.heightPx, second.top + second.heightPx) - Math.max(first.top, second.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (first.widthPx * first.heightPx + second.widthPx * second.heightPx - shared);
}
