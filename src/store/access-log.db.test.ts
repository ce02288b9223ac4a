import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { LOG_DUTY_ROWS } from '../domain/law/log-table.js';
import { KEY_ENCRYPTION_KEY, REQUESTER, SURNAME, tablesThatContain } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { createAccessLog } from './access-log.js';
import { openKeyring } from './keyring.js';

async function openLog(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  return { ...unitOfWork, log: createAccessLog({ keyring }) };
}

t.test('entries are kept in order and cannot be changed or removed', async (t) => {
  const { sql, transaction, log } = await openLog(t);
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
    `select component, authority_id, purpose, access_right, systems, outcome, operation_id, subject_id
     from hub.access_log order by entry_id`,
  );
  const { authorityId: authority_id, purpose } = REQUESTER;
  t.match(entries, [
    {
      component: 'shared-bms',
      authority_id,
      purpose,
      access_right: 'identify',
      systems: ['ees', 'vis'],
      outcome: 'denied',
      subject_id: null,
    },
    { component: 'ees', systems: ['ees'] },
    { component: 'vis', systems: ['vis'] },
    { component: 'ees', access_right: 'erase', operation_id: operationId, subject_id: subjectId },
  ]);
  for (const statement of [
    `update hub.access_log set outcome = 'permitted'`,
    `update hub.access_log set outcome = 'permitted', chained = true`,
    'delete from hub.access_log',
    'truncate hub.access_log',
    "update hub.log_terms set kept = interval '0'",
  ]) {
    await t.rejects(sql.query(statement), /PostgreSQL refuses a statement/, statement);
  }
  t.equal((await sql.query('select from hub.access_log')).length, 4);
});

t.test('what one act does is one event in the log of every component that took part', async (t) => {
  const { sql, log } = await openLog(t);
  await log.append(sql, { requester: REQUESTER, right: 'log-status', systems: [], outcome: 'permitted' });
  await log.append(sql, {
    requester: REQUESTER,
    right: 'link-read',
    systems: ['ees', 'vis'],
    outcome: 'denied',
  });
  await log.append(sql, {
    requester: REQUESTER,
    right: 'link-read',
    systems: ['ees', 'vis'],
    components: ['cir', 'ees', 'vis'],
    outcome: 'permitted',
  });
  await log.append(sql, {
    requester: REQUESTER,
    right: 'search',
    systems: ['ees', 'sis'],
    components: ['esp'],
    outcome: 'permitted',
    dataUsed: ['identity'],
    searchData: { surname: SURNAME },
  });
  const rows = await sql.query<{ component: string; event_id: string; sealed: boolean }>(
    `select component, event_id, search_data is not null as sealed from hub.access_log order by entry_id`,
  );
  t.same(
    rows.map(({ component, sealed }) => [component, sealed]),
    [
      ['hub', false],
      ['mid', false],
      ['cir', false],
      ['mid', false],
      ['ees', false],
      ['vis', false],
      ['esp', false],
      ['ees', false],
      ['sis', true],
    ],
    'search data only where the article asks for them',
  );
  t.equal(new Set(rows.map(({ event_id }) => event_id)).size, 4);
  t.same(await tablesThatContain(sql, Buffer.from(SURNAME)), [], 'no name in clear');
});

t.test('what the matching service found is in its own log alone', async (t) => {
  const { sql, log } = await openLog(t);
  for (const right of ['biometric-search', 'biometric-comparison'] as const) {
    await log.append(sql, {
      requester: REQUESTER,
      right,
      systems: ['ees', 'vis'],
      outcome: 'permitted',
      result: 'match',
    });
  }
  const rows = await sql.query('select component, systems, result from hub.access_log order by entry_id');
  const row = { component: 'shared-bms', systems: ['ees', 'vis'], result: 'match' };
  t.same(rows, [row, row]);
});

t.test('the database knows the terms of the table', async (t) => {
  const { sql } = await openLog(t);
  const terms = await sql.query<{ component: string; years: number; from_data: boolean }>(
    `select component, extract(year from kept)::integer as years, from_data from hub.log_terms order by component`,
  );
  const rows = LOG_DUTY_ROWS.map(({ component, keptYears, keptFrom }) => ({
    component,
    years: keptYears,
    from_data: keptFrom === 'data',
  }));
  t.same(
    terms,
    rows.sort((a, b) => (a.component < b.component ? -1 : 1)),
  );
});
