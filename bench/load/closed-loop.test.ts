import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { runClosedLoop } from './closed-loop.js';

async function loop(
  t: Test,
  listener: RequestListener,
  options: Partial<Parameters<typeof runClosedLoop>[0]>,
) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return runClosedLoop({
    ...{ url, headers: {}, bodies: ['{}'], connections: 2, answerSecondsMax: 10 },
    limit: { amount: 12 },
    ...options,
  });
}

t.test('what is refused at once, or not done in time, is no answer and no time', async (t) => {
  let seen = 0;
  const result = await loop(
    t,
    (request, response) => {
      request.resume();
      seen += 1;
      if (seen % 3 === 1) setTimeout(() => response.end('{}'), 60);
      else response.writeHead(seen % 3 === 2 ? 503 : 202).end('{}');
    },
    {},
  );
  t.match(result, { answered: 4, not2xx: 8, errors: 0 });
  t.equal(result.latencyMs.length, 4);
  t.ok(
    result.latencyMs.every((ms) => ms >= 50),
    'times of refusals are not among them',
  );
});

t.test('one that takes too long counts once', async (t) => {
  let asked = 0;
  const result = await loop(
    t,
    (request) => {
      request.resume();
      asked += 1;
    },
    { answerSecondsMax: 1, limit: { duration: 3 } },
  );
  t.equal(result.answered, 0);
  t.ok(result.errors > 0 && result.errors <= asked, `${result.errors} of ${asked}`);
});
