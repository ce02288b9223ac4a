import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { ProbeTemplate } from '../matching/template.js';
import {
  ENROL_REQUEST,
  KEY_ENCRYPTION_KEY,
  markedImage,
  newOperation,
  REQUESTER,
  reference,
  SURNAME,
  sample,
  tablesThatContain,
  untilSomebodyWaits,
} from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { GalleryAnswer } from '../workflows/ports/gallery.js';
import type { Operations } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { eraseOldOperations } from './erase-old-operations.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';
import { createOperationsInHand } from './operations-in-hand.js';

const PROBES: readonly ProbeTemplate[] = [
  {
    position: 'right-index',
    templateVersion: 'fingerprint-test',
    quality: 70,
    views: [reference('v').embedding],
  },
];
const ANSWER: GalleryAnswer = {
  snapshot: 's',
  complete: true,
  referencesCompared: 3,
  comparisons: [3],
  threshold: 9.5,
  candidates: [],
  overflow: false,
};

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  return { ...database.unitOfWork, operations: createOperations({ keyring }) };
}

t.test('an operation is read as it was handed in', async (t) => {
  const { sql, transaction, operations } = await open(t);
  const requester = { ...REQUESTER, operatorId: 'official-7' };
  const slap = { position: 'right-slap', missing: ['right-ring', 'right-little'] } as const;
  const whole = { position: 'left-slap', missing: [] } as const;
  const slaps = [slap, whole].map((each) => ({
    ...newOperation().samples[0]!,
    position: 'unknown-finger' as const,
    slap: each,
  }));
  const plain = newOperation();
  const palm = { position: 'left-upper-palm', image: markedImage('palm'), ppi: 1000 } as const;
  const operation = { ...plain, requester, samples: [...plain.samples, ...slaps, palm] };
  const { operationId } = operation;

  t.same(await transaction((tx) => operations.insert(tx, operation)), { kind: 'inserted', operationId });

  const read = await operations.read(sql, operationId);
  t.match(read, { operationId, requester, request: ENROL_REQUEST, state: 'queued' });
  t.same(await transaction((tx) => operations.lock(tx, operationId)), read);
  t.notOk('result' in read! || 'problem' in read!);
  const samples = await samplesOf(operations, sql, operationId);
  t.same(
    samples.map(({ image, ...rest }) => ({ ...rest, image: [...image] })),
    operation.samples.map(({ image, ...rest }) => ({ ...rest, image: [...image] })),
  );
  t.same(await tablesThatContain(sql, palm.image), [], 'sealed');
  t.equal(await operations.read(sql, randomUUID() as OperationId), undefined);
  t.same(await operations.probes(sql, operationId), []);
  t.equal(await operations.galleryAnswer(sql, operationId), undefined);
});

t.test('what is in hand is what would be read, once', async (t) => {
  const { database } = await openTestDatabase(t);
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const { sql, transaction } = database.unitOfWork;
  const operations = createOperations({ keyring, inHand: createOperationsInHand() });
  const elsewhere = createOperations({ keyring });
  const [first] = newOperation().samples;
  const slap = { position: 'right-slap', missing: ['right-ring'] } as const;
  const operation = {
    ...newOperation(),
    requester: { ...REQUESTER, operatorId: 'official-7' },
    samples: [first!, { ...first!, position: 'unknown-finger' as const, ppi: 1000, slap }],
  };
  const { operationId } = operation;
  const plainly = <T extends object>(read: T | undefined) => JSON.parse(JSON.stringify(read ?? null));

  await transaction((tx) => operations.insert(tx, operation));
  const written = await elsewhere.readWithSamples(sql, operationId);
  t.equal(written?.samples.length, 2);
  const { statements, counting } = counted(sql);
  t.same(plainly(await operations.readWithSamples(counting, operationId)), plainly(written));
  t.equal(statements(), 0, 'without asking PostgreSQL');
  t.same(plainly(await operations.readWithSamples(counting, operationId)), plainly(written));
  t.equal(statements(), 1, 'and the next time with asking it');

  await transaction((tx) => operations.keepProbes(tx, operationId, PROBES, written!.operation));
  const probed = await elsewhere.readWithProbes(sql, operationId);
  const held = await operations.readWithProbes(counting, operationId);
  t.equal(statements(), 1);
  t.same(held?.probes, probed?.probes);
  // Nobody's work depends on when it was changed.
  t.same(held?.operation, { ...probed?.operation, updatedAt: written?.operation.updatedAt });
  t.same(await operations.readWithProbes(counting, operationId), probed);
  t.equal(statements(), 2);
});

t.test('in hand or not, an operation that has ended meanwhile is not moved on', async (t) => {
  const { database } = await openTestDatabase(t);
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const { sql, transaction } = database.unitOfWork;
  const operations = createOperations({ keyring, inHand: createOperationsInHand() });
  const operation = newOperation();
  const { operationId } = operation;
  await transaction((tx) => operations.insert(tx, operation));
  await transaction((tx) => operations.end(tx, operationId, 'failed', { code: 'cancelled', detail: 'x' }));
  const read = await operations.readWithSamples(sql, operationId);
  t.equal(read?.operation.state, 'queued', 'as it was kept');
  t.notOk(await transaction((tx) => operations.lockIn(tx, operationId, 'queued')), 'who moves it on looks');
  await transaction((tx) => operations.keepProbes(tx, operationId, PROBES, read!.operation));
  t.equal((await operations.read(sql, operationId))?.state, 'failed');
});

t.test('nothing is left of an operation whose transaction was rolled back', async (t) => {
  const { sql, transaction, operations } = await open(t);
  const operation = newOperation();
  const failing = transaction(async (tx) => {
    await operations.insert(tx, operation);
    throw new Error('no');
  });
  await t.rejects(failing, { message: 'no' });
  t.equal(await operations.read(sql, operation.operationId), undefined);
  t.same(await samplesOf(operations, sql, operation.operationId), []);
});

t.test('steps go forward only, and keep what the next one needs', async (t) => {
  const { sql, operations } = await open(t);
  const { operationId, ...operation } = newOperation();
  await operations.insert(sql, { operationId, ...operation });
  const state = async () => (await operations.read(sql, operationId))?.state;

  await operations.keepProbes(sql, operationId, PROBES);
  t.equal(await state(), 'extracted');
  t.same(await operations.probes(sql, operationId), PROBES);
  t.same(await samplesOf(operations, sql, operationId), [], 'samples are not needed any more');

  await operations.keepGalleryAnswer(sql, operationId, ANSWER);
  t.equal(await state(), 'searched');
  t.same(await operations.galleryAnswer(sql, operationId), ANSWER);
  await operations.keepProbes(sql, operationId, []);
  t.equal(await state(), 'searched');
  t.same(await operations.probes(sql, operationId), PROBES, 'a late step changes nothing');

  await operations.complete(sql, operationId, { kind: 'enrol', text: SURNAME });
  t.match(await operations.read(sql, operationId), {
    state: 'completed',
    result: { kind: 'enrol', text: SURNAME },
  });
  await operations.end(sql, operationId, 'failed', { code: 'late', detail: 'late' });
  await operations.keepGalleryAnswer(sql, operationId, ANSWER);
  const ended = await operations.read(sql, operationId);
  t.equal(ended?.state, 'completed');
  t.equal(ended?.problem, undefined);
  t.same(await operations.probes(sql, operationId), []);
  t.equal(await operations.galleryAnswer(sql, operationId), undefined);
});

t.test(
  'an ended operation keeps its kind, systems and subject, and nothing else of the request',
  async (t) => {
    const { sql, operations } = await open(t);
    const subjectId = randomUUID() as SubjectId;
    const enrol = newOperation({ request: { ...ENROL_REQUEST, subjectId } });
    const search = newOperation({
      request: {
        kind: 'search-systems',
        systems: ['ees', 'vis'],
        identity: { surname: SURNAME },
        candidatesMax: 10,
        falsePositiveIdentificationRate: 0.01,
      },
    });
    const problem = { code: 'no-finger-found', detail: 'no finger in the image', pointer: '/samples/0' };
    for (const operation of [enrol, search]) {
      await operations.insert(sql, operation);
      await operations.end(sql, operation.operationId, 'rejected', problem);
      t.same(await samplesOf(operations, sql, operation.operationId), []);
    }
    const read = await operations.read(sql, enrol.operationId);
    t.same(read?.request, { kind: 'enrol', system: 'ees', subjectId });
    const capture = {
      format: 'ansi-nist',
      transaction: { tot: 'CAR', dat: '20260901', dai: 'HUB', ori: 'BORDER', tcn: 'TCN-1' },
      fingersMissing: [],
      omitted: [],
      findings: [],
    };
    const asFile = newOperation({ request: { ...ENROL_REQUEST, subjectId, capture } });
    await operations.insert(sql, asFile);
    await operations.end(sql, asFile.operationId, 'rejected', problem);
    const ended = await operations.read(sql, asFile.operationId);
    t.same(
      ended?.request,
      { kind: 'enrol', system: 'ees', subjectId, capture },
      'a response transaction needs it',
    );
    t.match(read, { state: 'rejected', problem });
    t.same((await operations.read(sql, search.operationId))?.request, {
      kind: 'search-systems',
      systems: ['ees', 'vis'],
    });
  },
);

t.test('the same key of the same authority with the same content is the same operation', async (t) => {
  const { sql, operations } = await open(t);
  const first = newOperation({ idempotencyKey: SURNAME });
  const again = (change: Parameters<typeof newOperation>[0]) =>
    operations.insert(sql, newOperation({ idempotencyKey: SURNAME, ...change }));
  await operations.insert(sql, first);
  const existing = { kind: 'existing', operationId: first.operationId };
  const { facts, ...rest } = ENROL_REQUEST;

  t.same(await again({}), existing);
  t.same(await again({ request: { facts, ...rest } }), existing, 'in whatever order its members stand');
  t.same(await again({ samples: [sample('other')] }), { kind: 'conflict' });
  t.same(await again({ request: { ...ENROL_REQUEST, system: 'vis' } }), { kind: 'conflict' });
  const [{ ppi: _, ...withoutPpi }] = [first.samples[0]!];
  t.same(await again({ samples: [withoutPpi, first.samples[1]!] }), { kind: 'conflict' });
  const requester = { ...REQUESTER, authorityId: 'DEU-border-police' };
  t.match(await again({ requester }), { kind: 'inserted' });
  const otherTask = { ...REQUESTER, authorityClass: 'visa-authority', purpose: 'visa-examination' } as const;
  t.match(
    await again({ requester: otherTask }),
    { kind: 'inserted' },
    'the same authority with another task',
  );
  t.match(await again({ requester: { ...REQUESTER, memberState: 'DEU' } }), { kind: 'inserted' });
  t.match(await again({ idempotencyKey: 'other' }), { kind: 'inserted' });

  await operations.end(sql, first.operationId, 'failed', { code: 'x', detail: 'x' });
  t.same(await again({}), existing, 'also once it has ended');
});

t.test('terms that are kept elsewhere are content of a key too', async (t) => {
  const { sql, operations } = await open(t);
  const first = newOperation({ idempotencyKey: 'k', terms: { referenceNumber: 'R1', isUrgent: false } });
  const again = (change: Parameters<typeof newOperation>[0]) =>
    operations.insert(sql, newOperation({ idempotencyKey: 'k', ...change }));
  await operations.insert(sql, first);
  const existing = { kind: 'existing', operationId: first.operationId };
  t.same(await again({ terms: { isUrgent: false, referenceNumber: 'R1' } }), existing);
  t.same(await again({ terms: { referenceNumber: 'R2', isUrgent: false } }), { kind: 'conflict' });
  t.same(await again({ terms: { referenceNumber: 'R1', isUrgent: true } }), { kind: 'conflict' });
  t.same(await again({}), { kind: 'conflict' });
});

t.test('of requests that come at once with one key, one is inserted', async (t) => {
  const { transaction, operations } = await open(t);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () =>
      transaction((tx) => operations.insert(tx, newOperation({ idempotencyKey: 'at once' }))),
    ),
  );
  t.equal(outcomes.filter(({ kind }) => kind === 'inserted').length, 1);
  t.equal(outcomes.filter(({ kind }) => kind === 'existing').length, 7);
  t.equal(new Set(outcomes.map((outcome) => 'operationId' in outcome && outcome.operationId)).size, 1);
});

t.test('a second holder of an operation waits for the first', async (t) => {
  const { sql, transaction, operations } = await open(t);
  const { operationId, ...operation } = newOperation();
  await transaction((tx) => operations.insert(tx, { operationId, ...operation }));
  const order: string[] = [];
  let second: Promise<unknown> | undefined;
  await transaction(async (tx) => {
    await operations.lock(tx, operationId);
    second = transaction(async (other) => {
      const locked = await operations.lock(other, operationId);
      order.push(locked!.state);
    });
    await untilSomebodyWaits(sql);
    order.push('first');
    await operations.complete(tx, operationId, null);
  });
  await second;
  t.same(order, ['first', 'completed']);
});

t.test('an operation is locked in one state only, judged when the holder before has ended', async (t) => {
  const { sql, transaction, operations } = await open(t);
  const operation = newOperation();
  const { operationId } = operation;
  await transaction((tx) => operations.insert(tx, operation));
  t.equal(await transaction((tx) => operations.lockIn(tx, operationId, 'queued')), true);
  t.equal(await transaction((tx) => operations.lockIn(tx, operationId, 'extracted')), false);
  t.equal(await transaction((tx) => operations.lockIn(tx, randomUUID() as OperationId, 'queued')), false);
  let second: Promise<boolean> | undefined;
  await transaction(async (tx) => {
    t.equal(await operations.lockIn(tx, operationId, 'queued'), true);
    second = transaction((other) => operations.lockIn(other, operationId, 'queued'));
    await untilSomebodyWaits(sql);
    await operations.complete(tx, operationId, null);
  });
  t.equal(await second, false);
});

t.test('nothing of a person stands readable in any table', async (t) => {
  const { sql, operations } = await open(t);
  const operation = newOperation({ idempotencyKey: SURNAME });
  await operations.insert(sql, operation);
  const hidden = [Buffer.from(SURNAME), markedImage('one'), markedImage('two'), markedImage('v')];
  const nowhere = async (when: string) => {
    for (const bytes of hidden) t.same(await tablesThatContain(sql, bytes), [], when);
  };
  t.same(
    await tablesThatContain(sql, Buffer.from(REQUESTER.authorityId)),
    ['hub.operations'],
    'the search finds',
  );
  await nowhere('queued');
  await operations.keepProbes(sql, operation.operationId, PROBES);
  await nowhere('extracted');
  await operations.complete(sql, operation.operationId, { name: SURNAME });
  await nowhere('completed');
});

t.test('a value copied into another row or column does not open', async (t) => {
  const { sql, operations } = await open(t);
  const [one, other] = [newOperation(), newOperation()];
  await operations.insert(sql, one);
  await operations.insert(sql, other);
  const copy = (statement: string) => sql.query(statement, [one.operationId, other.operationId]);

  await copy(`update hub.operation_samples set image = (select image from hub.operation_samples
    where operation_id = $1 and sample_index = 0) where operation_id = $2 and sample_index = 0`);
  await t.rejects(samplesOf(operations, sql, other.operationId), /does not belong/);
  await copy(`update hub.operations set request = (select request from hub.operations where operation_id = $1)
    where operation_id = $2`);
  await t.rejects(operations.read(sql, other.operationId), /does not belong/);
  await copy(`update hub.operations set result = request where operation_id = $1 and $2::uuid is not null`);
  await t.rejects(operations.read(sql, one.operationId), /does not belong/);
});

t.test(
  'what is postponed is counted until it goes on, and the oldest of it by when it was accepted',
  async (t) => {
    const { sql, transaction, operations } = await open(t);
    t.same(await operations.postponed(sql), { count: 0, oldestMs: 0 });
    const [old, young, never] = [newOperation(), newOperation(), newOperation()];
    for (const operation of [old, young, never]) await transaction((tx) => operations.insert(tx, operation));
    const age = (hours: number) =>
      sql.query(
        `update hub.operations set created_at = now() - $2 * interval '1 hour', updated_at = now() - interval '1 hour'
       where operation_id = any($1)`,
        [[old.operationId, never.operationId], hours],
      );
    await age(30);
    for (const { operationId } of [old, young])
      await transaction((tx) => operations.postpone(tx, operationId, 60_000));
    const isAbout = (oldestMs: number, hours: number) => Math.abs(oldestMs - hours * 3_600_000) < 60_000;
    const both = await operations.postponed(sql);
    t.equal(both.count, 2);
    t.ok(isAbout(both.oldestMs, 30), 'from when it was accepted on');
    await sql.query(
      `update hub.operations set not_before = now() - interval '10 seconds' where operation_id = $1`,
      [old.operationId],
    );
    t.equal((await operations.postponed(sql)).count, 2, 'tried again, and waiting all the same');
    await transaction((tx) => operations.keepProbes(tx, old.operationId, PROBES));
    const left = await operations.postponed(sql);
    t.equal(left.count, 1, 'it has gone on');
    t.ok(isAbout(left.oldestMs, 0));
    await transaction((tx) => operations.complete(tx, young.operationId, {}));
    t.same(await operations.postponed(sql), { count: 0, oldestMs: 0 });
  },
);

t.test('operations that ended before a time are erased, others are not', async (t) => {
  const { sql, operations } = await open(t);
  const [ended, recent, running] = [newOperation({ idempotencyKey: 'k' }), newOperation(), newOperation()];
  for (const operation of [ended, recent, running]) await operations.insert(sql, operation);
  await operations.complete(sql, ended.operationId, null);
  await operations.complete(sql, recent.operationId, null);
  await sql.query(
    `update hub.operations set updated_at = '2020-01-01T00:00:00Z' where operation_id = any($1::uuid[])`,
    [[ended.operationId, running.operationId]],
  );

  const erase = (finishedBeforeMs: number) => eraseOldOperations(sql, { finishedBeforeMs, limit: 10 });
  t.equal(await erase(Date.parse('2020-01-01T00:00:00Z')), 0);
  t.equal(await erase(Date.parse('2020-01-01T00:00:01Z')), 1);
  t.equal(await operations.read(sql, ended.operationId), undefined);
  t.ok(await operations.read(sql, recent.operationId));
  t.ok(await operations.read(sql, running.operationId));
  t.match(await operations.insert(sql, newOperation({ idempotencyKey: 'k' })), { kind: 'inserted' });
});

async function samplesOf(operations: Operations, sql: Sql, operationId: OperationId) {
  return (await operations.readWithSamples(sql, operationId))?.samples ?? [];
}

function counted(sql: Sql) {
  let statements = 0;
  const counting: Sql = {
    query(text, values) {
      statements++;
      return sql.query(text, values);
    },
  };
  return { statements: () => statements, counting };
}
