import t from 'tap';
import type { ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { KEY_ENCRYPTION_KEY, newOperation } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import type { NewOperation } from '../workflows/ports/operations.js';
import { findUnfinishedOperations } from './find-unfinished-operations.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';
import { createOutbox } from './outbox.js';

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const operations = createOperations({ keyring });
  const handedOver: JobPointer[] = [];
  const queue = { isAway: false };
  const outbox = createOutbox({
    unitOfWork: database.unitOfWork,
    async enqueue(jobs) {
      if (queue.isAway) throw new Error('queue away');
      handedOver.push(...jobs);
    },
  });
  const accept = async (change: Partial<NewOperation> = {}) => {
    const operation = { ...newOperation(), ...change };
    const { operationId } = operation;
    await database.unitOfWork.transaction(async (tx) => {
      await operations.insert(tx, operation);
      await outbox.insert(tx, { queue: 'extraction', operationId });
    });
    return operationId;
  };
  return { ...database.unitOfWork, operations, outbox, handedOver, queue, accept };
}

t.test('committed rows are handed over once, rolled back ones never', async (t) => {
  const { transaction, outbox, operations, handedOver, accept } = await open(t);
  const first = await accept();
  const second = await accept();
  const failing = transaction(async (tx) => {
    const operation = newOperation();
    await operations.insert(tx, operation);
    await outbox.insert(tx, { queue: 'search', operationId: operation.operationId });
    throw new Error('no');
  });
  await t.rejects(failing);

  t.equal(await outbox.relay(), 2);
  t.same(handedOver.map(({ operationId }) => operationId).sort(), [first, second].sort());
  t.ok(handedOver.every(({ queue }) => queue === 'extraction'));
  t.equal(await outbox.relay(), 0);
});

t.test('a job has the class of its operation in every queue, and the backlog is counted by it', async (t) => {
  const { sql, outbox, handedOver, accept, transaction } = await open(t);
  t.same(await outbox.backlog(sql), { rows: { border: 0, interactive: 0, batch: 0 }, oldestMs: 0 });
  const border = await accept();
  const bulk = await accept({ isBulk: true });
  const visa = await accept({ requester: { ...newOperation().requester, purpose: 'visa-examination' } });
  const backlog = await outbox.backlog(sql);
  t.same(backlog.rows, { border: 1, interactive: 1, batch: 1 });
  t.ok(backlog.oldestMs >= 0 && backlog.oldestMs < 60_000);
  await outbox.relay();
  const classes = () => new Map(handedOver.map((job) => [job.operationId, job.serviceClass]));
  const wanted = new Map([
    [border, 'border'],
    [bulk, 'batch'],
    [visa, 'interactive'],
  ] as const);
  t.same(classes(), wanted);
  handedOver.length = 0;
  await transaction(async (tx) => {
    for (const operationId of wanted.keys()) await outbox.insert(tx, { queue: 'federation', operationId });
  });
  await outbox.relay();
  t.same(classes(), wanted);
});

t.test('where more waits than is handed over at once, a border check goes with the first', async (t) => {
  const { sql, outbox, handedOver, accept } = await open(t);
  const bulk = await accept({ isBulk: true });
  await sql.query(
    `insert into hub.outbox (queue, operation_id, service_class)
     select 'extraction', $1::uuid, 'batch' from generate_series(1, $2::integer)`,
    [bulk, LIMITS.relayBatch],
  );
  const border = await accept();
  t.equal(await outbox.relay(), LIMITS.relayBatch);
  t.ok(handedOver.some(({ operationId }) => operationId === border));
  t.equal(await outbox.relay(), 2);
});

t.test('rows stay where the queue is away', async (t) => {
  const { outbox, handedOver, queue, accept } = await open(t);
  await accept();
  queue.isAway = true;
  await t.rejects(outbox.relay(), { message: 'queue away' });
  queue.isAway = false;
  t.equal(await outbox.relay(), 1);
  t.equal(handedOver.length, 1);
});

t.test('several relays at once hand each row over once', async (t) => {
  const { outbox, handedOver, accept } = await open(t);
  for (let count = 0; count < 20; count++) await accept();
  const counts = await Promise.all([1, 2, 3, 4].map(() => outbox.relay()));
  t.equal(
    counts.reduce((sum, count) => sum + count, 0),
    20,
  );
  t.equal(new Set(handedOver.map(({ operationId }) => operationId)).size, 20);
});

t.test('unfinished operations nobody touched are found with the queue they belong to, once', async (t) => {
  const { sql, transaction, operations, outbox, accept } = await open(t);
  const [queued, searching, ended, locked] = [await accept(), await accept(), await accept(), await accept()];
  await transaction(async (tx) => {
    await operations.keepProbes(tx, searching, []);
    await outbox.insert(tx, { queue: 'search', operationId: searching });
  });
  await operations.complete(sql, ended, null);
  const find = () =>
    findUnfinishedOperations(sql, { serviceClass: 'border', untouchedMs: 60_000, limit: 10 });

  t.same(await find(), [], 'all of them were touched just now');
  const hourAgo = `now() - interval '1 hour'`;
  await sql.query(`update hub.operations set updated_at = ${hourAgo}, looked_at = ${hourAgo}`);
  const found = await transaction(async (tx) => {
    await operations.lock(tx, locked);
    return find();
  });
  t.same(
    new Set(found.map(({ queue, operationId }) => `${queue} ${operationId}`)),
    new Set([`extraction ${queued}`, `search ${searching}`]),
  );
  t.match(await find(), [{ operationId: locked }], 'the others were looked at just now');
});

t.test('urgent unfinished operations do not come after older ones nobody waits for', async (t) => {
  const { sql, accept } = await open(t);
  const bulk = [await accept({ isBulk: true }), await accept({ isBulk: true })];
  const border = await accept();
  await sql.query(
    `update hub.operations set updated_at = created_at - interval '1 hour', looked_at = created_at - interval '1 hour'`,
  );
  const find = (serviceClass: ServiceClass, limit: number) =>
    findUnfinishedOperations(sql, { serviceClass, untouchedMs: 60_000, limit });
  t.match(await find('border', 1), [{ operationId: border }]);
  t.same(await find('interactive', 1), []);
  t.match(await find('batch', 1), [{ operationId: bulk[0] }], 'looked at longest ago');
  t.match(await find('batch', 1), [{ operationId: bulk[1] }]);
  t.same(await find('batch', 1), []);
});

t.test('what is postponed is left alone until then, and told apart from what was lost', async (t) => {
  const { sql, operations, accept } = await open(t);
  const [postponed, lost] = [await accept(), await accept()];
  await sql.query(`update hub.operations set updated_at = updated_at - interval '1 hour'`);
  await sql.query(`update hub.operations set looked_at = updated_at`);
  const find = () => findUnfinishedOperations(sql, { serviceClass: 'border', untouchedMs: 5_000, limit: 10 });
  await operations.postpone(sql, postponed, 60_000);
  t.same(
    (await find()).map(({ operationId, wasPostponed }) => [operationId, wasPostponed]),
    [[lost, undefined]],
  );
  const later = (ms: number) =>
    sql.query(
      `update hub.operations set not_before = not_before - $2 * interval '1 millisecond',
         looked_at = looked_at - $2 * interval '1 millisecond' where operation_id = $1`,
      [postponed, ms],
    );
  await sql.query('update hub.operations set looked_at = updated_at');
  t.same(
    (await find()).map(({ operationId }) => operationId),
    [lost],
    'whenever it was looked at',
  );
  await operations.postpone(sql, postponed, 60_000);
  await later(60_000);
  t.same(await find(), [], 'not yet');
  await later(6_000);
  t.match(await find(), [{ operationId: postponed, wasPostponed: true }]);
  await sql.query(
    `update hub.operations set looked_at = now() - interval '1 minute', updated_at = not_before + interval '1 millisecond'
     where operation_id = $1`,
    [postponed],
  );
  await sql.query(`update hub.operations set not_before = not_before - interval '1 minute',
    updated_at = updated_at - interval '1 minute'`);
  t.same(
    (await find()).map(({ operationId, wasPostponed }) => [operationId, wasPostponed]),
    [[postponed, undefined]],
    'it has gone on since',
  );
});
