/** Whether the round comes to every log, a stretch at a time, and what it says. */
import t from 'tap';
import { LOG_COMPONENTS, type LogComponent } from '../domain/log-chain/log-components.js';
import type { ChainPosition } from '../domain/log-chain/verify-chain.js';
import { createMetrics } from '../platform/metrics.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { createVerifyLogsInTurn } from './verify-logs-in-turn.js';

t.test('every log in turn; a fault stays until a whole round finds none', async (t) => {
  const ports = createFakePorts();
  const metrics = createMetrics();
  const asked: LogComponent[] = [];
  let lost: readonly number[] = [];
  const start: ChainPosition = { sequence: 0, linkHash: '' };
  const logArchive = {
    ...ports.logArchive,
    startOf: async () => start,
    rows: async (_: unknown, component: LogComponent) => {
      asked.push(component);
      return [];
    },
    entriesWithoutPlace: async (_: unknown, component: LogComponent) => (component === 'cir' ? lost : []),
    status: async () => [],
  };
  const verifyNext = createVerifyLogsInTurn({ ...ports, metrics, logArchive });
  const round = async () => {
    for (const _ of LOG_COMPONENTS) await verifyNext();
    const { values } = await metrics.logChainFaults.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.component, value]));
  };
  const whole = Object.fromEntries(LOG_COMPONENTS.map((component) => [component, 0]));
  t.same(await round(), whole);
  t.same(asked, LOG_COMPONENTS);
  lost = [7, 8];
  t.same(await round(), { ...whole, cir: 2 });
  lost = [];
  t.same(await round(), whole);
});

t.test('a log that cannot be verified keeps no other waiting, and is counted', async (t) => {
  const ports = createFakePorts();
  const metrics = createMetrics();
  const asked: LogComponent[] = [];
  const [first, second, third] = LOG_COMPONENTS;
  const logArchive = {
    ...ports.logArchive,
    rows: async (_: unknown, component: LogComponent) => {
      asked.push(component);
      if (component === second) throw new Error('it takes too long');
      return [];
    },
  };
  const verifyNext = createVerifyLogsInTurn({ ...ports, metrics, logArchive });
  await verifyNext();
  await t.rejects(verifyNext(), { message: 'it takes too long' }, 'and told');
  await verifyNext();
  t.same(asked, [first, second, third]);
  t.match(await metrics.logVerificationsFailed.get(), {
    values: [{ labels: { component: second }, value: 1 }],
  });
  const { values } = await metrics.logChainFaults.get();
  t.notOk(
    values.some(({ labels }) => labels.component === second),
    'nothing is said of it',
  );
});
