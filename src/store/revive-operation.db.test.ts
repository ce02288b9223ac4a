import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { ENROL_REQUEST, KEY_ENCRYPTION_KEY, newOperation } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { QueuePlace } from '../workflows/ports/operation.js';
import type { IdentifyRequest, NewOperation, Operations } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';

const PROBLEM = { code: 'system-unreachable', detail: 'away' };

const IDENTIFY: IdentifyRequest = {
  kind: 'identify',
  systems: ['ees'],
  candidatesMax: 1,
  falsePositiveIdentificationRate: 0.01,
};

async function setUp(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { sql } = unitOfWork;
  const operations = createOperations({
    keyring: await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY }),
  });
  const failed = async (
    change: Partial<NewOperation> = {},
    keepForRetry = true,
    queue = 'extraction',
    shard?: number,
  ) => {
    const operation = newOperation({ request: IDENTIFY, ...change });
    await operations.insert(sql, operation);
    await sql.query('update hub.operations set queue = $2 where operation_id = $1', [
      operation.operationId,
      queue,
    ]);
    await operations.end(sql, operation.operationId, 'failed', PROBLEM, {
      keepForRetry,
      ...(shard === undefined ? {} : { shard }),
    });
    return operation.operationId;
  };
  return { sql, operations, failed };
}

t.test('what failed and was kept goes on with what it had; anything else does not', async (t) => {
  const { sql, operations, failed } = await setUp(t);
  const [kept, forgotten] = [await failed(), await failed({}, false)];
  const running = newOperation();
  await operations.insert(sql, running);
  t.match(await operations.read(sql, kept), { state: 'failed', problem: PROBLEM });
  const fates = await operations.fates(sql, [kept, forgotten, running.operationId]);
  t.same(
    [kept, forgotten, running.operationId].map((id) => fates.get(id)),
    ['kept', 'ended', 'unfinished'],
  );
  t.equal((await samplesOf(operations, sql, kept)).length, 2);
  t.equal((await samplesOf(operations, sql, forgotten)).length, 0);

  t.same(await operations.revive(sql, kept, 'operator'), [
    { queue: 'extraction', operationId: kept, serviceClass: 'border' },
  ]);
  const revived = await operations.read(sql, kept);
  t.match(revived, { state: 'queued', request: { kind: 'identify' } });
  t.equal(revived?.problem, undefined);
  t.equal(await operations.revive(sql, kept, 'operator'), undefined, 'once');
  t.equal(await operations.revive(sql, forgotten, 'operator'), undefined);
  t.equal(await operations.revive(sql, running.operationId, 'operator'), undefined);
});

t.test(
  'an enrolment is tried again by its caller alone, or where that gave no key by an operator',
  async (t) => {
    const { sql, operations, failed } = await setUp(t);
    const request = ENROL_REQUEST;
    const keyed = await failed({ request, idempotencyKey: 'key-1' });
    const unkeyed = await failed({ request });
    // As earlier releases kept every one.
    const earlier = await failed({ request });
    await sql.query('update hub.operations set is_kept_for_retry = true where operation_id = $1', [earlier]);
    const fates = await operations.fates(sql, [keyed, unkeyed, earlier]);
    t.same(
      [keyed, unkeyed, earlier].map((id) => fates.get(id)),
      ['caller', 'unkeyed', 'unkeyed'],
    );
    t.equal((await samplesOf(operations, sql, keyed)).length, 2);
    t.equal((await samplesOf(operations, sql, unkeyed)).length, 2, 'the traveller may have left');
    t.same(await operations.countKept(sql), [{ queue: 'extraction', count: 2 }]);
    const place = { queue: 'extraction' } as const;
    const { jobs } = await operations.listKept(sql, place, { offset: 0, limit: 9 });
    t.same(
      jobs.map(({ operationId, fate }) => [operationId, fate]),
      [
        [earlier, 'unkeyed'],
        [unkeyed, 'unkeyed'],
      ],
    );
    t.same(
      await operations.oldestKept(sql, place, { failedBeforeMs: Number.MAX_SAFE_INTEGER / 10, limit: 9 }),
      [],
    );
    t.equal(await operations.revive(sql, keyed, 'operator'), undefined);
    for (const id of [unkeyed, earlier])
      t.match(await operations.revive(sql, id, 'operator'), [{ operationId: id }]);
    t.match(await operations.revive(sql, keyed, 'caller'), [{ queue: 'extraction', operationId: keyed }]);
    t.match(await operations.read(sql, keyed), { state: 'queued', request: { kind: 'enrol' } });
  },
);

t.test('what may be tried again is listed where it failed, newest first', async (t) => {
  const { sql, operations, failed } = await setUp(t);
  const first = await failed();
  const second = await failed();
  await failed({}, false);
  await failed({ request: ENROL_REQUEST, idempotencyKey: 'key-1' });
  const searches = [
    await failed({}, true, 'search', 1),
    await failed({}, true, 'search', 7),
    await failed({}, true, 'search'),
    await failed({}, true, 'search', 1),
  ];
  const ofPlace = async (place: QueuePlace, page = { offset: 0, limit: 10 }) =>
    (await operations.listKept(sql, place, page)).jobs.map(({ operationId }) => operationId);
  const extraction = { queue: 'extraction' } as const;
  t.same(await ofPlace(extraction), [second, first]);
  t.same(await ofPlace(extraction, { offset: 1, limit: 1 }), [first]);
  t.match(await operations.listKept(sql, extraction, { offset: 0, limit: 1 }), {
    total: 2,
    jobs: [{ queue: 'extraction', operationId: second, reason: PROBLEM.code }],
  });
  t.same(await ofPlace({ queue: 'search' }), searches.toReversed());

  await sql.query('update hub.gallery_layout set shard_count = 3');
  const shards = await Promise.all([0, 1, 2].map((shard) => ofPlace({ queue: 'search', shard })));
  t.same(
    shards,
    [[searches[2]], [searches[3], searches[0]], [searches[1]]],
    'once each, and of a shard that is no more, or of none, too',
  );
  const ofOne = { queue: 'search', shard: 1 } as const;
  const oldest = (limit: number, failedBeforeMs = Date.now() + 60_000) =>
    operations.oldestKept(sql, ofOne, { failedBeforeMs, limit });
  t.same([await oldest(9), await oldest(1)], [[searches[0], searches[3]], [searches[0]]]);
  t.same(await oldest(9, Date.now() - 60_000), [], 'what failed since is not among them');
  const counts = await operations.countKept(sql);
  t.same(counts.map(({ queue, shard, count }) => `${queue} ${shard} ${count}`).sort(), [
    'extraction undefined 2',
    'search 0 1',
    'search 1 2',
    'search 2 1',
  ]);
});

t.test('whatever failed by itself last, a job of an earlier step tells no shard', async (t) => {
  const { sql, operations, failed } = await setUp(t);
  await sql.query('update hub.gallery_layout set shard_count = 3');
  const operationId = await failed({}, true, 'federation', 2);
  const { jobs } = await operations.listKept(sql, { queue: 'federation' }, { offset: 0, limit: 9 });
  t.match(jobs, [{ operationId, queue: 'federation', shard: undefined }]);
});

t.test(
  'what an earlier release kept of a shard is listed with the first that has not answered',
  async (t) => {
    const { sql, operations, failed } = await setUp(t);
    await sql.query('update hub.gallery_layout set shard_count = 3');
    const operationId = await failed({}, true, 'search');
    for (const shard of [1, 2])
      await sql.query('insert into hub.operation_shard_answers (operation_id, shard) values ($1, $2)', [
        operationId,
        shard,
      ]);
    const file = join(PACKAGE_ROOT, 'src', 'store', 'migrations', '493-failed-operations-listed.sql');
    for (const statement of readFileSync(file, 'utf8')
      .split(';\n')
      .filter((each) => each.trim() !== ''))
      await sql.query(statement);
    t.same(await operations.countKept(sql), [{ queue: 'search', shard: 1, count: 1 }]);
  },
);

t.test('in an outage, with a good part of all kept, nobody reads the whole table', async (t) => {
  const { sql, operations, failed } = await setUp(t);
  await sql.query('update hub.gallery_layout set shard_count = 3');
  const kept = await failed({}, true, 'search', 0);
  await sql.query(
    `insert into hub.operations (operation_id, kind, authority_id, authority_class, member_state, purpose, request, service_class,
       state, queue, problem, is_kept_for_retry, failed_shard)
     select gen_random_uuid(), kind, authority_id, authority_class, member_state, purpose, request, service_class,
       case when n % 3 = 0 then state else 'completed' end, queue, problem, n % 3 = 0, failed_shard
     from hub.operations, generate_series(1, 20000) n where operation_id = $1`,
    [kept],
  );
  await sql.query('vacuum analyze hub.operations');
  const plans: string[] = [];
  const explained: Sql = {
    async query<Row extends object>(text: string, parameters?: readonly unknown[]) {
      plans.push(JSON.stringify(await sql.query(`explain ${text}`, parameters)));
      return sql.query<Row>(text, parameters);
    },
  };
  t.same(await operations.countKept(explained), [{ queue: 'search', shard: 0, count: 6_667 }]);
  for (const shard of [0, 2])
    await operations.listKept(explained, { queue: 'search', shard }, { offset: 0, limit: 50 });
  await operations.oldestKept(
    explained,
    { queue: 'search', shard: 0 },
    { failedBeforeMs: Date.now(), limit: 50 },
  );
  t.equal(plans.length, 6);
  for (const plan of plans) {
    t.match(plan, /operations_kept/);
    t.notMatch(plan, /Seq Scan on operations/);
  }
});

async function samplesOf(operations: Operations, sql: Sql, operationId: OperationId) {
  return (await operations.readWithSamples(sql, operationId))?.samples ?? [];
}

t.test('a job that is made again is of the class and the trace its caller asked in', async (t) => {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { sql } = unitOfWork;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const operations = createOperations({
    keyring: await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY }),
    traceparent: () => traceparent,
  });
  const [bulk, ended] = [newOperation({ isBulk: true }), newOperation()];
  await operations.insert(sql, bulk);
  await operations.insert(sql, ended);
  await operations.end(sql, ended.operationId, 'failed', PROBLEM);
  t.same(await operations.jobTerms(sql, bulk.operationId), { serviceClass: 'batch', traceparent });
  t.equal(await operations.jobTerms(sql, ended.operationId), undefined);
});
