import { setTimeout as delay } from 'node:timers/promises';
import type { RunningHub } from './start-hub.js';

/** Jobs that wait or are under way, by queue, as the hub counts them itself; undefined where it does not answer. */
export async function readUnfinished(
  hub: Pick<RunningHub, 'url' | 'tokens'>,
): Promise<Readonly<Record<string, number>> | undefined> {
  const answer = await fetch(`${hub.url}/metrics`, {
    headers: { authorization: `Bearer ${hub.tokens['hub-operator']}` },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).catch(() => undefined);
  return answer?.ok ? parseUnfinished(await answer.text()) : undefined;
}

const ANSWER_MS_MAX = 5_000;

/**
 * Until no job waits or is under way, twice in turn: what a load leaves behind when its callers stop must not be counted to the
 * next. Gives up after `IDLE_MS_MAX`; says whether the hub came to rest.
 */
export async function untilIdle(
  hub: Pick<RunningHub, 'url' | 'tokens'>,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + IDLE_MS_MAX;
  for (let idle = 0; performance.now() < until; ) {
    await delay(IDLE_EVERY_MS, undefined, { signal });
    const unfinished = await readUnfinished(hub);
    const isIdle = unfinished !== undefined && Object.values(unfinished).every((jobs) => jobs === 0);
    idle = isIdle ? idle + 1 : 0;
    if (idle === IDLE_READINGS) return true;
  }
  return false;
}

const IDLE_MS_MAX = 60_000;
const IDLE_EVERY_MS = 500;
const IDLE_READINGS = 2;

/** Whatever else the series are told apart by is added up. */
export function parseUnfinished(text: string): Readonly<Record<string, number>> {
  const unfinished: Record<string, number> = {};
  for (const [, labels, value] of text.matchAll(/^hub_queue_jobs\{([^}]*)\} ([\d.e+]+)$/gm)) {
    if (!/state="(waiting|active)"/.test(labels!)) continue;
    const queue = /queue="([^"]*)"/.exec(labels!)?.[1] ?? '';
    unfinished[queue] = (unfinished[queue] ?? 0) + Number(value);
  }
  return unfinished;
}
