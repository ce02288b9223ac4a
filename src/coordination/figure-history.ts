/**
 * The last hours of the hub's figures: a bounded list in Redis. Several processes append to it; whoever comes first in a
 * turn does. Figures only, nothing of persons.
 */
import type { FigureHistory } from '../workflows/ports/operation.js';
import { answered, type RedisConnection, requireRedis } from './redis-connection.js';

export function createFigureHistory(options: {
  readonly redis: RedisConnection;
  readonly prefix: string;
}): FigureHistory {
  const { redis } = options;
  const points = `${options.prefix}:figure-history`;
  const turn = `${options.prefix}:figure-history-turn`;
  return {
    async append(point, { everyMs, pointsMax }) {
      requireRedis(redis);
      // A little less than the interval, so that a turn is not lost to a timer that comes a moment early.
      const turnMs = Math.floor(everyMs * 0.9);
      await answered(redis, async () => {
        const isMine = await redis.set(turn, '1', { PX: turnMs, NX: true });
        if (isMine === null) return;
        await redis.multi().rPush(points, point).lTrim(points, -pointsMax, -1).exec();
      });
    },
    async read() {
      requireRedis(redis);
      return answered(redis, () => redis.lRange(points, 0, -1));
    },
  };
}
