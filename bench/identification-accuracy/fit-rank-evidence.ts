/**
 * Fits what a place in the list of the first stage is worth (`src/matching/rank-evidence.ts`) on searches of one finger of held-out
 * synthetic fingers, and writes the constants.
 *
 *   node dist/bench/identification-accuracy/fit-rank-evidence.js RAW.json [RAW.json ...] [--write] [--note TEXT]
 *
 * RAW is a file of `run-identification --fingers 1 --sizes all --second-stage 200`, of fingers that no training saw and that
 * measure nothing. Over all strangers whom the second stage compared: logistic regression of whether the score of both
 * stages reaches t, on ln(N / r), at the highest t that `EVENTS_MIN` of them reach. Thresholds are higher; the
 * excess at other t is printed, and has to be much the same. Several files are pooled; of too few strangers the excess is printed,
 * and nothing fitted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { fitLogistic } from './fit-logistic.js';
import { RAW_FORMAT, type RawIdentification } from './raw-identification.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, note: { type: 'string', default: '' } },
});
if (positionals.length === 0) throw new Error('name the raw file to fit on');
const raws = positionals.map((file) => JSON.parse(readFileSync(file, 'utf8')) as RawIdentification);
if (raws.some(({ format }) => format !== RAW_FORMAT)) throw new Error('a file is not of this benchmark');
const EVENTS_MIN = 1500;
/** Nats; below, most strangers are alike whatever their place. */
const SCORE_MIN = 5;
const SCORES = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** One compared stranger. */
type Compared = { readonly score: number; readonly place: number; readonly octave: number };

const searches = raws
  .flatMap(({ galleries }) => galleries)
  .filter(({ fingers }) => fingers === 1)
  .flatMap(({ persons, searches: own }) => own.map(({ both }) => ({ persons, both })));
const compared: readonly Compared[] = searches.flatMap(({ persons, both }) =>
  both.map((score, index) => ({
    score,
    place: Math.log(persons / (index + 1)),
    octave: Math.floor(Math.log2(index + 1)),
  })),
);
SCORES.forEach(describe);
const reaching = (t: number) => compared.filter(({ score }) => score >= t).length;
const fitAt = [...SCORES].reverse().find((t) => reaching(t) >= EVENTS_MIN);
if (fitAt === undefined || fitAt < SCORE_MIN)
  console.error(`nothing fitted: too few strangers reach ${SCORE_MIN} nats`);
else fitAtScore(fitAt);

function fitAtScore(t: number): void {
  const rows = compared.map(({ score, place }) => ({
    x: Float64Array.of(1, place),
    isPositive: score >= t,
    weight: 1,
  }));
  const [cost, slope] = fitLogistic(rows, 0);
  const module_ = moduleOf(t, { share: 1 - Math.max(0, slope!), cost: Math.max(0, cost! + t) });
  if (!values.write) {
    console.log(module_);
    return;
  }
  const path = join(PACKAGE_ROOT, 'src', 'matching', 'rank-calibration.ts');
  writeFileSync(path, module_);
  console.log(path);
}

/** How many nats more often than exp(-t) strangers of each octave of places reach t. */
function describe(t: number): void {
  const octaves = [...new Set(compared.map(({ octave }) => octave))].sort((a, b) => a - b);
  const excess = octaves.map((octave) => {
    const own = compared.filter((each) => each.octave === octave);
    const events = own.filter(({ score }) => score >= t).length;
    return `${2 ** octave}: ${events === 0 ? 'none' : (Math.log(events / own.length) + t).toFixed(2)} (${events})`;
  });
  console.error(`excess at ${t} nats by place: ${excess.join(', ')}`);
}

function moduleOf(t: number, { share, cost }: { readonly share: number; readonly cost: number }): string {
  const { chain, galleries } = raws[0]!;
  return `/**
 * Written by \`fit-rank-evidence\` (bench/identification-accuracy), not by hand.
 *
 * Chain: ${chain.replace(/ (?=fingerprint)/g, '\n *   ')}
 * Logistic regression at ${t} nats, which ${reaching(t)} of ${compared.length} strangers reach whom ${searches.length} searches of one synthetic finger among
 * ${galleries[0]!.persons} put first. ${values.note}
 */

/** What of ln(N / r) counts for place r of N. */
export const PLACE_SHARE = ${share.toFixed(2)};

/** Nats: how much more often than others strangers of the first places have a score, wherever they stand. */
export const PLACE_COST = ${cost.toFixed(2)};
`;
}
