/** Who is alive, and when an erasure is over: when all who hold its shard have compacted past it. */
import { createHash, randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { KEY_ENCRYPTION_KEY, newOperation } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { createErasures } from './erasures.js';
import { changeShardCount } from './gallery-layout.js';
import { openKeyring } from './keyring.js';
import { createMatcherRegistry, forgetGoneMatchers } from './matcher-registry.js';
import { createOperations } from './operations.js';

const SHARDS = 2;
const A = { matcherId: randomUUID(), isAssigned: true };
const B = { matcherId: randomUUID(), isAssigned: true };

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { sql } = unitOfWork;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const operations = createOperations({ keyring });
  await changeShardCount(unitOfWork, SHARDS);
  const erasures = createErasures();
  return {
    sql,
    unitOfWork,
    operations,
    erasures,
    matchers: createMatcherRegistry(unitOfWork),
    erase: async (shard: number) => {
      const { operationId, ...rest } = newOperation({
        request: { kind: 'erase', system: 'ees', subjectId: subjectOf(shard) },
        samples: [],
      });
      await unitOfWork.transaction((tx) => operations.insert(tx, { operationId, ...rest }));
      return operationId;
    },
    /** As a matcher does it; returns the shards it had to compact. */
    compact: async ({ matcherId }: { readonly matcherId: string }) => {
      const uncompacted = await erasures.uncompacted(sql, matcherId);
      for (const each of uncompacted) await erasures.keepCompacted(sql, matcherId, each);
      return uncompacted.map(({ shard }) => shard);
    },
    finished: () => erasures.finished(sql, 10),
    die: ({ matcherId }: { readonly matcherId: string }, ms = LIMITS.matcherGoneMs + 1000) =>
      sql.query(
        `update hub.matchers set seen_at = now() - $2 * interval '1 millisecond' where matcher_id = $1`,
        [matcherId, ms],
      ),
  };
}

function subjectOf(shard: number): SubjectId {
  for (;;) {
    const subjectId = randomUUID();
    const key = createHash('sha256').update(`ees/${subjectId}`).digest().readUInt32BE();
    if (Math.floor((key * SHARDS) / 2 ** 32) === shard) return subjectId as SubjectId;
  }
}

const ready = (...shards: readonly number[]) => shards.map((shard) => ({ shard, isReady: true }));

t.test('an erasure is over when every holder of its shard has compacted', async (t) => {
  const { matchers, erase, compact, finished } = await open(t);
  await matchers.report(A, ready(0, 1));
  await matchers.report(B, ready(1));
  t.same(await compact(A), [], 'nothing to do');
  const [first, second] = [await erase(0), await erase(1)] as [OperationId, OperationId];
  t.same(await finished(), []);
  t.same(await compact(A), [0, 1]);
  t.same(await finished(), [first], 'the other holder of shard 1 is waited for');
  t.same(await compact(A), [], 'once is enough');
  t.same(await compact(B), [1]);
  t.same(await finished(), [first, second]);
  const third = await erase(1);
  t.same(await compact(B), [1]);
  t.notOk((await finished()).includes(third), 'an earlier compaction says nothing of a later erasure');
});

t.test(
  'a holder that is loading is waited for, one that is gone is not, and nobody is not enough',
  async (t) => {
    const { sql, matchers, operations, erase, compact, finished, die } = await open(t);
    const operationId = await erase(1);
    t.same(await finished(), [], 'nobody holds it');
    await matchers.report(A, ready(1));
    await matchers.report(B, [{ shard: 1, isReady: false }]);
    await compact(A);
    t.same(await compact(B), []);
    t.same(await finished(), [], 'it may be loading what has been erased');
    await die(B);
    t.same(await finished(), [operationId]);
    await matchers.report(B, ready(1));
    t.same(await finished(), [], 'it was only slow');
    await matchers.report(B, ready(0));
    t.same(await finished(), [operationId], 'or has let go of the shard');
    await operations.complete(sql, operationId, {});
    t.same(await finished(), []);
  },
);

t.test('an erasure that is committed late is not taken for compacted', async (t) => {
  const { sql, unitOfWork, operations, matchers, erasures, erase, finished } = await open(t);
  await matchers.report(A, ready(0));
  const late = newOperation({
    request: { kind: 'erase', system: 'ees', subjectId: subjectOf(0) },
    samples: [],
  });
  const early = await erase(0);
  await unitOfWork.transaction(async (tx) => {
    await operations.insert(tx, late);
    for (const each of await erasures.uncompacted(sql, A.matcherId)) {
      await erasures.keepCompacted(sql, A.matcherId, each);
    }
  });
  t.same(await finished(), [early]);
  t.same(
    (await erasures.uncompacted(sql, A.matcherId)).map(({ shard }) => shard),
    [0],
  );
});

t.test('what another cluster counted, before a dump of it was restored here, is not believed', async (t) => {
  const { sql, matchers, erase, compact, finished } = await open(t);
  await matchers.report(A, ready(0));
  const old = await erase(0);
  await sql.query(`update hub.operations set accepted_xid = '9000000000' where operation_id = $1`, [old]);
  await sql.query(`update hub.matcher_shards set compacted_through = '9000000001:9000000001:'`);
  const recent = await erase(0);
  t.same(await finished(), [], 'a snapshot from the future');
  t.same(await compact(A), [0]);
  t.same(await finished(), [old, recent]);
});

t.test('what was compacted of a server that has started since counts for nothing', async (t) => {
  const { sql, matchers, erasures, erase, compact, finished } = await open(t);
  await matchers.report(A, ready(0));
  const erasure = await erase(0);
  const [before] = await erasures.uncompacted(sql, A.matcherId);
  const [snapshot] = before!.through.split('/');
  await erasures.keepCompacted(sql, A.matcherId, { shard: 0, through: `${snapshot}/1735689600.000001` });
  t.same(await finished(), []);
  t.same(await compact(A), [0], 'it is compacted again');
  t.same(await finished(), [erasure]);
});

t.test('who was not seen for a while is gone, and forgotten later', async (t) => {
  const { sql, matchers, die } = await open(t);
  await matchers.report(A, ready(0, 1));
  await matchers.report(A, [{ shard: 1, isReady: false }]);
  const { alive } = await matchers.report({ ...B, isAssigned: false, shardsMax: 3 }, ready(0));
  t.same(alive, [
    ...[
      { matcherId: A.matcherId, isAssigned: true, shards: [{ shard: 1, isReady: false }] },
      { matcherId: B.matcherId, isAssigned: false, shardsMax: 3, shards: [{ shard: 0, isReady: true }] },
    ].sort((a, b) => (a.matcherId < b.matcherId ? -1 : 1)),
  ]);
  await die(A);
  t.same(
    (await matchers.survey()).alive.map(({ matcherId }) => matcherId),
    [B.matcherId],
  );
  t.equal(await forgetGoneMatchers(sql, { limit: 10 }), 0);
  await die(A, LIMITS.matcherForgottenMs + 1000);
  t.equal(await forgetGoneMatchers(sql, { limit: 10 }), 1);
  t.equal((await matchers.report(A, [])).alive.length, 2, 'and comes back with its next heartbeat');
});
