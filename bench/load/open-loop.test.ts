import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { pauseFor, runOpenLoop } from './open-loop.js';

t.test('a slow answer delays no later arrival, and its wait is counted', async (t) => {
  const held: (() => void)[] = [];
  let seen = 0;
  const server = createServer((request, response) => {
    request.resume();
    seen += 1;
    if (seen === 1) held.push(() => response.end('{}'));
    else response.writeHead(503, { 'retry-after': '7' }).end('{"code":"overloaded"}');
    // Only the second arrival lets the first go: a closed loop would wait for ever.
    if (seen === 2) for (const let_ of held) let_();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const answers = await runOpenLoop({
    arrivals: [0, 40],
    requestAt: (index) => ({ kind: String(index), method: 'GET', url, headers: {} }),
    answerMsMax: 10_000,
    signal: new AbortController().signal,
  });
  const of = (kind: string) => answers.find((answer) => answer.kind === kind)!;
  t.equal(of('0').status, 200);
  t.ok(of('0').latencyMs >= 39, 'from its planned moment until the second let it go');
  t.match(of('1'), { status: 503, code: 'overloaded', retryAfterSeconds: 7 });
});

t.test('no answer is an outcome', async (t) => {
  const [answer] = await runOpenLoop({
    arrivals: [0],
    requestAt: () => ({ kind: 'x', method: 'GET', url: 'http://127.0.0.1:9/', headers: {} }),
    answerMsMax: 5_000,
    signal: new AbortController().signal,
  });
  t.equal(answer?.status, 0);
  t.type(answer?.code, 'string');
});

t.test('a pause of a run that was stopped before it is none', async (t) => {
  const stop = new AbortController();
  stop.abort();
  const startedAt = performance.now();
  await pauseFor(5_000, stop.signal);
  t.ok(performance.now() - startedAt < 1_000);
});
