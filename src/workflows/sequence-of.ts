/** The data sets of one person, as far as they are linked ((EU) 2024/1358 Art 3(6)). */
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import { type Sequence, sequencesOf } from '../domain/eurodac/sequences.js';
import type { SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type SequencePorts = Pick<Ports, 'adapters' | 'eurodac'>;

/** Of these subjects and of everybody they are one person with; a subject whose links are false is alone in its own. */
export async function sequencesAround(
  { adapters, eurodac }: SequencePorts,
  sql: Sql,
  system: SystemId,
  subjects: readonly SubjectId[],
): Promise<readonly Sequence<CurrentDataSet>[]> {
  const { subjectIds, links } = await eurodac.comparisons.connected(
    sql,
    subjects,
    LIMITS.eurodacSequenceSubjectsMax,
  );
  const records = await adapters.get(system)!.readMany(sql, subjectIds);
  return sequencesOf(currentDataSets(records), links);
}

/** The one a subject is in; empty where it has no data set. */
export async function sequenceOf(
  ports: SequencePorts,
  sql: Sql,
  system: SystemId,
  subjectId: SubjectId,
): Promise<readonly CurrentDataSet[]> {
  const sequences = await sequencesAround(ports, sql, system, [subjectId]);
  return sequences.find((members) => members.some((member) => member.subjectId === subjectId)) ?? [];
}
