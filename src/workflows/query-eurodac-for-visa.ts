/**
 * The query VIS puts to Eurodac for an application for a visa, and what the visa authority reads behind its hits ((EU)
 * 2024/1358 Art 10, 11): read only, for the state that examines the application and only while it is not decided. Without
 * an application Eurodac is closed to visa authorities. The hits are found anew each time and kept nowhere.
 */
import type { Requester } from '../domain/authorities.js';
import { compareIdentities } from '../domain/identity-comparison.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { applicationFiles } from '../domain/vis/application-file.js';
import { withinDeadline } from './ask-systems.js';
import type { Denied } from './hub-workflows.js';
import type { SystemHit, SystemQuery } from './ports/systems.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

type VisaQueryPorts = Pick<Ports, 'unitOfWork' | 'accessLog' | 'adapters'>;

export type VisaQueryOutcome =
  | {
      readonly kind: 'read';
      readonly system: SystemId;
      readonly records: readonly SystemRecord[];
      /** There were too many to compare with: somebody may be missing. */
      readonly overflow: boolean;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-in-state'; readonly state: string }
  | Denied;

const RIGHT = 'eurodac-for-visa';
const ASKED = 'eurodac';

export function createQueryEurodacForVisa(ports: VisaQueryPorts) {
  return async (
    requester: Requester,
    { subjectId, applicationId }: { readonly subjectId: SubjectId; readonly applicationId: EncounterId },
    signal: AbortSignal,
  ): Promise<VisaQueryOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['vis', ASKED], subjectId, dataUsed: ['identity', 'document'] } as const;
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    const said = (result: string) => logTask(ports, sql, requester, RIGHT, { ...about, result });
    const records = await ports.adapters.get('vis')!.read(sql, subjectId);
    const record = records.find(({ encounterId }) => encounterId === applicationId);
    const file = applicationFiles(records).find(({ encounterId }) => encounterId === applicationId);
    if (!record || !file || record.memberState !== requester.memberState) {
      await said('no such application');
      return { kind: 'not-found' };
    }
    const { state } = file.history;
    if (state !== 'pending') {
      await said(`application ${state}`);
      return { kind: 'not-in-state', state };
    }
    const { hits, overflow } = await withinDeadline(
      ports.adapters.get(ASKED)!,
      { requester, ...queryOf(record) },
      signal,
    );
    const found = hits.filter((hit) => isHit(hit, record)).flatMap((hit) => hit.records);
    // Before anybody is told: what cannot be logged is not answered.
    await said(`records ${found.length}${overflow ? ', overflow' : ''}`);
    return { kind: 'read', system: ASKED, records: found, overflow };
  };
}

function queryOf({ identity, travelDocument }: SystemRecord): Omit<SystemQuery, 'requester'> {
  const { surnames, givenNames, dateOfBirth } = identity;
  return {
    candidates: [],
    probes: [],
    // Nothing is compared by biometrics.
    falsePositiveIdentificationRate: 0.01,
    identity: {
      surname: surnames.join(' ') || givenNames.join(' '),
      ...(givenNames.length > 0 ? { givenName: givenNames.join(' ') } : {}),
      dateOfBirth,
    },
    ...(travelDocument
      ? { document: { number: travelDocument.number, issuingCountry: travelDocument.issuingCountry } }
      : {}),
  };
}

/** The document, or identity data that are the same or similar: who only shares a name and a birthday is no hit. */
function isHit({ foundBy, records }: SystemHit, { identity }: SystemRecord): boolean {
  return (
    foundBy.includes('document') ||
    records.some((each) => compareIdentities(each.identity, identity).likeness !== 'different')
  );
}
