/**
 * The data sets of one person as far as they are linked ((EU) 2024/1358 Art 3(6)), for a state of origin of one of them. Of
 * other states' data sets no more than that they are there: their data come with the hits.
 */
import type { Requester } from '../domain/authorities.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import type { SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';
import { sequenceOf } from './sequence-of.js';

export type SequenceMember = Pick<
  CurrentDataSet,
  'dataSetId' | 'memberState' | 'category' | 'transmittedOn' | 'isMarked'
> & {
  readonly referenceNumber: string;
  /** What the requester's own state transmitted, as it stands. */
  readonly own?: CurrentDataSet;
};

export type ReadSequenceOutcome =
  | { readonly kind: 'found'; readonly dataSets: readonly SequenceMember[] }
  | { readonly kind: 'not-found' }
  | Denied;

type ReadPorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'eurodac' | 'accessLog'>;

export function createReadSequence(ports: ReadPorts, system: SystemId) {
  return async (requester: Requester, subjectId: SubjectId): Promise<ReadSequenceOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { subjectId };
    const denied = await enterTask(ports, sql, { requester, right: 'eurodac-result', system, about });
    if (denied) return denied;
    const { memberState } = requester;
    const adapter = ports.adapters.get(system)!;
    const own = currentDataSets(await adapter.read(sql, subjectId));
    if (!own.some((dataSet) => dataSet.memberState === memberState)) return { kind: 'not-found' };
    const sequence = await sequenceOf(ports, sql, system, subjectId);
    return { kind: 'found', dataSets: sequence.map((member) => shown(member, memberState)) };
  };
}

function shown(dataSet: CurrentDataSet, memberState: string): SequenceMember {
  const { dataSetId, category, transmittedOn, isMarked, facts } = dataSet;
  return {
    dataSetId,
    memberState: dataSet.memberState,
    category,
    transmittedOn,
    isMarked,
    referenceNumber: facts.referenceNumber,
    ...(dataSet.memberState === memberState ? { own: dataSet } : {}),
  };
}
