/** Which entries of logs kept from their data go when, and that no part of the erasure keeps another from its work. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { newEncounter } from '../testing/store-fixtures.js';
import { verifyLogStretch } from '../workflows/verify-log.js';
import { chainLogs } from './log-chain.js';
import { pruneLogs } from './prune-logs.js';

const BATCH = { limit: 1_000 };

type OldEntry = { readonly component?: string; readonly days: number; readonly subjectId?: string };

async function writeOld({ unitOfWork }: StoreApp, ...entries: readonly OldEntry[]): Promise<void> {
  for (const { component = 'ees', days, subjectId } of entries) {
    await unitOfWork.sql.query(
      `insert into hub.access_log (component, logged_at, authority_id, authority_class, member_state, purpose, access_right,
         systems, outcome, subject_id) values ($1, now() - $2 * interval '1 day', 'x', 'border-authority', 'AUT',
         'border-check', 'read', '{}', 'permitted', $3)`,
      [component, days, subjectId ?? null],
    );
  }
  await chainLogs(unitOfWork, BATCH);
}

async function erasedDaysAgo({ unitOfWork }: StoreApp, subjectId: string, days: number): Promise<void> {
  await unitOfWork.sql.query(
    `insert into hub.erased_data values (hub.data_set_digest('ees', $1::uuid), now() - $2 * interval '1 day')`,
    [subjectId, days],
  );
}

async function left({ unitOfWork }: StoreApp, component = 'ees'): Promise<readonly number[]> {
  const rows = await unitOfWork.sql.query<{ days: number }>(
    `select extract(day from now() - logged_at)::integer as days from hub.access_log where component = $1
     order by logged_at`,
    [component],
  );
  return rows.map(({ days }) => days);
}

t.test('entries about data the hub does not hold count from themselves', async (t) => {
  const hub = await openStoreApp(t);
  const { encounter } = newEncounter();
  await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
  const lately = randomUUID();
  await erasedDaysAgo(hub, lately, 30);
  await writeOld(
    hub,
    { days: 900, subjectId: encounter.subjectId },
    { days: 800, subjectId: lately },
    { days: 367, subjectId: randomUUID() },
    { days: 364, subjectId: randomUUID() },
  );
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1, 'never held, and a year old');
  t.same(await left(hub), [900, 800, 364]);
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 0, 'to the end of the log');
  await writeOld(hub, { days: 1_000, subjectId: randomUUID() });
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1, 'and from its beginning again');
});

t.test('an erasure is looked at once; what it leaves behind is found along the log', async (t) => {
  const hub = await openStoreApp(t);
  const { sql } = hub.unitOfWork;
  const reached = async () => {
    const [row] = await sql.query<{ reached: string }>(
      `select reached::text from hub.log_walks where walk = 'erased-data'`,
    );
    return row?.reached;
  };
  const subjectId = randomUUID();
  await erasedDaysAgo(hub, subjectId, 400);
  await writeOld(hub, ...[410, 411, 412, 413, 414].map((days) => ({ days, subjectId })));
  await writeOld(hub, { days: 364, subjectId });
  const few = { limit: 2 };
  t.equal(await pruneLogs(hub.unitOfWork, few), 4, 'two along the erasures, two along the log');
  t.equal(await reached(), undefined, 'there may be more of it');
  t.equal(await pruneLogs(hub.unitOfWork, few), 1);
  const mark = await reached();
  t.ok(mark);
  t.same(await left(hub), [364], 'written after the erasure: a year from then');
  t.equal(await pruneLogs(hub.unitOfWork, few), 0);
  t.equal(await reached(), mark);

  const other = randomUUID();
  await erasedDaysAgo(hub, other, 380);
  await writeOld(hub, { days: 390, subjectId: other });
  await sql.query(
    `insert into hub.log_holds (hold_id, component, placed_by, reference) values ($1, 'ees', 'x', 'y')`,
    [randomUUID()],
  );
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 0, 'held');
  t.not(await reached(), mark, 'the walk goes on');
  await sql.query('update hub.log_holds set lifted_at = now()');
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1);
  t.same(await left(hub), [364]);
});

t.test('a part that fails keeps no other from its work, and is told', async (t) => {
  const hub = await openStoreApp(t);
  await hub.unitOfWork.sql.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`,
  );
  await hub.unitOfWork.sql.query(
    `create trigger a_refusal before delete on hub.access_log for each row when (old.component = 'esp')
     execute function refuse()`,
  );
  const subjectId = randomUUID();
  await erasedDaysAgo(hub, subjectId, 400);
  await writeOld(hub, { component: 'esp', days: 400 }, { days: 410, subjectId }, { days: 1 });
  t.equal(await pruneLogs(hub.unitOfWork, BATCH), 1);
  t.same(await left(hub), [1]);
  const [{ places } = { places: 0 }] = await hub.unitOfWork.sql.query<{ places: number }>(
    `select count(*)::integer as places from hub.log_chain where component = 'ees'`,
  );
  t.equal(places, 1, 'and its chain is shortened');
  await t.rejects(pruneLogs(hub.unitOfWork, BATCH), 'when nothing else is left');
});

t.test('a long erased beginning is shortened a part at a time', async (t) => {
  const hub = await openStoreApp(t);
  await writeOld(hub, ...Array.from({ length: 7 }, () => ({ component: 'esp', days: 400 })));
  await hub.unitOfWork.sql.query(`delete from hub.access_log where component = 'esp'`);
  for (const sequence of [3, 6, 6]) {
    await pruneLogs(hub.unitOfWork, { limit: 3 });
    t.match(await verifyLogStretch(hub.ports, { component: 'esp' }), {
      from: { sequence },
      end: { sequence: 7 },
      entries: 7 - sequence,
      erased: 7 - sequence,
      isWhole: true,
    });
  }
});

t.test('a chain that is shortened while it is verified is whole', async (t) => {
  const hub = await openStoreApp(t);
  const ages = [400, 400, 400, 1];
  await writeOld(hub, ...ages.map((days) => ({ component: 'esp', days })));
  const { logArchive } = hub.ports;
  const shortened: typeof logArchive = {
    ...logArchive,
    async startOf(sql, component) {
      const start = await logArchive.startOf(sql, component);
      t.equal(await pruneLogs(hub.unitOfWork, BATCH), 3);
      return start;
    },
  };
  const ports = { ...hub.ports, logArchive: shortened };
  t.match(await verifyLogStretch(ports, { component: 'esp' }), { entries: 4, erased: 0, isWhole: true });
  t.match(await verifyLogStretch(hub.ports, { component: 'esp' }), { entries: 1, isWhole: true });
});
