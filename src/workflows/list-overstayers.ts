/**
 * The list of persons whose authorised stay is over ((EU) 2017/2226 Art 12), judged on the day it is asked for, file
 * by file in the order of identifiers. It costs a pass over the files of the EES: a page ends when it is full or when
 * `LIMITS.stayFilesMax` files have been judged, so a page may hold few persons, or none, and still have a next one.
 */
import type { Requester } from '../domain/authorities.js';
import { findOverstay } from '../domain/flags/overstay.js';
import type { SubjectId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { ListOverstayersOutcome } from './hub-workflows.js';
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
  for (let judged = 0; judged < LIMITS.stayFilesMax; judged += LIMITS.stayFilesPage) {
    const files = await ports.stayFiles.page(ports.unitOfWork.sql, {
      limit: LIMITS.stayFilesPage,
      ...(after === undefined ? {} : { after }),
    });
    for (const { subjectId, records } of files) {
      const flag = findOverstay(records, asOf);
      if (flag && found.length === page.limit) return { overstayers: found, next: found.at(-1)!.subjectId };
      if (flag) found.push({ subjectId, flag: toFlag(flag) });
    }
    if (files.length < LIMITS.stayFilesPage) return { overstayers: found };
    after = files.at(-1)!.subjectId;
  }
  return { overstayers: found, ...(after === undefined ? {} : { next: after }) };
}
