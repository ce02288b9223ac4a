/**
 * Windows of load from a thread of its own, so that the event loop of the API does the API's work alone. One thread for
 * all windows: a new one each time would measure how fast it warms up.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RawWindow } from './raw-console.js';

export type LoadWindow = {
  /** Read again and again, by so many connections. */
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
  /** Live figures that are read meanwhile, as a console does; absent where nobody watches. */
  readonly watch?: { readonly url: string; readonly token: string };
};

export type LoadedWindow = Omit<RawWindow, 'block' | 'isWatched'>;

export type LoadThread = {
  /** One at a time. A thread that dies rejects it with what it died of. */
  load(window: LoadWindow, signal: AbortSignal): Promise<LoadedWindow>;
  close(): Promise<void>;
};

export function startLoadThread(): LoadThread {
  const thread = new Worker(new URL('./load-thread.js', import.meta.url));
  return {
    async load(window, signal) {
      const loaded = once(thread, 'message', { signal });
      thread.postMessage(window);
      return (await loaded)[0] as LoadedWindow;
    },
    close: async () => void (await thread.terminate()),
  };
}
