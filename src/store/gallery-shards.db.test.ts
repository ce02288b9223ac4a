/** The gallery in shards as PostgreSQL sees it: where a person lies, what a shard is fed with, who may divide it anew. */
import { createHash, randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId, TemplateId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { KEY_ENCRYPTION_KEY, newEncounter, newOperation } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { GalleryReference } from '../workflows/ports/gallery.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import { findUnfinishedOperations } from './find-unfinished-operations.js';
import { createGalleryFeed } from './gallery-feed.js';
import { changeShardCount, readShardCount } from './gallery-layout.js';
import { openKeyring } from './keyring.js';
import { createMatcherRegistry } from './matcher-registry.js';
import { createOperations } from './operations.js';
import { createOutbox } from './outbox.js';
import { createShardAnswers } from './shard-answers.js';
import { createSubjects } from './subjects.js';

const signal = new AbortController().signal;
const SHARDS = 3;

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const subjects = createSubjects({ keyring });
  const handedOver: JobPointer[] = [];
  const outbox = createOutbox({
    unitOfWork,
    enqueue: async (jobs) => {
      handedOver.push(...jobs);
    },
  });
  return {
    unitOfWork,
    sql: unitOfWork.sql,
    keyring,
    subjects,
    operations: createOperations({ keyring }),
    shardAnswers: createShardAnswers({ keyring }),
    matchers: createMatcherRegistry(unitOfWork),
    outbox,
    handedOver,
    feedOf: (shard: number, shardCount = SHARDS) =>
      createGalleryFeed({ unitOfWork, keyring, shard: { shard, shardCount } }),
    enrol: async (subjectId?: SubjectId) => {
      const made = newEncounter({ system: 'ees', ...(subjectId === undefined ? {} : { subjectId }) });
      await subjects.insertEncounter(unitOfWork.sql, made.encounter);
      return made;
    },
  };
}

/** The naive twin of `hub.gallery_key`. */
function keyOf(system: SystemId, subjectId: string): number {
  return createHash('sha256').update(`${system}/${subjectId}`).digest().readUInt32BE();
}

/** The naive twin of `hub.shard_of`. */
function shardOf(key: number, shardCount: number): number {
  return Math.floor((key * shardCount) / 2 ** 32);
}

t.test('where a key lies is the same in SQL and here, also at the edges of shards', async (t) => {
  const { sql } = await open(t);
  for (const shardCount of [1, 2, 3, 7, 255, 256]) {
    const edges = Array.from({ length: shardCount }, (_, shard) =>
      Math.ceil((shard * 2 ** 32) / shardCount),
    ).flatMap((first) => [first, first - 1, first + 1]);
    const keys = [...edges, 2 ** 32 - 1].filter((key) => key >= 0);
    const rows = await sql.query<{ key: string; shard: number }>(
      'select key::text, hub.shard_of(key, $2) as shard from unnest($1::bigint[]) key',
      [keys, shardCount],
    );
    t.equal(rows.filter(({ key, shard }) => shard !== shardOf(Number(key), shardCount)).length, 0);
    t.ok(rows.every(({ shard }) => shard >= 0 && shard < shardCount));
  }
});

t.test('where a subject lies is the same in SQL and here, and spreads evenly', async (t) => {
  const { sql } = await open(t);
  const subjects = Array.from({ length: 3000 }, () => randomUUID());
  const rows = await sql.query<{ subject: string; key: string }>(
    `select subject, hub.gallery_key('sis', subject)::text as key from unnest($1::uuid[]) subject`,
    [subjects],
  );
  t.equal(rows.filter(({ subject, key }) => Number(key) !== keyOf('sis', subject)).length, 0);
  const counts = [0, 0, 0];
  for (const { key } of rows) counts[shardOf(Number(key), 3)]! += 1;
  t.ok(Math.min(...counts) > 850 && Math.max(...counts) < 1150, counts.join(' '));
  const [fixed] = await sql.query<{ key: string }>(
    `select hub.gallery_key('ees', '00000000-0000-4000-8000-000000000000')::text as key`,
  );
  t.equal(fixed?.key, '3121979771', 'for ever: another value would send references to another shard');
});

t.test('shards are fed with parts that make up the whole, and keep a person together', async (t) => {
  const { sql, enrol, subjects, feedOf } = await open(t);
  const made = await Promise.all(Array.from({ length: 40 }, () => enrol()));
  const again = await enrol(made[0]!.encounter.subjectId);
  const parts = await Promise.all(
    Array.from({ length: SHARDS }, async (_, shard) => {
      const references: GalleryReference[] = [];
      const { cursor } = await feedOf(shard).readAll(async (batch) => {
        references.push(...batch);
      }, signal);
      return { references, cursor };
    }),
  );
  const all = parts.flatMap(({ references }) => references);
  t.same(
    all.map(({ templateId }) => templateId).sort(),
    [...made, again].map(({ templateId }) => templateId).sort(),
    'each reference once',
  );
  parts.forEach(({ references }, shard) => {
    t.ok(references.every(({ system, subjectId }) => shardOf(keyOf(system, subjectId), SHARDS) === shard));
    t.ok(references.length > 0);
  });

  const later = await Promise.all(Array.from({ length: 12 }, () => enrol()));
  await subjects.erase(sql, 'ees', later[3]!.encounter.subjectId);
  await subjects.erase(sql, 'ees', made[5]!.encounter.subjectId);
  const changes = await Promise.all(parts.map(({ cursor }, shard) => feedOf(shard).changesSince(cursor)));
  const living = later.filter((_, index) => index !== 3).map(({ templateId }) => templateId);
  t.same(changes.flatMap(({ added }) => added.map(({ templateId }) => templateId)).sort(), living.sort());
  const gone: readonly TemplateId[] = [later[3]!.templateId, made[5]!.templateId].sort();
  for (const { erased } of changes) t.same([...erased].sort(), gone, 'every shard is told of what is gone');
});

t.test('a search of a divided gallery is one job per shard, also where a job is lost', async (t) => {
  const { unitOfWork, sql, operations, outbox, handedOver, shardAnswers } = await open(t);
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
      await outbox.insert(tx, { queue: 'search', operationId: operation.operationId });
    });
    await outbox.relay();
    return operation.operationId;
  };
  const whole = await search();
  t.same(
    handedOver.splice(0),
    [{ queue: 'search', operationId: whole, serviceClass: 'border' }],
    'one shard: as ever',
  );
  t.same(await changeShardCount(unitOfWork, SHARDS), { kind: 'changed' });
  await outbox.relay();
  t.same(shardsOf(handedOver.splice(0), whole), [0, 1, 2], 'a search under way is put to the new shards');
  const divided = await search();
  t.same(shardsOf(handedOver.splice(0), divided), [0, 1, 2]);

  await unitOfWork.transaction((tx) => shardAnswers.keep(tx, divided, { shard: 1, answer: ANSWER }, SHARDS));
  await sql.query(`update hub.operations set looked_at = now() - interval '1 hour', updated_at = looked_at`);
  await sql.query(`update hub.operations set updated_at = now() - interval '1 hour'`);
  const unfinished = await findUnfinishedOperations(sql, {
    serviceClass: 'border',
    untouchedMs: 1000,
    limit: 10,
  });
  t.same(shardsOf(unfinished, divided), [0, 2], 'only what has not answered');
  t.same(shardsOf(unfinished, whole), [0, 1, 2]);

  t.same(await changeShardCount(unitOfWork, 1), { kind: 'changed' });
  await outbox.relay();
  t.same(
    handedOver.splice(0).sort((a, b) => (a.operationId === whole ? -1 : b.operationId === whole ? 1 : 0)),
    [whole, divided].map((operationId) => ({ queue: 'search', operationId, serviceClass: 'border' })),
  );
});

t.test('the gallery is not divided anew while a matcher is alive', async (t) => {
  const { unitOfWork, sql, matchers } = await open(t);
  const matcherId = randomUUID();
  t.same(await matchers.report({ matcherId, isAssigned: true }, []), {
    shardCount: 1,
    alive: [{ matcherId, isAssigned: true, shards: [] }],
  });
  t.same(await changeShardCount(unitOfWork, 1), { kind: 'unchanged' });
  t.same(await changeShardCount(unitOfWork, 4), { kind: 'refused', shardCount: 1, matchersAlive: 1 });
  t.equal(await readShardCount(sql), 1);
  await matchers.leave(matcherId);
  t.same(await changeShardCount(unitOfWork, 4), { kind: 'changed' });
  t.match(await matchers.survey(), { shardCount: 4, alive: [] });
});

const ANSWER = {
  snapshot: '1-a',
  complete: true,
  referencesCompared: 3,
  comparisons: [3],
  threshold: 1,
  candidates: [],
  overflow: false,
} as const;

function shardsOf(jobs: readonly JobPointer[], operationId: OperationId): readonly (number | undefined)[] {
  return jobs
    .filter((job) => job.operationId === operationId)
    .map(({ shard }) => shard)
    .sort();
}
