/**
 * What this process has just written down elsewhere and will most likely read again in a moment, so that it need not be
 * read from there. Forgets at every taking, after `keepMs`, and the oldest first where `bytesMax` is passed: whoever finds
 * nothing here reads what was written.
 */
export type ShortMemory<Value> = {
  /** `bytes`: about what it takes; one that takes more than there is room for is not kept. */
  keep(key: string, value: Value, bytes: number): void;
  take(key: string): Value | undefined;
};

export function createShortMemory<Value>({
  bytesMax,
  keepMs,
}: {
  readonly bytesMax: number;
  readonly keepMs: number;
}): ShortMemory<Value> {
  type Kept = { readonly value: Value; readonly bytes: number; readonly untilMs: number };
  // In the order in which they were kept, which is the order in which they are over.
  const entries = new Map<string, Kept>();
  let bytesKept = 0;
  let isWatched = false;

  const forget = (key: string, { bytes }: Kept) => {
    entries.delete(key);
    bytesKept -= bytes;
  };
  const forgetWhile = (isOver: (kept: Kept) => boolean) => {
    for (const [key, kept] of entries) {
      if (!isOver(kept)) return;
      forget(key, kept);
    }
  };
  const watch = () => {
    if (isWatched) return;
    isWatched = true;
    setTimeout(() => {
      isWatched = false;
      const nowMs = performance.now();
      forgetWhile(({ untilMs }) => untilMs <= nowMs);
      if (entries.size > 0) watch();
    }, keepMs).unref();
  };

  return {
    keep(key, value, bytes) {
      const earlier = entries.get(key);
      if (earlier) forget(key, earlier);
      if (bytes > bytesMax) return;
      entries.set(key, { value, bytes, untilMs: performance.now() + keepMs });
      bytesKept += bytes;
      forgetWhile(() => bytesKept > bytesMax);
      watch();
    },
    take(key) {
      const kept = entries.get(key);
      if (!kept) return undefined;
      forget(key, kept);
      return kept.untilMs > performance.now() ? kept.value : undefined;
    },
  };
}
