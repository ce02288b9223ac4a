import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type FastifyReply, fastify } from 'fastify';
import t, { type Test } from 'tap';
import { readerGone } from './reader-gone.js';
import { requestSignal } from './request-signal.js';

const SIGNALS: readonly ((reply: FastifyReply) => AbortSignal)[] = [requestSignal, readerGone];

/** An operation that takes JSON and works until it is told to answer. */
async function setUp(t: Test, ask: (reply: FastifyReply) => void) {
  const app = fastify({ forceCloseConnections: true });
  t.teardown(() => app.close());
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  app.post('/', async (_request, reply) => {
    ask(reply);
    await answered;
    return {};
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const headers = { 'content-type': 'application/json' };
  const caller = request({ port, method: 'POST', headers, agent: false }).end('{"a":1}');
  caller.on('error', () => {});
  return { caller, answer };
}

for (const signalOf of SIGNALS) {
  t.test(`${signalOf.name}: a caller who leaves once the body has been read is noticed`, async (t) => {
    let signal: AbortSignal | undefined;
    const { caller } = await setUp(t, (reply) => {
      signal = signalOf(reply);
    });
    while (signal === undefined) await setTimeout(1);
    t.notOk(signal.aborted);
    caller.destroy();
    for (let tries = 0; tries < 200 && !signal.aborted; tries++) await setTimeout(5);
    t.ok(signal.aborted);
  });

  t.test(`${signalOf.name}: a caller who has left already is noticed at once`, async (t) => {
    let asked: FastifyReply | undefined;
    const { caller } = await setUp(t, (reply) => {
      asked = reply;
    });
    while (asked === undefined) await setTimeout(1);
    caller.destroy();
    while (!asked.raw.destroyed) await setTimeout(1);
    t.ok(signalOf(asked).aborted);
  });

  t.test(`${signalOf.name}: nobody has left who has the answer`, async (t) => {
    let signal: AbortSignal | undefined;
    const { caller, answer } = await setUp(t, (reply) => {
      signal = signalOf(reply);
    });
    const closed = new Promise((resolve) => caller.once('close', resolve));
    caller.once('response', (response) => response.resume());
    while (signal === undefined) await setTimeout(1);
    answer();
    await closed;
    await setTimeout(20);
    t.notOk(signal.aborted);
  });
}
