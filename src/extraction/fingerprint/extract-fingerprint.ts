/**
 * Fingerprint chain, grey image in, templates of both stages out: at 250 ppi foreground, pose, one aligned window per
 * view, embedding; then minutiae at 500 ppi, where the foreground says that there is skin; where the chain says so, both
 * are joined to one embedding. The readable twin of the first part is `models/training/extraction.py`; both give the same embeddings.
 */
import type { MinutiaeTemplate } from '../../domain/minutiae-template.js';
import type { CaptureFault } from '../../domain/quality/capture-faults.js';
import { LIMITS } from '../../platform/limits.js';
import type { GreyImage } from '../image/grey-image.js';
import { resample } from '../image/resample.js';
import { shrink } from '../image/shrink.js';
import { warp } from '../image/warp.js';
import type { ModelSessions } from '../open-sessions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { embedMirrored } from './embed-mirrored.js';
import { type ExtractedMinutiae, extractMinutiae, MINUTIAE_PPI } from './extract-minutiae.js';
import { areTwoFingers, captureFaults, fingerprintQuality } from './fingerprint-quality.js';
import type { FingerprintSteps } from './fingerprint-steps.js';
import { fuseEmbedding, fusionMaps, type Pose } from './fuse-embedding.js';
import { cropCentre, isSkin, type MaskedImage, maskImage } from './mask-image.js';
import { type FingerprintMeasures, measureFingerprint } from './measure-fingerprint.js';

/** Resolution the networks of the first stage work at. */
export const WORKING_PPI = 250;

/**
 * Poses a finger may be embedded under, in the finger frame: shift right and down in px, turn in radians. They cover the
 * pose network's own errors (90 % below 4.5 px and 7 degrees). The manifest says how many a reference and a probe take.
 */
const VIEWS = [
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
  /** Unit-length, of the mirror image, where it was asked for. */
  readonly mirrored?: Float32Array;
  readonly minutiae: MinutiaeTemplate;
  readonly measures: FingerprintMeasures;
  readonly quality: number;
  /** What an operator can do something about. */
  readonly faults: readonly CaptureFault[];
};

export async function extractFingerprint(
  { image: original, ppi }: { readonly image: GreyImage; readonly ppi: number },
  { viewCount, isFused, wantsMirrored }: FingerprintSteps,
  sessions: ModelSessions,
): Promise<FingerprintFeatures | SampleRejection> {
  const image = shrink(original, WORKING_PPI / ppi);
  const masked = await maskImage(image, sessions);
  if (!showsFinger(masked)) return whyNoFinger({ image: original, ppi }, sessions);
  const pose = await estimatePose(masked, sessions);
  const aligned = alignViews(masked.image, pose, viewCount);
  const textures = await embedAligned(aligned, sessions);
  const found = await extractMinutiae({ image: original, ppi }, masked.foreground, sessions);
  const { template, graph } = found;
  if (template.x.length < MINUTIAE_MIN) return WITHOUT_MINUTIAE;
  const measures = measureFingerprint(image, masked, graph);
  if (areTwoFingers(measures)) return OVERLAPPING_FINGERS;
  const fusion = isFused ? { graph, pose: poseOfMinutiae(pose, found) } : undefined;
  const embeddings = fusion ? await fuseViews(textures, fusion, sessions) : textures;
  const first = aligned.subarray(0, ALIGNED_PX * ALIGNED_PX);
  const mirrored = wantsMirrored
    ? await embedMirrored({ aligned: first, ...(fusion ? { fusion } : {}) }, sessions)
    : undefined;
  return {
    kind: 'features',
    embeddings,
    ...(mirrored ? { mirrored } : {}),
    minutiae: template,
    measures,
    quality: fingerprintQuality(measures),
    faults: captureFaults(measures),
  };
}

/** Of 4,628 held-out synthetic impressions none has fewer than 6, of 320 real ones none fewer than 8; gratings have up to 2. */
const MINUTIAE_MIN = 5;

const WITHOUT_MINUTIAE = rejected(
  'no-finger-found',
  'The image shows stripes without the ridge endings and forks of a finger.',
);

const OVERLAPPING_FINGERS = rejected(
  'overlapping-fingers',
  'Ridges of two fingers cross in the image: wipe the sensor, and lay one finger at a time on it.',
);

const NO_FINGER = rejected(
  'no-finger-found',
  'The image shows no finger, or too little of one (about 0.4 square centimetres of ridges are needed).',
);

/** How far off stated resolutions are when they are wrong: a device set to twice or half of what is said of it. */
const RESOLUTIONS_OFF = [0.5, 2] as const;
/** Of the cells that count as skin; images without a finger reach it at no resolution (bench/identification-accuracy). */
const CERTAINTY_MIN = 0.8;

/** No finger at the resolution stated; perhaps there is one at another. */
async function whyNoFinger(
  { image, ppi }: { readonly image: GreyImage; readonly ppi: number },
  sessions: ModelSessions,
): Promise<SampleRejection> {
  for (const factor of RESOLUTIONS_OFF) {
    const ratio = WORKING_PPI / (ppi * factor);
    const [widthPx, heightPx] = [image.widthPx * ratio, image.heightPx * ratio];
    if (widthPx * heightPx > LIMITS.fingerprintWorkingPixelsMax) continue;
    if (Math.min(widthPx, heightPx) < LIMITS.imageSidePxMin) continue;
    const masked = await maskImage(resample(image, ratio), sessions);
    const skin = masked.foreground.probability.filter(isSkin);
    const certainty = skin.reduce((sum, probability) => sum + probability, 0) / Math.max(1, skin.length);
    if (skin.length >= SKIN_CELLS_MIN && certainty >= CERTAINTY_MIN) {
      return rejected(
        'resolution-mismatch',
        `At ${Math.round(ppi)} ppi the image shows no finger, at about ${Math.round(ppi * factor)} ppi it would: check the resolution stated.`,
      );
    }
  }
  return NO_FINGER;
}

/** Cells of 8 x 8 px; the smallest of 320 real impressions has 61, of images without a finger none (model card). */
const SKIN_CELLS_MIN = 60;

/** Whether there is enough skin to go on with. */
export function showsFinger({ foreground }: MaskedImage): boolean {
  const cells = foreground.probability.reduce((count, each) => count + (isSkin(each) ? 1 : 0), 0);
  return cells >= SKIN_CELLS_MIN;
}

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

/** The windows of so many views, one after the other. */
function alignViews(image: GreyImage, pose: Pose, viewCount: number): Float32Array {
  const views = VIEWS.slice(0, viewCount);
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
  return aligned;
}

async function embedAligned(
  aligned: Float32Array,
  sessions: ModelSessions,
): Promise<readonly Float32Array[]> {
  const count = aligned.length / (ALIGNED_PX * ALIGNED_PX);
  const dimensions = [count, 1, ALIGNED_PX, ALIGNED_PX];
  const embedding = (await sessions.run('fingerprint-embedding', aligned, dimensions))['embedding']!;
  const width = embedding.length / count;
  return Array.from({ length: count }, (_, index) => embedding.slice(index * width, (index + 1) * width));
}

/** `pose` is in the image at 250 ppi, the network wants it in that of the minutiae. */
function poseOfMinutiae(pose: Pose, { corner }: ExtractedMinutiae): Pose {
  const scale = MINUTIAE_PPI / WORKING_PPI;
  const halfPx = (scale - 1) / 2;
  return {
    x: scale * pose.x + halfPx - corner.x,
    y: scale * pose.y + halfPx - corner.y,
    angle: pose.angle,
  };
}

async function fuseViews(
  textures: readonly Float32Array[],
  { graph, pose }: { readonly graph: ExtractedMinutiae['graph']; readonly pose: Pose },
  sessions: ModelSessions,
): Promise<readonly Float32Array[]> {
  const maps = fusionMaps(graph, pose);
  const fused: Float32Array[] = [];
  for (const texture of textures) {
    fused.push(await fuseEmbedding({ texture, ...maps, pose }, sessions));
  }
  return fused;
}
