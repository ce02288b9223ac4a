import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { KEY_ENCRYPTION_KEY, newOperation } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { Operations } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';

const PROBLEM = { code: 'system-unreachable', detail: 'away' };

t.test('what failed and was kept goes on with what it had; anything else does not', async (t) => {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { sql } = unitOfWork;
  const operations = createOperations({
    keyring: await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY }),
  });
  const failed = async (keepForRetry: boolean) => {
    const operation = newOperation();
    await operations.insert(sql, operation);
    await sql.query("update hub.operations set queue = 'extraction' where operation_id = $1", [
      operation.operationId,
    ]);
    await operations.end(sql, operation.operationId, 'failed', PROBLEM, { keepForRetry });
    return operation.operationId;
  };
  const [kept, forgotten] = [await failed(true), await failed(false)];
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

  t.same(await operations.revive(sql, kept), [
    { queue: 'extraction', operationId: kept, serviceClass: 'border' },
  ]);
  const revived = await operations.read(sql, kept);
  t.match(revived, { state: 'queued', request: { kind: 'enrol' } });
  t.equal(revived?.problem, undefined);
  t.equal(await operations.revive(sql, kept), undefined, 'once');
  t.equal(await operations.revive(sql, forgotten), undefined);
  t.equal(await operations.revive(sql, running.operationId), undefined);
});

async function samplesOf(operations: Operations, sql: Sql, operationId: OperationId) {
  return (await operations.readWithSamples(sql, operationId))?.samples ?? [];
}
