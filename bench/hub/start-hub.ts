/**
 * The hub as `npm start` runs it, a process of its own, on services the benchmark keeps. Its standard output is read for
 * nothing but its end; its address and its tokens come from where `npm run demo` finds them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DevelopmentTokens } from '../../src/main/development-tokens.js';
import type { PrivateServices } from './private-services.js';

export type RunningHub = {
  readonly url: string;
  readonly tokens: DevelopmentTokens;
  readonly processId: number;
  /** From the start of the process until it answers searches. */
  readonly startMs: number;
  stop(): Promise<void>;
};

const START_MS_MAX = 900_000;
const STOP_MS_MAX = 60_000;
const PROGRAM = fileURLToPath(new URL('../../src/main/all.js', import.meta.url));
/** What the shell of whoever runs the benchmark sets for a hub of their own is not for this one. */
const NOT_INHERITED = /^(HUB_|OTEL_|DATABASE_URL$|REDIS_URL$|NODE_OPTIONS$|TAP)/;

export async function startHub(
  services: Pick<PrivateServices, 'databaseUrl' | 'redisUrl' | 'hubData' | 'closers'>,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningHub> {
  const startedAt = performance.now();
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      ...Object.fromEntries(inherited),
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      HUB_DATA: services.hubData,
      HUB_PORT: '0',
      HUB_DEMONSTRATION: 'off',
      HUB_LOG_LEVEL: 'error',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const words: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  let stopping: Promise<void> | undefined;
  child.once('exit', (code, signal) => {
    if (stopping === undefined)
      console.error(
        `The hub ended by itself (${signal ?? code}): ${Buffer.concat(words).toString('utf8').trim()}`,
      );
  });
  const stop = () => {
    stopping ??= end(child);
    return stopping;
  };
  services.closers.add('hub', stop);
  const file = join(services.hubData, 'hub.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The hub did not start: ${Buffer.concat(words).toString('utf8').trim()}`);
    if (performance.now() - startedAt > START_MS_MAX) throw new Error('The hub did not start in time.');
    await pause(20);
  }
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string };
  await until(async () => (await fetch(`${url}/healthz`)).ok, startedAt);
  const tokens = JSON.parse(readFileSync(join(services.hubData, 'tokens.json'), 'utf8')) as DevelopmentTokens;
  return { url, tokens, processId: child.pid!, startMs: performance.now() - startedAt, stop };
}

async function until(isSo: () => Promise<boolean>, startedAt: number): Promise<void> {
  while (!(await isSo().catch(() => false))) {
    if (performance.now() - startedAt > START_MS_MAX) throw new Error('The hub does not answer.');
    await pause(20);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await gone;
  clearTimeout(late);
}
