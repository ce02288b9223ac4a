/** What the worker tidies, on a real store: each kind is erased by its own store, and this is who calls it. */
import t from 'tap';
import { openWorkingHub } from '../testing/working-hub.js';
import { tidy } from './start-roles.js';

t.test('a case of Eurodac that is over for a year is erased by the worker', async (t) => {
  const hub = await openWorkingHub(t);
  const { sql } = hub.unitOfWork;
  const yearAgoMs = hub.ports.clock.nowMs() - 366 * 24 * 60 * 60 * 1000;
  for (const [number, openedMs] of [
    ['AT1T1', yearAgoMs],
    ['AT1T2', hub.ports.clock.nowMs()],
  ] as const) {
    await sql.query(
      `insert into eurodac.transmission_cases (case_id, member_state, reference_number, collection, event_at, circumstances,
         opened_at, transmitted_at)
       values (gen_random_uuid(), 'AUT', $1, 'international-protection', '2025-01-01', '{}', $2, '2025-01-02')`,
      [number, new Date(openedMs)],
    );
  }
  const tidyOnce = tidy(hub);
  for (let turns = 10; turns > 0 && (await tidyOnce()) > 0; turns--);
  const left = await sql.query('select reference_number as number from eurodac.transmission_cases');
  t.same(left, [{ number: 'AT1T2' }]);
});
