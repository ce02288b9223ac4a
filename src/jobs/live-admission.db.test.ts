/** Admission over HTTP: the real queues, filled, in front of the public API. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { bearer, openTestApp, pngHeader } from '../testing/http-test-app.js';
import { testRedis } from '../testing/test-redis.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';
import type { ProcessReport } from '../workflows/ports/operation.js';
import { createJobQueues } from './job-queues.js';
import { type AdmissionOptions, createLiveAdmission } from './live-admission.js';

const log = createLog({ level: 'silent', component: 'test' });
const SAMPLE = { position: 'right-index', ppi: 500, image: pngHeader().toString('base64') };
const IDENTIFY = { systems: ['vis'], samples: [SAMPLE] };

/** Ten extractions a second, by one process that says so. */
const REPORT = fakeReport({
  stages: [
    { stage: 'extraction', done: 100, failed: 0, seconds: 160, buckets: [] },
    { stage: 'search', done: 100, failed: 0, seconds: 1, buckets: [] },
    { stage: 'federation', done: 100, failed: 0, seconds: 1, buckets: [] },
  ],
});

async function setUp(
  t: Parameters<typeof openTestApp>[0],
  { jobs, ownWaits }: Pick<ProcessReport, 'jobs'> & Pick<AdmissionOptions, 'ownWaits'> = {},
) {
  const queues = createJobQueues({ ...testRedis(), log });
  t.teardown(() => queues.close());
  const fakes = createFakePorts();
  fakes.time.nowMs = Date.now();
  const seen = () =>
    fakes.operated.processes.set('host-1', {
      report: { ...REPORT, ...(jobs === undefined ? {} : { jobs }) },
      seenAtMs: fakes.time.nowMs,
      isDraining: false,
    });
  seen();
  const admission = createLiveAdmission({
    ...fakes,
    queueControl: queues.control,
    unitOfWork: fakes.unitOfWork,
    deadlineMs: { border: 10_000, interactive: 60_000, batch: 3_600_000 },
    ...(ownWaits === undefined ? {} : { ownWaits }),
  });
  const { app } = await openTestApp(t, { workflows: createHubWorkflows({ ...fakes, admission }) });
  const identify = async (as: AuthorityClass, headers: Readonly<Record<string, string>> = {}, sub?: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/identifications',
      headers: {
        ...(await bearer(as, sub === undefined ? {} : { claims: { sub } })),
        prefer: 'wait=0',
        ...headers,
      },
      payload: as === 'border-authority' ? { ...IDENTIFY, systems: ['ees'] } : IDENTIFY,
    });
  const fill = async (serviceClass: ServiceClass, count: number) => {
    const jobs = Array.from({ length: count }, () => ({
      queue: 'extraction' as const,
      operationId: randomUUID() as OperationId,
      serviceClass,
    }));
    await queues.add(jobs);
    await admission.refresh();
  };
  return { fakes, admission, identify, fill, seen, queues };
}

const BULK = { priority: 'u=7' };

t.test('a full queue refuses bulk first, border checks last, and says when to come again', async (t) => {
  const { fakes, identify, fill } = await setUp(t);
  const statuses = async () => [
    (await identify('border-authority')).statusCode,
    (await identify('visa-authority')).statusCode,
    (await identify('visa-authority', BULK)).statusCode,
  ];
  await fill('border', 0);
  t.same(await statuses(), [202, 202, 202], 'nobody waits');
  await fill('batch', 500);
  t.same(await statuses(), [202, 202, 202], 'bulk is before nobody');
  await fill('border', 55);
  t.same(await statuses(), [202, 202, 503]);
  await fill('border', 25);
  t.same(await statuses(), [202, 503, 503]);
  await fill('border', 40);
  t.same(await statuses(), [503, 503, 503]);

  const kept = fakes.state.operations.size;
  const refused = await identify('border-authority');
  t.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8');
  t.match(refused.json(), { code: 'overloaded', status: 503, serviceClass: 'border' });
  t.equal(refused.headers['retry-after'], '4', 'twelve seconds of jobs and 1.6 of its own are 3.6 too many');
  t.equal(fakes.state.operations.size, kept, 'nothing is kept of it');

  const { values } = await fakes.metrics.admissions.get();
  const count = (serviceClass: string, decision: string) =>
    values.find(({ labels }) => labels.service_class === serviceClass && labels.decision === decision)?.value;
  t.equal(count('border', 'admitted'), 4);
  t.equal(count('border', 'deadline'), 2);
  t.equal(count('batch', 'deadline'), 3);
});

t.test('jobs of a class have the time of their class', async (t) => {
  const short = await setUp(t, {
    jobs: [{ queue: 'extraction', serviceClass: 'border', jobs: 100, seconds: 16 }],
  });
  await short.fill('border', 120);
  t.equal((await short.identify('border-authority')).statusCode, 202, 'a tenth of the mean: 1.2 s of jobs');
  const long = await setUp(t, {
    jobs: [{ queue: 'extraction', serviceClass: 'border', jobs: 100, seconds: 1_600 }],
  });
  await long.fill('border', 0);
  t.equal((await long.identify('border-authority')).statusCode, 503, 'its own job takes 16 s');
});

t.test('a process whose connections run out accepts no more than it can do', async (t) => {
  let connectionMs = { border: 0, interactive: 0, batch: 0 };
  const { identify, fill } = await setUp(t, { ownWaits: () => ({ connectionMs, eventLoopMs: 0 }) });
  await fill('border', 0);
  t.equal((await identify('border-authority')).statusCode, 202);
  connectionMs = { border: 0, interactive: 0, batch: 4_000_000 };
  await fill('border', 0);
  t.equal((await identify('visa-authority', BULK)).statusCode, 503);
  t.equal((await identify('border-authority')).statusCode, 202, 'the line is of bulk alone');
  connectionMs = { border: 1_000, interactive: 1_000, batch: 4_000_000 };
  await fill('border', 0);
  t.equal((await identify('border-authority')).statusCode, 503);
});

t.test('what was accepted is answered again however full the queue is', async (t) => {
  const { identify, fill } = await setUp(t);
  await fill('border', 0);
  const first = await identify('border-authority', { 'idempotency-key': 'crossing-1' });
  t.equal(first.statusCode, 202);
  await fill('border', 1_000);
  const again = await identify('border-authority', { 'idempotency-key': 'crossing-1' });
  t.equal(again.statusCode, 202);
  t.equal(again.json().operationId, first.json().operationId);
  t.equal((await identify('border-authority', { 'idempotency-key': 'crossing-2' })).statusCode, 503);
  t.equal((await identify('carrier')).statusCode, 403, 'access is decided first');
});

t.test('near the deadline nobody has more than half', async (t) => {
  const { identify, fill } = await setUp(t);
  await fill('interactive', 320);
  for (let round = 0; round < 20; round += 1) {
    t.equal((await identify('visa-authority', {}, round < 10 ? 'small' : 'large')).statusCode, 202);
  }
  t.equal((await identify('visa-authority', {}, 'large')).statusCode, 202, 'half of all');
  const refused = await identify('visa-authority', {}, 'large');
  t.equal(refused.statusCode, 429);
  t.match(refused.json(), { code: 'share-exceeded', serviceClass: 'interactive' });
  t.equal(refused.headers['retry-after'], '10');
  t.equal((await identify('visa-authority', {}, 'small')).statusCode, 202);
});

t.test('a burst is counted between two readings, as often as there are processes that accept', async (t) => {
  const { fakes, admission, identify, fill } = await setUp(t);
  for (const id of ['api-1', 'api-2']) {
    fakes.operated.processes.set(id, {
      report: fakeReport({ processId: id, workers: [], admissions: [] }),
      seenAtMs: fakes.time.nowMs,
      isDraining: false,
    });
  }
  await fill('border', 0);
  let accepted = 0;
  while ((await identify('border-authority')).statusCode === 202) accepted += 1;
  t.ok(accepted > 40 && accepted < 50, `${accepted}: two accept, and a hundred are too many`);
  t.equal(admission.reports()[0]?.admitted, accepted);
});

t.test('without the queues the outbox decides; figures that are too old count for nothing', async (t) => {
  const { fakes, identify, fill, queues } = await setUp(t);
  await fill('border', 1_000);
  t.equal((await identify('border-authority')).statusCode, 503);
  fakes.time.nowMs += LIMITS.admissionStaleMs;
  t.equal((await identify('border-authority')).statusCode, 202);

  let outboxRows: number = LIMITS.batchUnseenMax;
  let figures = (): Promise<never> => new Promise(() => undefined);
  const blind = createLiveAdmission({
    ...fakes,
    queueControl: { ...queues.control, figures: () => figures() },
    outbox: {
      ...fakes.outbox,
      backlog: async () => ({ rows: { border: 0, interactive: 0, batch: outboxRows }, oldestMs: 0 }),
    },
    deadlineMs: { border: 10_000, interactive: 60_000, batch: 3_600_000 },
  });
  const ask = (serviceClass: ServiceClass) =>
    blind.refusal({ requester: { authorityId: 'a' }, serviceClass, queues: ['extraction'] })?.code;
  await blind.refresh();
  t.same([ask('border'), ask('interactive'), ask('batch')], [undefined, undefined, 'overloaded']);
  outboxRows = LIMITS.borderUnseenMax;
  figures = () => Promise.reject(new OperationalError('queue-unavailable', 'away'));
  await blind.refresh();
  t.same([ask('border'), ask('interactive')], ['overloaded', 'overloaded']);
});
