/** Everything one system holds of one subject, without the images. */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import type { SystemId } from '../domain/systems.js';
import type { ReadSubjectOutcome } from './hub-workflows.js';
import type { Ports } from './ports.js';

type ReadPorts = Pick<Ports, 'unitOfWork' | 'subjects' | 'adapters' | 'accessLog' | 'restrictions'>;

export function createReadSubject(ports: ReadPorts) {
  return async (
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
  ): Promise<ReadSubjectOutcome> => {
    const { sql } = ports.unitOfWork;
    const access = decideAccess(requester, 'read', system);
    await ports.accessLog.append(sql, {
      requester,
      right: 'read',
      systems: [system],
      subjectId,
      outcome: access.permitted ? 'permitted' : 'denied',
    });
    if (!access.permitted) return { kind: 'denied', reason: access.reason };
    const subject = await ports.subjects.read(sql, system, subjectId);
    if (!subject) return { kind: 'not-found' };
    const restrictedSince = (await ports.restrictions.since(sql, system, [subjectId])).get(subjectId);
    return {
      kind: 'found',
      subject,
      records: await ports.adapters.get(system)!.read(sql, subjectId),
      ...(restrictedSince === undefined ? {} : { restrictedSince }),
    };
  };
}
