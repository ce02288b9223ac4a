/**
 * What one matcher does about shards, round by round: it says that it is alive and what it holds, looks who else is, and
 * works out for itself which shards are its own (`assign-shards.ts`). New ones are announced before they are loaded, so
 * that an erasure waits for them too; what is no longer its own it serves until all who shall hold it are ready.
 *
 * A round never waits for a shard to load or to close: the next heartbeat must not be late because of it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { safeError } from '../platform/safe-error.js';
import type {
  LiveMatcher,
  MatcherRegistry,
  MatcherSurvey,
  ReportedShard,
} from '../workflows/ports/operations.js';
import { assignShards } from './assign-shards.js';

/** A shard this process holds, loaded or not. */
export type HeldShard = {
  /** Takes searches where the shard is ready and leaves them to other holders where it is not; says which. */
  refresh(): Promise<Omit<ReportedShard, 'shard'>>;
  /** Finishes the searches in hand; then the shard's files stay for the next start of this process, or are deleted. */
  close(files: 'keep' | 'delete'): Promise<void>;
};

export type HoldShardsOptions<Held extends HeldShard> = {
  readonly matcherId: string;
  /** Least number of matchers per shard. */
  readonly copies: number;
  /** So many shards this process has memory for. */
  readonly shardsMax?: number;
  /** Configuration says which shards these are; nothing is worked out. */
  readonly pinned?: readonly number[];
  readonly registry: Pick<MatcherRegistry, 'report' | 'leave'>;
  /** Resolves when the shard is being loaded. */
  readonly open: (shard: number, shardCount: number) => Promise<Held>;
  readonly log: Log;
};

export type ShardHolder<Held extends HeldShard> = {
  /** One heartbeat; call one after the other, again and again. */
  round(): Promise<void>;
  /** Resolves when what the last round began to open is open; rejects where one cannot be. */
  opened(): Promise<void>;
  /** What is open now, by shard. */
  held(): ReadonlyMap<number, Held>;
  shardCount(): number;
  /** Lets others take over first, where there are others. */
  close(): Promise<void>;
};

type Entry<Held> = {
  readonly opening: Promise<Held>;
  held?: Held;
  /** As last reported. */
  isReady: boolean;
  closing?: Promise<void>;
};

export function holdShards<Held extends HeldShard>(options: HoldShardsOptions<Held>): ShardHolder<Held> {
  const { matcherId, copies, shardsMax, pinned, registry, log } = options;
  let isLeaving = false;
  const me = () => ({
    matcherId,
    isAssigned: pinned === undefined && !isLeaving,
    ...(shardsMax === undefined ? {} : { shardsMax }),
  });
  const entries = new Map<number, Entry<Held>>();
  let shardCount = 0;
  let lastOpened: Promise<unknown> = Promise.resolve();

  async function round(): Promise<void> {
    const survey = await registry.report(me(), await report());
    if (survey.shardCount !== shardCount) return startOver(survey.shardCount);
    const holders = assigned(survey, copies);
    const mine = pinned ?? shardsOf(holders, matcherId);
    // Also while shards move: what is to be let go of needs its memory until others have it.
    const room = pinned === undefined ? (shardsMax ?? shardCount) - entries.size : shardCount;
    const fresh = mine
      .filter((shard) => shard < shardCount && !entries.has(shard))
      .slice(0, Math.max(0, room));
    if (fresh.length > 0) {
      const announced = fresh.map((shard) => ({ shard, isReady: false }));
      await registry.report(me(), [...(await report()), ...announced]);
      lastOpened = Promise.all(fresh.map(open));
      // Each failure is told below; who starts asks for it again.
      lastOpened.catch(() => undefined);
    }
    for (const [shard, entry] of entries) {
      // One that is still loading serves nobody: where many start at once, the first does not load everything.
      const isNeeded = entry.isReady && !areReady(holders[shard]!, shard, survey.alive);
      if (!mine.includes(shard) && !isNeeded) letGo(shard, 'delete');
    }
  }

  /** The gallery has been divided anew, which happens only while this process was taken for dead, or at its start. */
  async function startOver(count: number): Promise<void> {
    await letAllGo('delete');
    shardCount = count;
    return round();
  }

  async function report(): Promise<readonly ReportedShard[]> {
    return Promise.all(
      [...entries].map(async ([shard, entry]) => {
        const { held, closing } = entry;
        if (held === undefined || closing !== undefined) return { shard, isReady: false };
        const refreshed = await held.refresh();
        entry.isReady = refreshed.isReady;
        return { shard, ...refreshed };
      }),
    );
  }

  function open(shard: number): Promise<Held> {
    const opening = options.open(shard, shardCount);
    const entry: Entry<Held> = { opening, isReady: false };
    entries.set(shard, entry);
    opening.then(
      (held) => {
        entry.held = held;
      },
      (error: unknown) => {
        log.error({ shard, error: safeError(error) }, 'a shard cannot be opened, trying again');
        entries.delete(shard);
      },
    );
    return opening;
  }

  function letGo(shard: number, files: 'keep' | 'delete'): void {
    const entry = entries.get(shard);
    if (entry === undefined || entry.closing !== undefined) return;
    log.info({ shard }, 'letting go of a shard');
    entry.closing = closed(entry, files).finally(() => entries.delete(shard));
    // Whoever closes everything waits for it and is told; until then this line is all there is to say.
    entry.closing.catch((error: unknown) =>
      log.error({ shard, error: safeError(error) }, 'a shard could not be closed'),
    );
  }

  async function letAllGo(files: 'keep' | 'delete'): Promise<void> {
    for (const shard of entries.keys()) letGo(shard, files);
    await Promise.all([...entries.values()].map(({ closing }) => closing));
  }

  /** Serves on until others have its shards, where there are others, but not for ever. */
  async function drain(): Promise<void> {
    isLeaving = true;
    for (let waitedMs = 0; waitedMs < LIMITS.matcherDrainMs; waitedMs += LIMITS.matcherHeartbeatMs) {
      const { alive } = await registry.report(me(), await report());
      const others = alive.filter((each) => each.matcherId !== matcherId);
      const isHeldElsewhere = (shard: number) => others.some((other) => isReady(other, shard));
      if (!others.some(({ isAssigned }) => isAssigned) || [...entries.keys()].every(isHeldElsewhere)) return;
      await pause(LIMITS.matcherHeartbeatMs);
    }
  }

  return {
    round,
    opened: async () => {
      await lastOpened;
    },
    held: () =>
      new Map(
        [...entries].flatMap(([shard, { held, closing }]) =>
          held === undefined || closing !== undefined ? [] : [[shard, held] as const],
        ),
      ),
    shardCount: () => shardCount,
    close: async () => {
      // Without PostgreSQL nobody can take over, and this process ends all the same.
      await drain().catch((error: unknown) =>
        log.warn({ error: safeError(error) }, 'shards could not be handed over'),
      );
      await letAllGo('keep');
      await registry.leave(matcherId);
    },
  };
}

async function closed<Held extends HeldShard>(
  { opening }: Entry<Held>,
  files: 'keep' | 'delete',
): Promise<void> {
  // What could not be opened has nothing to close; that it could not be has been said.
  const held = await opening.catch(() => undefined);
  await held?.close(files);
}

function assigned({ shardCount, alive }: MatcherSurvey, copies: number): readonly (readonly string[])[] {
  const matchers = alive.filter(({ isAssigned }) => isAssigned);
  return assignShards({ shardCount, copies, matchers }).holders;
}

function shardsOf(holders: readonly (readonly string[])[], matcherId: string): readonly number[] {
  return holders.flatMap((ofShard, shard) => (ofShard.includes(matcherId) ? [shard] : []));
}

function areReady(holders: readonly string[], shard: number, alive: readonly LiveMatcher[]): boolean {
  return (
    holders.length > 0 &&
    holders.every((holder) => alive.some((each) => each.matcherId === holder && isReady(each, shard)))
  );
}

function isReady({ shards }: LiveMatcher, shard: number): boolean {
  return shards.some((held) => held.shard === shard && held.isReady);
}
