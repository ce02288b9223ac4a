/**
 * The hub's other graph, for one probe of one view (`matching/one-view-graph.ts`): it rounds probes, so the rows of all
 * groups that may hold one of the best by what the probe was rounded are scored exactly.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { gallerySessionOptions } from '../../../src/engine/gallery-session-options.js';
import { vectorLength } from '../../../src/matching/cosine-similarity.js';
import { buildOneViewGraph, type RoundedProbe, roundProbe } from '../../../src/matching/one-view-graph.js';
import { layOutSegment } from '../../../src/matching/segment-graph.js';
import { LIMITS } from '../../../src/platform/limits.js';
import { libraryVersion } from '../../library-version.js';
import type { OpenContestant } from '../contestant.js';
import { DIMENSION } from '../seeded-gallery.js';
import { BestRows } from './best-rows.js';
import { blockBuffer, writeConstants } from './segment-graph.js';

export const oneViewGraph: OpenContestant = {
  name: 'one-view graph',
  open: async (gallery, { threads, folder }) => {
    const startedAt = performance.now();
    const graph = join(folder, 'graph.onnx');
    const constants = join(folder, 'constants.bin');
    const { rowCount } = gallery;
    const layout = layOutSegment({ dimension: DIMENSION, rowCount, blockRowsMax: LIMITS.blockRowsMax });
    writeFileSync(graph, buildOneViewGraph(layout, 'constants.bin'));
    writeConstants(constants, layout, (block) => {
      const content = blockBuffer(gallery.rows, block);
      const first = block.firstRow * DIMENSION;
      for (let at = 0; at < block.rowCount * DIMENSION; at++) content[at] = gallery.rows[first + at]! + 128;
      return content;
    });
    const session = await InferenceSession.create(graph, gallerySessionOptions(threads));
    const bestRows = new BestRows(gallery, folder);
    const loadMs = performance.now() - startedAt;
    rmSync(graph);
    rmSync(constants);

    return {
      name: 'one-view graph',
      what: `onnxruntime-node ${libraryVersion('onnxruntime-node')}, MatMulNBits, blocks of ${LIMITS.blockRowsMax} rows`,
      measure: 'cosine',
      isExact: true,
      threads,
      loadMs,
      search: async (probes, count) => {
        const rounded = probes.map(roundProbe);
        const { groupScores } = await session.run(feeds(rounded), ['groupScores']);
        return bestRows.find(probes, groupScores!, {
          count,
          errorOf: (index) => rounded[index]!.cosineDeviation,
        });
      },
      close: () => {
        bestRows.close();
        return session.release();
      },
    };
  },
};

function feeds(rounded: readonly RoundedProbe[]) {
  const values = new Float32Array(rounded.length * DIMENSION);
  rounded.forEach((probe, index) => {
    values.set(probe.values, index * DIMENSION);
  });
  return {
    probe: new Tensor('float32', values, [rounded.length, 1, DIMENSION]),
    scale: new Tensor(
      'float32',
      Float32Array.from(rounded, (probe) => 1 / vectorLength(probe.values)),
      [rounded.length, 1, 1],
    ),
    wantsAll: new Tensor('bool', Uint8Array.of(0), [1]),
  };
}
