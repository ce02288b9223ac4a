import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { environmentFacts } from '../environment-facts.js';
import { SCORED_FORMAT, type ScoredScenario, type Series } from '../report/scored-scenario.js';

const PROGRAM = fileURLToPath(new URL('./compare-results.js', import.meta.url));

const series = (name: string): Series => ({
  ...{ name, unit: 'ms', better: 'lower' },
  values: Array.from({ length: 50 }, (_, index) => 100 + (index % 7)),
});

function scored(parts: Partial<ScoredScenario>): ScoredScenario {
  return {
    ...{ format: SCORED_FORMAT, scenario: 'mixed', title: '', represents: '', limits: '', seed: '1' },
    ...{ environment: environmentFacts('test', []), bars: [], sections: [], series: [series('visa')] },
    ...parts,
  };
}

function compare(t: Test, before: object, after: object) {
  const folder = t.testdir({ 'a.json': JSON.stringify(before), 'b.json': JSON.stringify(after) });
  const files = ['a.json', 'b.json'].map((name) => join(folder, name));
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...files], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

t.test('what is not there any more is worse, what is new is told', async (t) => {
  const both = scored({ series: [series('identification'), series('visa')] });
  t.match(compare(t, both, both), { status: 0, stdout: /identification.*no difference shown.*visa/s });
  t.match(compare(t, both, scored({})), { status: 1, stdout: /identification\n {2}measured before and not/ });
  t.match(compare(t, scored({}), both), { status: 0, stdout: /identification\n {2}new: nothing/ });
  t.match(compare(t, both, scored({ series: [] })), { status: 1, stdout: /visa\n {2}measured before/ });
});

t.test('answering fewer is worse, though those who are answered wait no longer', async (t) => {
  const counts = (answered: number) => scored({ counts: [{ name: 'visa, answered', answered, of: 200 }] });
  t.match(compare(t, counts(200), counts(100)), { status: 1, stdout: /200 of 200 -> 100 of 200: worse/ });
  t.match(compare(t, counts(100), counts(200)), { status: 0, stdout: /100 of 200 -> 200 of 200: better/ });
  t.match(compare(t, counts(200), counts(199)), { status: 0, stdout: /199 of 200: no difference shown/ });
  const one = scored({ counts: [{ name: 'visa, answered', answered: 0, of: 1 }] });
  t.match(compare(t, counts(200), one), { status: 0, stdout: /0 of 1: too few values/ });
  t.match(compare(t, counts(200), scored({})), { status: 0 }, 'a file of before they were counted');
});

t.test('other libraries are told, other files refused in a line', async (t) => {
  const { environment } = scored({});
  const of = (version: string) =>
    scored({ environment: { ...environment, libraries: { 'onnxruntime-node': version } } });
  t.match(compare(t, of('1'), of('2')), { status: 0, stdout: /^library onnxruntime-node 1 -> 2$/m });
  for (const other of [{ format: 'another' }, scored({ series: [] })]) {
    const { status, stderr } = compare(t, other, other);
    t.equal(status, 2);
    t.match(stderr, /\nResults of these are compared: identify, queue, /);
    t.notMatch(stderr, /\n {4}at /, 'no stack');
  }
});
