/** Segment graphs in onnxruntime against a plain loop over integers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { innerProduct, vectorLength } from './cosine-similarity.js';
import { buildFloatSegmentGraph, FLOAT_PROBE_DIVISOR, FLOAT_RELATIVE_ERROR } from './float-segment-graph.js';
import { buildOneViewGraph, roundProbe } from './one-view-graph.js';
import { GROUP_ROWS } from './segment-block-nodes.js';
import {
  buildSegmentGraph,
  layOutSegment,
  type ProbeCoding,
  probeZeroPoint,
  type SegmentLayout,
} from './segment-graph.js';

const D = 256;
const CONSTANTS = 'constants.bin';
/** Three roundings to single precision. */
const RELATIVE_ERROR = 2 ** -21;

const CASES = [
  // rows, rows of a block, probes, views
  [1, 64, 1, 1],
  [63, 64, 2, 1],
  [64, 64, 1, 3],
  [65, 64, 3, 2],
  [500, 128, 2, 7],
  [3000, 1024, 5, 1],
  [4096, 4096, 1, 7],
] as const;

for (const coding of ['split', 'direct'] as const) {
  t.test(`${coding}: the best of each group and every score`, async (t) => {
    for (const [rowCount, blockRowsMax, probeCount, viewCount] of CASES) {
      const random = seededRandom(rowCount + viewCount);
      // Without VNNI `direct` is exact for rows of seven bits only.
      const rows = bytes(rowCount, random).map((row) =>
        coding === 'direct' ? row.map((value) => value >> 1) : row,
      );
      const probes = Array.from({ length: probeCount }, () => bytes(viewCount, random));
      const session = await open(t.testdir(), rows, {
        blockRowsMax,
        build: (layout) => buildSegmentGraph(layout, coding, CONSTANTS),
      });
      const groupCount = Math.ceil(rowCount / GROUP_ROWS);
      const few = await session.run(feeds(probes, coding, false));
      const all = await session.run(feeds(probes, coding, true));
      const name = `${rowCount} rows, ${probeCount} x ${viewCount} views`;
      t.same(few['scores']!.dims, [probeCount, 0], `${name}: no scores that nobody asked for`);
      t.same(all['scores']!.dims, [probeCount, rowCount]);
      t.same(few['groupScores']!.dims, [probeCount, groupCount]);
      t.same(all['groupScores']!.data, few['groupScores']!.data);
      probes.forEach((views, index) => {
        const scores = rows.map((row) => cosine(views, row));
        const every = ofProbe(all['scores']!, index);
        t.ok(
          scores.every((score, row) => isClose(every[row]!, score)),
          `${name}: every score`,
        );
        t.ok(
          ofProbe(few['groupScores']!, index).every((score, group) =>
            isClose(score, Math.max(...scores.slice(group * GROUP_ROWS, (group + 1) * GROUP_ROWS))),
          ),
          `${name}: the best of each group`,
        );
      });
      await session.release();
    }
  });
}

t.test('products of the largest magnitude are exact in two parts', async (t) => {
  const extreme = (seed: number) =>
    Int8Array.from({ length: D }, (_, d) => (Math.floor(d / (1 + seed)) % 2 === 0 ? 127 : -128));
  const rows = Array.from({ length: 130 }, (_, row) => extreme(row));
  const session = await open(t.testdir(), rows, {
    blockRowsMax: 128,
    build: (layout) => buildSegmentGraph(layout, 'split', CONSTANTS),
  });
  const { scores } = await session.run(feeds([[extreme(0)]], 'split', true));
  rows.forEach((row, index) => {
    const product = (scores!.data as Float32Array)[index]! * vectorLength(extreme(0)) * vectorLength(row);
    t.equal(Math.round(product), innerProduct(extreme(0), row, 0));
  });
  await session.release();
});

for (const precision of ['float32', 'float16'] as const) {
  t.test(`${precision}: within the stated bound, on the processor`, async (t) => {
    const random = seededRandom(7);
    const rows = bytes(500, random);
    const probes = [bytes(3, random), bytes(3, random)];
    // The largest sums there are must stay in range.
    probes[1]![0] = new Int8Array(D).fill(-128);
    rows[3] = new Int8Array(D).fill(-128);
    const session = await open(t.testdir(), rows, {
      blockRowsMax: 256,
      build: (layout) => buildFloatSegmentGraph(layout, precision, CONSTANTS),
    });
    const values = Float32Array.from(
      probes.flat().flatMap((view) => Array.from(view, (value) => value / FLOAT_PROBE_DIVISOR)),
    );
    const scale = Float32Array.from(probes.flat(), (view) => FLOAT_PROBE_DIVISOR / vectorLength(view));
    const inputs = {
      probe: new Tensor('float32', values, [2, 3, D]),
      scale: new Tensor('float32', scale, [2, 3, 1]),
    };
    const { scores, groupScores } = await session.run({ ...inputs, wantsAll: wantsAll(true) });
    probes.forEach((views, probe) => {
      const exact = rows.map((row) => cosine(views, row));
      const largest = Math.max(...views.flatMap((view) => rows.map((row) => Math.abs(cosine([view], row)))));
      const found = ofProbe(scores!, probe);
      const bound = FLOAT_RELATIVE_ERROR[precision] * largest;
      t.ok(exact.every((score, row) => Math.abs(found[row]! - score) <= bound));
      ofProbe(groupScores!, probe).forEach((score, group) => {
        const best = Math.max(...exact.slice(group * GROUP_ROWS, (group + 1) * GROUP_ROWS));
        t.ok(Math.abs(score - best) <= bound);
      });
    });
    await session.release();
  });
}

t.test('one view: products with what was rounded are whole, and cosines within their bound', async (t) => {
  const random = seededRandom(8);
  const rows = bytes(700, random).map((row) => row.map((value) => value >> 2));
  const views = [
    ...bytes(3, random).map((view) => view.map((value) => value >> 2)),
    new Int8Array(D).fill(-128),
  ];
  const session = await open(t.testdir(), rows, {
    blockRowsMax: 512,
    build: (layout) => buildOneViewGraph(layout, CONSTANTS),
    isTransposed: false,
  });
  for (const view of views) {
    const { values, cosineDeviation } = roundProbe(view);
    t.ok(cosineDeviation < 0.02 && values.some((value) => Math.abs(value) === 127));
    const { scores } = await session.run({
      probe: new Tensor('float32', Float32Array.from(values), [1, 1, D]),
      scale: new Tensor('float32', Float32Array.of(1 / vectorLength(values)), [1, 1, 1]),
      wantsAll: wantsAll(true),
    });
    rows.forEach((row, index) => {
      const found = (scores!.data as Float32Array)[index]!;
      const product = found * vectorLength(values) * vectorLength(row);
      // Single precision rounds sums of unsigned rows, which are up to 2^23: half a step more or less.
      if (Math.abs(product - innerProduct(values, row, 0)) > 1) t.fail(`row ${index}: ${product}`);
      if (Math.abs(found - cosine([view], row)) > cosineDeviation)
        t.fail(`row ${index} is outside the bound`);
    });
  }
  t.same(roundProbe(new Int8Array(D)), { values: new Int8Array(D), cosineDeviation: 0 });
  await session.release();
});

function wantsAll(value: boolean): Tensor {
  return new Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
}

function ofProbe({ data, dims }: Tensor, probe: number): Float32Array {
  const columns = dims[1]!;
  return (data as Float32Array).subarray(probe * columns, (probe + 1) * columns);
}

function bytes(count: number, random: () => number): Int8Array[] {
  return Array.from({ length: count }, () =>
    Int8Array.from({ length: D }, () => Math.floor(random() * 256) - 128),
  );
}

function cosine(views: readonly Int8Array[], row: Int8Array): number {
  return Math.max(
    ...views.map((view) => innerProduct(view, row, 0) / (vectorLength(view) * vectorLength(row))),
  );
}

function isClose(found: number, exact: number): boolean {
  return Math.abs(found - exact) <= RELATIVE_ERROR * Math.abs(exact) + Number.EPSILON;
}

async function open(
  folder: string,
  rows: readonly Int8Array[],
  options: {
    readonly blockRowsMax: number;
    readonly build: (layout: SegmentLayout) => Uint8Array;
    readonly isTransposed?: boolean;
  },
): Promise<InferenceSession> {
  const { blockRowsMax, build, isTransposed = true } = options;
  const layout = layOutSegment({ dimension: D, rowCount: rows.length, blockRowsMax });
  const constants = new Uint8Array(layout.fileBytes);
  for (const { firstRow, rowCount, rowsOffsetBytes, lengthsOffsetBytes } of layout.blocks) {
    const content = constants.subarray(rowsOffsetBytes, rowsOffsetBytes + D * rowCount);
    const inverseLengths = new Float32Array(constants.buffer, lengthsOffsetBytes, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const embedding = rows[firstRow + row]!;
      inverseLengths[row] = 1 / vectorLength(embedding);
      for (let d = 0; d < D; d++) {
        if (isTransposed) content[d * rowCount + row] = embedding[d]!;
        else content[row * D + d] = embedding[d]! + 128;
      }
    }
  }
  await writeFile(join(folder, 'graph.onnx'), build(layout));
  await writeFile(join(folder, CONSTANTS), constants);
  return InferenceSession.create(join(folder, 'graph.onnx'), { intraOpNumThreads: 1, logSeverityLevel: 3 });
}

function feeds(probes: readonly (readonly Int8Array[])[], coding: ProbeCoding, all: boolean) {
  const views = probes[0]!.length;
  const zero = probeZeroPoint(coding);
  const values = probes.flatMap((ofProbe) =>
    coding === 'direct'
      ? ofProbe.flatMap((view) => Array.from(view, (value) => value + zero))
      : [
          ...ofProbe.flatMap((view) => Array.from(view, (value) => (value >> 1) + zero)),
          ...ofProbe.flatMap((view) => Array.from(view, (value) => (value & 1) + zero)),
        ],
  );
  const dimensions = coding === 'direct' ? [probes.length, views, D] : [probes.length, 2, views, D];
  const scale = Float32Array.from(probes.flat(), (view) => 1 / vectorLength(view));
  return {
    probe: new Tensor('uint8', Uint8Array.from(values), dimensions),
    scale: new Tensor('float32', scale, [probes.length, views, 1]),
    wantsAll: wantsAll(all),
  };
}
