/**
 * Two scored results beside each other: for each thing both measured the medians with the interval of their ratio, a rank
 * test and the size of the effect. Refuses where machine, command or seed differ, unless told to go on.
 *
 *   node dist/bench/compare/compare-results.js BEFORE.scored.json AFTER.scored.json [--force] [--json]
 *
 * Requests of one run are not independent of each other, so intervals are narrower than the truth: a difference that
 * matters should show in a second pair of runs too. Exit code 1 where something got worse.
 */
import { parseOptions } from '../parse-options.js';
import { readScored } from '../report/scored-scenario.js';
import { differences } from './comparable.js';
import { type Comparison, compareValues } from './statistics.js';

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const [beforeFile, afterFile] = positionals;
if (beforeFile === undefined || afterFile === undefined || positionals.length > 2) {
  console.error('Name two scored files: what was before, and what is now.');
  process.exit(2);
}
const before = readScored(beforeFile);
const after = readScored(afterFile);
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
if (compared.length === 0) {
  console.error('The two results have measured nothing in common.');
  process.exit(2);
}
if (values.json) console.log(JSON.stringify(compared, undefined, 1));
else {
  console.log(`before  ${before.environment.commit}  ${before.environment.startedAt}`);
  console.log(`after   ${after.environment.commit}  ${after.environment.startedAt}\n`);
  for (const each of compared) console.log(line(each));
}
process.exitCode = compared.some(({ verdict }) => verdict === 'worse') ? 1 : 0;

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
