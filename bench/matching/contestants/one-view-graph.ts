/**
 * The hub's other graph, for one probe of one view (`matching/one-view-graph.ts`): it rounds probes, so what it lists is
 * taken only where the exact scores prove that no row left out can belong to it; otherwise more rows are asked for.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { bestViewSimilarity, vectorLength } from '../../../src/matching/cosine-similarity.js';
import { buildOneViewGraph, type RoundedProbe, roundProbe } from '../../../src/matching/one-view-graph.js';
import { layOutSegment } from '../../../src/matching/segment-graph.js';
import { LIMITS } from '../../../src/platform/limits.js';
import { libraryVersion } from '../../library-version.js';
import type { OpenContestant } from '../contestant.js';
import { orderExactly } from '../integer-reference.js';
import { DIMENSION, rowOf, type SeededGallery } from '../seeded-gallery.js';
import { blockBuffer, openSession, ROWS_ASKED, writeConstants } from './segment-graph.js';

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
    const session = await openSession(graph, threads);
    const loadMs = performance.now() - startedAt;
    rmSync(graph);
    rmSync(constants);

    async function topRows(rounded: readonly RoundedProbe[], k: number) {
      const output = await session.run(feeds(rounded, k), ['topScores', 'topRows']);
      const scores = output['topScores']!.data as Float32Array;
      const rows = output['topRows']!.data as Int32Array;
      return rounded.map((_, index) => ({
        rows: rows.subarray(index * k, (index + 1) * k),
        unseenCosine: k === rowCount ? Number.NEGATIVE_INFINITY : scores[(index + 1) * k - 1]!,
      }));
    }

    async function search(probes: readonly Int8Array[], count: number, asked: number) {
      const k = Math.min(asked, rowCount);
      const rounded = probes.map(roundProbe);
      const tops = await topRows(rounded, k);
      const lists: (readonly number[])[] = [];
      for (const [index, probe] of probes.entries()) {
        const { rows, unseenCosine } = tops[index]!;
        const list = orderExactly(gallery, probe, rows).slice(0, count);
        const isProven =
          unseenCosine + rounded[index]!.cosineDeviation < cosineOf(gallery, probe, list.at(-1)!);
        lists.push(isProven ? list : (await search([probe], count, 8 * asked))[0]!);
      }
      return lists;
    }

    return {
      name: 'one-view graph',
      what: `onnxruntime-node ${libraryVersion('onnxruntime-node')}, MatMulNBits, blocks of ${LIMITS.blockRowsMax} rows`,
      measure: 'cosine',
      isExact: true,
      threads,
      loadMs,
      search: (probes, count) => search(probes, count, ROWS_ASKED),
      close: () => session.release(),
    };
  },
};

function cosineOf(gallery: SeededGallery, probe: Int8Array, row: number): number {
  return bestViewSimilarity([probe], [vectorLength(probe)], rowOf(gallery.rows, row));
}

function feeds(rounded: readonly RoundedProbe[], k: number) {
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
    k: new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]),
  };
}
