import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import type { ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { createLog, type Log } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { until } from '../testing/until.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import { type RelayOptions, startRelay } from './relay.js';

const silent = createLog({ level: 'silent', component: 'test' });
/** Longer than a test: what is seen is one round. */
const STALE_MS = 60_000;

function unfinished(count: number, serviceClass: ServiceClass): JobPointer[] {
  return Array.from({ length: count }, (_, index) => ({
    queue: 'search',
    operationId: `${serviceClass} ${index}` as OperationId,
    serviceClass,
  }));
}

/** A store of which each look takes what nobody looked at. */
function openRelay(
  t: { teardown(close: () => Promise<void>): void },
  left: Partial<Record<ServiceClass, JobPointer[]>>,
  ensure: RelayOptions['queues']['ensure'],
  log: Log = silent,
) {
  const looks: Parameters<RelayOptions['findUnfinished']>[0][] = [];
  const relay = startRelay({
    outbox: { relay: async () => 0 },
    queues: { ensure },
    async findUnfinished(look) {
      looks.push(look);
      return (left[look.serviceClass] ?? []).splice(0, look.limit);
    },
    settle: async () => 0,
    tidy: async () => 0,
    keepLists: async () => 0,
    chainLogs: async () => 0,
    staleMs: STALE_MS,
    log,
    metrics: createMetrics(),
  });
  t.teardown(() => relay.close());
  return { relay, looks };
}

t.test('a round looks at everything that is unfinished, batch by batch, and at each once', async (t) => {
  const count = 2 * LIMITS.relayBatch + 1;
  const ensured = new Set<string>();
  const { looks } = openRelay(t, { batch: unfinished(count, 'batch') }, async ({ operationId }) => {
    ensured.add(operationId);
    return true;
  });
  await until(() => ensured.size === count);
  const ofBatch = looks.filter(({ serviceClass }) => serviceClass === 'batch');
  t.equal(ofBatch.length, 3);
  t.ok(ofBatch.every(({ limit }) => limit === LIMITS.relayBatch));
  // Whatever an earlier look of the round has marked is too fresh for the later ones.
  const waited = ofBatch.map(({ untouchedMs }) => untouchedMs);
  t.ok(waited[0]! >= STALE_MS);
  t.ok(waited.every((ms, index) => index === 0 || ms > waited[index - 1]!));
});

t.test('an urgent operation does not wait for those nobody waits for', async (t) => {
  const ensured: string[] = [];
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const left = { border: unfinished(1, 'border'), batch: unfinished(LIMITS.relayBatch, 'batch') };
  openRelay(t, left, async ({ operationId, serviceClass }) => {
    if (serviceClass === 'batch') await held;
    ensured.push(operationId);
    return true;
  });
  await until(() => ensured.length > 0);
  t.same(ensured, ['border 0']);
  goOn();
});

t.test('a relay that closes leaves the rest to others', async (t) => {
  let ensured = 0;
  const { relay } = openRelay(t, { batch: unfinished(3 * LIMITS.relayBatch, 'batch') }, async () => {
    ensured += 1;
    if (ensured === LIMITS.relayBatch) void relay.close();
    return true;
  });
  await until(() => ensured >= LIMITS.relayBatch);
  await relay.close();
  t.equal(ensured, LIMITS.relayBatch);
});

t.test('a job that was postponed is none that was lost', async (t) => {
  const told: unknown[] = [];
  const log = Object.assign(Object.create(silent) as Log, {
    info: (_: object, said: string) => told.push(['info', said]),
    warn: (_: object, said: string) => told.push(['warn', said]),
  });
  const [postponed, lost] = unfinished(2, 'batch');
  const batch = [{ ...postponed!, wasPostponed: true }, lost!];
  openRelay(t, { batch }, async () => true, log);
  await until(() => told.length === 2);
  t.same(told, [
    ['info', 'postponed job taken up again'],
    ['warn', 'lost job created again'],
  ]);
});
