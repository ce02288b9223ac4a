/**
 * The frame of a run: says what it does on standard error, ends by itself after a limit whatever hangs, stops what it
 * started, writes one raw file and prints its path. A run that was stopped or came to its limit writes none: what it has
 * measured would be scored as the whole.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { type EnvironmentFacts, environmentFacts } from '../environment-facts.js';
import { onStopSignal } from './stop-signals.js';

export type RunContext = {
  readonly environment: EnvironmentFacts;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
};

export async function runScenario(
  options: {
    readonly name: string;
    readonly out: string | undefined;
    readonly minutesMax: number;
    readonly libraries: readonly string[];
  },
  measure: (context: RunContext) => Promise<object>,
): Promise<never> {
  const { name, minutesMax } = options;
  // Without places of this machine.
  const given = process.argv
    .slice(2)
    .join(' ')
    .replace(/ ?--(out|face-models)[= ]\S+/g, '');
  const command = `run-${name} ${given.trim()}`.trim();
  const environment = environmentFacts(command, options.libraries);
  const out =
    options.out ??
    join(PACKAGE_ROOT, 'bench', 'results', `${name}-${environment.startedAt.replaceAll(':', '')}.json`);
  const stop = new AbortController();
  onStopSignal((signal) => stop.abort(new Error(`stopped by ${signal}`)));
  const late = setTimeout(
    () => stop.abort(new Error(`not done after ${minutesMax} minutes`)),
    minutesMax * 60_000,
  );
  const report = (line: string) =>
    console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);
  try {
    const raw = await measure({ environment, signal: stop.signal, report });
    stop.signal.throwIfAborted();
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, JSON.stringify(raw));
    console.log(out);
  } catch (caught) {
    // What fails because it was stopped says less than what stopped it.
    const error: unknown = stop.signal.aborted ? stop.signal.reason : caught;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  clearTimeout(late);
  process.exit();
}

/** `--name 1,2,3` as numbers above zero. */
export function wholeNumbers(list: string): readonly number[] {
  const numbers = list.split(',').map(Number);
  if (numbers.every((each) => Number.isInteger(each) && each > 0)) return numbers;
  throw new Error(`"${list}" is not a list of whole numbers above zero`);
}
