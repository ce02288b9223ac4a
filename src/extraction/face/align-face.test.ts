import t from 'tap';
import { ALIGNED_FACE_PX, alignFace, fitSimilarity } from './align-face.js';

const LANDMARKS = [
  { x: 30, y: 40 },
  { x: 70, y: 42 },
  { x: 50, y: 62 },
  { x: 35, y: 80 },
  { x: 66, y: 81 },
];

t.test('a similarity is recovered from the points it moved', async (t) => {
  const truth = { a: 1.7 * Math.cos(0.3), b: 1.7 * Math.sin(0.3), shiftX: 12, shiftY: -5 };
  const moved = LANDMARKS.map(({ x, y }) => ({
    x: truth.a * x - truth.b * y + truth.shiftX,
    y: truth.b * x + truth.a * y + truth.shiftY,
  }));
  const found = fitSimilarity(LANDMARKS, moved);
  for (const key of ['a', 'b', 'shiftX', 'shiftY'] as const) {
    t.ok(Math.abs(found[key] - truth[key]) < 1e-9, key);
  }
});

t.test('the crop shows the eyes where the network expects them, whatever the size of the face', async (t) => {
  for (const factor of [1, 4]) {
    const sidePx = 128 * factor;
    // A ramp along x: the value of a crop pixel tells where in the image it was read.
    const data = Float32Array.from({ length: sidePx * sidePx }, (_, index) => index % sidePx);
    const plane = { widthPx: sidePx, heightPx: sidePx, data };
    const landmarks = LANDMARKS.map(({ x, y }) => ({ x: x * factor, y: y * factor }));
    const crop = alignFace({ widthPx: sidePx, heightPx: sidePx, planes: [plane, plane, plane] }, landmarks);
    const row = Math.round(0.46157 * ALIGNED_FACE_PX) * ALIGNED_FACE_PX;
    const leftEye = crop[row + Math.round(0.31557 * ALIGNED_FACE_PX)]!;
    const rightEye = crop[row + Math.round(0.68262 * ALIGNED_FACE_PX)]!;
    t.ok(Math.abs(leftEye / factor - 30) < 3, `left eye read at ${leftEye}`);
    t.ok(Math.abs(rightEye / factor - 70) < 3, `right eye read at ${rightEye}`);
  }
});
