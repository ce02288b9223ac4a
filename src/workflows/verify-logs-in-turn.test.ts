/** Whether the round comes to every log, a stretch at a time, and what it says. */
import t from 'tap';
import { LOG_COMPONENTS, type LogComponent } from '../domain/log-chain/log-components.js';
import { FIRST_LINK_HASH, linkText } from '../domain/log-chain/log-entry.js';
import type { ChainPosition, ChainRow } from '../domain/log-chain/verify-chain.js';
import { LIMITS } from '../platform/limits.js';
import { createMetrics } from '../platform/metrics.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import type { LogArchive, LogVerdict } from './ports/jobs.js';
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

t.test('what is found is kept for whoever comes after, and taken back by a whole walk alone', async (t) => {
  const ports = createFakePorts();
  const kept = new Map<LogComponent, LogVerdict>();
  const rows = chainOf('esp', LIMITS.logVerificationRows + 1);
  let lost: readonly number[] = [];
  let writes = 0;
  const logArchive: LogArchive = {
    ...ports.logArchive,
    rows: async (_, component, { after, limit }) =>
      component === 'esp' ? rows.slice(after, after + limit) : [],
    positionOf: async (_, component, sequence) => (component === 'esp' ? rows[sequence - 1] : undefined),
    entriesWithoutPlace: async (_, component, { after }) => (component === 'esp' && after === 0 ? lost : []),
    status: async () =>
      [...kept].map(([component, verdict]) => ({
        ...{ component, verdict, kept: '1 year', keptFrom: 'entry', waiting: 0, oldestWaitingMs: 0 },
      })),
    async keepVerdict(_, component, found, before) {
      const known = kept.get(component);
      if (found.faults === 0 && known && known.faults > 0 && known !== before) return false;
      writes += 1;
      kept.set(component, { ...found, verifiedAt: String(writes) });
      return true;
    },
  };
  const start = () => {
    const metrics = createMetrics();
    const verifyNext = createVerifyLogsInTurn({ ...ports, metrics, logArchive });
    const shown = async () => {
      const { values } = await metrics.logChainFaults.get();
      return values.find(({ labels }) => labels.component === 'esp')?.value;
    };
    return { verifyNext, shown };
  };
  const earlier = start();
  await earlier.verifyNext();
  t.equal(kept.get('esp'), undefined, 'half of it says nothing');
  lost = [7];
  const finder = start();
  await finder.verifyNext();
  const firstFault = { kind: 'removed', entryId: 7 } as const;
  const half = { faults: 1, throughSequence: LIMITS.logVerificationRows, firstFault };
  t.match(kept.get('esp'), half, 'told at once');
  lost = [];
  await earlier.verifyNext();
  t.match(kept.get('esp'), half, 'its first half was walked before the fault was found');
  t.equal(await earlier.shown(), undefined);
  const restarted = start();
  await restarted.verifyNext();
  t.match(kept.get('esp'), half, 'half of the log is whole');
  await restarted.verifyNext();
  t.match(kept.get('esp'), { faults: 0, throughSequence: rows.length });
  t.equal(await restarted.shown(), 0);
  await finder.verifyNext();
  t.match(kept.get('esp'), { faults: 1, throughSequence: rows.length, firstFault }, 'of its whole walk');
});

t.test('where what is found cannot be kept it is told all the same, and no log waits', async (t) => {
  const ports = createFakePorts();
  const metrics = createMetrics();
  const logArchive: LogArchive = {
    ...ports.logArchive,
    entriesWithoutPlace: async () => [7],
    keepVerdict: async () => {
      throw new Error('read-only');
    },
  };
  const verifyNext = createVerifyLogsInTurn({ ...ports, metrics, logArchive });
  for (const _ of LOG_COMPONENTS) await t.rejects(verifyNext(), { message: 'read-only' });
  const { values } = await metrics.logChainFaults.get();
  t.same(
    values.map(({ labels, value }) => [labels.component, value]),
    LOG_COMPONENTS.map((component) => [component, 1]),
  );
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

/** Of entries whose time of keeping has ended. */
function chainOf(component: LogComponent, length: number): readonly ChainRow[] {
  const { sha256 } = createFakePorts().logArchive;
  const rows: ChainRow[] = [];
  let linkHash = FIRST_LINK_HASH;
  const contentHash = sha256('');
  for (let sequence = 1; sequence <= length; sequence++) {
    linkHash = sha256(linkText({ component, sequence, previousLinkHash: linkHash, contentHash }));
    rows.push({
      sequence,
      entryId: sequence,
      contentHash,
      linkHash,
      erasedAt: '2026-01-01T00:00:00.000000Z',
    });
  }
  return rows;
}
