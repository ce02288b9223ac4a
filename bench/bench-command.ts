/**
 * `npm run bench`: a first report, some scenarios with small settings on one page, within ten minutes on two cores.
 * `npm run bench -- list`: what there is. `npm run bench -- all [--quick]`: every scenario that is not `apart`, with its
 * defaults or with small settings, on one page. `npm run bench -- NAME [--quick] [OPTION ...]`: one scenario.
 * `npm run bench -- compare A.json B.json`: two scored results beside each other.
 *
 * Each step is a process of its own with files between, so that a step can be repeated alone and nothing of one is left
 * in the next. Options go to the first step. One benchmark at a time: two would measure each other. Told to stop, it tells
 * the step and waits until that has closed its servers: who begins the next must find the machine quiet.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';
import { onEverySignal, type StopSignal } from './hub/stop-signals.js';
import { isScored } from './report/scored-scenario.js';
import { COMPARABLE, SCENARIOS, type Scenario, type Step } from './scenarios.js';

const LOCK = join(tmpdir(), 'open-biometric-identity-hub-bench.lock');

const REPORT: Step = { program: 'report/report-scored.js', writesFile: true };
const COMPARE: Step = { program: 'compare/compare-results.js', writesFile: false };

let running: ChildProcess | undefined;
let stoppedBy: StopSignal | undefined;
onEverySignal((signal) => {
  stoppedBy = signal;
  running?.kill(signal);
});

const [name, ...given] = process.argv.slice(2);
const scenario = SCENARIOS.find((each) => each.name === name);
if (scenario !== undefined)
  process.exitCode = await whileLocked(async () => (await runScenario(scenario, given)).code);
else if (name === undefined) process.exitCode = await whileLocked(() => runSeveral('first'));
else if (name === 'all' && given.every((option) => option === '--quick'))
  process.exitCode = await whileLocked(() => runSeveral('all', given));
else if (name === '--help') console.log(listing());
else if (name === 'all' || name.startsWith('--')) {
  console.error('Several scenarios take no options of their own, and all of them only --quick.');
  process.exitCode = 2;
} else if (name === 'compare') process.exitCode = (await runStep(COMPARE, given)).code;
else {
  if (name !== 'list') console.error(`There is no scenario "${name}".\n`);
  console.log(listing());
  if (name !== 'list') process.exitCode = 2;
}

function listing(): string {
  const parts = SCENARIOS.map(
    ({ name, represents, limits, minutes, apart }) =>
      `${name}${apart ? ' (only by name)' : ''}\n  ${represents}\n  Limits: ${limits}\n  Minutes: ${minutes}`,
  );
  return [
    'npm run bench                                       a first report of some of these, within ten minutes',
    'npm run bench -- all [--quick]                      all but those only by name, with their defaults or small',
    'npm run bench -- SCENARIO [--quick] [OPTION ...]',
    'npm run bench -- compare A.scored.json B.scored.json [--force]',
    '',
    ...parts.flatMap((part) => [part, '']),
    'Results are written to bench/results/ as raw file, scored file and HTML page. `SCENARIO --help`',
    'lists the options of a scenario.',
    COMPARABLE,
  ].join('\n');
}

type Ran = { readonly code: number; readonly files: readonly string[] };

async function runScenario({ steps, quick }: Scenario, given: readonly string[]): Promise<Ran> {
  const options = given.includes('--quick')
    ? [...quick, ...given.filter((option) => option !== '--quick')]
    : given;
  if (given.includes('--help')) return { code: (await runStep(steps[0]!, ['--help'])).code, files: [] };
  const files: string[] = [];
  let arguments_ = options;
  for (const step of steps) {
    const { code, lastLine } = await runStep(step, arguments_);
    if (code !== 0) return { code, files };
    files.push(lastLine);
    arguments_ = [lastLine];
  }
  return { code: 0, files };
}

/** One after the other, then all of them on one page; what fails is said and left out of it. */
async function runSeveral(which: 'first' | 'all', given: readonly string[] = []): Promise<number> {
  const startedAt = performance.now();
  const scored: string[] = [];
  const failed: string[] = [];
  const chosen = SCENARIOS.flatMap((each) => {
    const options = which === 'first' ? each.first : each.apart ? undefined : given;
    return options === undefined ? [] : [{ each, options }];
  });
  for (const [index, { each, options }] of chosen.entries()) {
    console.error(`\n${each.name} (${index + 1} of ${chosen.length}): ${each.minutes} minutes by itself`);
    const { code, files } = await runScenario(each, options);
    const file = code === 0 ? await commonForm(each, files[1]!) : undefined;
    if (file === undefined) failed.push(each.name);
    else scored.push(file);
  }
  if (failed.length > 0) console.error(`\nNot measured, see above: ${failed.join(', ')}.`);
  if (scored.length === 0) return 1;
  const day = new Date().toISOString().replaceAll(':', '');
  const out = join(PACKAGE_ROOT, 'bench', 'results', `${which}-report-${day}.html`);
  const { code } = await runStep(REPORT, [...scored, `--out=${out}`]);
  console.error(
    `\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes. Open the page in a browser.`,
  );
  return failed.length > 0 ? 1 : code;
}

/** Path of the scored file in the form all pages share; undefined where that cannot be made of it. */
async function commonForm({ summary }: Scenario, file: string): Promise<string | undefined> {
  if (summary === undefined) return isScored(file) ? file : undefined;
  const { code, lastLine } = await runStep({ program: summary, writesFile: true }, [file]);
  return code === 0 ? lastLine : undefined;
}

function runStep(
  step: Step,
  options: readonly string[],
): Promise<{ readonly code: number; readonly lastLine: string }> {
  if (stoppedBy !== undefined) return Promise.resolve({ code: 1, lastLine: '' });
  const program = fileURLToPath(new URL(step.program, import.meta.url));
  const child = spawn(process.execPath, [program, ...options], { stdio: ['inherit', 'pipe', 'inherit'] });
  running = child;
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    printed += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 1, lastLine: printed.trim().split('\n').at(-1) ?? '' }),
    );
  });
}

async function whileLocked(work: () => Promise<number>): Promise<number> {
  const other = takeLock();
  if (other !== undefined) {
    console.error(`Another benchmark runs on this machine (process ${other}); two would measure each other.`);
    return 1;
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** The process that holds the lock; a lock whose process is gone is taken over. */
function takeLock(): number | undefined {
  for (const isLastTry of [false, true]) {
    try {
      const file = openSync(LOCK, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(LOCK, 'utf8'));
      if (isLastTry || isAlive(holder)) return holder;
      rmSync(LOCK, { force: true });
    }
  }
  return undefined;
}

function isAlive(process_: number): boolean {
  try {
    return process_ > 0 && process.kill(process_, 0);
  } catch {
    return false;
  }
}
