/**
 * `npm run bench`: lists the scenarios. `npm run bench -- NAME [--quick] [OPTION ...]`: runs one, each step a process
 * of its own with files between, so that a step can be repeated alone and nothing of one is left in the next. Options
 * go to the first step. One benchmark at a time: two would measure each other.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SCENARIOS, type Scenario, type Step } from './scenarios.js';

const LOCK = join(tmpdir(), 'open-biometric-identity-hub-bench.lock');

const [name, ...given] = process.argv.slice(2);
const scenario = SCENARIOS.find((each) => each.name === name);
if (scenario !== undefined) process.exitCode = await whileLocked(() => runScenario(scenario, given));
else {
  if (name !== undefined) console.error(`There is no scenario "${name}".\n`);
  console.log(listing());
  if (name !== undefined) process.exitCode = 2;
}

function listing(): string {
  const parts = SCENARIOS.map(
    ({ name, represents, limits, minutes }) =>
      `${name}\n  ${represents}\n  Limits: ${limits}\n  Minutes: ${minutes}`,
  );
  return [
    'npm run bench -- SCENARIO [--quick] [OPTION ...]',
    '',
    ...parts.flatMap((part) => [part, '']),
    'Results are written to bench/results/ as raw file, scored file and HTML page. Options of a scenario stand at the',
    'head of its first program below bench/.',
  ].join('\n');
}

async function runScenario({ steps, quick }: Scenario, given: readonly string[]): Promise<number> {
  const options = given.includes('--quick')
    ? [...quick, ...given.filter((option) => option !== '--quick')]
    : given;
  let arguments_ = options;
  for (const step of steps) {
    const { code, lastLine } = await runStep(step, arguments_);
    if (code !== 0) return code;
    arguments_ = [lastLine];
  }
  return 0;
}

function runStep(
  step: Step,
  options: readonly string[],
): Promise<{ readonly code: number; readonly lastLine: string }> {
  const program = fileURLToPath(new URL(step.program, import.meta.url));
  const child = spawn(process.execPath, [program, ...options], { stdio: ['inherit', 'pipe', 'inherit'] });
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
