/** What is owed about a file and stands in none of its records: duties of the procedures of its system. */
import type { Deadline } from '../domain/deadlines/deadline.js';
import { eurodacDuties } from '../domain/eurodac/eurodac-duties.js';
import type { SubjectId } from '../domain/ids.js';
import { sisDuties } from '../domain/sis/sis-duties.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type DutyPorts = Pick<Ports, 'eurodac' | 'sis' | 'clock'>;

type File = { readonly system: SystemId; readonly subjectId: SubjectId };

export async function procedureDuties(ports: DutyPorts, sql: Sql, file: File): Promise<readonly Deadline[]> {
  return (await DUTIES[file.system]?.(ports, sql, file)) ?? [];
}

const DUTIES: Partial<
  Readonly<Record<SystemId, (ports: DutyPorts, sql: Sql, file: File) => Promise<readonly Deadline[]>>>
> = {
  async eurodac({ eurodac }, sql, file) {
    const owed = await eurodac.comparisons.owed(sql, file.subjectId);
    const notices = await eurodac.notices.ofSubjects(sql, [file.subjectId]);
    return eurodacDuties({ ...owed, notices }, file);
  },
  async sis({ sis, clock }, sql, file) {
    const hits = await sis.hits.ofSubject(sql, file.subjectId);
    const cases = await sis.cases.ofSubject(sql, file.subjectId);
    return sisDuties({ hits, cases }, { ...file, now: new Date(clock.nowMs()).toISOString() });
  },
};
