import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';
import { libraryVersion } from './library-version.js';

/** What a result names so that somebody else can judge and repeat it. */
export type EnvironmentFacts = {
  readonly startedAt: string;
  readonly command: string;
  /** Commit the sources came from, with `+` where files had been changed since; `unknown` outside a clone. */
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly libraries: Readonly<Record<string, string>>;
  /** Processes that ran or wanted to in the minute before: above 0 something else had a part in the figures. */
  readonly loadBefore: number;
};

export function environmentFacts(command: string, libraries: readonly string[]): EnvironmentFacts {
  return {
    startedAt: new Date().toISOString(),
    command,
    commit: commit(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    libraries: Object.fromEntries(libraries.map((name) => [name, libraryVersion(name)])),
    loadBefore: loadavg()[0]!,
  };
}

function commit(): string {
  const git = (...options: readonly string[]) =>
    execFileSync('git', options, {
      cwd: PACKAGE_ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
