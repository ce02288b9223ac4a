/**
 * Raw file of `run-accuracy` in, scored file out: error rates with counts and intervals by finger, rank one, failures to
 * extract, error against discard by quality, times of each stage, the bars.
 *
 *   node dist/bench/accuracy/score-accuracy.js RAW.json [--draws 1000] [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { countOf, parseOptions, refuseUse } from '../parse-options.js';
import { type Times, timesOf } from '../times-of.js';
import { accuracyBars, type Bar } from './accuracy-bars.js';
import { discardCurve } from './discard-curve.js';
import { atFalseMatchRate, type Curve, equalErrorRate, errorCurve, sortTrials } from './error-rates.js';
import { fingerBootstrap, type Interval, orRuleOfThree } from './finger-bootstrap.js';
import { type RankOne, rankOne } from './rank-one.js';
import { type Comparator, RAW_FORMAT, type RawAccuracy } from './raw-accuracy.js';
import { isResolved } from './resolved-rate.js';
import { fingerNumbers, type Protocol, trialsOf } from './trials.js';

/** False match rates the FNMR is given at. */
export const FALSE_MATCH_RATES = [1e-1, 1e-2, 1e-3, 1e-4] as const;

export type Rate = { readonly value: number; readonly interval: Interval };

export type OperatingPoint = {
  readonly wantedFmr: number;
  readonly threshold: number;
  readonly fmr: number;
  readonly fnmr: Rate;
  /** Whether enough non-mated pairs were compared for the rate to mean something (`resolved-rate.ts`). */
  readonly isResolved: boolean;
};

export type ScoredComparator = {
  readonly comparator: Comparator;
  /** Name of a folder, or `pooled`: all together under one threshold. */
  readonly set: string;
  readonly protocol: Protocol;
  readonly fingers: number;
  readonly matedPairs: number;
  readonly nonMatedPairs: number;
  readonly eer: Rate;
  readonly points: readonly OperatingPoint[];
  /** Thinned for plotting. */
  readonly det: readonly (readonly [fmr: number, fnmr: number])[];
  readonly rankOne: RankOne;
  readonly discard: readonly (readonly [discardedShare: number, fnmr: number])[];
};

export type ScoredSet = {
  readonly name: string;
  readonly images: number;
  readonly fingers: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly qualities: readonly number[];
};

export type ScoredAccuracy = Omit<RawAccuracy, 'images' | 'pairs' | 'sets'> & {
  readonly draws: number;
  readonly sets: readonly ScoredSet[];
  readonly comparators: readonly ScoredComparator[];
  readonly stages: Readonly<Record<string, Times>>;
  readonly comparisonMs: RawAccuracy['pairs']['meanMs'];
  readonly bars: readonly Bar[];
};

const { values, positionals } = parseOptions(
  {
    allowPositionals: true,
    options: { draws: { type: 'string', default: '1000' }, out: { type: 'string' } },
  },
  'RAW.json',
);
const [file] = positionals;
if (file === undefined) refuseUse('Name the raw file to score.');
const raw = JSON.parse(readFileSync(file, 'utf8')) as RawAccuracy;
if (raw.format !== RAW_FORMAT) refuseUse(`${file} is not a raw file of this version.`);
const out = values.out ?? file.replace(/\.json$/, '.scored.json');
writeFileSync(out, JSON.stringify(score(raw, countOf('draws', values.draws)), undefined, 1));
console.log(out);

function score(raw: RawAccuracy, draws: number): ScoredAccuracy {
  const { images, pairs, sets, ...rest } = raw;
  const stages = stageTimes(raw);
  const comparators = scoreComparators(raw, draws);
  return {
    ...rest,
    draws,
    sets: sets.map(({ name }, set) => scoreSet(raw, name, set)),
    comparators,
    stages,
    comparisonMs: pairs.meanMs,
    bars: accuracyBars(comparators, stages, pairs.meanMs),
  };
}

function scoreSet({ images }: RawAccuracy, name: string, set: number): ScoredSet {
  const inSet = images.filter((image) => image.set === set);
  const failures: Record<string, number> = {};
  for (const { defect } of inSet) if (defect !== undefined) failures[defect] = (failures[defect] ?? 0) + 1;
  return {
    name,
    images: inSet.length,
    fingers: new Set(inSet.map(({ finger }) => finger)).size,
    failures,
    qualities: inSet.flatMap(({ quality }) => (quality === undefined ? [] : [quality])),
  };
}

function scoreComparators(raw: RawAccuracy, draws: number): readonly ScoredComparator[] {
  const sets: readonly (number | undefined)[] =
    raw.sets.length > 1 ? [undefined, ...raw.sets.keys()] : [...raw.sets.keys()];
  return (Object.keys(raw.pairs.scores) as Comparator[]).flatMap((comparator) =>
    sets.flatMap((set) =>
      (['all', 'fvc'] as const).flatMap((protocol) => {
        const scored = scoreComparator(raw, { comparator, set, protocol, draws });
        return scored === undefined ? [] : [scored];
      }),
    ),
  );
}

type Question = {
  readonly comparator: Comparator;
  readonly set: number | undefined;
  readonly protocol: Protocol;
  readonly draws: number;
};

/** `undefined` where a set has no mated or no non-mated pair. */
function scoreComparator(raw: RawAccuracy, question: Question): ScoredComparator | undefined {
  const { comparator, set, protocol, draws } = question;
  const trials = trialsOf(raw, question);
  const sorted = sortTrials(trials);
  const curve = errorCurve(sorted);
  if (curve === undefined) return undefined;
  const { count } = fingerNumbers(raw, set);
  const [eerInterval, ...fnmrIntervals] = fingerBootstrap(count, draws, seededRandom(raw.seed), (weights) => {
    const drawn = errorCurve(sorted, weights);
    if (drawn === undefined) return [];
    return [equalErrorRate(drawn), ...FALSE_MATCH_RATES.map((rate) => atFalseMatchRate(drawn, rate).fnmr)];
  });
  const atHundredth = atFalseMatchRate(curve, 1e-2).threshold;
  const mated = trials.filter(({ isMated }) => isMated);
  const matedPairs = mated.length;
  const matedFingers = new Set(mated.map(({ probeFinger }) => probeFinger)).size;
  // A pair without a template cannot match, so it shows nothing of how seldom pairs do.
  const nonMatedCompared = trials.filter(
    ({ isMated, score }) => !isMated && score !== Number.NEGATIVE_INFINITY,
  ).length;
  const rateOf = (value: number, interval: Interval | undefined): Rate => ({
    value,
    interval: orRuleOfThree(value, interval ?? [0, 1], matedFingers),
  });
  const nonMatedPairs = trials.length - matedPairs;
  return {
    comparator,
    set: set === undefined ? 'pooled' : raw.sets[set]!.name,
    protocol,
    fingers: count,
    matedPairs,
    nonMatedPairs,
    eer: rateOf(equalErrorRate(curve), eerInterval),
    points: FALSE_MATCH_RATES.map((wantedFmr, index) => {
      const { threshold, fmr, fnmr } = atFalseMatchRate(curve, wantedFmr);
      // Infinity has no form in JSON; above every score says the same.
      const atLeast = Number.isFinite(threshold) ? threshold : Number.MAX_VALUE;
      return {
        wantedFmr,
        threshold: atLeast,
        fmr,
        fnmr: rateOf(fnmr, fnmrIntervals[index]),
        isResolved: isResolved({ rate: wantedFmr, pairs: nonMatedCompared, isNoneSeen: fmr === 0 }),
      };
    }),
    det: thinned(curve),
    rankOne: rankOne(raw, comparator, set),
    discard: discardCurve(
      trials.flatMap(({ isMated, score, quality }) =>
        isMated ? [{ quality, isMatch: score >= atHundredth }] : [],
      ),
    ),
  };
}

/** As many points as a plot can show: at most 240, and every step of the small rates. */
function thinned({ fmr, fnmr }: Curve): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  let last = Number.NEGATIVE_INFINITY;
  fmr.forEach((rate, index) => {
    const position = 40 * Math.log10(Math.max(rate, 1e-9)) + 80 * fnmr[index]!;
    if (rate === 0 && fmr[index + 1] === 0) return;
    if (Math.abs(position - last) < 1) return;
    last = position;
    points.push([rate, fnmr[index]!]);
  });
  return points;
}

function stageTimes({ images }: RawAccuracy): Readonly<Record<string, Times>> {
  const names = [...new Set(images.flatMap(({ stagesMs }) => Object.keys(stagesMs)))];
  const extracted = images.filter(({ defect }) => defect === undefined);
  const total = extracted.map(({ stagesMs }) => Object.values(stagesMs).reduce((sum, each) => sum + each, 0));
  if (total.length === 0) return {};
  return {
    ...Object.fromEntries(
      names.map((name) => [name, timesOf(extracted.map(({ stagesMs }) => stagesMs[name] ?? 0))]),
    ),
    all: timesOf(total),
  };
}
