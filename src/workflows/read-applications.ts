/**
 * The applications of one person in VIS with what became of each, and the files they are linked to: earlier ones of the same
 * person, and those of persons who travel together ((EC) 767/2008 Art 8(3), (4), 15).
 */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { applicationFiles } from '../domain/vis/application-file.js';
import { type ApplicationFile, fileLinks, travelGroups } from '../domain/vis/linked-files.js';
import { type VisaOn, visaOn } from '../domain/vis/visa-history.js';
import { LIMITS } from '../platform/limits.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

type ReadPorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'visaFiles' | 'accessLog' | 'clock'>;

export type ReadApplicationsOutcome =
  | {
      readonly kind: 'read';
      readonly applications: readonly {
        readonly encounterId: string;
        readonly applicationNumber: string;
        readonly applicationDate: string;
        readonly state: string;
        readonly isLongStay: boolean;
        readonly visaToday: VisaOn;
        readonly validUntil?: string;
        /** Article of the last decision. */
        readonly citation?: string;
      }[];
      readonly links: readonly {
        readonly kind: 'previous-application' | 'travelling-together';
        readonly between: readonly [string, string];
        readonly citation: string;
      }[];
      /** Everyone who travels with somebody of the group, by application number. */
      readonly groups: readonly (readonly string[])[];
      /** Numbers that are named and have no file: erased, or wrong. */
      readonly unknown: readonly string[];
    }
  | { readonly kind: 'not-found' }
  | Denied;

export function createReadApplications(ports: ReadPorts) {
  return async (requester: Requester, subjectId: SubjectId): Promise<ReadApplicationsOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['vis'], subjectId } as const;
    const denied = await refuseTask(ports, sql, requester, 'visa-file-links', about);
    if (denied) return denied;
    await logTask(ports, sql, requester, 'visa-file-links', about);
    const records = await ports.adapters.get('vis')!.read(sql, subjectId);
    const own = applicationFiles(records);
    if (own.length === 0) return { kind: 'not-found' };
    const files = await withCompanions(ports, sql, { subjectId, records });
    const today = localDate(ports.clock.today());
    const { links, unknown } = fileLinks(files);
    return {
      kind: 'read',
      applications: own.map(({ encounterId, application, history }) => ({
        encounterId,
        applicationNumber: application.applicationNumber,
        applicationDate: application.applicationDate,
        state: history.state,
        isLongStay: application.isLongStay ?? false,
        visaToday: visaOn(history, today),
        ...(history.visa ? { validUntil: history.visa.validUntil } : {}),
        ...(history.last ? { citation: history.last.row.citation } : {}),
      })),
      links: links.map(({ kind, between, row }) => ({ kind, between, citation: row.citation })),
      groups: travelGroups(files),
      unknown,
    };
  };
}

/** Goes on from companion to companion until a round finds nobody new, or the limit is reached. */
async function withCompanions(
  ports: ReadPorts,
  sql: Sql,
  start: { readonly subjectId: SubjectId; readonly records: readonly SystemRecord[] },
): Promise<readonly ApplicationFile[]> {
  const files = new Map<string, ApplicationFile>();
  const add = (subjectId: SubjectId, records: readonly SystemRecord[]) => {
    for (const { application } of applicationFiles(records)) {
      const { applicationNumber, applicationDate: createdOn, travelsWith } = application;
      files.set(applicationNumber, {
        applicationNumber,
        applicant: subjectId,
        createdOn,
        ...(travelsWith ? { travelsWith } : {}),
      });
    }
  };
  add(start.subjectId, start.records);
  for (let known = 0; known < files.size && files.size < LIMITS.travelGroupMax; ) {
    known = files.size;
    const numbers = [...files.values()].flatMap((file) => [
      file.applicationNumber,
      ...(file.travelsWith ?? []),
    ]);
    const applicationNumbers = [...new Set(numbers)];
    const found = await ports.visaFiles.companions(sql, { applicationNumbers, limit: LIMITS.travelGroupMax });
    for (const { subjectId, records } of found) add(subjectId, records);
  }
  return [...files.values()];
}
