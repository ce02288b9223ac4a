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
