/** Room for so many at once; who comes later waits in the order of coming. */
export type LimitedRoom = {
  /** Waits for room and keeps it while `work` goes on. Rejects where `signal` ends the waiting. */
  within<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
};

export function createLimitedRoom(countMax: number): LimitedRoom {
  const waiting = new Set<() => void>();
  let inside = 0;

  function enter(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const takePlace = () => {
        waiting.delete(takePlace);
        signal.removeEventListener('abort', giveUp);
        inside++;
        resolve();
      };
      const giveUp = () => {
        waiting.delete(takePlace);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(takePlace);
      letIn();
    });
  }

  function letIn(): void {
    for (const takePlace of waiting) {
      if (inside >= countMax) return;
      takePlace();
    }
  }

  return {
    async within(work, signal) {
      signal.throwIfAborted();
      await enter(signal);
      try {
        return await work();
      } finally {
        inside--;
        letIn();
      }
    },
  };
}
