/**
 * An entry of the watchlist made while an application waits for a person ((EU) 2018/1240 Art 20(4), 34): whoever made it
 * finds no authorisation, as there is none yet, so it is looked for again before one is issued. It is then a hit like any
 * other, which the Central Unit verifies (Art 22). The caller holds the watchlist, and the file.
 */
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

/** Of the application `record`: the hit, where there is an entry that the application was not compared with. */
export function noteNewEntry(
  { etiasApplications, ids, clock }: Pick<Ports, 'etiasApplications' | 'ids' | 'clock'>,
  tx: Sql,
  { subjectId, encounterId, identity, travelDocument }: SystemRecord,
): Promise<string | undefined> {
  return etiasApplications.noteNewEntry(tx, {
    subjectId,
    applicationId: encounterId,
    hitId: ids.uuid(),
    identity,
    today: localDate(clock.today()),
    ...(travelDocument ? { document: travelDocument } : {}),
  });
}
