/** The chains of the logs from the act to the answer of the API, and every way of tampering with them. */
import { createHash, randomUUID } from 'node:crypto';
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter, REQUESTER } from '../testing/store-fixtures.js';
import type { LogVerdict } from '../workflows/ports/jobs.js';
import type { LogLine } from '../workflows/read-log.js';
import { chainLogs } from './log-chain.js';
import { pruneLogs } from './prune-logs.js';

const BATCH = { limit: 1_000 };

async function logged(t: Parameters<typeof openStoreApp>[0], count: number): Promise<StoreApp> {
  const hub = await openStoreApp(t);
  const { sql } = hub.unitOfWork;
  for (let index = 0; index < count; index++) {
    await hub.ports.accessLog.append(sql, {
      requester: REQUESTER,
      right: 'search',
      systems: ['sis'],
      outcome: 'permitted',
      searchData: { surname: `Surname ${index}` },
    });
  }
  while ((await chainLogs(hub.unitOfWork, { limit: 3 })) > 0);
  return hub;
}

async function verify({ app }: StoreApp, payload: object = {}, component = 'sis') {
  const headers = await bearer('supervisory-authority');
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/logs/${component}/verification`,
    headers,
    payload,
  });
  return answer.json();
}

/** What somebody does who owns the database: triggers do not hold them. */
async function tamper({ unitOfWork }: StoreApp, ...statements: readonly string[]): Promise<void> {
  await unitOfWork.transaction(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    for (const statement of statements) await tx.query(statement);
  });
}

t.test('a chain that is whole, whatever the size of the batches', async (t) => {
  const hub = await logged(t, 8);
  t.match(await verify(hub), { component: 'sis', entries: 8, erased: 0, isWhole: true, faults: [] });
  const status = (await hub.app.inject({ url: '/v1/logs', headers: await bearer('hub-operator') })).json();
  const sis = status.logs.find(({ component }: { component: string }) => component === 'sis');
  t.match(sis, { kept: '3 years', keptFrom: 'entry', waiting: 0, head: { sequence: 8 } });
  t.match(await verify(hub, { noted: sis.head }), { isWhole: true });
  t.match(await verify(hub, { after: 5 }), { entries: 3, isWhole: true, from: { sequence: 5 } });
  t.match(await verify(hub, {}, 'etias'), { entries: 0, isWhole: true }, 'a log nobody wrote to');
});

const TAMPERINGS: readonly (readonly [string, readonly string[], readonly object[]])[] = [
  [
    'a changed entry',
    [`update hub.access_log set outcome = 'denied' where entry_id = 3`],
    [{ kind: 'altered', sequence: 3 }],
  ],
  [
    'a changed time',
    [`update hub.access_log set logged_at = logged_at + interval '1 microsecond' where entry_id = 3`],
    [{ kind: 'altered', sequence: 3 }],
  ],
  [
    'a removed entry',
    ['delete from hub.access_log where entry_id = 4'],
    [{ kind: 'removed', sequence: 4, entryId: 4 }],
  ],
  [
    'an entry removed with its place',
    ['delete from hub.access_log where entry_id = 4', 'delete from hub.log_chain where sequence = 4'],
    [
      { kind: 'removed', sequence: 4 },
      { kind: 'moved', sequence: 5 },
    ],
  ],
  [
    'a removed place',
    ['delete from hub.log_chain where sequence = 4'],
    [
      { kind: 'removed', sequence: 4 },
      { kind: 'moved', sequence: 5 },
      { kind: 'removed', entryId: 4 },
    ],
  ],
  [
    'two entries that changed places',
    [
      `update hub.log_chain c set entry_id = -c.sequence where sequence in (2, 5)`,
      `update hub.log_chain c set entry_id = case sequence when 2 then 5 else 2 end where sequence in (2, 5)`,
    ],
    [
      { kind: 'altered', sequence: 2 },
      { kind: 'altered', sequence: 5 },
    ],
  ],
  [
    'two rows of the chain that changed places',
    [
      'update hub.log_chain set sequence = -sequence where sequence in (2, 5)',
      'update hub.log_chain set sequence = case sequence when -2 then 5 else 2 end where sequence < 0',
    ],
    [
      { kind: 'moved', sequence: 2 },
      { kind: 'moved', sequence: 3 },
      { kind: 'moved', sequence: 5 },
      { kind: 'moved', sequence: 6 },
    ],
  ],
  [
    'an entry changed together with its hash',
    [
      `update hub.access_log set outcome = 'denied' where entry_id = 3`,
      `update hub.log_chain set content_hash = repeat('a', 64) where sequence = 3`,
    ],
    [
      { kind: 'altered', sequence: 3 },
      { kind: 'moved', sequence: 3 },
    ],
  ],
  [
    'the last entry removed with its place',
    ['delete from hub.access_log where entry_id = 8', 'delete from hub.log_chain where sequence = 8'],
    [{ kind: 'head-differs', sequence: 8 }],
  ],
];

t.test('every way of tampering is found and named', async (t) => {
  const hub = await logged(t, 8);
  const noted = (await verify(hub)).end;
  await hub.unitOfWork.sql.query(
    `create table keep_log as select * from hub.access_log where component = 'sis'`,
  );
  await hub.unitOfWork.sql.query('create table keep_chain as select * from hub.log_chain');
  for (const [name, statements, faults] of TAMPERINGS) {
    await tamper(hub, ...statements);
    const found = await verify(hub, { noted });
    t.notOk(found.isWhole, name);
    t.match(found.faults, faults, name);
    t.equal(found.faults.length, faults.length, `${name}: nothing else`);
    await tamper(
      hub,
      `delete from hub.access_log where component = 'sis'`,
      `delete from hub.log_chain where component = 'sis'`,
      'insert into hub.access_log overriding system value select * from keep_log',
      'insert into hub.log_chain select * from keep_chain',
    );
  }
  t.match(await verify(hub, { noted }), { isWhole: true }, 'as it was');
});

t.test(
  'what was found of a log stays known; whole again only by a walk begun after the last fault',
  async (t) => {
    const hub = await logged(t, 3);
    const { unitOfWork, ports } = hub;
    const { sql } = unitOfWork;
    const kept = async () => {
      const answer = await hub.app.inject({ url: '/v1/logs', headers: await bearer('hub-operator') });
      const logs: readonly { readonly component: string; readonly verdict?: LogVerdict }[] =
        answer.json().logs;
      return logs.find(({ component }) => component === 'sis')?.verdict;
    };
    const keep = (found: Omit<LogVerdict, 'verifiedAt'>, before: LogVerdict | undefined) =>
      ports.logArchive.keepVerdict(sql, 'sis', found, before);
    const whole = { throughSequence: 3, faults: 0 };
    const firstFault = { kind: 'altered', sequence: 2, entryId: 7 } as const;
    const broken = { throughSequence: 3, faults: 2, firstFault };
    t.equal(await kept(), undefined, 'nothing is said before');
    t.ok(await keep(whole, undefined));
    const first = await kept();
    t.match(first, { ...whole, verifiedAt: /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/ });
    t.ok(await keep(broken, undefined), 'a fault is kept, whatever was known before');
    const told = await kept();
    t.match(told, broken);
    t.notOk(await keep(whole, undefined), 'that walk began when nothing was known');
    t.notOk(await keep(whole, first), 'and that one when it was whole');
    t.same(await kept(), told);
    t.ok(await keep({ throughSequence: 1, faults: 1, firstFault: { kind: 'removed', entryId: 5 } }, first));
    const again = await kept();
    t.match(again, { throughSequence: 1, faults: 1, firstFault: { kind: 'removed', entryId: 5 } });
    t.notOk(await keep(whole, told), 'told again since');
    t.ok(await keep(whole, again));
    t.match(await kept(), whole);
    t.notOk((await kept())?.firstFault);
  },
);

t.test('an entry without a place belongs to one stretch of the chain, whatever its time', async (t) => {
  const hub = await openStoreApp(t);
  const { unitOfWork, ports } = hub;
  for (let index = 0; index < 6; index++) {
    const entry = { requester: REQUESTER, right: 'search', systems: ['sis'], outcome: 'permitted' } as const;
    await ports.accessLog.append(unitOfWork.sql, entry);
    await chainLogs(unitOfWork, BATCH);
  }
  const [gone] = await unitOfWork.sql.query<{ entry_id: string }>(
    'select entry_id from hub.log_chain where sequence = 4',
  );
  await tamper(hub, 'delete from hub.log_chain where sequence = 4');
  const stretches = [{ after: 0, through: 3 }, { after: 3, through: 5 }, { after: 5 }];
  const found = async () => {
    const lost: (readonly number[])[] = [];
    for (const stretch of stretches)
      lost.push(await ports.logArchive.entriesWithoutPlace(unitOfWork.sql, 'sis', { ...stretch, limit: 10 }));
    return lost;
  };
  const lost = [Number(gone?.entry_id)];
  t.same(await found(), [[], lost, []]);
  for (const [time, where] of [
    ['-infinity', [lost, [], []]],
    ['2000-01-01', [lost, [], []]],
    ['infinity', [[], [], lost]],
  ] as const) {
    await tamper(hub, `update hub.access_log set logged_at = '${time}' where entry_id = ${gone?.entry_id}`);
    t.same(await found(), where, time);
  }
});

t.test('a chain made anew from the beginning differs from a noted head', async (t) => {
  const hub = await logged(t, 4);
  const noted = (await verify(hub)).end;
  await tamper(
    hub,
    `update hub.access_log set outcome = 'denied', chained = false where entry_id = 2`,
    'delete from hub.log_chain',
    `update hub.access_log set chained = false where component = 'sis'`,
  );
  await chainLogs(hub.unitOfWork, BATCH);
  t.match(await verify(hub), { isWhole: true }, 'by itself it looks whole');
  t.match(await verify(hub, { noted }), { isWhole: false, faults: [{ kind: 'head-differs', sequence: 4 }] });
});

t.test('an entry nobody chains is a fault after a while', async (t) => {
  const hub = await logged(t, 1);
  await hub.unitOfWork.sql.query(
    `insert into hub.access_log (component, logged_at, authority_id, authority_class, member_state, purpose, access_right,
       systems, outcome) values ('sis', now() - interval '5 minutes', 'x', 'border-authority', 'AUT', 'border-check',
       'search', '{sis}', 'permitted')`,
  );
  t.match(await verify(hub), { isWhole: false, faults: [{ kind: 'not-chained' }] });
});

t.test('several processes chain at once, and appends do not wait for them', async (t) => {
  const hub = await logged(t, 0);
  const { unitOfWork, ports } = hub;
  const append = () =>
    ports.accessLog.append(unitOfWork.sql, {
      requester: REQUESTER,
      right: 'read',
      systems: ['sis'],
      outcome: 'permitted',
    });
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      index % 6 === 5 ? chainLogs(unitOfWork, { limit: 7 }) : append(),
    ),
  );
  while ((await chainLogs(unitOfWork, BATCH)) > 0);
  t.match(await verify(hub), { entries: 50, isWhole: true });
  await unitOfWork.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('hub.log_chain'))`);
    await append();
    t.equal(await chainLogs(unitOfWork, BATCH), 0, 'somebody else is at it');
  });
  t.equal(await chainLogs(unitOfWork, BATCH), 2, 'the one entry, and that of the verification');
});

t.test('what has been kept long enough goes, and the chain can still be verified', async (t) => {
  const hub = await logged(t, 0);
  const { sql } = hub.unitOfWork;
  const old = (component: string, years: string, subjectId?: string) =>
    sql.query(
      `insert into hub.access_log (component, logged_at, authority_id, authority_class, member_state, purpose, access_right,
         systems, outcome, subject_id) values ($1, now() - $2::interval, 'x', 'border-authority', 'AUT', 'border-check',
         'search', '{}', 'permitted', $3)`,
      [component, years, subjectId ?? null],
    );
  const { encounter } = newEncounter();
  await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
  for (const years of ['4 years', '3 years 1 day', '2 years 364 days', '0']) await old('sis', years);
  await old('ees', '5 years', encounter.subjectId);
  const gone = randomUUID();
  await old('ees', '5 years', gone);
  await sql.query(
    `insert into hub.erased_data values (hub.data_set_digest('ees', $1::uuid), now() - interval '400 days')`,
    [gone],
  );
  await old('esp', '1 year 1 day');
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 0, 'nothing is erased before it is chained');
  await chainLogs(hub.unitOfWork, BATCH);
  const noted = (await verify(hub)).end;
  await t.rejects(
    sql.query(`delete from hub.access_log where component = 'sis'`),
    'two of them are too young',
  );

  const hold = await hub.app.inject({
    method: 'POST',
    url: '/v1/logs/esp/holds',
    headers: await bearer('supervisory-authority'),
    payload: { reference: 'audit 2026/7' },
  });
  t.equal(hold.statusCode, 201);
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 3, 'two of SIS, one of EES whose data are long gone');
  t.match(await verify(hub, { noted }), { entries: 2, erased: 0, isWhole: true, from: { sequence: 2 } });
  t.match(
    await verify(hub, {}, 'ees'),
    { entries: 2, erased: 1, isWhole: true },
    'a hash in the middle stays',
  );
  t.match(await verify(hub, {}, 'esp'), { entries: 1, erased: 0, isWhole: true }, 'held');

  await hub.unitOfWork.transaction((tx) =>
    hub.ports.subjects.erase(tx, 'ees', encounter.subjectId as SubjectId),
  );
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 0, 'one year from the erasure of the data');
  await tamper(hub, `update hub.erased_data set erased_at = now() - interval '366 days'`);
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1);
  const lifted = await hub.app.inject({
    method: 'DELETE',
    url: `/v1/log-holds/${hold.json().holdId}`,
    headers: await bearer('supervisory-authority'),
  });
  t.equal(lifted.statusCode, 200);
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1);
  t.match(await verify(hub, {}, 'esp'), { entries: 1, erased: 1, isWhole: true });
  await old('sis', '0');
  await chainLogs(hub.unitOfWork, BATCH);
  t.match(await verify(hub, { noted }), { entries: 3, isWhole: true, end: { sequence: 5 } }, 'and goes on');
});

t.test('a supervisory authority verifies a page without the hub, and reads what is its own', async (t) => {
  const hub = await logged(t, 5);
  const read = async (memberState: string) => {
    const claims = { member_state: memberState };
    const headers = await bearer('supervisory-authority', { claims });
    return (await hub.app.inject({ url: '/v1/logs/sis/entries?limit=5', headers })).json();
  };
  const own = await read('AUT');
  t.ok(isWholeByTheDocument(own), 'by the document alone');
  t.match(own.entries[0].searchData, { surname: 'Surname 0' });
  const { salt, searchDataDigest } = JSON.parse(own.entries[0].content);
  t.equal(sha256(`${salt}\n${JSON.stringify(own.entries[0].searchData)}`), searchDataDigest);
  const foreign = await read('BEL');
  t.ok(isWholeByTheDocument(foreign), 'hashes of all, contents of none');
  t.ok(foreign.entries.every(({ content }: LogLine) => content === undefined));
  own.entries[2].content = own.entries[2].content.replace('permitted', 'denied');
  t.notOk(isWholeByTheDocument(own));
});

t.test('the official a token names stands in the log', async (t) => {
  const hub = await logged(t, 0);
  for (const [operatorId, status] of [
    ['officer-17', 200],
    ['a name with blanks', 401],
  ] as const) {
    const headers = await bearer('supervisory-authority', { claims: { operator_id: operatorId } });
    t.equal((await hub.app.inject({ url: '/v1/logs', headers })).statusCode, status, operatorId);
  }
  const rows = await hub.unitOfWork.sql.query('select operator_id from hub.access_log');
  t.same(rows, [{ operator_id: 'officer-17' }]);
});

t.test('who may not', async (t) => {
  const hub = await logged(t, 1);
  for (const [role, url, method] of [
    ['border-authority', '/v1/logs', 'GET'],
    ['hub-operator', '/v1/logs/sis/entries', 'GET'],
    ['hub-operator', '/v1/logs/sis/holds', 'POST'],
    ['border-authority', '/v1/logs/sis/verification', 'POST'],
  ] as const) {
    const answer = await hub.app.inject({
      method,
      url,
      headers: await bearer(role),
      ...(method === 'POST' ? { payload: url.endsWith('holds') ? { reference: 'x' } : {} } : {}),
    });
    t.match(answer.json(), { status: 403, code: 'access-denied' }, `${role} ${url}`);
  }
  const denied = await hub.unitOfWork.sql.query(`select from hub.access_log where outcome = 'denied'`);
  t.equal(denied.length, 4, 'each refusal is logged');
  const headers = await bearer('supervisory-authority');
  t.equal((await hub.app.inject({ url: '/v1/logs/nothing/entries', headers })).statusCode, 400);
  t.equal((await hub.app.inject({ url: '/v1/logs/sis/entries?limit=0', headers })).statusCode, 400);
  const hold = await hub.app.inject({ method: 'DELETE', url: `/v1/log-holds/${randomUUID()}`, headers });
  t.match(hold.json(), { status: 404, code: 'log-hold-unknown' });
});

/** Written from `docs/logs.md`, with nothing of the hub. */
function isWholeByTheDocument(page: {
  readonly component: string;
  readonly from: { readonly sequence: number; readonly linkHash: string };
  readonly entries: readonly LogLine[];
}): boolean {
  let { sequence, linkHash } = page.from;
  for (const line of page.entries) {
    const content = line.content === undefined ? line.contentHash : sha256(line.content);
    const link = sha256(`${page.component}\n${sequence + 1}\n${linkHash}\n${line.contentHash}\n`);
    if (content !== line.contentHash || line.sequence !== sequence + 1 || link !== line.linkHash)
      return false;
    ({ sequence, linkHash } = line);
  }
  return true;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
