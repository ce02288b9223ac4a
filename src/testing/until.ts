import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/** Resolves once the condition holds; throws where it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += POLL_MS) {
    if (await condition()) return;
    await pause(POLL_MS);
  }
  throw new Error(`did not happen within ${withinMs} ms`);
}
