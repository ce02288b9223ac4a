/**
 * Two scored results beside each other: for each thing both measured the medians with the interval of their ratio, a rank
 * test and the size of the effect; how many requests were answered on either side; what only one side has. Refuses where
 * machine, command or seed differ, unless told to go on.
 *
 *   node dist/bench/compare/compare-results.js BEFORE.scored.json AFTER.scored.json [--force] [--json]
 *
 * Requests of one run are not independent of each other, so intervals are narrower than the truth: a difference that
 * matters should show in a second pair of runs too. Exit code 1 where something got worse, fewer requests were answered,
 * or what was measured before is not there any more, as is what nobody was answered of; what is new is told only.
 */
import { parseOptions, refuseUse } from '../parse-options.js';
import { readScored, type ScoredScenario } from '../report/scored-scenario.js';
import { COMPARABLE } from '../scenarios.js';
import { differences, onOneSide, otherLibraries } from './comparable.js';
import { type Comparison, compareShares, compareValues } from './statistics.js';

const { values, positionals } = parseOptions(
  {
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  },
  'BEFORE.scored.json AFTER.scored.json',
);
const [beforeFile, afterFile] = positionals;
if (beforeFile === undefined || afterFile === undefined || positionals.length > 2)
  refuseUse('Name two scored files: what was before, and what is now.');
const before = read(beforeFile);
const after = read(afterFile);
const reasons = differences(before, after);
if (reasons.length > 0) {
  console.error(`Measured under different conditions:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
  if (!values.force) {
    console.error('Not compared. --force compares all the same.');
    process.exit(2);
  }
}
const compared = before.series.flatMap((series) => {
  const other = after.series.find(({ name }) => name === series.name);
  if (other === undefined) return [];
  const { name, unit, better } = series;
  return [{ name, unit, ...compareValues(series.values, other.values, { better, seed: name }) }];
});
const counted = (before.counts ?? []).flatMap((count) => {
  const other = after.counts?.find(({ name }) => name === count.name);
  return other === undefined
    ? []
    : [{ name: count.name, before: count, after: other, verdict: compareShares(count, other) }];
});
const series = onOneSide(before.series, after.series);
// Files of before requests were counted have none: nothing has gone or come.
const counts =
  before.counts && after.counts ? onOneSide(before.counts, after.counts) : { gone: [], added: [] };
const gone = [...series.gone, ...counts.gone];
const added = [...series.added, ...counts.added];
if (compared.length === 0 && gone.length === 0)
  refuseUse(`The two results have measured nothing in common.\n${COMPARABLE}`);
if (values.json) console.log(JSON.stringify({ compared, counted, gone, added }, undefined, 1));
else {
  console.log(`before  ${before.environment.commit}  ${before.environment.startedAt}`);
  console.log(`after   ${after.environment.commit}  ${after.environment.startedAt}`);
  for (const library of otherLibraries(before, after)) console.log(`library ${library}`);
  console.log('');
  for (const each of compared) console.log(line(each));
  for (const { name, before, after, verdict } of counted)
    console.log(
      `${name}\n  ${before.answered} of ${before.of} -> ${after.answered} of ${after.of}: ${verdict}`,
    );
  for (const name of gone) console.log(`${name}\n  measured before and not there any more: worse`);
  for (const name of added) console.log(`${name}\n  new: nothing to compare with`);
}
const isWorse = [...compared, ...counted].some(({ verdict }) => verdict === 'worse');
process.exitCode = isWorse || gone.length > 0 ? 1 : 0;

function read(file: string): ScoredScenario {
  try {
    return readScored(file);
  } catch (error) {
    return refuseUse(`${error instanceof Error ? error.message : error}\n${COMPARABLE}`);
  }
}

function line({
  name,
  unit,
  ...found
}: Comparison & { readonly name: string; readonly unit: string }): string {
  const { before, after, ratio, ratioInterval, pValue, effect, verdict } = found;
  const figure = (value: number) => value.toPrecision(3);
  return [
    `${name}`,
    `  median ${figure(before.median)} -> ${figure(after.median)} ${unit}, p95 ${figure(before.p95)} -> ${figure(after.p95)} (${before.count} and ${after.count} values)`,
    `  ratio ${ratio.toFixed(3)} (95 %: ${ratioInterval.map((each) => each.toFixed(3)).join(' to ')}), p = ${pValue.toPrecision(2)}, effect ${effect.toFixed(2)}: ${verdict}`,
  ].join('\n');
}
