/**
 * The hub's own search as its engine makes it: one graph over all rows in one onnxruntime session with the options of
 * `engine/sealed-segment.ts`, and the rows of the best groups scored in integers.
 */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { gallerySessionOptions } from '../../../src/engine/gallery-session-options.js';
import { vectorLength } from '../../../src/matching/cosine-similarity.js';
import { cosineError } from '../../../src/matching/segment-arithmetic.js';
import {
  buildSegmentGraph,
  layOutSegment,
  type ProbeCoding,
  probeZeroPoint,
  type SegmentBlock,
  type SegmentLayout,
} from '../../../src/matching/segment-graph.js';
import { LIMITS } from '../../../src/platform/limits.js';
import { libraryVersion } from '../../library-version.js';
import type { Contestant, OpenContestant } from '../contestant.js';
import { DIMENSION, rowOf } from '../seeded-gallery.js';
import { BestRows } from './best-rows.js';

/** Rows transposed at once: what is read and written fits into the first cache. */
const TILE_ROWS = 64;

/** Exact with VNNI; where it is not, the comparison of every inner product with the reference ends the run. */
const CODING: ProbeCoding = 'direct';

export type SegmentSearch = Contestant & {
  /** Cosine of every row, [probes][rows], as the graph computes them. */
  allScores(probes: readonly Int8Array[]): Promise<readonly Float32Array[]>;
};

export const segmentGraph: OpenContestant & {
  open(...parameters: Parameters<OpenContestant['open']>): Promise<SegmentSearch>;
} = {
  name: 'segment graph',
  open: async (gallery, { threads, folder }) => {
    const startedAt = performance.now();
    const graph = join(folder, 'graph.onnx');
    const constants = join(folder, 'constants.bin');
    const layout = layOutSegment({
      dimension: DIMENSION,
      rowCount: gallery.rowCount,
      blockRowsMax: LIMITS.blockRowsMax,
    });
    writeFileSync(graph, buildSegmentGraph(layout, CODING, 'constants.bin'));
    writeConstants(constants, layout, (block) => transposedContent(gallery.rows, block));
    const session = await InferenceSession.create(graph, gallerySessionOptions(threads));
    const bestRows = new BestRows(gallery, folder);
    const loadMs = performance.now() - startedAt;
    rmSync(graph);
    rmSync(constants);
    return {
      name: 'segment graph',
      what: `onnxruntime-node ${libraryVersion('onnxruntime-node')}, blocks of ${LIMITS.blockRowsMax} rows`,
      measure: 'cosine',
      isExact: true,
      threads,
      loadMs,
      search: async (probes, count) => {
        const { groupScores } = await session.run(feeds(probes, false), ['groupScores']);
        return bestRows.find(probes, groupScores!, { count, errorOf: () => cosineError(CODING) });
      },
      allScores: async (probes) => {
        const { scores } = await session.run(feeds(probes, true), ['scores']);
        const values = scores!.data as Float32Array;
        return probes.map((_, index) =>
          values.subarray(index * gallery.rowCount, (index + 1) * gallery.rowCount),
        );
      },
      close: () => {
        bestRows.close();
        return session.release();
      },
    };
  },
};

/** One block at a time: the constants of a million rows are never in memory beside them. */
export function writeConstants(
  path: string,
  layout: SegmentLayout,
  contentOf: (block: SegmentBlock) => Uint8Array,
): void {
  const file = openSync(path, 'w');
  try {
    for (const block of layout.blocks) {
      const content = contentOf(block);
      for (let at = 0; at < content.length; )
        at += writeSync(file, content, at, content.length - at, block.rowsOffsetBytes + at);
    }
  } finally {
    closeSync(file);
  }
}

/** Room for the rows of a block, and their inverse lengths in place. */
export function blockBuffer(rows: Int8Array, block: SegmentBlock): Uint8Array<ArrayBuffer> {
  const lengthsAt = block.lengthsOffsetBytes - block.rowsOffsetBytes;
  const content = new Uint8Array(lengthsAt + 4 * block.rowCount);
  const inverseLengths = new Float32Array(content.buffer, lengthsAt, block.rowCount);
  for (let row = 0; row < block.rowCount; row++) {
    const length = vectorLength(rowOf(rows, block.firstRow + row));
    inverseLengths[row] = length === 0 ? 0 : 1 / length;
  }
  return content;
}

function transposedContent(rows: Int8Array, block: SegmentBlock): Uint8Array {
  const content = blockBuffer(rows, block);
  const columns = new Int8Array(content.buffer, 0, DIMENSION * block.rowCount);
  for (let first = 0; first < block.rowCount; first += TILE_ROWS) {
    const end = Math.min(block.rowCount, first + TILE_ROWS);
    for (let d = 0; d < DIMENSION; d++) {
      for (let row = first; row < end; row++)
        columns[d * block.rowCount + row] = rows[(block.firstRow + row) * DIMENSION + d]!;
    }
  }
  return content;
}

/** One view per probe. */
function feeds(probes: readonly Int8Array[], wantsAll: boolean) {
  const bytes = new Uint8Array(probes.length * DIMENSION);
  const zero = probeZeroPoint(CODING);
  probes.forEach((probe, index) => {
    for (let d = 0; d < DIMENSION; d++) bytes[index * DIMENSION + d] = probe[d]! + zero;
  });
  return {
    probe: new Tensor('uint8', bytes, [probes.length, 1, DIMENSION]),
    scale: new Tensor(
      'float32',
      Float32Array.from(probes, (probe) => 1 / vectorLength(probe)),
      [probes.length, 1, 1],
    ),
    wantsAll: new Tensor('bool', Uint8Array.of(wantsAll ? 1 : 0), [1]),
  };
}
