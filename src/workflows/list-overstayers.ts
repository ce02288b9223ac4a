/**
 * The list of persons whose authorised stay is over ((EU) 2017/2226 Art 12), in the order of identifiers. Only files
 * that are listed, or that changed or became due since they were judged, are read (`sweep-overstays.ts` does the latter
 * in the background). A page ends when it is full or when `LIMITS.stayFilesMax` files have been judged, so after many
 * changes a page may hold few persons, or none, and still have a next one.
 */
import type { Requester } from '../domain/authorities.js';
import { judgeFile } from '../domain/ees/judge-file.js';
import type { SubjectId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { ListOverstayersOutcome } from './hub-workflows.js';
import type { StayFile } from './ports/systems.js';
import type { Ports } from './ports.js';
import { toFlag } from './raise-flags.js';
import type { Overstayer } from './results.js';

type ListPorts = Pick<Ports, 'unitOfWork' | 'stayFiles' | 'accessLog' | 'clock'>;
type Page = { readonly after?: SubjectId; readonly limit: number };

export function createListOverstayers(ports: ListPorts) {
  return async (requester: Requester, page: Page): Promise<ListOverstayersOutcome> => {
    const access = decideAccess(requester, 'read', 'ees');
    await ports.accessLog.append(ports.unitOfWork.sql, {
      requester,
      right: 'overstayer-list',
      systems: ['ees'],
      outcome: access.permitted ? 'permitted' : 'denied',
    });
    if (!access.permitted) return { kind: 'denied', reason: access.reason };
    const asOf = localDate(ports.clock.today());
    return { kind: 'listed', asOf, ...(await collect(ports, page, asOf)) };
  };
}

type Collected = { readonly overstayers: readonly Overstayer[]; readonly next?: SubjectId };

/** A full page goes on until it meets one person more, so that the last page is known to be the last. */
async function collect(ports: ListPorts, page: Page, asOf: LocalDate): Promise<Collected> {
  const found: Overstayer[] = [];
  let after = page.after;
  // Nearly every file read is listed, unless many have just changed.
  let limit = Math.min(LIMITS.stayFilesPage, page.limit + 1);
  for (let judged = 0; judged < LIMITS.stayFilesMax; ) {
    const files = await ports.stayFiles.page(ports.unitOfWork.sql, {
      limit,
      today: asOf,
      ...(after === undefined ? {} : { after }),
    });
    const { flagged, judgements } = judge(files, asOf);
    await ports.stayFiles.keepJudgements(ports.unitOfWork.sql, judgements);
    for (const { subjectId, flag } of flagged) {
      if (found.length === page.limit) return { overstayers: found, next: found.at(-1)!.subjectId };
      found.push({ subjectId, flag: toFlag(flag) });
    }
    if (files.length < limit) return { overstayers: found };
    judged += files.length;
    limit = LIMITS.stayFilesPage;
    after = files.at(-1)!.subjectId;
  }
  return { overstayers: found, ...(after === undefined ? {} : { next: after }) };
}

function judge(files: readonly StayFile[], asOf: LocalDate) {
  const judged = files.map((file) => ({ ...file, ...judgeFile(file.records, asOf) }));
  return {
    flagged: judged.flatMap(({ subjectId, flag }) => (flag ? [{ subjectId, flag }] : [])),
    judgements: judged.filter(({ isDue }) => isDue),
  };
}
