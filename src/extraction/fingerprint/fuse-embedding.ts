/**
 * Last network of a fused chain: the embedding of the ridge texture and what the minutiae network found, to one embedding of the
 * same size (`fingerprint-fusion.md`). The readable twin is `extract` in `models/training/chain_impressions.py`.
 */
import { RIDGE_CELL_PIXELS } from '../../domain/minutiae-template.js';
import { warp } from '../image/warp.js';
import type { ModelSessions } from '../open-sessions.js';
import { type MinutiaeGraphOutput, surestMinutiae } from './decode-minutiae-graph.js';

export const FUSION_MODEL = 'fingerprint-fusion';

/** Position of the finger centre in an image, px, and direction of the finger, radians (`fingerprint-pose.md`). */
export type Pose = { readonly x: number; readonly y: number; readonly angle: number };

export type FusionInputs = {
  /** Unit-length, of one view. */
  readonly texture: Float32Array;
  /** Four numbers a minutia: x, y in px at 500 ppi, direction in radians (y up), peak. */
  readonly minutiae: Float32Array;
  /** Four planes of 40 x 40 cells of the finger frame. */
  readonly ridges: Float32Array;
  /** At 500 ppi, in the image that the minutiae are in. */
  readonly pose: Pose;
};

/** Unit length; not comparable with the texture's embeddings. */
export async function fuseEmbedding(inputs: FusionInputs, sessions: ModelSessions): Promise<Float32Array> {
  const { texture, minutiae, ridges, pose } = inputs;
  const outputs = await sessions.runNamed(FUSION_MODEL, {
    texture: { data: texture, dimensions: [1, texture.length] },
    minutiae: { data: minutiae, dimensions: [1, minutiae.length / NUMBERS_PER_MINUTIA, NUMBERS_PER_MINUTIA] },
    ridges: { data: ridges, dimensions: [1, RIDGE_PLANES.length, RIDGE_CELLS, RIDGE_CELLS] },
    pose: { data: Float32Array.of(pose.x, pose.y, pose.angle), dimensions: [1, 3] },
  });
  return outputs['embedding']!;
}

const NUMBERS_PER_MINUTIA = 4;
/** Of the network's field: cosine and sine of twice the orientation, skin, period. */
const RIDGE_PLANES = [0, 1, 2, 4] as const;
/** To a side: 40 cells of 8 px are 16 mm. */
const RIDGE_CELLS = 40;

/** The two inputs that the minutiae network gives; `pose` is in the image that `graph` is of. */
export function fusionMaps(
  graph: MinutiaeGraphOutput,
  pose: Pose,
): Pick<FusionInputs, 'minutiae' | 'ridges'> {
  const found = surestMinutiae(graph);
  const minutiae = new Float32Array(NUMBERS_PER_MINUTIA * Math.max(1, found.length));
  found.forEach(({ x, y, turn, peak }, index) => {
    minutiae.set([x, y, 2 * Math.PI * turn, peak], NUMBERS_PER_MINUTIA * index);
  });
  return { minutiae, ridges: ridgesInFinger(graph, pose) };
}

function ridgesInFinger({ field, paddedWidth, paddedHeight }: MinutiaeGraphOutput, pose: Pose): Float32Array {
  const widthPx = paddedWidth / RIDGE_CELL_PIXELS;
  const heightPx = paddedHeight / RIDGE_CELL_PIXELS;
  // A cell's middle lies between the fourth and the fifth of its pixels.
  const middle = (RIDGE_CELL_PIXELS - 1) / 2;
  const window = {
    centreX: (pose.x - middle) / RIDGE_CELL_PIXELS,
    centreY: (pose.y - middle) / RIDGE_CELL_PIXELS,
    angle: pose.angle,
    sidePx: RIDGE_CELLS,
  };
  const ridges = new Float32Array(RIDGE_PLANES.length * RIDGE_CELLS * RIDGE_CELLS);
  const cells = widthPx * heightPx;
  RIDGE_PLANES.forEach((plane, index) => {
    const data = field.subarray(plane * cells, (plane + 1) * cells);
    warp({ widthPx, heightPx, data }, window, ridges, index * RIDGE_CELLS * RIDGE_CELLS);
  });
  return ridges;
}
