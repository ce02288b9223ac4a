import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { KEY_ENCRYPTION_KEY, newOperation, tablesThatContain } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { GalleryAnswer } from '../workflows/ports/gallery.js';
import { changeShardCount } from './gallery-layout.js';
import { openKeyring } from './keyring.js';
import { createMatcherRegistry } from './matcher-registry.js';
import { createOperations } from './operations.js';
import { createShardAnswers } from './shard-answers.js';

const SHARDS = 3;
const ME = { matcherId: randomUUID(), isAssigned: true };

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const operations = createOperations({ keyring });
  const shardAnswers = createShardAnswers({ keyring });
  await changeShardCount(unitOfWork, SHARDS);
  const search = async () => {
    const operation = newOperation({
      request: {
        kind: 'identify',
        systems: ['ees'],
        candidatesMax: 5,
        falsePositiveIdentificationRate: 0.01,
      },
    });
    await unitOfWork.transaction(async (tx) => {
      await operations.insert(tx, operation);
      await operations.keepProbes(tx, operation.operationId, []);
      await tx.query(`update hub.operations set queue = 'search' where operation_id = $1`, [
        operation.operationId,
      ]);
    });
    return operation.operationId;
  };
  const keep = (operationId: OperationId, shard: number, answer = answerOf('x'), shardCount = SHARDS) =>
    unitOfWork.transaction((tx) => shardAnswers.keep(tx, operationId, { shard, answer }, shardCount));
  const age = (operationId: OperationId, ms: number) =>
    unitOfWork.sql.query(
      `update hub.operation_shard_answers set answered_at = now() - $2 * interval '1 millisecond'
       where operation_id = $1 and answer is not null`,
      [operationId, ms],
    );
  return {
    unitOfWork,
    sql: unitOfWork.sql,
    operations,
    shardAnswers,
    search,
    keep,
    age,
    matchers: createMatcherRegistry(unitOfWork),
  };
}

function answerOf(name: string): GalleryAnswer {
  return {
    snapshot: name,
    complete: true,
    referencesCompared: 7,
    comparisons: [7],
    threshold: 6.5,
    overflow: false,
    candidates: [
      {
        system: 'ees',
        subjectId: SUBJECT,
        rank: 1,
        similarityScore: 9.25,
        decision: 'match',
        positions: [],
      },
    ],
  };
}

const SUBJECT = '5a1c0b5e-0000-4000-8000-00000000beef' as SubjectId;

t.test('answers are kept once per shard, the last one is told, and all are read back', async (t) => {
  const { sql, search, keep, shardAnswers } = await open(t);
  const operationId = await search();
  t.same(await shardAnswers.read(sql, operationId), { answers: [], waitingFor: [0, 1, 2] });
  t.same(await keep(operationId, 2), { isLast: false });
  t.equal(await shardAnswers.isAnswered(sql, operationId, 2), true);
  t.equal(await shardAnswers.isAnswered(sql, operationId, 0), false);
  t.same(await keep(operationId, 2, answerOf('other')), { isLast: false }, 'the first one counts');
  t.same(await keep(operationId, 0), { isLast: false });
  t.same((await shardAnswers.read(sql, operationId)).waitingFor, [1]);
  t.same(await keep(operationId, 1), { isLast: true });
  t.same(
    (await shardAnswers.read(sql, operationId)).answers,
    [0, 1, 2].map((shard) => ({ shard, answer: answerOf('x') })),
  );
  t.same(await tablesThatContain(sql, Buffer.from(SUBJECT)), [], 'sealed');
});

t.test('nothing is left of them when the search has ended or gone on', async (t) => {
  const { sql, operations, search, keep } = await open(t);
  const left = async () => (await sql.query('select from hub.operation_shard_answers')).length;
  for (const end of [
    (id: OperationId) => operations.complete(sql, id, {}),
    (id: OperationId) => operations.end(sql, id, 'failed', { code: 'internal-error', detail: '' }),
    (id: OperationId) => operations.keepGalleryAnswer(sql, id, answerOf('merged')),
  ]) {
    const operationId = await search();
    await keep(operationId, 0);
    t.equal(await left(), SHARDS);
    await end(operationId);
    t.equal(await left(), 0);
  }
});

t.test('answers that are not enough together are forgotten, and all shards are asked again', async (t) => {
  const { sql, search, keep, shardAnswers } = await open(t);
  const [operationId, other] = [await search(), await search()];
  for (const shard of [0, 1, 2]) await keep(operationId, shard);
  await keep(other, 1);
  await shardAnswers.discard(sql, operationId);
  t.same(await shardAnswers.read(sql, operationId), { answers: [], waitingFor: [0, 1, 2] });
  t.same((await shardAnswers.read(sql, other)).waitingFor, [0, 2]);
  t.same(await keep(operationId, 0), { isLast: false });
});

t.test('an answer cut for another division of the gallery is refused', async (t) => {
  const { unitOfWork, search, keep } = await open(t);
  const operationId = await search();
  await t.rejects(keep(operationId, 0, answerOf('x'), 2), { code: 'gallery-not-ready', retryable: true });
  await changeShardCount(unitOfWork, 2);
  await t.rejects(keep(operationId, 0, answerOf('x'), SHARDS), { code: 'gallery-not-ready' });
  t.same(await keep(operationId, 0, answerOf('x'), 2), { isLast: false });
});

t.test('a search is overdue when others have answered long ago', async (t) => {
  const { sql, search, keep, age, matchers, shardAnswers } = await open(t);
  const overdue = () => shardAnswers.overdue(sql, 10);
  const unanswered = await search();
  const answered = await search();
  for (const shard of [0, 1, 2]) await keep(answered, shard);
  await age(answered, 2 * LIMITS.shardAnswerMsMax);
  const waiting = await search();
  await keep(waiting, 0);
  await keep(waiting, 1);
  t.same(await overdue(), [], 'not yet');
  await age(waiting, LIMITS.shardAnswerMs + 500);
  t.same(await overdue(), [waiting], 'nobody holds shard 2');
  await matchers.report(ME, [{ shard: 2, isReady: false }]);
  t.same(await overdue(), [waiting], 'nor does who is still loading it');
  await matchers.report(ME, [{ shard: 2, isReady: true }]);
  t.same(await overdue(), [], 'who holds it is busy');
  await age(waiting, LIMITS.shardAnswerMsMax + 500);
  t.same(await overdue(), [waiting], 'but not for ever');
  t.not((await overdue()).includes(unanswered), 'without any answer a search waits');
});

t.test('how much a missing shard holds: as counted last, or counted now', async (t) => {
  const { sql, matchers, shardAnswers } = await open(t);
  t.same(await shardAnswers.countReferences(sql, [1]), [{ shard: 1, references: 0 }]);
  await matchers.report(ME, [{ shard: 1, isReady: true, references: 41 }]);
  await matchers.report(ME, [{ shard: 1, isReady: true, references: 42 }]);
  await matchers.leave(ME.matcherId);
  t.same(await shardAnswers.countReferences(sql, [1, 2]), [
    { shard: 1, references: 42 },
    { shard: 2, references: 0 },
  ]);
});
