/** The thread of `load-window.ts`: readers and, where there is one, the console. */
import { parentPort } from 'node:worker_threads';
import autocannon from 'autocannon';
import type { LoadedWindow, LoadWindow } from './load-window.js';

parentPort!.on('message', async (window: LoadWindow) => parentPort!.postMessage(await load(window)));

async function load(window: LoadWindow): Promise<LoadedWindow> {
  const watching = window.watch === undefined ? undefined : await watch(window.watch);
  const read = await readAgainAndAgain(window);
  return { ...read, updatesAtMs: watching?.close() ?? [] };
}

async function readAgainAndAgain({ url, token, connections, seconds }: LoadWindow) {
  const latencyMs: number[] = [];
  let others = 0;
  const startedAt = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const instance = autocannon(
      { url, headers, connections, duration: seconds },
      (error: Error | null, ended: autocannon.Result) => (error ? reject(error) : resolve(ended)),
    );
    instance.on('response', (_client, status, _bytes, ms) => {
      // A refusal comes at once: among the times it would make the API look faster.
      if (status === 200) latencyMs.push(Number(ms.toFixed(3)));
      else others += 1;
    });
  });
  if (latencyMs.length === 0) throw new Error('no request of a window was answered');
  return {
    seconds: (performance.now() - startedAt) / 1000,
    answered: latencyMs.length,
    not2xx: others,
    // Those that took too long are among them.
    errors: result.errors,
    latencyMs,
  };
}

/** Resolves with the first figures; `close` says when they came. */
async function watch({
  url,
  token,
}: NonNullable<LoadWindow['watch']>): Promise<{ close(): readonly number[] }> {
  const gone = new AbortController();
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: gone.signal,
  });
  if (answer.status !== 200) throw new Error(`live figures were answered with ${answer.status}`);
  let text = '';
  const updatesAtMs: number[] = [];
  let firstAt = 0;
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const reading = (async () => {
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (text + part).split('\n');
      text = lines.pop()!;
      for (const line of lines) {
        if (line !== 'event: figures') continue;
        const now = performance.now();
        if (updatesAtMs.length === 0) firstAt = now;
        updatesAtMs.push(now - firstAt);
        begin();
      }
    }
  })();
  // Ends with an error where it is closed while it reads, which is how it ends.
  reading.catch(() => {});
  await Promise.race([begun, reading]);
  return {
    close() {
      gone.abort();
      return updatesAtMs;
    },
  };
}
