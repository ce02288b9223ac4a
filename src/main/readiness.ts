/**
 * What `/readyz` answers. Each part of a process registers a check; all run at once, none longer than two seconds, and
 * the process is ready when every part is. Details name states, never a person or an address with credentials.
 */
import { OperationalError } from '../platform/operational-error.js';
import { orLate } from '../platform/time-limit.js';

export type PartReadiness = { readonly ready: boolean; readonly [detail: string]: unknown };

export type ReadinessReport = {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, PartReadiness>>;
};

export type Readiness = {
  register(part: string, check: () => Promise<PartReadiness> | PartReadiness): void;
  report(): Promise<ReadinessReport>;
};

const CHECK_MS_MAX = 2000;

export function createReadiness(): Readiness {
  const checks = new Map<string, () => Promise<PartReadiness> | PartReadiness>();
  return {
    register: (part, check) => checks.set(part, check),
    async report() {
      const entries = await Promise.all(
        [...checks].map(async ([part, check]) => [part, await examine(check)] as const),
      );
      return { ready: entries.every(([, { ready }]) => ready), parts: Object.fromEntries(entries) };
    },
  };
}

/** For parts that answer a ping or throw. */
export function pinged(ping: () => Promise<void>): () => Promise<PartReadiness> {
  return async () => {
    await ping();
    return { ready: true };
  };
}

async function examine(check: () => Promise<PartReadiness> | PartReadiness): Promise<PartReadiness> {
  try {
    const work = Promise.resolve().then(check);
    return await orLate(work, CHECK_MS_MAX, () => ({ ready: false, reason: 'no answer in time' }));
  } catch (error) {
    return { ready: false, reason: error instanceof OperationalError ? error.code : 'failed' };
  }
}
