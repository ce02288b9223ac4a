/**
 * Detection of multiple identities, queue `federation`: a new or changed data set is compared with those of every other
 * system kept here, by the legs of (EU) 2019/817 Art 27(2) to (4), and each pair that matches gets its link (Art 28).
 * Data sets linked before are compared again, so that a link follows its data (Art 48(6)).
 *
 * A pair is judged by what both sides hold at that moment, in a transaction of its own that holds both: whichever of
 * two detections comes last leaves the same link, and the one that found it first says who verifies. Whoever entered the
 * data set learns nothing of the outcome here: links are seen by those who may see them. Systems kept elsewhere are not
 * compared; their hub has a detector.
 */
import { BORDER_VERIFICATION_HOURS } from '../domain/law/link-duty-table.js';
import type { PairRelation } from '../domain/law/link-table.js';
import { automaticLink } from '../domain/links/link-colour.js';
import { canBeLinked, isComparedBy, relateDataSets } from '../domain/links/relate-data-sets.js';
import { staysConcluded } from '../domain/links/stays-concluded.js';
import { keepsVerifier, verifyingAuthority } from '../domain/links/verifying-authority.js';
import type { SystemRecord } from '../domain/system-record.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type LinkSide, readLinkSide } from './link-side.js';
import { noticeRedLink } from './notice-red-link.js';
import type { Candidate, GalleryAnswer } from './ports/gallery.js';
import type { DataSetReference, DetectedLink, IdentityLink } from './ports/identity-links.js';
import type { DetectLinksRequest, Operation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { SystemQuery } from './ports/systems.js';
import type { Ports } from './ports.js';
import { startDetection } from './start-detection.js';

export type DetectPorts = EndPorts &
  Pick<
    Ports,
    | 'accessLog'
    | 'adapters'
    | 'outbox'
    | 'subjects'
    | 'identityLinks'
    | 'identityRules'
    | 'dataQuality'
    | 'ids'
    | 'clock'
  >;

export async function detectLinks(
  ports: DetectPorts,
  operation: Operation,
  found: { readonly request: DetectLinksRequest; readonly gallery: GalleryAnswer | undefined },
  signal: AbortSignal,
): Promise<void> {
  const { request, gallery } = found;
  const { operationId, requester, createdAt } = operation;
  // An incomplete comparison would say "different" of what was not looked at: the job comes again.
  if (gallery && !gallery.complete) {
    throw new OperationalError('gallery-not-ready', 'Detection needs the whole gallery.');
  }
  const record = await readRecord(ports, request);
  const matches = matchesOf(gallery);
  const asked = record
    ? await counterpartsOf(ports, { request, requester, record, matches, signal })
    : NOBODY;
  let isOutdated = false;
  for (const counterpart of asked.counterparts) {
    // Thousands take a minute: a process that stops leaves the rest to the job that comes again.
    signal.throwIfAborted();
    const judged = await judgePair(ports, { ...request, requester, operationId, createdAt }, counterpart, {
      isMatch: matches.some((each) => isSame(each, counterpart)),
      // References once found to be of one person stay so when a later capture is too poor to say it again, but not when
      // those that said so may be gone; an examiner has not looked at what is inconclusive.
      staysMatched: !request.isAfresh || isInconclusive(gallery, counterpart),
    });
    if (judged === 'stopped') return;
    isOutdated ||= judged === 'outdated';
  }
  const { system, subjectId, encounterId } = request;
  const complete = asked.tooMany.length === 0;
  const areMirrored = matches.length === 0 && matchesOf(gallery?.mirrored).length > 0;
  await endOperation(ports, operationId, async (tx) => {
    // Counted where the quality of data is: it says that a device is to be checked, and neither makes a link nor names anybody.
    if (areMirrored) await ports.dataQuality.add(tx, encounterId, 'images-mirrored');
    if (!complete) await logIncomplete(ports, tx, { ...request, requester }, asked.tooMany);
    if (isOutdated) await searchAgain(ports, tx, { requester, request });
    return {
      kind: 'completed',
      result: { kind: 'detect-links', system, subjectId, encounterId, complete },
    };
  });
  if (areMirrored) ports.metrics.flags.inc({ flag: 'mirrored-image' });
  if (!complete) ports.metrics.flags.inc({ flag: 'detection-incomplete' });
}

/**
 * Of those not judged biometrics were erased after they were found: they are sought by what is left. The subject is held after the
 * operation, in the order of who erases.
 */
async function searchAgain(
  ports: DetectPorts,
  tx: Sql,
  {
    requester,
    request,
  }: { readonly requester: Operation['requester']; readonly request: DetectLinksRequest },
): Promise<void> {
  const { system, subjectId, encounterId, isAfresh } = request;
  if (!(await ports.subjects.lock(tx, system, subjectId))) return;
  const records = await ports.adapters.get(system)!.read(tx, subjectId);
  const record = records.find((each) => each.encounterId === encounterId);
  const again = isAfresh ? { requester, isAfresh } : { requester };
  if (record) await startDetection(ports, tx, { ...again, record, followsLinks: true });
}

/** The record that started detection; `undefined` where it has been erased since. */
async function readRecord(
  { adapters, unitOfWork }: DetectPorts,
  { system, subjectId, encounterId }: DetectLinksRequest,
): Promise<SystemRecord | undefined> {
  const records = await adapters.get(system)!.read(unitOfWork.sql, subjectId);
  return records.find((each) => each.encounterId === encounterId);
}

/** Subjects the shared matching service says are the person. `inconclusive` is no match: an examiner has not looked. */
function matchesOf(gallery: GalleryAnswer | undefined): readonly Candidate[] {
  return (gallery?.candidates ?? []).filter(({ decision }) => decision === 'match');
}

function isInconclusive(gallery: GalleryAnswer | undefined, counterpart: DataSetReference): boolean {
  return (gallery?.candidates ?? []).some(
    (each) => each.decision === 'inconclusive' && isSame(each, counterpart),
  );
}

type Question = {
  readonly request: DetectLinksRequest;
  readonly requester: Operation['requester'];
  readonly record: SystemRecord;
  readonly matches: readonly Candidate[];
  readonly signal: AbortSignal;
};

/** `tooMany`: systems that found more than one answer may hold. */
type Asked = { readonly counterparts: readonly DataSetReference[]; readonly tooMany: readonly SystemId[] };

const NOBODY: Asked = { counterparts: [], tooMany: [] };

async function counterpartsOf(ports: DetectPorts, question: Question): Promise<Asked> {
  const { record, request } = question;
  const found = request.isOfLinkedAlone ? NOBODY : await findCounterparts(ports, question);
  const linked = (await linkedBefore(ports, record)).filter(
    (each) => !found.counterparts.some((one) => isSame(one, each)),
  );
  return { ...found, counterparts: [...found.counterparts, ...linked] };
}

async function findCounterparts(ports: DetectPorts, question: Question): Promise<Asked> {
  const { record } = question;
  const systems = SYSTEMS.filter(
    (system) => canBeLinked(record.system, system) && ports.adapters.get(system)?.location === 'local',
  );
  const answers = await Promise.all(
    systems.map(async (system) => ({
      system,
      ...(await ports.adapters.get(system)!.query(queryFor(question, system), question.signal)),
    })),
  );
  const counterparts = answers.flatMap(({ system, hits }) =>
    hits.map(({ subjectId }) => ({ system, subjectId })),
  );
  const tooMany = answers.filter(({ overflow }) => overflow).map(({ system }) => system);
  return { counterparts, tooMany };
}

async function linkedBefore(ports: DetectPorts, record: SystemRecord): Promise<readonly DataSetReference[]> {
  const links = await ports.identityLinks.ofDataSets(ports.unitOfWork.sql, [record]);
  return links
    .flatMap(({ dataSets }) => dataSets)
    .filter((each) => !isSame(each, record) && ports.adapters.get(each.system)?.location === 'local');
}

/**
 * Everybody, as what is found is judged by rules and read by nobody. By identity those whose names agree: data that are similar
 * make a link where biometrics or the document are the same as well (`AUTOMATIC_LINK_ROWS`), and those find it by themselves.
 */
function queryFor({ requester, record, matches }: Question, system: SystemId): SystemQuery {
  const { identity, travelDocument } = record;
  const [surname, givenName] = [identity.surnames.join(' '), identity.givenNames.join(' ')];
  const { dateOfBirth, otherNames = [] } = identity;
  const compares = (leg: Parameters<typeof isComparedBy>[0]) => isComparedBy(leg, record.system, system);
  const isAskedByIdentity = compares('identity') && (surname !== '' || otherNames.length > 0);
  return {
    requester,
    candidates: compares('biometrics') ? matches.filter((candidate) => candidate.system === system) : [],
    probes: [],
    falsePositiveIdentificationRate: 0,
    isWhole: true,
    ...(isAskedByIdentity
      ? {
          identity: {
            surname,
            ...(givenName === '' ? {} : { givenName }),
            dateOfBirth,
            // Asked by as they are found by: the order of two entries does not matter.
            ...(otherNames.length > 0 ? { otherNames } : {}),
            isNameEqual: true,
          },
        }
      : {}),
    ...(travelDocument && compares('document')
      ? { document: { number: travelDocument.number, issuingCountry: travelDocument.issuingCountry } }
      : {}),
  };
}

/** `stopped`: the operation is no more. `outdated`: the counterpart has lost biometrics that may be those which matched. */
async function judgePair(
  ports: DetectPorts,
  trigger: DataSetReference & Pick<Operation, 'requester' | 'operationId' | 'createdAt'>,
  counterpart: DataSetReference,
  { isMatch, staysMatched }: { readonly isMatch: boolean; readonly staysMatched: boolean },
): Promise<'judged' | 'stopped' | 'outdated'> {
  const dataSets = inOrder(trigger, counterpart);
  const change = await ports.unitOfWork.transaction(async (tx) => {
    const sides: LinkSide[] = [];
    for (const dataSet of dataSets) {
      const side = await readLinkSide(ports, tx, dataSet);
      // Erased since it was found: nothing to link.
      if (!side) return undefined;
      sides.push(side);
    }
    // Whoever erases some of the data set stops its detections before: what was found may rest on what has gone.
    if (!(await ports.operations.jobTerms(tx, trigger.operationId))) return 'stopped';
    const [first, second] = sides as [LinkSide, LinkSide];
    const { biometricsErasedAt } = isSame(first, counterpart) ? first : second;
    if (isMatch && biometricsErasedAt !== undefined && biometricsErasedAt > trigger.createdAt)
      return 'outdated';
    // Held from here: an authority that concludes about it, or removes it, is waited for.
    const known = await ports.identityLinks.lockPair(tx, dataSets);
    // Another state may have entered something since it became red.
    if (known) await noticeRedLink(ports, tx, known);
    const isBiometricMatch = isMatch || (staysMatched && known?.relation.biometrics === 'same');
    const { similarBy, ...relation } = relateDataSets(
      first.dataSet,
      second.dataSet,
      isBiometricMatch,
      ports.identityRules,
    );
    for (const rule of similarBy) ports.metrics.similarityRules.inc({ rule });
    const { outcome, citation } = automaticLink(relation);
    if (outcome === 'no-link') {
      if (known && !staysConcluded(known, relation) && (await ports.identityLinks.remove(tx, dataSets))) {
        await logDetected(ports, tx, trigger, { ...known, relation, colour: 'no' });
      }
      return undefined;
    }
    const byTrigger = isSame(first, trigger) ? sides : sides.toReversed();
    const verifier = verifyingAuthority(byTrigger[0]!.linked, byTrigger[1]!.linked);
    const isAsKnown =
      known?.colour === 'yellow' && outcome === 'yellow' && isSameRelation(known.relation, relation);
    const linked = sides.map((side) => side.linked);
    const isKept = isAsKnown && keepsVerifier(known.responsible, verifier, linked);
    const { authorityClasses, memberState } = isKept ? known.responsible : verifier;
    const linkId = ports.ids.uuid() as IdentityLink['linkId'];
    const responsible = { authorityClasses, memberState };
    const judged = {
      linkId,
      dataSets,
      colour: outcome,
      relation,
      citation,
      responsible,
      similarBy,
      ...verifyBy(ports, trigger, outcome),
    };
    const kept = await ports.identityLinks.keep(tx, judged);
    if (kept === 'unchanged') return undefined;
    await logDetected(ports, tx, trigger, judged);
    return outcome;
  });
  if (change === 'stopped' || change === 'outdated') return change;
  if (change !== undefined) ports.metrics.flags.inc({ flag: `link-${change}` });
  return 'judged';
}

/** That a link was made, judged anew or removed: data used, result and the systems ((EU) 2019/817 Art 24(3), 36). */
function logDetected(
  { accessLog }: DetectPorts,
  tx: Sql,
  { requester, system, subjectId }: DataSetReference & Pick<Operation, 'requester'>,
  {
    dataSets,
    colour,
    relation,
  }: Pick<DetectedLink, 'dataSets' | 'relation'> & {
    readonly colour: DetectedLink['colour'] | 'no';
  },
): Promise<void> {
  return accessLog.append(tx, {
    requester,
    right: 'link-detection',
    systems: dataSets.map((each) => each.system),
    components: dataSets.every((each) => systemFacts(each.system).feedsCommonIdentityRepository)
      ? ['cir']
      : [],
    outcome: 'permitted',
    subjectId,
    result: `${colour} link from ${system}`,
    dataUsed: ['identity', ...(relation.document === 'absent' ? [] : (['document'] as const))],
  });
}

/**
 * That some of those found were not compared. Trying again would find as many, so that it ends, and says whom it is about here and
 * that there is such a one in its metric, which an alert watches.
 */
function logIncomplete(
  { accessLog }: DetectPorts,
  tx: Sql,
  { requester, system, subjectId }: DataSetReference & Pick<Operation, 'requester'>,
  tooMany: readonly SystemId[],
): Promise<void> {
  return accessLog.append(tx, {
    requester,
    right: 'link-detection',
    systems: tooMany,
    components: tooMany.some((each) => systemFacts(each).feedsCommonIdentityRepository) ? ['cir'] : [],
    outcome: 'permitted',
    subjectId,
    result: `too many found, some not compared from ${system}`,
    dataUsed: ['identity'],
  });
}

/** Twelve hours where the person stands at the border: a guard entered the file that made the link yellow (Art 29(4)). */
function verifyBy(
  { clock }: DetectPorts,
  { system, requester }: DataSetReference & Pick<Operation, 'requester'>,
  colour: 'white' | 'yellow',
): Pick<IdentityLink, 'verifyBy'> {
  const isAtBorder = system === 'ees' && requester.authorityClass === 'border-authority';
  if (!isAtBorder || colour !== 'yellow') return {};
  const dueMs = clock.nowMs() + BORDER_VERIFICATION_HOURS.value * 3_600_000;
  return { verifyBy: new Date(dueMs).toISOString() };
}

/** In the order of `SYSTEMS`: the same for both, so that two detections lock in the same order. */
function inOrder(a: DataSetReference, b: DataSetReference): IdentityLink['dataSets'] {
  const [x, y] = [a, b].map(({ system, subjectId }) => ({ system, subjectId }));
  return SYSTEMS.indexOf(a.system) < SYSTEMS.indexOf(b.system) ? [x!, y!] : [y!, x!];
}

function isSameRelation(a: PairRelation, b: PairRelation): boolean {
  return a.biometrics === b.biometrics && a.identity === b.identity && a.document === b.document;
}

function isSame(a: DataSetReference, b: DataSetReference): boolean {
  return a.system === b.system && a.subjectId === b.subjectId;
}
