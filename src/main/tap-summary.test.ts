import t from 'tap';
import { createTapSummary } from './tap-summary.js';

const OUTPUT = `TAP version 14
1..2
# Subtest: dist/a.test.js
    # Subtest: inner
        ok 1 - fine
        1..1
    ok 1 - inner # time=1ms
    # without ../shared
    1..1
ok 1 - dist/a.test.js # time=1500.5ms

# Subtest: dist/b.test.js
    ok 1 - fine
    not ok 2 - should be equal
      ---
      diff: one
      ...
    ok 3 - fine
    1..3
    # { total: 3, pass: 2, fail: 1 }
not ok 2 - dist/b.test.js # time=20ms
  ---
  exitCode: 1
  ...

# { total: 4, pass: 3, fail: 1 }
# time=1600ms`;

t.test('a line per file, the failures, the counts of tap', async (t) => {
  const printed: string[] = [];
  const summary = createTapSummary((line) => printed.push(line));
  for (const line of OUTPUT.split('\n')) summary.add(line);
  t.same(summary.counts(), { passed: 3, failed: 1 });
  t.same(printed, [
    'ok     dist/a.test.js (1.5 s)',
    '       # without ../shared',
    'not ok dist/b.test.js (0.0 s)',
    '    not ok 2 - should be equal',
    '      ---',
    '      diff: one',
    '      ...',
  ]);
});

t.test('no output, no passes', async (t) => {
  t.same(createTapSummary(() => {}).counts(), { passed: 0, failed: 0 });
});
