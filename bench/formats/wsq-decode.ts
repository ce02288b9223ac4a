/**
 * Megapixels per second of the WSQ decoder on one core, beside a plain implementation, in one run and in turns, and where
 * the time goes. Without `--file` it decodes synthetic ridges of 1 megapixel at the usual 15:1.
 *
 *   node dist/bench/formats/wsq-decode.js [--seconds 20] [--file a.wsq --file b.wsq]
 *
 * Prints one JSON object. `wall` is what a caller waits, `cpu` what the process was charged (other programs on the machine
 * lengthen the first); medians over all rounds. Ends by itself after `--seconds` and the round at hand.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ByteReader } from '../../src/extraction/formats/byte-reader.js';
import { decodeBlocks } from '../../src/extraction/formats/wsq/decode-blocks.js';
import { decodeWsq, toPixels } from '../../src/extraction/formats/wsq/decode-wsq.js';
import { encodeWsq } from '../../src/extraction/formats/wsq/encode-wsq.js';
import { readWsqStart } from '../../src/extraction/formats/wsq/read-wsq-header.js';
import { layOutSubbands } from '../../src/extraction/formats/wsq/subband-layout.js';
import { synthesise } from '../../src/extraction/formats/wsq/synthesise.js';
import { unquantise } from '../../src/extraction/formats/wsq/unquantise.js';
import { parseOptions } from '../parse-options.js';
import { upperMedian } from '../upper-median.js';
import { plainDecodeWsq } from './plain-wsq-decode.js';
import { ridgeImage } from './ridge-image.js';

const STAGES = ['huffman', 'unquantise', 'synthesis', 'finish'] as const;
type Stage = (typeof STAGES)[number];

/** Nanoseconds per pixel. */
type Cost = { readonly wall: number; readonly cpu: number };
type Rounds = { readonly fast: Cost[]; readonly plain: Cost[]; readonly stages: Record<Stage, Cost[]> };

/** Rounds after which the engine has compiled everything. */
const WARM_UP = 3;

export function main(args: readonly string[]): void {
  const { values } = parseOptions({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '20' },
      file: { type: 'string', multiple: true, default: [] },
    },
  });
  console.log(JSON.stringify(benchWsqDecode(Number(values.seconds), values.file), undefined, 2));
}

export function benchWsqDecode(seconds: number, files: readonly string[] = []) {
  const ridges = ridgeImage(1000, 1000);
  const streams =
    files.length > 0
      ? files.map((file) => ({ name: basename(file), bytes: readFileSync(file) as Uint8Array }))
      : [{ name: 'synthetic ridges', bytes: encodeWsq(ridges, { bitRate: 0.75 }) }];
  return {
    machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
    results: streams.map((stream) => measureStream(stream, seconds / streams.length)),
  };
}

function measureStream(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  seconds: number,
) {
  const { widthPx, heightPx, pixels } = decodeWsq(bytes);
  const isEqual = Buffer.compare(plainDecodeWsq(bytes), pixels) === 0;
  if (!isEqual) throw new Error(`${name}: the two decoders disagree`);
  const rounds: Rounds = {
    fast: [],
    plain: [],
    stages: { huffman: [], unquantise: [], synthesis: [], finish: [] },
  };
  for (let round = 0; round < WARM_UP; round += 1) decodeInStages(bytes, rounds);
  for (const stage of STAGES) rounds.stages[stage].length = 0;
  const end = performance.now() + seconds * 1000;
  do {
    time(pixels.length, rounds.fast, () => decodeWsq(bytes));
    decodeInStages(bytes, rounds);
    // The plain one takes about ten times as long, and a tenth of the rounds is enough for its median.
    if (rounds.fast.length % 10 === 1) time(pixels.length, rounds.plain, () => plainDecodeWsq(bytes));
  } while (performance.now() < end);
  return {
    name,
    pixels: `${widthPx} x ${heightPx}`,
    ratio: round(pixels.length / bytes.length),
    rounds: { fast: rounds.fast.length, plain: rounds.plain.length },
    megapixelsPerSecond: { fast: speed(rounds.fast), plain: speed(rounds.plain) },
    timesFaster: round(median(rounds.plain, 'cpu') / median(rounds.fast, 'cpu')),
    nanosecondsPerPixel: Object.fromEntries(
      STAGES.map((stage) => [stage, round(median(rounds.stages[stage], 'cpu'))]),
    ),
  };
}

function decodeInStages(bytes: Uint8Array, { stages }: Rounds): void {
  const reader = new ByteReader(bytes, 'wsq');
  const { header, tables } = readWsqStart(reader);
  const layout = layOutSubbands(header.widthPx, header.heightPx);
  const pixelCount = header.widthPx * header.heightPx;
  const coefficients = time(pixelCount, stages.huffman, () =>
    decodeBlocks(bytes, reader, { tables, layout }),
  );
  const image = time(pixelCount, stages.unquantise, () =>
    unquantise(coefficients, tables.quantisation!, layout),
  );
  time(pixelCount, stages.synthesis, () => synthesise(image, layout, tables.filters!));
  time(pixelCount, stages.finish, () => toPixels(image, header));
}

function time<Result>(pixelCount: number, costs: Cost[], work: () => Result): Result {
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const wall = performance.now() - start;
  const cpu = process.cpuUsage(cpuStart);
  costs.push({ wall: (wall * 1e6) / pixelCount, cpu: ((cpu.user + cpu.system) * 1e3) / pixelCount });
  return result;
}

function speed(costs: readonly Cost[]) {
  return { wall: round(1000 / median(costs, 'wall')), cpu: round(1000 / median(costs, 'cpu')) };
}

function median(costs: readonly Cost[], kind: keyof Cost): number {
  return upperMedian(costs.map((cost) => cost[kind]));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
