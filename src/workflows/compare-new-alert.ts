/**
 * A new alert for refusal of entry, or on a travel document, is compared with the valid travel authorisations ((EU)
 * 2018/1240 Art 41(3)). The National Unit of the state that entered it is told, by its list; the hub revokes nothing.
 */
import type { Requester } from '../domain/authorities.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { alertKindOf } from '../domain/sis/current-alert.js';
import type { ObjectAlert } from '../domain/sis/object-alert.js';
import type { SystemRecord } from '../domain/system-record.js';
import { LIMITS } from '../platform/limits.js';
import { withinTime } from '../platform/time-limit.js';
import { HUB_ITSELF } from './clean-galleries.js';
import type { EnrolRequest } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { AlertNotice, SystemAdapter } from './ports/systems.js';
import type { Ports } from './ports.js';
import type { ApplicationPlace } from './process-application.js';
import { queryOfPerson } from './query-of-person.js';
import { logTask } from './task-access.js';
import { validAuthorisations } from './valid-authorisations.js';

export type CompareAlertPorts = Pick<
  Ports,
  'adapters' | 'etiasApplications' | 'accessLog' | 'ids' | 'clock' | 'unitOfWork'
>;

/** Whom a new alert for refusal of entry may be about, asked before the transaction of its entry: all of them. */
export async function authorisationsAtStake(
  { adapters, clock, etiasApplications, unitOfWork: { sql } }: CompareAlertPorts,
  requester: Requester,
  request: EnrolRequest,
  signal: AbortSignal,
): Promise<readonly ApplicationPlace[]> {
  const { facts, identity } = request;
  const etias = adapters.get('etias');
  const isMeant = facts.kind === 'alert' && alertKindOf(facts) === 'refusal-of-entry';
  if (!isMeant || etias?.location !== 'local' || identity.surnames.length === 0) return [];
  // Not by a query as anybody's, which stops at its limit: a decision that never arises is missed by nobody.
  const query = queryOfPerson(requester, request);
  const holders = await withinTime((limited) => etiasApplications.everybodyLike(sql, query, limited), {
    ms: COMPARISON_MS,
    signal,
  });
  return authorisationsOfHolders(etias, sql, { holders, today: localDate(clock.today()) });
}

/** In the transaction of the entry. */
export async function noteRefusalAlert(
  ports: CompareAlertPorts,
  tx: Sql,
  { encounterId: alertId, subjectId, memberState }: SystemRecord,
  atStake: readonly ApplicationPlace[],
): Promise<void> {
  const alert = { alertId, memberState, trigger: 'new-refusal-alert', causeSubjectId: subjectId } as const;
  for (const place of atStake) await noteConcerned(ports, tx, alert, place);
}

/** In the transaction of the entry. What is no document concerns nobody. */
export async function noteDocumentAlert(
  ports: CompareAlertPorts,
  tx: Sql,
  { alertId, memberState, category, number, issuingCountry }: ObjectAlert,
): Promise<void> {
  const etias = ports.adapters.get('etias');
  if (!DOCUMENT_CATEGORIES.has(category) || etias?.location !== 'local') return;
  const today = localDate(ports.clock.today());
  const holders = await ports.etiasApplications.holdersOfDocument(tx, {
    number,
    ...(issuingCountry === undefined ? {} : { issuingCountry }),
  });
  const alert = { alertId: alertId as EncounterId, memberState, trigger: 'document-reported' } as const;
  for (const place of await authorisationsOfHolders(etias, tx, { holders, today })) {
    await noteConcerned(ports, tx, alert, place);
  }
}

async function authorisationsOfHolders(
  etias: SystemAdapter,
  sql: Sql,
  { holders, today }: { readonly holders: readonly SubjectId[]; readonly today: LocalDate },
): Promise<readonly ApplicationPlace[]> {
  const places: ApplicationPlace[] = [];
  for (let from = 0; from < holders.length; from += LIMITS.systemHitsMax) {
    const records = await etias.readMany(sql, holders.slice(from, from + LIMITS.systemHitsMax));
    places.push(...validAuthorisations(records, today));
  }
  return places;
}

const DOCUMENT_CATEGORIES: ReadonlySet<string> = new Set([
  'travel-document',
  'identity-document',
  'blank-document',
]);
/** The same search as anybody's. */
const COMPARISON_MS = 5_000;

type Noted = Pick<AlertNotice, 'alertId' | 'entryId' | 'memberState' | 'trigger'> & {
  readonly causeSubjectId?: SubjectId;
};

const DATA_OF = {
  'new-refusal-alert': ['identity'],
  'document-reported': ['document'],
  'watchlist-entry': ['identity', 'document'],
} as const;

/** In the transaction of what concerns the application. */
export async function noteConcerned(
  ports: Pick<Ports, 'etiasApplications' | 'ids' | 'clock' | 'accessLog'>,
  tx: Sql,
  { causeSubjectId, ...alert }: Noted,
  { subjectId, applicationId }: ApplicationPlace,
): Promise<void> {
  const { etiasApplications, ids, clock } = ports;
  const noticeId = ids.uuid();
  await etiasApplications.noteAlert(tx, {
    notice: { ...alert, noticeId, subjectId, applicationId, foundAt: new Date(clock.nowMs()).toISOString() },
    hitId: ids.uuid(),
    ...(causeSubjectId ? { causeSubjectId } : {}),
  });
  await logTask(ports, tx, HUB_ITSELF, 'etias-processing', {
    systems: ['etias'],
    subjectId,
    caseId: noticeId,
    dataUsed: DATA_OF[alert.trigger],
    result: alert.trigger,
  });
}
