/** A few fingers; the figures of the documents are of hundreds (`run-mirrored.ts`). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const FINGERS = 4;

t.test('mirrored images match nobody and are told, others are not', { timeout: 180_000 }, async (t) => {
  const program = fileURLToPath(new URL('./run-mirrored.js', import.meta.url));
  const options = [
    `--fingers=${FINGERS}`,
    '--gallery=200',
    '--seed=test',
    `--out=${join(t.testdir(), 'result.json')}`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const { usable, verification, search } = JSON.parse(stdout.split('\n')[0]!);
  t.equal(usable, FINGERS);
  for (const { mates, matesMirrored, strangers } of [verification, search]) {
    t.match(mates, { toldMirrored: 0 });
    t.match(matesMirrored, { matches: 0, toldMirrored: FINGERS });
    t.match(strangers, { matches: 0, toldMirrored: 0 });
  }
  t.equal(search.matesMirrored.mateFound, FINGERS, 'by the person whose finger it is');
});
