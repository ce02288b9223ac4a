/**
 * Face chain: detection with five landmarks, alignment, embedding, division by its length. One sample shows one face;
 * bystanders far in the background are no obstacle, a second face of comparable size is.
 */
import type { ModelSessions } from '../open-sessions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { ALIGNED_FACE_PX, alignFace } from './align-face.js';
import { type BgrImage, shrinkToSide } from './bgr-image.js';
import { detectFaces, type Face } from './detect-faces.js';

/** Photographs are reduced to this before anything else: an aligned face needs 128 px. */
export const FACE_LONG_SIDE_PX = 1280;

export type FaceFeatures = {
  readonly kind: 'features';
  /** Unit length. */
  readonly embedding: Float32Array;
  readonly quality: number;
};

export async function extractFace(
  image: BgrImage,
  sessions: ModelSessions,
): Promise<FaceFeatures | SampleRejection> {
  const shortSidePx = Math.min(image.widthPx, image.heightPx);
  if (shortSidePx < EYE_DISTANCE_PX_MIN) {
    return rejected(
      'image-too-small',
      `The short side of the image has ${shortSidePx} pixels where the long one has at most ${FACE_LONG_SIDE_PX}: ` +
        'too few for a face.',
    );
  }
  const faces = await findFaces(image, sessions);
  const face = largest(faces);
  if (!face) return rejected('no-face-found', 'The image shows no face that could be found.');
  if (faces.some((other) => other !== face && areaOf(other) >= COMPARABLE_AREA * areaOf(face))) {
    return rejected('several-faces-found', 'The image shows more than one face of comparable size.');
  }
  const eyesPx = eyeDistance(face);
  if (eyesPx < EYE_DISTANCE_PX_MIN) {
    return rejected(
      'image-too-small',
      `The eyes of the face are ${Math.round(eyesPx)} pixels apart; at least ${EYE_DISTANCE_PX_MIN} are needed.`,
    );
  }
  const crop = alignFace(image, face.landmarks);
  const outputs = await sessions.run('face-reidentification-retail-0095', crop, [
    1,
    3,
    ALIGNED_FACE_PX,
    ALIGNED_FACE_PX,
  ]);
  return {
    kind: 'features',
    embedding: toUnitLength(outputs['embedding']!),
    quality: faceQuality(face.score, eyesPx),
  };
}

/** The detector was trained on faces up to about 300 px: a close-up is found in the smaller rendering. */
const ATTEMPTS = [
  { sidePx: 640, scoreMin: 0.6 },
  { sidePx: 320, scoreMin: 0.6 },
  { sidePx: 640, scoreMin: 0.3 },
  { sidePx: 320, scoreMin: 0.3 },
] as const;

/** A face with half the width and height of another is of comparable size. */
const COMPARABLE_AREA = 0.25;
/**
 * Faces below give embeddings whose errors are many times those of larger ones. A face is wider and higher than its
 * eyes are apart, so an image that is narrower than this shows none that could be used.
 */
const EYE_DISTANCE_PX_MIN = 16;

async function findFaces(image: BgrImage, sessions: ModelSessions): Promise<readonly Face[]> {
  for (const { sidePx, scoreMin } of ATTEMPTS) {
    const rendering = shrinkToSide(image, sidePx);
    const faces = await detectFaces(rendering, scoreMin, sessions);
    if (faces.length > 0) return faces.map((face) => enlarge(face, image.widthPx / rendering.widthPx));
  }
  return [];
}

function enlarge(face: Face, factor: number): Face {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = face.landmarks;
  const point = ({ x, y }: { x: number; y: number }) => ({ x: x * factor, y: y * factor });
  return {
    score: face.score,
    left: face.left * factor,
    top: face.top * factor,
    widthPx: face.widthPx * factor,
    heightPx: face.heightPx * factor,
    landmarks: [point(leftEye), point(rightEye), point(nose), point(leftMouth), point(rightMouth)],
  };
}

function largest(faces: readonly Face[]): Face | undefined {
  return faces.reduce<Face | undefined>(
    (best, face) => (best && areaOf(best) >= areaOf(face) ? best : face),
    undefined,
  );
}

function areaOf({ widthPx, heightPx }: Face): number {
  return widthPx * heightPx;
}

function eyeDistance({ landmarks: [left, right] }: Face): number {
  return Math.hypot(right.x - left.x, right.y - left.y);
}

function toUnitLength(embedding: Float32Array): Float32Array {
  const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
  return embedding.map((value) => value / length);
}

/**
 * 0..100, monotone in the detector's score (frontal, lit, unobstructed faces score high) and in the distance between
 * the eyes, full marks from 60 px: 100 x score x sqrt(eyes / 60).
 */
function faceQuality(score: number, eyesPx: number): number {
  return Math.round(100 * Math.min(1, score) * Math.sqrt(Math.min(1, eyesPx / FULL_EYE_DISTANCE_PX)));
}

const FULL_EYE_DISTANCE_PX = 60;
