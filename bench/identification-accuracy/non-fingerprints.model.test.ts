/**
 * A seeded sample, four images of each kind; `npm run bench -- non-fingerprints` does a thousand against a thousand.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const KINDS = 25;
const OF_EACH = 4;

/**
 * What may become of a kind. Drawn lines can look like a finger, and two fingers whose ridges run alike like one; they must be
 * like nobody's.
 */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'line-drawing': ['no-finger-found', 'resolution-mismatch', 'template'],
  text: ['no-finger-found', 'resolution-mismatch', 'template'],
  'two-fingers': ['overlapping-fingers', 'template'],
  'eight-pixels': ['image-too-small'],
  'random-bytes': ['not-an-image'],
  'too-few-pixels-per-inch': ['resolution-unsupported'],
  'half-the-pixels-per-inch': ['resolution-mismatch', 'no-finger-found'],
  'twice-the-pixels-per-inch': ['resolution-mismatch', 'no-finger-found'],
};
const OTHERWISE = ['no-finger-found', 'resolution-mismatch'];

t.test('what is no finger has an outcome of its own and matches nobody', { timeout: 180_000 }, async (t) => {
  const program = fileURLToPath(new URL('./run-non-fingerprints.js', import.meta.url));
  const out = join(t.testdir(), 'result.json');
  const options = [`--images=${KINDS * OF_EACH}`, '--gallery=1000', '--seed=test', `--out=${out}`];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const { byKind, matches, templates } = JSON.parse(stdout.split('\n')[0]!);
  t.equal(Object.keys(byKind).length, KINDS);
  for (const [kind, outcomes] of Object.entries<Record<string, number>>(byKind)) {
    const allowed = OUTCOMES[kind] ?? OTHERWISE;
    for (const outcome of Object.keys(outcomes)) t.ok(allowed.includes(outcome), `${kind}: ${outcome}`);
    t.equal(
      Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      OF_EACH,
      kind,
    );
  }
  const refused = byKind['two-fingers']['overlapping-fingers'];
  t.ok(refused >= OF_EACH / 2, 'fingers that cross are refused');
  t.same(matches, [
    { asked: 0.01, matches: 0 },
    { asked: 0.001, matches: 0 },
  ]);
  t.ok(templates.length > 0, 'the gallery was searched');
  t.ok(templates.length + refused >= OF_EACH, 'with all that two fingers gave, or they were refused');
  const scores = templates.map(({ bestScore }: { bestScore: number }) => bestScore);
  t.comment(`${templates.length} templates, best scores up to ${Math.max(...scores)} nats`);
});
