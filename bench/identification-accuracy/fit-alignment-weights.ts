/**
 * Fits what the parts of an alignment are worth (`src/matching/minutiae/weigh-alignment.ts`) on templates of held-out
 * synthetic fingers, and writes the table.
 *
 *   node dist/bench/identification-accuracy/fit-alignment-weights.js FIT.jsonl [--and FIT.jsonl ...] [--pairs 60000] [--seed 1] [--write] [--note TEXT]
 *
 * FIT is a file of `extract-templates`, of fingers that no training saw and that measure nothing. Logistic regression of mated
 * against non-mated comparisons on sums over their pairs. Each stratum of the non-mated (`drawNonMated`) counts as much as any
 * other, so that half of what is learned from are strangers whom the first stage would hand on; all count a hundred times
 * what mates do, as thresholds lie where strangers are rare.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModelManifest } from '../../src/extraction/model-manifest.js';
import type { Knot } from '../../src/matching/interpolate-knots.js';
import {
  COHERENCE_WEIGHTS,
  DIRECTION_WEIGHTS,
  PLACE_WEIGHTS,
  RIDGES_WEIGHTS,
} from '../../src/matching/minutiae/alignment-weights.js';
import { measureComparison } from '../../src/matching/minutiae/compare-minutiae.js';
import type { AlignmentMeasures } from '../../src/matching/minutiae/measure-alignment.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { chainName, probeViews } from './chain-name.js';
import { matedPairs } from './collect-pairs.js';
import { drawNonMated, readPairsOfStrata } from './draw-pairs.js';
import { fitLogistic, type LogisticRow } from './fit-logistic.js';
import { type PreparedImpression, prepareImpression } from './prepared-gallery.js';
import { readImpressions } from './template-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    and: { type: 'string', multiple: true, default: [] },
    pairs: { type: 'string', default: '60000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error('name the FIT file');
const NON_MATED_COUNT = 100;
/** Only so much that terms which say nothing stay small. */
const PENALTY = 1e-4;
const PLACES = PLACE_WEIGHTS.map(([at]) => at);
const DIRECTIONS = DIRECTION_WEIGHTS.map(([at]) => at);
const RIDGES = RIDGES_WEIGHTS.map(([at]) => at);
const COHERENCES = COHERENCE_WEIGHTS.map(([at]) => at);
/** Where in a row the terms begin that are of no table of pairs, and those of the last two tables. */
const SINGLE_AT = PLACES.length + DIRECTIONS.length;
const RIDGES_AT = SINGLE_AT + 2;
const COHERENCES_AT = RIDGES_AT + RIDGES.length;

const manifest = await readModelManifest(join(PACKAGE_ROOT, 'models'));
const chain = chainName(manifest);
const impressions = readImpressions([file, ...values.and], chain, probeViews(manifest)).map(
  prepareImpression,
);
const mated = matedPairs(impressions).flatMap(([probe, reference]) => rowOf(probe, reference));
const random = seededRandom(Number(values.seed));
const drawn = drawNonMated(impressions, { random, pairsOfStrata: readPairsOfStrata(values.pairs) });
const total = drawn.length;
const nonMated = drawn.flatMap(({ probe, reference }) => rowOf(probe, reference));
const rows: LogisticRow[] = [
  ...mated.map((x) => ({ x, isPositive: true, weight: 1 / mated.length })),
  ...nonMated.map((x) => ({ x, isPositive: false, weight: NON_MATED_COUNT / nonMated.length })),
];
const slopes = fitLogistic(rows, PENALTY);
const module_ = moduleOf(slopes);
if (values.write) {
  const path = join(PACKAGE_ROOT, 'src', 'matching', 'minutiae', 'alignment-weights.ts');
  writeFileSync(path, module_);
  console.log(path);
} else console.log(module_);

/** Nothing where there is nothing to weigh. */
function rowOf(probe: PreparedImpression, reference: PreparedImpression): readonly Float64Array[] {
  const measures = measureComparison(probe.described(), reference.described());
  return measures === undefined ? [] : [termsOf(measures)];
}

/** What `weighAlignment` multiplies with its weights, in the order of the module. */
function termsOf(measures: AlignmentMeasures): Float64Array {
  const { apart, turned, sameType, unpaired, ridgesApart, coherence, share } = measures;
  const terms = new Float64Array(COHERENCES_AT + COHERENCES.length);
  for (let pair = 0; pair < apart.length; pair++) {
    addHats(terms.subarray(0, PLACES.length), PLACES, { at: apart[pair]! });
    addHats(terms.subarray(PLACES.length), DIRECTIONS, { at: turned[pair]! });
  }
  terms.set([sameType, unpaired], SINGLE_AT);
  addHats(terms.subarray(RIDGES_AT), RIDGES, { at: ridgesApart });
  for (let block = 0; block < coherence.length; block++)
    addHats(terms.subarray(COHERENCES_AT), COHERENCES, { at: coherence[block]!, times: share[block]! });
  return terms;
}

/** The shares that `interpolateKnots` gives the two knots around a place. */
function addHats(
  terms: Float64Array,
  knots: readonly number[],
  { at, times = 1 }: { readonly at: number; readonly times?: number },
): void {
  let right = 1;
  while (right < knots.length - 1 && knots[right]! < at) right++;
  const share = Math.min(1, Math.max(0, (at - knots[right - 1]!) / (knots[right]! - knots[right - 1]!)));
  terms[right - 1]! += times * (1 - share);
  terms[right]! += times * share;
}

function moduleOf(fitted: Float64Array): string {
  const rounded = Array.from(fitted, (value) => Number(value.toFixed(3)));
  const knots = (at: readonly number[], from: number): readonly Knot[] =>
    at.map((each, index) => [each, rounded[from + index]!]);
  const [sameType, unpaired] = rounded.slice(SINGLE_AT);
  // Where the median of strangers is: below it there is nothing to tell apart.
  const evidence = nonMated
    .slice(0, Math.floor(nonMated.length / 3))
    .map((x) => x.reduce((sum, term, index) => sum + term * rounded[index]!, 0))
    .sort((a, b) => a - b);
  const least = evidence[Math.floor(evidence.length / 2)]!;
  const table = (knots: readonly Knot[]) =>
    `[\n${knots.map(([at, value]) => `  [${at}, ${value}],\n`).join('')}]`;
  return `/**
 * Written by \`fit-alignment-weights\` (bench/identification-accuracy), not by hand; but the places of the knots are chosen.
 *
 * Chain: ${chain.replace(/ (?=fingerprint)/g, '\n *   ')}
 * Logistic regression on ${mated.length} mated and ${total} non-mated comparisons of ${impressions.length} impressions of ${new Set(impressions.map(({ finger }) => finger)).size} synthetic fingers
 * that no training saw; seed ${values.seed}. ${values.note}
 */
import type { Knot } from '../interpolate-knots.js';

/** What a pair adds, against the pixels between it and where the other pairs put it. */
export const PLACE_WEIGHTS: readonly Knot[] = ${table(knots(PLACES, 0))};

/** What it adds besides, against twice the sine of half the angle between it and where they turn it. */
export const DIRECTION_WEIGHTS: readonly Knot[] = ${table(knots(DIRECTIONS, PLACES.length))};

/** What it adds where both minutiae are of one type. */
export const SAME_TYPE_WEIGHT = ${sameType};

/** What a minutia of full quality adds that has no pair and lies on the other's skin. */
export const UNPAIRED_WEIGHT = ${unpaired};

/** What the ridges add, against one less the mean cosine of twice the angle between them. */
export const RIDGES_WEIGHTS: readonly Knot[] = ${table(knots(RIDGES, RIDGES_AT))};

/** What a block of common skin adds, against how constant its ridge waves are shifted; a part of a block as much of it. */
export const COHERENCE_WEIGHTS: readonly Knot[] = ${table(knots(COHERENCES, COHERENCES_AT))};

/** Half of the strangers drawn from all have no more; it is where scores begin. */
export const LEAST_EVIDENCE = ${Number(least.toFixed(3))};
`;
}
