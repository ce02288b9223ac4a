/** A benchmark of a whole hub, from its run to its page, as small as it gets. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Test } from 'tap';
import type { ScoredScenario } from './report/scored-scenario.js';

export const BENCH_COMMAND = fileURLToPath(new URL('./bench-command.js', import.meta.url));

/** One test a scenario of what it takes to be tiny. */
export function testTiny(t: Pick<Test, 'test'>, options: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, own] of Object.entries(options)) {
    t.test(`${name}, from the run to the page`, { timeout: 300_000 }, async (t) => {
      const { scored } = await runTiny(t, name, own);
      t.ok(scored.series.length > 0);
    });
  }
}

/** Runs it with these options, looks at what it wrote, and gives back what was measured. */
export async function runTiny<Raw>(
  t: Test,
  name: string,
  options: readonly string[],
): Promise<{ readonly raw: Raw; readonly scored: ScoredScenario }> {
  const out = join(t.testdir(), 'raw.json');
  const arguments_ = [BENCH_COMMAND, name, ...options, `--out=${out}`];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env: locksApart(t) });
  const [, scoredFile, pageFile] = stdout.trim().split('\n');
  const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredScenario;
  t.match(scored, { scenario: name, seed: '1', environment: { commit: String, command: String } });
  t.ok(scored.series.every(({ values }) => values.length > 0 && values.every((value) => value >= 0)));
  const page = await readFile(pageFile!, 'utf8');
  t.notMatch(page, /<script|href=|src=|>NaN|>undefined|Infinity/, 'the page needs nothing else');
  const raw = await readFile(out, 'utf8');
  t.notMatch(raw, /Bearer|eyJ|hub-bench-|shared/, 'neither tokens nor places of the machine');
  return { raw: JSON.parse(raw) as Raw, scored };
}

/** Whoever measures on the same machine at this moment is none of the tests' concern. */
export function locksApart(t: { readonly teardown: (remove: () => void) => void }) {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'bench-test-'));
  chmodSync(TMPDIR, 0o755);
  t.teardown(() => rmSync(TMPDIR, { recursive: true, force: true }));
  return { ...process.env, TMPDIR };
}
