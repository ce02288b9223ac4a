/** From records to published tables, and what an attacker gets who asks for all of them before and after. */
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import { SYSTEMS } from '../domain/systems.js';
import { systemClock } from '../platform/clock.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter } from '../testing/store-fixtures.js';
import { createMakeStatistics, dueReports } from '../workflows/statistics.js';

async function person(
  hub: StoreApp,
  options: {
    readonly nationality: string;
    readonly sex: 'female' | 'male';
    readonly times?: number;
    readonly at?: string;
  },
) {
  const subjectId = crypto.randomUUID() as SubjectId;
  for (let index = 0; index < (options.times ?? 1); index++) {
    await hub.unitOfWork.transaction((tx) =>
      hub.ports.adapters.get('ees')!.record(tx, {
        system: 'ees',
        subjectId,
        encounterId: crypto.randomUUID() as EncounterId,
        memberState: 'AUT',
        encounterAt: options.at ?? `2026-06-${String(10 + index).padStart(2, '0')}T10:00:00Z`,
        identity: {
          surnames: ['A'],
          givenNames: ['B'],
          dateOfBirth: localDate('1990-01-02'),
          sex: options.sex,
          nationalities: [options.nationality],
        },
        facts: { kind: 'entry', entryDate: localDate('2026-06-10'), borderCrossingPoint: 'Vienna' },
      }),
    );
  }
}

async function read(
  { app }: StoreApp,
  as: AuthorityClass = 'border-authority',
  query = 'report=persons&from=2026-01-01&until=2026-12-31&system=ees',
) {
  const answer = await app.inject({ url: `/v1/statistics?${query}`, headers: await bearer(as) });
  return { status: answer.statusCode, body: answer.json() };
}

t.test('persons of a month, counted once each, the rare ones among others', async (t) => {
  const hub = await openStoreApp(t);
  for (let index = 0; index < 20; index++) {
    await person(hub, { nationality: 'SRB', sex: 'female', times: index === 0 ? 15 : 1 });
    await person(hub, { nationality: 'SRB', sex: 'male' });
    await person(hub, { nationality: 'TUR', sex: 'female' });
    if (index < 14) await person(hub, { nationality: 'TUR', sex: 'male' });
  }
  await person(hub, { nationality: 'NRU', sex: 'male', times: 12 });
  hub.time.today = '2026-07-06';
  const make = createMakeStatistics(hub.ports);
  t.ok((await make()) > 0);
  t.equal(await make(), 0, 'once');
  const { statistics } = (await read(hub)).body;
  t.match(statistics, [{ system: 'ees', period: '2026-06-01', report: 'persons' }]);
  const [{ tables }] = statistics;
  t.notMatch(JSON.stringify(tables), 'NRU', 'one person, twelve crossings: still one person');
  t.equal(tables.sex.total, 75, 'everybody once');
  t.same(tables.sex.rows, ['SRB', 'others']);

  await person(hub, { nationality: 'NRU', sex: 'female' });
  t.equal(await make(), 0);
  t.same(
    (await read(hub)).body.statistics,
    statistics,
    'who comes later changes nothing: no difference to take',
  );
  await t.rejects(
    hub.unitOfWork.sql.query(`update hub.statistics set tables = '{}'`),
    'nobody makes a table anew',
  );
  t.same(
    (await read(hub, 'border-authority', 'report=links&from=2026-01-01&until=2026-12-31')).body.statistics[0]
      .tables,
    { links: null },
  );
  const weekly = (
    await read(hub, 'hub-operator', 'report=data-quality&from=2026-01-01&until=2026-12-31&system=ees')
  ).body.statistics;
  t.match(weekly, [{ period: '2026-06-29', tables: { records: null, issues: [] } }], 'a week from Monday');
});

t.test('no filter and no later month gives another count than the finished tables', async (t) => {
  const hub = await openStoreApp(t);
  const make = createMakeStatistics(hub.ports);
  for (let index = 0; index < 24; index++) {
    await person(hub, { nationality: 'SRB', sex: index % 2 === 0 ? 'female' : 'male' });
  }
  const target = { nationality: 'SRB', sex: 'female' } as const;
  hub.time.today = '2026-07-06';
  await make();
  const all = 'report=persons&from=2020-01-01&until=2030-12-31';
  const first = (await read(hub, 'border-authority', all)).body.statistics as readonly object[];
  // Somebody comes into June after June was counted, and nobody else does anything: the next month must not tell.
  await person(hub, target);
  hub.time.today = '2026-08-03';
  await make();
  const second = (await read(hub, 'border-authority', all)).body.statistics as readonly object[];
  t.equal(second.length, 2 * first.length, 'another month');
  const known = new Set(second.map((each) => JSON.stringify(each)));
  t.ok(
    first.every((each) => known.has(JSON.stringify(each))),
    'a month that was made stays as it was',
  );
  const days = ['2026-05-31', '2026-06-01', '2026-06-02', '2026-06-30', '2026-07-01', '2026-07-31'];
  for (const from of days) {
    for (const until of days) {
      for (const system of ['', '&system=ees', '&system=vis', '&system=all']) {
        const { status, body } = await read(
          hub,
          'border-authority',
          `report=persons&from=${from}&until=${until}${system}`,
        );
        const answers: readonly object[] = status === 200 ? body.statistics : [];
        if (!answers.every((each) => known.has(JSON.stringify(each)))) t.fail(`${from} ${until} ${system}`);
      }
    }
  }
  t.pass('a filter chooses among finished tables and counts nothing');
});

t.test('who may not, and what is no question', async (t) => {
  const hub = await openStoreApp(t);
  for (const as of ['law-enforcement-authority', 'fundamental-rights-monitor'] as const) {
    t.match(await read(hub, as), { status: 403, body: { code: 'access-denied' } }, as);
  }
  for (const query of [
    '',
    'report=names&from=2026-01-01&until=2026-12-31',
    'report=persons&from=2026-01-01&until=2026-12-31&nationality=NRU',
  ]) {
    t.equal((await read(hub, 'border-authority', query)).status, 400, query);
  }
  t.same((await read(hub)).body, { statistics: [] });
});

t.test('a month is that of the time zone, counted when its last records are there', async (t) => {
  const hub = await openStoreApp(t);
  const group = async (at: string, persons = 20) => {
    for (let index = 0; index < persons; index++)
      await person(hub, { nationality: 'SRB', sex: 'female', at });
  };
  const time = { nowMs: Date.parse('2026-11-30T23:05:00Z') };
  const clock = systemClock('Europe/Brussels', () => time.nowMs);
  const make = createMakeStatistics({ ...hub.ports, clock });
  const november = async () =>
    (await read(hub, 'border-authority', 'report=persons&from=2026-11-01&until=2026-11-30&system=ees')).body
      .statistics;
  await group('2026-10-31T22:30:00Z');
  await group('2026-10-31T23:30:00Z');
  await make();
  t.same(await november(), [], 'not at once, as it is made once');
  await group('2026-11-30T22:59:59Z');
  await group('2026-11-30T23:00:00Z', 27);
  time.nowMs = Date.parse('2026-12-01T04:59:59Z');
  await make();
  t.same(await november(), []);
  time.nowMs += 1_000;
  await make();
  t.match(await november(), [{ period: '2026-11-01', tables: { sex: { total: 40 } } }]);
});

t.test('a table that cannot be made keeps no other back, and is made later', async (t) => {
  const hub = await openStoreApp(t);
  const { statistics, dataQuality } = hub.ports;
  const counted = new Set<unknown>();
  let isBroken = true;
  const make = createMakeStatistics({
    ...hub.ports,
    statistics: {
      ...statistics,
      personCounts: async (sql, span) => {
        if (isBroken && span.system === 'ees') throw new Error('took too long');
        return statistics.personCounts(sql, span);
      },
    },
    dataQuality: {
      ...dataQuality,
      count: (sql, span) => {
        counted.add(span.system);
        return dataQuality.count(sql, span);
      },
    },
  });
  const periods = async (query: string) => {
    const { body } = await read(hub, 'hub-operator', `${query}&from=2020-01-01&until=2030-12-31`);
    return body.statistics.map(({ period }: { readonly period: string }) => period);
  };
  hub.time.today = '2026-06-10';
  await t.rejects(make(), { message: 'took too long' });
  t.same(await periods('report=persons&system=vis'), ['2026-05-01'], 'nothing of before the first');
  t.same(await periods('report=data-quality&system=ees'), ['2026-06-01']);
  t.same(counted, new Set(SYSTEMS), 'each system for itself');
  hub.time.today = '2026-07-10';
  await t.rejects(make());
  t.same(await periods('report=persons&system=ees'), []);
  isBroken = false;
  hub.time.today = '2026-08-10';
  await make();
  t.same(await periods('report=persons&system=ees'), ['2026-05-01', '2026-06-01', '2026-07-01']);
  t.same(await periods('report=links'), ['2026-05-01', '2026-06-01', '2026-07-01']);
  t.equal((await periods('report=data-quality&system=ees')).length, 10, 'no week is left out');
});

t.test('what is of a span is found without reading all', async (t) => {
  const hub = await openStoreApp(t);
  const rows = await hub.unitOfWork.sql.query<{ name: string }>(
    `select distinct relnamespace::regnamespace || '.' || relname as name from pg_index
     join pg_class on pg_class.oid = indrelid join pg_attribute on attrelid = indrelid and attnum = indkey[0]
     where indpred is null and (attname = 'encounter_at' or indrelid = 'hub.identity_links'::regclass and attname = 'created_at')`,
  );
  const systems = SYSTEMS.map((system) => `${system.replace('-', '_')}.records`);
  t.same(rows.map(({ name }) => name).sort(), [...systems, 'hub.identity_links'].sort());
});

t.test('a count of quality of one system is that system alone', async (t) => {
  const hub = await openStoreApp(t);
  const { sql } = hub.unitOfWork;
  const on = localDate('2026-06-10');
  const refusal = { memberState: 'AUT', on, rule: 'images-mirrored' } as const;
  for (const system of ['ees', 'vis', 'vis'] as const) {
    const { encounter } = newEncounter({ system });
    await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
    await hub.ports.dataQuality.keep(sql, { ...encounter, on, rules: [] });
    await hub.ports.dataQuality.refuse(sql, { system, ...refusal });
  }
  const counts = async (system?: 'vis') =>
    (await hub.ports.dataQuality.count(sql, { from: on, until: on, ...(system && { system }) })).map(
      (each) => `${each.system} ${each.kind} ${each.count}`,
    );
  t.same(await counts('vis'), ['vis blocked 2', 'vis records 2']);
  t.equal((await counts()).length, 4);
});

t.test('what is due on a day', async (t) => {
  const due = (today: string) => dueReports(localDate(today));
  t.match(
    due('2026-07-06').find(({ report }) => report === 'persons'),
    { period: '2026-06-01', end: '2026-07-01' },
  );
  t.match(
    due('2026-01-01').find(({ report }) => report === 'links'),
    { system: 'all', period: '2025-12-01' },
  );
  for (const [today, monday] of [
    ['2026-07-05', '2026-06-22'],
    ['2026-07-06', '2026-06-29'],
    ['2026-07-12', '2026-06-29'],
  ] as const) {
    t.equal(due(today).find(({ report }) => report === 'data-quality')?.period, monday, today);
  }
});
