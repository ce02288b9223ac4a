/**
 * Fingerprint chain, grey image at 250 ppi in, embeddings out: foreground, pose, one aligned window per view,
 * embedding. The readable twin is `models/training/extraction.py`; both give the same embeddings.
 */
import type { GreyImage } from '../image/grey-image.js';
import { warp } from '../image/warp.js';
import type { ModelSessions } from '../open-sessions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { fingerprintQuality } from './fingerprint-quality.js';
import { cropCentre, isSkin, type MaskedImage, maskImage } from './mask-image.js';

/** Resolution the networks work at. */
export const WORKING_PPI = 250;

/**
 * Poses a probe is embedded under, in the finger frame: shift right and down in px, turn in radians. A reference keeps
 * the first. They cover the pose network's own errors (90 % below 4.5 px and 7 degrees).
 */
const PROBE_VIEWS = [
  { x: 0, y: 0, turn: 0 },
  { x: 0, y: 0, turn: 0.12 },
  { x: 0, y: 0, turn: -0.12 },
  { x: 7, y: 0, turn: 0 },
  { x: -7, y: 0, turn: 0 },
  { x: 0, y: 7, turn: 0 },
  { x: 0, y: -7, turn: 0 },
] as const;

export type FingerprintFeatures = {
  readonly kind: 'features';
  /** Unit-length embeddings, one per view. */
  readonly embeddings: readonly Float32Array[];
  readonly quality: number;
};

export async function extractFingerprint(
  image: GreyImage,
  use: 'reference' | 'probe',
  sessions: ModelSessions,
): Promise<FingerprintFeatures | SampleRejection> {
  const masked = await maskImage(image, sessions);
  if (skinCells(masked) < SKIN_CELLS_MIN) {
    return rejected(
      'no-finger-found',
      'The image shows no finger, or too little of one (about 0.4 square centimetres of ridges are needed).',
    );
  }
  const pose = await estimatePose(masked, sessions);
  const views = use === 'probe' ? PROBE_VIEWS : PROBE_VIEWS.slice(0, 1);
  const embeddings = await embedViews(masked.image, { pose, views }, sessions);
  return { kind: 'features', embeddings, quality: fingerprintQuality(image, masked.foreground) };
}

/** Cells of 8 x 8 px; the smallest of 320 real impressions has 61, of images without a finger none (model card). */
const SKIN_CELLS_MIN = 60;

function skinCells({ foreground }: MaskedImage): number {
  return foreground.probability.reduce((count, probability) => count + (isSkin(probability) ? 1 : 0), 0);
}

/** Position of the finger centre in the image and direction of the finger. */
type Pose = { readonly x: number; readonly y: number; readonly angle: number };

const POSE_CROP_PX = 192;
/** Pixels per unit of the network's first two outputs. */
const POSE_SHIFT_SCALE = 48;

async function estimatePose({ image, foreground }: MaskedImage, sessions: ModelSessions): Promise<Pose> {
  const centre = cropCentre(foreground, POSE_CROP_PX);
  const crop = new Float32Array(POSE_CROP_PX * POSE_CROP_PX);
  warp(image, { centreX: centre.x, centreY: centre.y, angle: 0, sidePx: POSE_CROP_PX }, crop, 0);
  const outputs = await sessions.run('fingerprint-pose', crop, [1, 1, POSE_CROP_PX, POSE_CROP_PX]);
  const [shiftX, shiftY, sine, cosine] = outputs['pose']!;
  return {
    x: centre.x + shiftX! * POSE_SHIFT_SCALE,
    y: centre.y + shiftY! * POSE_SHIFT_SCALE,
    angle: Math.atan2(sine!, cosine!),
  };
}

const ALIGNED_PX = 160;

async function embedViews(
  image: GreyImage,
  { pose, views }: { readonly pose: Pose; readonly views: readonly { x: number; y: number; turn: number }[] },
  sessions: ModelSessions,
): Promise<readonly Float32Array[]> {
  const aligned = new Float32Array(views.length * ALIGNED_PX * ALIGNED_PX);
  const cosine = Math.cos(pose.angle);
  const sine = Math.sin(pose.angle);
  views.forEach((view, index) => {
    const window = {
      centreX: pose.x + cosine * view.x - sine * view.y,
      centreY: pose.y + sine * view.x + cosine * view.y,
      angle: pose.angle + view.turn,
      sidePx: ALIGNED_PX,
    };
    warp(image, window, aligned, index * ALIGNED_PX * ALIGNED_PX);
  });
  const dimensions = [views.length, 1, ALIGNED_PX, ALIGNED_PX];
  const embedding = (await sessions.run('fingerprint-embedding', aligned, dimensions))['embedding']!;
  const width = embedding.length / views.length;
  return views.map((_, index) => embedding.slice(index * width, (index + 1) * width));
}
