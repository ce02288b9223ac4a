/**
 * The European search portal ((EU) 2019/817 Art 6 to 11): one request, every system and source the caller may ask, all at
 * once, each with a deadline of its own; each answer is handed on the moment it is there. What a caller may not ask is not
 * asked, not counted and not named. Nothing of an answer is kept, only the log; a caller that goes away ends the search.
 */
import type { Requester } from '../domain/authorities.js';
import { decideAccess } from '../domain/law/access.js';
import { permittedSources, representationRefusal } from '../domain/law/portal-rules.js';
import { SOURCES, type SourceId } from '../domain/law/portal-table.js';
import { localDate } from '../domain/local-date.js';
import type { LogDatum } from '../domain/log-chain/log-components.js';
import { modalityOf } from '../domain/positions.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import { narrowToPermitted } from './access.js';
import { askSource, type SourceReply } from './ask-source.js';
import { type AskPorts, askSystem, type Found } from './ask-systems.js';
import type { Denied } from './hub-workflows.js';
import {
  awaitGallery,
  beginLiveSearch,
  type LiveGalleryAnswer,
  type LiveGalleryPorts,
} from './live-gallery.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { OperationProblem, SearchSystemsRequest } from './ports/operations.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { linksOfHits } from './query-systems.js';
import { raiseFlags } from './raise-flags.js';
import { type Flag, hasAnsweredWholly, type SystemAnswer, type VisibleLink } from './results.js';

export type PortalPorts = AskPorts &
  LiveGalleryPorts &
  Pick<Ports, 'accessLog' | 'identityLinks' | 'identityRules' | 'sources'>;

export type PortalRequest = Omit<SearchSystemsRequest, 'kind' | 'live' | 'capture'> & {
  /** All that the caller may ask where absent. */
  readonly sources?: readonly SourceId[];
  /** State the authority acts for, where it is not its own. */
  readonly onBehalfOf?: string;
};

/** What the comparison of biometrics rests on, in systems the caller may ask and in no others. */
export type PortalBiometrics = {
  readonly complete: boolean;
  readonly referencesCompared: number;
  /** Left out where there are none. */
  readonly referencesNotCompared?: GalleryAnswer['referencesNotCompared'];
  readonly threshold: number;
  readonly overflow: boolean;
};

export type PortalEnd = {
  /** True where everything that was asked has answered. */
  readonly complete: boolean;
  readonly biometrics?: PortalBiometrics;
  readonly flags: readonly Flag[];
  readonly links: readonly VisibleLink[];
};

export type PortalEvent =
  | { readonly event: 'begun'; readonly systems: readonly SystemId[]; readonly sources: readonly SourceId[] }
  | { readonly event: 'system'; readonly answer: SystemAnswer }
  | { readonly event: 'source'; readonly answer: SourceReply }
  | ({ readonly event: 'end' } & PortalEnd);

export type PortalReply = PortalEnd & {
  readonly systems: readonly SystemAnswer[];
  readonly sources: readonly SourceReply[];
};

export type PortalOutcome =
  | { readonly kind: 'answered'; readonly reply: PortalReply }
  | { readonly kind: 'problem'; readonly problem: OperationProblem }
  | Denied;

export type PortalOptions = {
  /** Fires when the caller has gone. */
  readonly signal: AbortSignal;
  /** Called with each part of the reply as it comes. */
  readonly onEvent?: (event: PortalEvent) => void;
};

export function createSearchPortal(ports: PortalPorts) {
  return async (
    requester: Requester,
    portal: PortalRequest,
    samples: readonly Sample[],
    { signal, onEvent = () => {} }: PortalOptions,
  ): Promise<PortalOutcome> => {
    const decided = decide(ports, requester, portal, samples.length > 0);
    if (decided.kind === 'denied') {
      await ports.accessLog.append(ports.unitOfWork.sql, {
        ...logEntry(requester, portal, samples),
        outcome: 'denied',
      });
      return decided;
    }
    const { request, sources } = decided;
    // Logged before anything is asked: what cannot be logged is not done.
    const operationId = await ports.unitOfWork.transaction(async (tx) => {
      const entry = logEntry(requester, { ...portal, ...request, sources }, samples);
      await ports.accessLog.append(tx, { ...entry, outcome: 'permitted' });
      return samples.length === 0 ? undefined : beginLiveSearch(ports, tx, { requester, request, samples });
    });
    onEvent({ event: 'begun', systems: request.systems, sources });
    const gallery = operationId === undefined ? undefined : awaitGallery(ports, operationId, signal);
    // Awaited below; where what comes before fails, its own failure is nobody's any more.
    gallery?.catch(() => {});
    const asked = { requester, request, signal };
    const [systems, sourceReplies] = await Promise.all([
      Promise.all(
        request.systems.map(async (system) => {
          const answer = await askInTurn(ports, { ...asked, system }, gallery);
          if (answer) onEvent({ event: 'system', answer });
          return answer;
        }),
      ),
      Promise.all(
        sources.map(async (source) => {
          const answer = await askSource(ports, ports.sources.get(source)!, asked, signal);
          onEvent({ event: 'source', answer });
          return answer;
        }),
      ),
    ]);
    const compared = await gallery;
    if (compared?.kind === 'problem') return compared;
    const answers = systems.flatMap((answer) => answer ?? []);
    const end = await endOf(ports, requester, { systems: answers, sources: sourceReplies, compared });
    onEvent({ event: 'end', ...end });
    return { kind: 'answered', reply: { systems: answers, sources: sourceReplies, ...end } };
  };
}

type Decided =
  | {
      readonly kind: 'permitted';
      readonly request: SearchSystemsRequest;
      readonly sources: readonly SourceId[];
    }
  | Denied;

function decide(
  { sources: connected }: PortalPorts,
  requester: Requester,
  portal: PortalRequest,
  hasSamples: boolean,
): Decided {
  const { sources: wanted, onBehalfOf, ...search } = portal;
  const represented = representationRefusal(requester, onBehalfOf);
  if (represented !== undefined) return { kind: 'denied', reason: represented };
  const request: SearchSystemsRequest = { ...search, kind: 'search-systems', live: 'access' };
  const access = narrowToPermitted(requester, request, hasSamples);
  if (access.kind === 'denied') return access;
  const permitted = permittedSources(requester);
  const refused = wanted?.find((source) => !permitted.includes(source));
  if (refused !== undefined) {
    const reason = `The class ${requester.authorityClass} has no right to ask ${refused}.`;
    return { kind: 'denied', reason };
  }
  const asksForAll = SYSTEMS.every((system) => portal.systems.includes(system));
  const sources = SOURCES.filter(
    (source) =>
      permitted.includes(source) &&
      connected.has(source) &&
      (wanted === undefined ? asksForAll : wanted.includes(source)),
  );
  return { kind: 'permitted', request: access.request as SearchSystemsRequest, sources };
}

/** Art 10: state or agency, profile, moment, systems and databases asked. Of the data their kinds alone. */
function logEntry(
  requester: Requester,
  { systems, sources = [], identity, document, onBehalfOf }: PortalRequest,
  samples: readonly Sample[],
): Omit<AccessLogEntry, 'outcome'> {
  const modalities = new Set(samples.map(({ position }) => modalityOf(position)));
  const dataUsed: readonly LogDatum[] = [
    ...(modalities.has('fingerprint') ? (['fingerprints'] as const) : []),
    ...(modalities.has('face') ? (['face'] as const) : []),
    ...(identity ? (['identity'] as const) : []),
    ...(document ? (['document'] as const) : []),
  ];
  const result = [
    ...(sources.length === 0 ? [] : [`sources ${sources.join(', ')}`]),
    ...(onBehalfOf === undefined || onBehalfOf === requester.memberState
      ? []
      : [`on behalf of ${onBehalfOf}`]),
  ].join('; ');
  return {
    requester,
    right: samples.length > 0 ? 'identify' : 'search',
    systems,
    components: ['esp'],
    dataUsed,
    ...(result === '' ? {} : { result }),
    // The log of SIS keeps them, sealed; no other does.
    ...(identity || document ? { searchData: { identity, document } } : {}),
  };
}

type Turn = {
  readonly requester: Requester;
  readonly request: SearchSystemsRequest;
  readonly system: SystemId;
  readonly signal: AbortSignal;
};

const NOTHING_FOUND: Found = { probes: [], gallery: undefined };

/**
 * A system that has no use for biometrics, or may not be asked by them, does not wait for them. Where they could not be compared
 * it is asked by what else is known, and its answer says so.
 */
async function askInTurn(
  ports: PortalPorts,
  turn: Turn,
  gallery: Promise<LiveGalleryAnswer> | undefined,
): Promise<SystemAnswer | undefined> {
  const { system, requester } = turn;
  const { hasFingerprints, hasFaces } = systemFacts(system);
  const waits = (hasFingerprints || hasFaces) && decideAccess(requester, 'identify', system).permitted;
  if (!gallery || !waits) return askSystem(ports, { ...turn, found: NOTHING_FOUND });
  const startedMs = ports.clock.nowMs();
  const compared = await gallery;
  if (compared.kind === 'problem') return undefined;
  if (compared.kind === 'found') return askSystem(ports, { ...turn, found: compared.found });
  const { code: reason, detail } = compared.kind === 'failed' ? compared.problem : TOO_LATE;
  // Nobody would read it where the caller has gone.
  const answer = turn.signal.aborted ? undefined : await askSystem(ports, { ...turn, found: NOTHING_FOUND });
  if (answer?.status === 'answered') return { ...answer, incomplete: { reason, detail } };
  if (answer?.status === 'not-answered') return answer;
  const { location } = ports.adapters.get(system)!;
  const tookMs = Math.round(ports.clock.nowMs() - startedMs);
  return { system, status: 'not-answered', location, reason, detail, tookMs };
}

const TOO_LATE = { code: 'worker-timeout', detail: 'The biometrics were not compared in time.' };

async function endOf(
  ports: PortalPorts,
  requester: Requester,
  said: {
    readonly systems: readonly SystemAnswer[];
    readonly sources: readonly SourceReply[];
    readonly compared: LiveGalleryAnswer | undefined;
  },
): Promise<PortalEnd> {
  const { systems, sources, compared } = said;
  const links = await linksOfHits(ports, requester, systems);
  const gallery = compared?.kind === 'found' ? compared.found.gallery : undefined;
  const everybodyAnswered =
    systems.every(hasAnsweredWholly) && sources.every(({ status }) => status !== 'not-answered');
  return {
    complete: everybodyAnswered && (gallery?.complete ?? true),
    ...(gallery
      ? {
          biometrics: {
            // Neither snapshot nor parts of the gallery: both change with systems the caller may not know of.
            complete: gallery.complete,
            referencesCompared: gallery.referencesCompared,
            ...(gallery.referencesNotCompared
              ? { referencesNotCompared: gallery.referencesNotCompared }
              : {}),
            threshold: gallery.threshold,
            overflow: gallery.overflow,
          },
        }
      : {}),
    flags: raiseFlags({ systems, links }, localDate(ports.clock.today()), ports.identityRules),
    links,
  };
}
