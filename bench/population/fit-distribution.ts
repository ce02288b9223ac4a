/**
 * Raw files of `measure-templates` in, `template-distribution.json` out (or `face-distribution.json`, by --out), with the
 * cosines of the extracted templates and of drawn ones side by side on standard error, and how well they are told apart.
 *
 *   node dist/bench/population/fit-distribution.js RAW.json [RAW.json ...] [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { equalErrorRate, errorCurve, sortTrials } from '../accuracy/error-rates.js';
import { parseOptions } from '../parse-options.js';
import { createTemplateDrawer } from './draw-templates.js';
import { RAW_TEMPLATES_FORMAT, type RawTemplates } from './raw-templates.js';
import { principalAxes } from './symmetric-factors.js';
import {
  cosine,
  cosineQuantiles,
  DISTRIBUTION_FILE,
  DISTRIBUTION_FORMAT,
  encodeRows,
  QUANTILES,
  type TemplateDistribution,
} from './template-distribution.js';

/**
 * Nearly all of them: in an embedding whose differences within a finger are levelled each axis carries as much as the next. With
 * 64 between impressions drawn mates are 0.1 of cosine too near in the median, with these 0.035.
 */
const AXES_BETWEEN_FINGERS = 192;
const AXES_BETWEEN_IMPRESSIONS = 224;
/** They leave the upper end of different fingers (one pair in a thousand) short by 0.05 in cosine. */
const CENTRES = 32;
const CLUSTER_ROUNDS = 40;
/** Chosen so that drawn mates are as unlike as extracted ones at both ends of the table this program prints. */
const IMPRESSION_SPREAD = 0.4;
const NON_MATED_PAIRS = 200_000;
const DRAWN_FINGERS = 4_000;

type Finger = { readonly impressions: readonly Int8Array[] };

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { out: { type: 'string', default: DISTRIBUTION_FILE } },
});
const raws = positionals.map((file) => {
  const raw = JSON.parse(readFileSync(file, 'utf8')) as RawTemplates;
  if (raw.format !== RAW_TEMPLATES_FORMAT) throw new Error(`${file} holds no measured templates`);
  return raw;
});
if (raws.length === 0) throw new Error('name at least one raw file');
const distribution = fit(raws);
writeFileSync(values.out, `${JSON.stringify(distribution, undefined, 1)}\n`);
console.error(`equal error rate of the extracted: ${(100 * equalErrorRateOf(fingersOf(raws))).toFixed(2)} %`);
compareWithDrawn(distribution);
console.log(values.out);

function fit(raws: readonly RawTemplates[]): TemplateDistribution {
  const complete = fingersOf(raws);
  const all = complete.flatMap(({ impressions }) => impressions);
  const units = complete.map(({ impressions }) => impressions.map(unit));
  const { centres, weights, centreOf } = cluster(units.map(meanOf));
  const within = covariance(
    units.flatMap((each) => {
      const own = meanOf(each);
      // Differences from the mean of k lose a k-th of their variance.
      const restore = Math.sqrt(each.length / (each.length - 1));
      return each.map((vector) => difference(vector, own).map((value) => value * restore));
    }),
  );
  const total = covariance(
    units.flatMap((each, index) => each.map((vector) => difference(vector, centres[centreOf[index]!]!))),
  );
  const between = total.map((row, r) => row.map((value, c) => value - within[r]![c]!));
  const [first] = raws;
  const qualities = raws.flatMap((raw) =>
    raw.fingers.flatMap((finger) => finger.impressions.map(({ quality }) => quality)),
  );
  const qualityMean = average(qualities);
  return {
    format: DISTRIBUTION_FORMAT,
    measured: {
      commit: first!.environment.commit,
      command: raws.map(({ environment }) => environment.command.replace(/ --out \S+/, '')).join('; '),
      seed: first!.seed,
      fingers: complete.length,
      impressions: all.length,
      failures: mergedFailures(raws),
    },
    templateVersion: first!.templateVersion,
    length: average(all.map((each) => Math.hypot(...each))),
    quality: {
      mean: qualityMean,
      deviation: Math.sqrt(average(qualities.map((each) => (each - qualityMean) ** 2))),
    },
    centres: encodeRows(centres),
    weights,
    betweenFingers: encodeRows(scaledAxes(between, AXES_BETWEEN_FINGERS)),
    betweenImpressions: encodeRows(scaledAxes(within, AXES_BETWEEN_IMPRESSIONS)),
    impressionSpread: IMPRESSION_SPREAD,
    cosines: { nonMated: cosineQuantiles(nonMated(complete)), mated: cosineQuantiles(mated(complete)) },
  };
}

/** Those with more than one template. */
function fingersOf(raws: readonly RawTemplates[]): readonly Finger[] {
  const fingers = raws.flatMap((raw) =>
    raw.fingers.map(({ impressions }): Finger => ({ impressions: impressions.map(firstView) })),
  );
  return fingers.filter(({ impressions }) => impressions.length > 1);
}

/** k-means; the first centres are fingers drawn from a seed. */
function cluster(fingers: readonly Float64Array[]) {
  const random = createRandom('centres');
  let centres = Array.from({ length: Math.min(CENTRES, fingers.length) }, () => random.pick(fingers));
  let centreOf: number[] = [];
  for (let round = 0; round < CLUSTER_ROUNDS; round++) {
    centreOf = fingers.map((finger) => nearest(finger, centres));
    centres = centres.map((centre, index) => {
      const own = fingers.filter((_, at) => centreOf[at] === index);
      return own.length === 0 ? centre : meanOf(own);
    });
  }
  const weights = centres.map((_, index) => {
    const own = centreOf.filter((each) => each === index).length;
    return Math.round((1e4 * own) / fingers.length) / 100;
  });
  return { centres, weights, centreOf };
}

function nearest(vector: Float64Array, centres: readonly Float64Array[]): number {
  const distances = centres.map((centre) =>
    centre.reduce((sum, value, index) => sum + (value - vector[index]!) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function firstView({ views }: { readonly views: readonly string[] }): Int8Array {
  return new Int8Array(Buffer.from(views[0]!, 'base64'));
}

function unit(vector: Int8Array): Float64Array {
  const length = Math.hypot(...vector);
  return Float64Array.from(vector, (value) => value / length);
}

function meanOf(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors)
    for (let index = 0; index < sum.length; index++) sum[index]! += vector[index]!;
  return sum.map((value) => value / vectors.length);
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value - b[index]!);
}

function covariance(centred: readonly Float64Array[]): Float64Array[] {
  const size = centred[0]!.length;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (const vector of centred) {
    for (let row = 0; row < size; row++) {
      const value = vector[row]! / centred.length;
      const line = matrix[row]!;
      for (let column = 0; column < size; column++) line[column]! += value * vector[column]!;
    }
  }
  return matrix;
}

function scaledAxes(matrix: readonly Float64Array[], count: number): readonly Float64Array[] {
  const { variances, axes } = principalAxes(matrix);
  return axes.slice(0, count).map((axis, index) => axis.map((value) => value * Math.sqrt(variances[index]!)));
}

function nonMated(fingers: readonly Finger[]): readonly number[] {
  const random = createRandom('non-mated pairs');
  return Array.from({ length: NON_MATED_PAIRS }, () => {
    const a = random.integer(0, fingers.length - 1);
    const b = (a + random.integer(1, fingers.length - 1)) % fingers.length;
    return cosine(random.pick(fingers[a]!.impressions), random.pick(fingers[b]!.impressions));
  });
}

function mated(fingers: readonly Finger[]): readonly number[] {
  return fingers.flatMap(({ impressions }) =>
    impressions.flatMap((a, index) => impressions.slice(index + 1).map((b) => cosine(a, b))),
  );
}

function compareWithDrawn(distribution: TemplateDistribution): void {
  const { draw } = createTemplateDrawer(distribution);
  const fingers = Array.from({ length: DRAWN_FINGERS }, (_, finger) => ({
    impressions: ['0', '1'].map((impression) => draw(`fit/${finger}`, impression).embedding),
  }));
  const drawn = { nonMated: cosineQuantiles(nonMated(fingers)), mated: cosineQuantiles(mated(fingers)) };
  console.error(['share', ...QUANTILES].join('\t'));
  for (const kind of ['nonMated', 'mated'] as const) {
    console.error([kind, ...distribution.cosines[kind].cosines].join('\t'));
    console.error(['  drawn', ...drawn[kind].cosines].join('\t'));
  }
  console.error(`equal error rate of the drawn: ${(100 * equalErrorRateOf(fingers)).toFixed(2)} %`);
}

/** Of single-view comparisons: all mated pairs, and as many of different fingers as the table has. */
function equalErrorRateOf(fingers: readonly Finger[]): number {
  const trial = (isMated: boolean) => (score: number) =>
    ({ score, isMated, probeFinger: 0, referenceFinger: 0 }) as const;
  const trials = [...mated(fingers).map(trial(true)), ...nonMated(fingers).map(trial(false))];
  const curve = errorCurve(sortTrials(trials));
  return curve === undefined ? Number.NaN : equalErrorRate(curve);
}

function mergedFailures(raws: readonly RawTemplates[]): Record<string, number> {
  const failures: Record<string, number> = {};
  for (const raw of raws)
    for (const [defect, count] of Object.entries(raw.failures))
      failures[defect] = (failures[defect] ?? 0) + count;
  return failures;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
