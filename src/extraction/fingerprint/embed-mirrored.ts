/**
 * The embedding that the mirror image of a finger would have, of what the image itself gave: the window of the finger is
 * mirrored about the finger's axis, and so are the minutiae and ridges that are joined with it. Foreground, pose and
 * minutiae are not looked for again, which leaves a third of the time of an extraction.
 */
import type { ModelSessions } from '../open-sessions.js';
import type { MinutiaeGraphOutput } from './decode-minutiae-graph.js';
import { type FusionInputs, fuseEmbedding, fusionMaps, type Pose } from './fuse-embedding.js';

export type FingerSeen = {
  /** A square window, upright in the finger frame. */
  readonly aligned: Float32Array;
  /** Of a fused chain: what the minutiae network found, and the pose in its image. */
  readonly fusion?: { readonly graph: MinutiaeGraphOutput; readonly pose: Pose };
};

export async function embedMirrored(
  { aligned, fusion }: FingerSeen,
  sessions: ModelSessions,
): Promise<Float32Array> {
  const sidePx = Math.sqrt(aligned.length);
  const mirrored = mirrorRows(aligned, sidePx);
  const texture = (await sessions.run('fingerprint-embedding', mirrored, [1, 1, sidePx, sidePx]))[
    'embedding'
  ]!;
  if (!fusion) return texture;
  const { graph, pose } = fusion;
  return fuseEmbedding(
    mirrorFusion({ texture, ...fusionMaps(graph, pose), pose }, graph.paddedWidth),
    sessions,
  );
}

/** The last column of each row becomes its first. */
export function mirrorRows(planes: Float32Array, columns: number): Float32Array {
  const mirrored = new Float32Array(planes.length);
  for (let row = 0; row < planes.length; row += columns) {
    for (let column = 0; column < columns; column++) {
      mirrored[row + column] = planes[row + columns - 1 - column]!;
    }
  }
  return mirrored;
}

/** `widthPx`: of the image that minutiae and pose are in. Of the ridges' planes the second holds sines, which change their sign. */
export function mirrorFusion(
  { texture, minutiae, ridges, pose }: FusionInputs,
  widthPx: number,
): FusionInputs {
  const mirroredMinutiae = minutiae.slice();
  for (let at = 0; at < minutiae.length; at += NUMBERS_PER_MINUTIA) {
    // One of all zeros stands for none.
    if (minutiae[at + PEAK] === 0) continue;
    mirroredMinutiae[at] = widthPx - 1 - minutiae[at]!;
    mirroredMinutiae[at + DIRECTION] = Math.PI - minutiae[at + DIRECTION]!;
  }
  const cells = ridges.length / RIDGE_PLANES;
  const mirroredRidges = mirrorRows(ridges, Math.sqrt(cells));
  for (let cell = cells; cell < 2 * cells; cell++) mirroredRidges[cell] = -mirroredRidges[cell]!;
  return {
    texture,
    minutiae: mirroredMinutiae,
    ridges: mirroredRidges,
    pose: { x: widthPx - 1 - pose.x, y: pose.y, angle: -pose.angle },
  };
}

const NUMBERS_PER_MINUTIA = 4;
const DIRECTION = 2;
const PEAK = 3;
const RIDGE_PLANES = 4;
