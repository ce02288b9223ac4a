import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { REQUESTER } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { createAccessLog } from './access-log.js';

t.test('entries are kept in order and cannot be changed or removed', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql, transaction } = database.unitOfWork;
  const log = createAccessLog();
  const [operationId, subjectId] = [randomUUID() as OperationId, randomUUID() as SubjectId];
  await log.append(sql, {
    requester: REQUESTER,
    right: 'identify',
    systems: ['ees', 'vis'],
    outcome: 'denied',
  });
  await transaction((tx) =>
    log.append(tx, {
      requester: REQUESTER,
      right: 'erase',
      systems: ['ees'],
      outcome: 'permitted',
      operationId,
      subjectId,
    }),
  );
  const entries = await sql.query(
    `select authority_id, purpose, access_right, systems, outcome, operation_id, subject_id
     from hub.access_log order by entry_id`,
  );
  const { authorityId: authority_id, purpose } = REQUESTER;
  t.match(entries, [
    {
      authority_id,
      purpose,
      access_right: 'identify',
      systems: ['ees', 'vis'],
      outcome: 'denied',
      subject_id: null,
    },
    { access_right: 'erase', systems: ['ees'], operation_id: operationId, subject_id: subjectId },
  ]);
  for (const statement of [
    `update hub.access_log set outcome = 'permitted'`,
    'delete from hub.access_log',
    'truncate hub.access_log',
  ]) {
    await t.rejects(sql.query(statement), /PostgreSQL refuses a statement/);
  }
  t.equal((await sql.query('select from hub.access_log')).length, 2);
});
