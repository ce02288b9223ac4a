/**
 * Which processes of the hub run, and which of them shall take no new jobs, in Redis: one hash of reports, one of
 * wishes. A process that dies leaves its last report, which is shown as gone until it is forgotten. What is kept are
 * counts and states; nothing is of a person.
 */
import type { Clock } from '../platform/clock.js';
import { LIMITS } from '../platform/limits.js';
import type { ProcessBoard, ProcessReport, SeenProcess } from '../workflows/ports/operation.js';
import { answered, type RedisConnection, requireRedis } from './redis-connection.js';

export function createProcessBoard(options: {
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}): ProcessBoard {
  const { redis, clock } = options;
  const reports = `${options.prefix}:processes`;
  const drains = `${options.prefix}:process-drains`;

  async function forget(processIds: readonly string[]): Promise<void> {
    if (processIds.length === 0) return;
    await redis.hDel(reports, [...processIds]);
    await redis.hDel(drains, [...processIds]);
  }

  const asked = <T>(ask: () => Promise<T>): Promise<T> => {
    requireRedis(redis);
    return answered(redis, ask);
  };

  return {
    report: async (report) =>
      asked(async () => {
        const kept: Kept = { seenAtMs: clock.nowMs(), report };
        await redis.hSet(reports, report.processId, JSON.stringify(kept));
        return { isDraining: (await redis.hGet(drains, report.processId)) !== null };
      }),
    list: async () =>
      asked(async () => {
        const [all, draining] = await Promise.all([redis.hGetAll(reports), redis.hKeys(drains)]);
        const seen = Object.entries(all).map(([processId, text]) => ({
          ...(JSON.parse(text) as Kept),
          isDraining: draining.includes(processId),
        }));
        const isForgotten = ({ seenAtMs }: SeenProcess) =>
          seenAtMs < clock.nowMs() - LIMITS.processForgottenMs;
        await forget(seen.filter(isForgotten).map(({ report }) => report.processId));
        return seen.filter((each) => !isForgotten(each)).sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
      }),
    setDraining: async (processId, isDraining) =>
      asked(async () => {
        if ((await redis.hExists(reports, processId)) !== 1) return false;
        if (isDraining) await redis.hSet(drains, processId, '1');
        else await redis.hDel(drains, processId);
        return true;
      }),
    leave: async (processId) => asked(() => forget([processId])),
  };
}

type Kept = { readonly seenAtMs: number; readonly report: ProcessReport };

/** The oldest first; of those that started in one second the order stays the same too. */
function ageOf({ report }: SeenProcess): string {
  return `${report.startedAt} ${report.processId}`;
}
