/**
 * The watchlist of ETIAS ((EU) 2018/1240 Art 34, 35): an entry is compared with the valid authorisations at once. Which of
 * them a National Unit has to assess is in the answer, and in the list of the National Unit; nothing is revoked by itself.
 */
import type { Requester } from '../domain/authorities.js';
import { onChangeElsewhere } from '../domain/etias/application-history.js';
import type { DocumentQuery } from '../domain/identity-data.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { withinDeadline } from './ask-systems.js';
import { noteConcerned } from './compare-new-alert.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { ApplicationPlace } from './process-application.js';
import { logTask, refuseTask } from './task-access.js';
import { validAuthorisations } from './valid-authorisations.js';

export type NewWatchlistEntry = {
  readonly surnames?: readonly string[];
  readonly givenNames?: readonly string[];
  readonly dateOfBirth?: LocalDate;
  readonly document?: DocumentQuery;
  readonly validUntil: LocalDate;
};

export type AddToWatchlistOutcome =
  | {
      readonly kind: 'added';
      readonly entryId: string;
      /** Valid authorisations the entry may be about. */
      readonly toAssess: readonly ApplicationPlace[];
      /** The entry is about more persons than were looked at. */
      readonly overflow: boolean;
      readonly citation: string;
    }
  | { readonly kind: 'over'; readonly detail: string }
  | Denied;

export function createAddToWatchlist(ports: HubPorts) {
  return async (
    requester: Requester,
    entry: NewWatchlistEntry,
    signal: AbortSignal,
  ): Promise<AddToWatchlistOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'watchlist', { systems: ['etias'] });
    if (denied) return denied;
    const today = localDate(ports.clock.today());
    if (entry.validUntil < today) return { kind: 'over', detail: 'An entry ends today or later.' };
    // Before anything is written: a search that does not answer leaves no entry nobody knows the number of.
    const { concerned, overflow } = await authorisationsOf(ports, requester, { entry, today, signal });
    const entryId = ports.ids.uuid();
    await ports.unitOfWork.transaction(async (tx) => {
      await logTask(ports, tx, requester, 'watchlist', {
        systems: ['etias'],
        caseId: entryId,
        result: 'added',
      });
      const { authorityId: enteredBy, memberState } = requester;
      // No authorisation is issued meanwhile by a processing that has not seen the entry.
      await ports.etiasApplications.holdWatchlist(tx, 'to-write');
      await ports.etiasApplications.addToWatchlist(tx, { ...entry, entryId, enteredBy, memberState });
      await noteAll(ports, tx, entryId, concerned);
    });
    const since = await issuedSince(ports, requester, { entry, today, entryId, known: concerned });
    const { row } = onChangeElsewhere('watchlist-entry');
    const toAssess = [...concerned, ...since.concerned].map(({ subjectId, applicationId }) => ({
      subjectId,
      applicationId,
    }));
    // The entry is made: where the second look fails, there may be more than were looked at.
    return {
      kind: 'added',
      entryId,
      citation: row.citation,
      toAssess,
      overflow: overflow || since.overflow,
    };
  };
}

/** What was issued between the search and the entry, by whoever saw no entry: it is told like the rest. */
async function issuedSince(
  ports: HubPorts,
  requester: Requester,
  asked: Omit<SearchedEntry, 'signal'> & { readonly entryId: string; readonly known: readonly Concerned[] },
): Promise<AtStake> {
  const { entryId, known } = asked;
  // Also where whoever entered it waits no longer: the entry is there.
  const { signal } = new AbortController();
  const before = new Set(known.map(({ applicationId }) => applicationId));
  let concerned: readonly Concerned[] = [];
  try {
    const again = await authorisationsOf(ports, requester, { ...asked, signal });
    concerned = again.concerned.filter(({ applicationId }) => !before.has(applicationId));
    if (concerned.length > 0) {
      await ports.unitOfWork.transaction((tx) => noteAll(ports, tx, entryId, concerned));
    }
    return { concerned, overflow: again.overflow };
  } catch {
    // Whatever failed, the entry is made, and an error would not say which it is.
    return { concerned, overflow: true };
  }
}

/** Of applications another hub keeps there are no notices here: the answer alone names them. */
async function noteAll(
  ports: HubPorts,
  tx: Sql,
  entryId: string,
  concerned: readonly Concerned[],
): Promise<void> {
  if (ports.adapters.get('etias')!.location !== 'local') return;
  for (const { memberState, ...place } of concerned) {
    await noteConcerned(ports, tx, { entryId, memberState, trigger: 'watchlist-entry' }, place);
  }
}

/** With the state in whose name the application stands: its National Unit assesses. */
type Concerned = ApplicationPlace & { readonly memberState: string };

type AtStake = { readonly concerned: readonly Concerned[]; readonly overflow: boolean };

type SearchedEntry = {
  readonly entry: NewWatchlistEntry;
  readonly today: LocalDate;
  readonly signal: AbortSignal;
};

async function authorisationsOf(
  ports: HubPorts,
  requester: Requester,
  asked: SearchedEntry,
): Promise<AtStake> {
  const { surnames, dateOfBirth, document } = asked.entry;
  const { hits, overflow } = await withinDeadline(
    ports.adapters.get('etias')!,
    {
      requester,
      candidates: [],
      probes: [],
      falsePositiveIdentificationRate: 0.01,
      isWhole: true,
      ...(surnames
        ? { identity: { surname: surnames.join(' '), ...(dateOfBirth ? { dateOfBirth } : {}) } }
        : {}),
      ...(document ? { document } : {}),
    },
    asked.signal,
  );
  const records = hits.flatMap((hit) => hit.records);
  const states = new Map(records.map(({ encounterId, memberState }) => [encounterId, memberState]));
  const concerned = validAuthorisations(records, asked.today).map((place) => ({
    ...place,
    memberState: states.get(place.applicationId)!,
  }));
  return { concerned, overflow };
}

export type RemoveFromWatchlistOutcome = { readonly kind: 'removed' | 'not-found' } | Denied;

/** By whoever entered it: a state, or an agency of the Union; `not-found` for everybody else. */
export function createRemoveFromWatchlist(ports: HubPorts) {
  return (requester: Requester, entryId: string): Promise<RemoveFromWatchlistOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'watchlist', {
        systems: ['etias'],
        caseId: entryId,
      });
      if (denied) return denied;
      const isRemoved = await ports.etiasApplications.removeFromWatchlist(tx, requester, entryId);
      const kind = isRemoved ? 'removed' : 'not-found';
      await logTask(ports, tx, requester, 'watchlist', { systems: ['etias'], caseId: entryId, result: kind });
      return { kind };
    });
}
