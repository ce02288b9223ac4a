/**
 * The automated processing of an application for a travel authorisation ((EU) 2018/1240 Art 20): its data are put to every
 * source the article lists; the systems kept here are asked as in any federated search. A hit is kept as the query and the
 * system it is in; whom it found is shown to nobody. Sources outside the hub are answered by who asked them. With no hit
 * and every source answered the authorisation is issued; without an answer nothing is, and the sources are named. Until it
 * is decided it may be processed again: where there were hits, only the sources that are silent are asked.
 */

import { ageOn } from '../domain/age.js';
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { type EtiasApplicationFile, etiasFiles } from '../domain/etias/application-file.js';
import { etiasValidUntil } from '../domain/etias/application-history.js';
import { etiasQueries, etiasRoute } from '../domain/etias/automated-processing.js';
import {
  evaluateFile,
  type FoundFile,
  isAskedByTheHub,
  type QueryHit,
  SYSTEM_OF_QUERY,
} from '../domain/etias/evaluate-queries.js';
import { type SireneNotice, sireneNotices } from '../domain/etias/sirene-notices.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { EtiasState } from '../domain/law/etias-clock-table.js';
import type { EtiasQuery } from '../domain/law/etias-query-table.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { EtiasApplication, SystemRecord } from '../domain/system-record.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import {
  alertsOnDocument,
  entriesAbout,
  flaggedOf,
  identityKeys,
  queryPersons,
  unlessSilent,
} from './ask-for-application.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import { noteNewEntry } from './note-watchlist.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type ApplicationPlace = { readonly subjectId: SubjectId; readonly applicationId: EncounterId };

/** What a source outside the hub said to whoever asked it. */
export type ExternalAnswer = { readonly query: EtiasQuery; readonly hit: boolean };

export type ProcessOutcome =
  | {
      readonly kind: 'processed';
      /** `incomplete`: no hit is left, but not every source has answered; nothing is issued. */
      readonly route: 'issue' | 'central-unit' | 'national-unit' | 'incomplete';
      readonly citation: string;
      /** This time. */
      readonly asked: readonly EtiasQuery[];
      readonly notAnswered: readonly EtiasQuery[];
      readonly hits: readonly {
        readonly hitId: string;
        readonly query: EtiasQuery;
        readonly system?: SystemId;
      }[];
      readonly validUntil?: LocalDate;
    }
  | { readonly kind: 'not-found' }
  /** It is not waiting to be processed, or no source is left to be asked; `state` is where it stands. */
  | { readonly kind: 'not-in-state'; readonly state: string }
  /** The hub asks this by itself; `index` into the answers told. */
  | { readonly kind: 'not-external'; readonly index: number }
  | Denied;

export function createProcessApplication(ports: HubPorts) {
  return async (
    requester: Requester,
    place: ApplicationPlace,
    options: { readonly external: readonly ExternalAnswer[]; readonly signal: AbortSignal },
  ): Promise<ProcessOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = {
      systems: SYSTEMS,
      subjectId: place.subjectId,
      dataUsed: ['identity', 'document'],
    } as const;
    const denied = await refuseTask(ports, sql, requester, 'etias-processing', about);
    if (denied) return denied;
    await logTask(ports, sql, requester, 'etias-processing', about);
    const index = options.external.findIndex(({ query }) => isAskedByTheHub(query, locationIn(ports)));
    if (index >= 0) return { kind: 'not-external', index };
    const found = await findApplication(ports, sql, place);
    if (!found) return { kind: 'not-found' };
    const queries = await queriesLeft(ports, sql, found);
    if (queries.length === 0) return { kind: 'not-in-state', state: found.file.history.state };
    const answers = await askSources(ports, requester, { ...found, ...options, queries });
    return ports.unitOfWork.transaction((tx) => keep(ports, tx, requester, { place, answers }));
  };
}

type FoundApplication = { readonly file: EtiasApplicationFile; readonly record: SystemRecord };

export async function findApplication(
  ports: Pick<Ports, 'adapters'>,
  sql: Sql,
  { subjectId, applicationId }: ApplicationPlace,
): Promise<FoundApplication | undefined> {
  const records = await ports.adapters.get('etias')!.read(sql, subjectId);
  const record = records.find(({ encounterId }) => encounterId === applicationId);
  const file = etiasFiles(records).find(({ encounterId }) => encounterId === applicationId);
  return record && file && { file, record };
}

function locationIn({ adapters }: HubPorts) {
  return (system: SystemId) => adapters.get(system)!.location;
}

/** All for an application that has led to nothing yet; later what nothing has answered, so that no false hit comes back. */
async function queriesLeft(
  { clock, etiasApplications }: HubPorts,
  sql: Sql,
  { file, record }: FoundApplication,
): Promise<readonly EtiasQuery[]> {
  switch (file.history.state) {
    case 'submitted':
      return queriesOf(file.application, record, localDate(clock.today()));
    case 'central-verification':
    case 'manual-processing':
      return (await etiasApplications.notAnswered(sql, file.encounterId)) ?? [];
    default:
      return [];
  }
}

type Answers = {
  readonly asked: readonly EtiasQuery[];
  readonly notAnswered: readonly EtiasQuery[];
  readonly hits: readonly (QueryHit | { readonly query: EtiasQuery })[];
  readonly notices: readonly SireneNotice[];
  /** The alerts on the document, where SIS is kept here. */
  readonly onDocument: readonly string[];
};

type Asked = FoundApplication & {
  readonly external: readonly ExternalAnswer[];
  readonly queries: readonly EtiasQuery[];
  readonly signal: AbortSignal;
};

async function askSources(ports: HubPorts, requester: Requester, asked: Asked): Promise<Answers> {
  const { file, record, external, queries } = asked;
  const today = localDate(ports.clock.today());
  const answered = new Map<EtiasQuery, boolean>(external.map(({ query, hit }) => [query, hit]));
  const isTold = (query: EtiasQuery) => SYSTEM_OF_QUERY[query] === undefined || answered.has(query);
  const inHub = await askSystems(ports, requester, {
    ...asked,
    queries: queries.filter((query) => !isTold(query)),
    today,
  });
  answered.set('questions', file.application.answeredYes ?? false);
  answered.set('watchlist', (await entriesAbout(ports, record, today)).length > 0);
  let onDocument: readonly string[] = [];
  // Alerts on documents are no files of persons: the hub that keeps SIS has them beside.
  if (ports.adapters.get('sis')!.location === 'local') {
    onDocument = (await alertsOnDocument(ports, record, today)).map(({ alertId }) => alertId);
    answered.set('sis-document', onDocument.length > 0);
  }
  const outside = queries.filter(isTold);
  return {
    asked: queries,
    notAnswered: [
      ...queries.filter((query) => !isTold(query) && inHub.silent.has(SYSTEM_OF_QUERY[query] as SystemId)),
      ...outside.filter((query) => !answered.has(query)),
    ],
    hits: [...inHub.hits, ...outside.filter((query) => answered.get(query)).map((query) => ({ query }))],
    onDocument,
    notices: inHub.notices,
  };
}

function queriesOf({ isFamilyMember }: EtiasApplication, { identity }: SystemRecord, today: LocalDate) {
  const isMinor = (ageOn(identity.dateOfBirth, today) ?? MAJORITY) < MAJORITY;
  return etiasQueries({ isFamilyMember: isFamilyMember ?? false, isMinor }, today).map(({ query }) => query);
}

/** Years; the act speaks of minors and names no age of its own. */
const MAJORITY = 18;

type AskedSystems = Asked & { readonly today: LocalDate };

async function askSystems(ports: HubPorts, requester: Requester, asked: AskedSystems) {
  const systems = SYSTEMS.filter((system) =>
    asked.queries.some((query) => SYSTEM_OF_QUERY[query] === system),
  );
  const answers = await Promise.all(
    systems.map((system) => askSystem(ports, requester, { ...asked, system })),
  );
  const hits = new Map(
    answers.flatMap((each) => each?.hits ?? []).map((hit) => [JSON.stringify(hit), hit] as const),
  );
  return {
    hits: [...hits.values()],
    notices: answers.flatMap((each) => each?.notices ?? []),
    silent: new Set(systems.filter((_, index) => answers[index] === undefined)),
  };
}

/** `undefined` where the system does not answer, or answers with more than can be looked at. */
function askSystem(
  ports: HubPorts,
  requester: Requester,
  { system, file, record, queries, today, signal }: AskedSystems & { readonly system: SystemId },
): Promise<{ readonly hits: readonly QueryHit[]; readonly notices: readonly SireneNotice[] } | undefined> {
  const found: FoundFile[] = [];
  const about = { identity: record.identity, own: file.encounterId, today };
  const guardians = system === 'sis' ? (file.application.guardians ?? []) : [];
  const own = queries.filter((query) => query !== 'guardian-sis');
  return unlessSilent(async () => {
    const hits = await queryPersons(ports, {
      system,
      requester,
      signal,
      identity: identityKeys(record.identity),
      record,
    });
    if (!hits) return undefined;
    found.push(...hits);
    const flagged = await flaggedOf(ports, found, today);
    const results = found.flatMap((each) => evaluateFile(each, { ...about, flagged, queries: own }));
    for (const guardian of guardians) {
      const files = await queryPersons(ports, {
        system,
        requester,
        signal,
        identity: identityKeys(guardian),
      });
      if (!files) return undefined;
      results.push(
        ...files.flatMap((each) => evaluateFile(each, { ...about, flagged, queries: ['guardian-sis'] })),
      );
    }
    return { hits: results, notices: sireneNotices(found, today) };
  });
}

/** In one transaction with the event; of two at the same time the second keeps nothing of a source that has answered. */
async function keep(
  ports: HubPorts,
  tx: Sql,
  requester: Requester,
  { place, answers }: { readonly place: ApplicationPlace; readonly answers: Answers },
): Promise<ProcessOutcome> {
  await ports.etiasApplications.holdWatchlist(tx, 'to-read');
  if (!(await ports.subjects.lock(tx, 'etias', place.subjectId))) return { kind: 'not-found' };
  const found = await findApplication(ports, tx, place);
  if (!found) return { kind: 'not-found' };
  const { state } = found.file.history;
  const left = await queriesLeft(ports, tx, found);
  if (left.length === 0) return { kind: 'not-in-state', state };
  const processedAt = new Date(ports.clock.nowMs()).toISOString();
  const onWatchlist = await entriesAbout(ports, found.record, localDate(ports.clock.today()), tx);
  const fresh = freshAnswers(withWatchlist(answers, onWatchlist), left);
  const hits = fresh.hits.map((hit) => ({
    hitId: ports.ids.uuid(),
    query: hit.query,
    ...('system' in hit ? { system: hit.system, causeSubjectId: hit.subjectId } : {}),
    ...('encounterId' in hit && hit.encounterId ? { causeEncounterId: hit.encounterId } : {}),
    ...(hit.query === 'sis-document' && answers.onDocument.length > 0
      ? { causeObjectAlertIds: answers.onDocument }
      : {}),
    ...(hit.query === 'watchlist' ? { causeEntryIds: onWatchlist } : {}),
  }));
  const asked = queriesOf(found.file.application, found.record, localDate(ports.clock.today()));
  // The watchlist has answered before and is not asked again: of it only what was entered since is a hit.
  const listed = state === 'submitted' ? undefined : await noteNewEntry(ports, tx, found.record);
  const { notAnswered, notices } = fresh;
  await ports.etiasApplications.keepProcessing(tx, { ...place, asked, notAnswered, hits });
  const { to, row } = etiasRoute(await ports.etiasApplications.hits(tx, place.applicationId));
  const told = {
    kind: 'processed' as const,
    citation: row.citation,
    asked: answers.asked,
    notAnswered,
    hits: [
      ...hits.map(({ hitId, query, ...rest }) => ({
        hitId,
        query,
        ...('system' in rest && rest.system ? { system: rest.system } : {}),
      })),
      ...(listed ? [{ hitId: listed, query: 'watchlist' as const }] : []),
    ],
  };
  const isIncomplete = to === 'issue' && notAnswered.length > 0;
  if (state === 'submitted' && isIncomplete) return { ...told, route: 'incomplete' };
  await tellBureaux(ports, tx, notices, processedAt);
  const event = eventAfter(state, isIncomplete ? 'incomplete' : to);
  const validUntil =
    event === 'issued' || event === 'hits-false' ? validUntilOf(found.record, processedAt) : undefined;
  if (event) {
    await recordEvent(ports, tx, requester, {
      ...found,
      event,
      at: processedAt,
      ...(validUntil ? { validUntil } : {}),
    });
  }
  const route = isIncomplete ? 'incomplete' : to;
  return { ...told, route, ...(validUntil ? { validUntil } : {}) };
}

/**
 * As the list is now that it is held. An entry made while the systems were asked counts: whoever makes it later finds what is
 * issued here. One that was removed meanwhile is none.
 */
function withWatchlist(answers: Answers, onWatchlist: readonly string[]): Answers {
  const others = answers.hits.filter(({ query }) => query !== 'watchlist');
  return { ...answers, hits: onWatchlist.length > 0 ? [...others, { query: 'watchlist' }] : others };
}

/** Of the sources still to be asked; the bureaux were told when SIS answered for the first time. */
function freshAnswers(answers: Answers, left: readonly EtiasQuery[]) {
  const isFresh = (query: EtiasQuery) =>
    left.includes(query) && answers.asked.includes(query) && !answers.notAnswered.includes(query);
  return {
    notAnswered: left.filter((query) => !isFresh(query)),
    hits: answers.hits.filter(({ query }) => isFresh(query)),
    notices: left.some((query) => isFresh(query) && SYSTEM_OF_QUERY[query] === 'sis') ? answers.notices : [],
  };
}

/** What a processing does to an application that stands so; nothing where it waits as before. */
function eventAfter(state: EtiasState, route: 'issue' | 'central-unit' | 'national-unit' | 'incomplete') {
  if (route === 'incomplete') return undefined;
  switch (state) {
    case 'submitted':
      return FROM_SUBMITTED[route];
    case 'central-verification':
      return FROM_CENTRAL_UNIT[route];
    default:
      // A unit decides by hand: only a new hit, which the Central Unit verifies first, changes where it stands.
      return route === 'central-unit' ? ('hits-reported' as const) : undefined;
  }
}

const FROM_SUBMITTED = {
  issue: 'issued',
  'central-unit': 'hits-reported',
  'national-unit': 'answered-yes-only',
} as const;

const FROM_CENTRAL_UNIT = {
  issue: 'hits-false',
  'central-unit': undefined,
  'national-unit': 'hits-confirmed',
} as const;

/** Once, when the processing has an outcome; the bureaux of another hub's SIS are told there. */
async function tellBureaux(
  { adapters, sis, ids, fileCalendar }: HubPorts,
  tx: Sql,
  notices: readonly SireneNotice[],
  at: string,
): Promise<void> {
  if (adapters.get('sis')!.location !== 'local') return;
  for (const { alertId, subjectId, memberState } of notices) {
    const notice = {
      caseId: ids.uuid(),
      event: 'etias-application',
      alertId,
      subjectId,
      at,
      fromState: UNION_AGENCY,
      toState: memberState,
      isExtended: false,
    } as const;
    await sis.cases.open(tx, notice, false);
    await fileCalendar.mark(tx, 'sis', subjectId);
  }
}

export function validUntilOf({ travelDocument }: SystemRecord, at: string): LocalDate {
  return etiasValidUntil(localDate(at.slice(0, 10)), travelDocument?.validUntil ?? localDate('9999-12-31'));
}

/** An event the hub itself brings about, recorded like those authorities enter. */
export async function recordEvent(
  ports: Pick<Ports, 'adapters' | 'subjects' | 'ids'>,
  tx: Sql,
  requester: Requester,
  event: {
    readonly record: SystemRecord;
    readonly event: 'issued' | 'hits-reported' | 'answered-yes-only' | 'hits-confirmed' | 'hits-false';
    readonly at: string;
    readonly validUntil?: LocalDate;
  },
): Promise<void> {
  const { record, at, validUntil } = event;
  const encounterId = ports.ids.uuid() as EncounterId;
  const { subjectId, memberState } = record;
  await ports.subjects.insertEncounter(tx, {
    system: 'etias',
    subjectId,
    encounterId,
    memberState,
    authorityId: requester.authorityId,
    encounterAt: at,
    samples: [],
    references: [],
  });
  await ports.adapters.get('etias')!.record(tx, {
    ...record,
    encounterId,
    encounterAt: at,
    facts: {
      kind: 'authorisation-event',
      concerns: record.encounterId,
      event: event.event,
      at,
      ...(validUntil ? { validUntil } : {}),
    },
  });
}
