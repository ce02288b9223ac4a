/**
 * The calendars of files filled in bulk: when each is next looked at, what is due of it, when it is erased. The hub's
 * own sweeps judge one file of each day of entry; as all files of a day are of one form, the others get the same. A hub
 * that starts then has nothing to catch up with, which would otherwise be measured with everything else.
 */
import { Client } from 'pg';
import { createAdapters } from '../../src/adapters/registry.js';
import { systemClock } from '../../src/platform/clock.js';
import { createEurodacProcedures } from '../../src/store/eurodac-procedures.js';
import { createSisProcedures } from '../../src/store/sis-procedures.js';
import { createSubjects } from '../../src/store/subjects.js';
import { createSweepCalendar } from '../../src/workflows/sweep-calendar.js';
import { createSweepOverstays } from '../../src/workflows/sweep-overstays.js';
import type { FillOptions } from './fill-database.js';

const TIME_ZONE = 'Europe/Brussels';

/** Files judged by the sweeps, one for each day of entry among those without a calendar. */
const MODELS = `
  create temporary table models as
  select distinct on (entry_date, member_state) entry_date, member_state, subject_id
  from ees.records record
  where not exists (select from hub.file_calendars calendar
    where calendar.system = 'ees' and calendar.subject_id = record.subject_id)
  order by entry_date, member_state, subject_id`;

/** Every file without a calendar, with the model of its day. */
const FOLLOWERS = `
  create temporary table followers as
  select record.subject_id, models.subject_id as model_id
  from ees.records record join models using (entry_date, member_state)
  where record.subject_id <> models.subject_id
    and not exists (select from hub.file_calendars calendar
      where calendar.system = 'ees' and calendar.subject_id = record.subject_id)`;

const COPIES = [
  `insert into ees.overstay_files (subject_id, due_on, listed_since)
   select followers.subject_id, due_on, listed_since
   from followers join ees.overstay_files model on model.subject_id = model_id`,
  `insert into hub.file_calendars (system, subject_id, due_on, erase_on)
   select 'ees', followers.subject_id, due_on, erase_on
   from followers join hub.file_calendars model on model.system = 'ees' and model.subject_id = model_id`,
  `insert into hub.due_days (system, subject_id, due_on, member_state)
   select 'ees', followers.subject_id, due_on, member_state
   from followers join hub.due_days model on model.system = 'ees' and model.subject_id = model_id`,
];

export async function fillCalendars(
  options: Pick<FillOptions, 'databaseUrl' | 'unitOfWork' | 'keyring' | 'log'>,
): Promise<void> {
  // A client of its own: the hub's pool ends statements of more than some seconds.
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await client.query(MODELS);
    await client.query(
      `insert into ees.overstay_files (subject_id, due_on) select subject_id, '-infinity' from models`,
    );
    await client.query(
      `insert into hub.file_calendars (system, subject_id, due_on) select 'ees', subject_id, '-infinity' from models`,
    );
    await judgeModels(options);
    await client.query(FOLLOWERS);
    await client.query('set session_replication_role = replica');
    for (const copy of COPIES) await client.query(copy);
  } finally {
    await client.end();
  }
}

async function judgeModels({
  unitOfWork,
  keyring,
  log,
}: Pick<FillOptions, 'unitOfWork' | 'keyring' | 'log'>): Promise<void> {
  const clock = systemClock(TIME_ZONE);
  const systems = createAdapters({ sql: unitOfWork.sql, remotes: {}, log });
  const ports = {
    ...systems,
    unitOfWork,
    clock,
    eurodac: createEurodacProcedures({ keyring }),
    sis: createSisProcedures({ keyring }),
    subjects: createSubjects({ keyring }),
  };
  for (const sweep of [createSweepOverstays(ports), createSweepCalendar(ports)]) {
    while ((await sweep()) > 0);
  }
  await systems.close();
}
