/**
 * What is due about one subject in the next days: erasures, notices before them, reviews, and the day an open stay runs
 * out; each with the row of law it rests on. Reading the records is an access like any other.
 */
import type { Requester } from '../domain/authorities.js';
import { dueWithin } from '../domain/deadlines/deadline.js';
import { deadlinesOf } from '../domain/deadlines/deadlines-of.js';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { type DatedFilePorts, datedFile } from './dated-file.js';
import type { ListDeadlinesOutcome } from './hub-workflows.js';
import type { Ports } from './ports.js';
import { createReadSubject } from './read-subject.js';

type DeadlinePorts = DatedFilePorts & Pick<Ports, 'unitOfWork' | 'accessLog' | 'restrictions' | 'clock'>;

export function createListDeadlines(ports: DeadlinePorts) {
  const readSubject = createReadSubject(ports);
  return async (
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
    { days }: { readonly days: number },
  ): Promise<ListDeadlinesOutcome> => {
    const outcome = await readSubject(requester, system, subjectId);
    if (outcome.kind !== 'found') return outcome;
    const today = localDate(ports.clock.today());
    const file = { system, subjectId };
    const dated = await datedFile(ports, ports.unitOfWork.sql, file, outcome.records);
    const deadlines = dueWithin(deadlinesOf(dated, today), { today, days });
    return { kind: 'listed', asOf: today, deadlines };
  };
}
