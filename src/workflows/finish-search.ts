/**
 * What becomes of a gallery's answer: an identification ends with it, a federated search keeps its candidates and goes on
 * to `federation`. Nothing happens where another run has got so far already.
 */
import type { Requester } from '../domain/authorities.js';
import { comparedRecords } from '../domain/eurodac/plain-search.js';
import type { OperationId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { ProbeTemplate } from '../matching/template.js';
import { handOver } from './await-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type HidePorts, hiddenSubjects } from './hide-alerts.js';
import { mirrorCheckOf, tellMirrorCheck } from './mirror-check.js';
import { type PlannedSearch, planSearch } from './plan-search.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { IdentifyRequest, Operation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { SecondStageFacts } from './ports/second-stage.js';
import type { Ports } from './ports.js';
import { type GalleryFacts, type IdentifyResult, probeFacts } from './results.js';

export type FinishPorts = EndPorts & HidePorts & Pick<Ports, 'outbox' | 'adapters' | 'accessLog'>;

/**
 * `answerOf` runs in the transaction, with the operation locked; without an answer the operation stays as it is. `known` are
 * its probes, where whoever searched has them in hand.
 */
export async function finishSearch(
  ports: FinishPorts,
  operationId: OperationId,
  answerOf: (tx: Sql, planned: PlannedSearch) => Promise<GalleryAnswer | undefined>,
  known?: readonly ProbeTemplate[],
): Promise<void> {
  let goesOn = false;
  let isLive = false;
  let isMirrored = false;
  await endOperation(ports, operationId, async (tx, operation) => {
    if (operation.state !== 'extracted') return undefined;
    const planned = planSearch(ports, operation);
    const answer = await answerOf(tx, planned);
    if (!answer) return undefined;
    const logged = logResult(ports, tx, operation, { planned, answer });
    const { request } = planned;
    if (request.kind === 'identify') {
      const visible = await visibleOf(ports, tx, operation, answer);
      const probes = known ?? (await ports.operations.probes(tx, operationId));
      const check = mirrorCheckOf(operation, visible, probes);
      isMirrored = check.outcome === 'mirrored-image';
      const told = { samples: probeFacts(probes), mirrorCheck: tellMirrorCheck(check, probes) };
      return { kind: 'completed', result: { ...resultOf(request, planned, visible), ...told }, sent: logged };
    }
    await Promise.all([logged, ports.operations.keepGalleryAnswer(tx, operationId, answer)]);
    if (request.kind === 'search-systems' && request.live) {
      isLive = true;
      return undefined;
    }
    await ports.outbox.insert(tx, { queue: 'federation', operationId });
    goesOn = true;
    return undefined;
  });
  if (goesOn) handOver(ports);
  if (isMirrored) ports.metrics.flags.inc({ flag: 'mirrored-image' });
  // Whoever waits asks the systems itself, where it can answer as they do.
  if (isLive) await ports.notices.announce(operationId);
}

/** The log of the shared matching service: systems searched and result; the kind of biometrics stands with the request ((EU) 2019/817 Art 16). */
function logResult(
  { accessLog }: FinishPorts,
  tx: Sql,
  { requester, operationId }: Operation,
  { planned, answer }: { readonly planned: PlannedSearch; readonly answer: GalleryAnswer },
): Promise<void> {
  const decisions = new Set(answer.candidates.map(({ decision }) => decision));
  const found = decisions.has('match')
    ? 'match'
    : decisions.has('inconclusive')
      ? 'inconclusive'
      : 'no-match';
  return accessLog.append(tx, {
    requester,
    right: 'biometric-search',
    systems: planned.search.systems,
    outcome: 'permitted',
    operationId,
    // Which state of the gallery it was: answers cannot say it, as it moves with systems the caller may not see.
    result: `${found}${answer.complete ? '' : ', incomplete'}, gallery ${answer.snapshot}`,
  });
}

/** Without whom the caller may not learn of; of the mirror images too, as a warning would say that there is somebody. */
async function visibleOf(
  ports: FinishPorts,
  tx: Sql,
  operation: Operation,
  { mirrored, ...answer }: GalleryAnswer,
): Promise<GalleryAnswer> {
  const unhidden = await withoutHidden(ports, tx, operation.requester, answer);
  const visible = await comparedCandidates(ports, tx, operation, unhidden);
  if (!mirrored) return visible;
  return { ...visible, mirrored: await visibleOf(ports, tx, operation, mirrored) };
}

/** A person of whom there is nothing but alerts that are hidden, or not for the caller's class, is no candidate. */
async function withoutHidden(
  ports: FinishPorts,
  tx: Sql,
  requester: Requester,
  answer: GalleryAnswer,
): Promise<GalleryAnswer> {
  const alerts = answer.candidates.filter(({ system }) => system === ALERTS);
  const hidden = await hiddenSubjects(
    ports,
    tx,
    requester,
    alerts.map(({ subjectId }) => subjectId),
  );
  if (hidden.size === 0) return answer;
  return keepCandidates(answer, ({ system, subjectId }) => system !== ALERTS || !hidden.has(subjectId));
}

/** Of Eurodac only those whom a transmission would be compared with. */
async function comparedCandidates(
  { adapters, clock }: FinishPorts,
  tx: Sql,
  { requester, request }: Operation,
  answer: GalleryAnswer,
): Promise<GalleryAnswer> {
  const subjectIds = answer.candidates.flatMap(({ system, subjectId }) =>
    system === DATA_SETS ? [subjectId] : [],
  );
  if (subjectIds.length === 0) return answer;
  const wantsOwn = request.kind === 'identify' && request.comparesOwn === true;
  const records = await adapters.get(DATA_SETS)!.readMany(tx, subjectIds);
  const on = localDate(clock.today());
  const compared = new Set(
    comparedRecords({ requester, wantsOwn, on }, records).map(({ subjectId }) => subjectId),
  );
  return keepCandidates(answer, ({ system, subjectId }) => system !== DATA_SETS || compared.has(subjectId));
}

function keepCandidates(
  answer: GalleryAnswer,
  isKept: (candidate: GalleryAnswer['candidates'][number]) => boolean,
): GalleryAnswer {
  const candidates = answer.candidates
    .filter(isKept)
    .map((candidate, index) => ({ ...candidate, rank: index + 1 }));
  return { ...answer, candidates };
}

const ALERTS = 'sis';
const DATA_SETS = 'eurodac';

function resultOf(
  request: IdentifyRequest,
  { search: { systems } }: PlannedSearch,
  answer: GalleryAnswer,
): IdentifyResult {
  return {
    kind: 'identify',
    gallery: galleryFacts(answer),
    systemsSearched: systems,
    systemsNotSearched: request.systems.filter((system) => !systems.includes(system)),
    candidates: answer.candidates,
  };
}

/** What of it a caller may learn, whatever systems it may not ask hold. */
export function galleryFacts(answer: GalleryAnswer): GalleryFacts {
  const {
    candidates: _candidates,
    comparisons: _comparisons,
    tail: _tail,
    snapshot: _snapshot,
    mirrored: _mirrored,
    ofSystems: _ofSystems,
    shardsNotCompared,
    secondStage,
    ...others
  } = answer;
  const facts = { ...others, ...(secondStage ? { secondStage: secondStageFacts(secondStage) } : {}) };
  if (!shardsNotCompared) return facts;
  return { ...facts, shardsNotCompared: shardsNotCompared.map(({ shard }) => ({ shard })) };
}

/** Whose time was over is one of those who were not compared. */
function secondStageFacts({ personsLate: _personsLate, ...facts }: SecondStageFacts): SecondStageFacts {
  return facts;
}
