/** Many persons of the same data at once: what a search finds too many of. */
import type { SystemId } from '../domain/systems.js';
import type { StoreApp } from './http-store-app.js';

/** Each record of the system `times` more, every copy the only record of a person of its own. */
export async function copyRecords({ unitOfWork }: StoreApp, system: SystemId, times: number): Promise<void> {
  const table = `${system.replace('-', '_')}.records`;
  await unitOfWork.sql.query(
    `insert into ${table}
     select (jsonb_populate_record(record,
       jsonb_build_object('subject_id', gen_random_uuid(), 'encounter_id', gen_random_uuid()))).*
     from ${table} record, generate_series(1, $1)`,
    [times],
  );
}
