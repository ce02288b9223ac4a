/**
 * What keeps an answer without a match from meaning "nobody": the formats of the field have one word for it, and no
 * place beside it for what was not searched. Texts are ASCII and name systems and counts alone.
 */
import { decideAccess } from '../../domain/law/access.js';
import { SYSTEMS, type SystemId, systemFacts } from '../../domain/systems.js';
import type { MatchDecision } from '../../workflows/ports/gallery.js';
import type { Operation } from '../../workflows/ports/operations.js';
import type {
  CompareDataSetResult,
  GalleryFacts,
  IdentifyResult,
  OperationResult,
  SearchSystemsResult,
  SystemAnswer,
} from '../../workflows/results.js';

/** Why the search was not whole; empty where it was. A verification compares what it was asked to, or fails. */
export function whatIsMissing(result: OperationResult): readonly string[] {
  switch (result.kind) {
    case 'identify':
      return [
        ...missingInGallery(result.gallery),
        ...(result.systemsSearched.length === 0 ? keptElsewhere(result) : []),
        ...mirrored(result),
      ];
    case 'verify':
      return mirrored(result);
    case 'search-systems':
      return [...(result.gallery ? missingInGallery(result.gallery) : []), ...missingAnswers(result)];
    case 'compare-data-set':
      return result.overflow ? [MORE_FOUND] : [];
    default:
      return [];
  }
}

/**
 * Why a whole search without a match decides nothing: somebody was found, and not by a comparison that decided, or not by one
 * whose decision the answer could tell; or a system the caller named is kept elsewhere. Empty where it does decide.
 */
export function whyUndecided(result: OperationResult, asked: Asked): readonly string[] {
  switch (result.kind) {
    case 'identify':
      return [
        ...forExaminer(result.candidates.map(({ decision }) => decision)),
        ...(result.systemsSearched.length > 0 && namedSystems(asked) ? keptElsewhere(result) : []),
      ];
    case 'verify':
      return forExaminer([result.decision]);
    case 'search-systems':
      return [...foundByIdentity(result), ...forExaminer(decisionsOf(result))];
    case 'compare-data-set':
      return foundDataSets(result);
    default:
      return [];
  }
}

/**
 * What is told and takes nothing from the decision: systems an identification is not for, where the caller asked for all there
 * are, and references that were not compared, as an image that gives no template any more leaves them so for ever.
 */
export function whatIsToldBeside(result: OperationResult, asked: Asked): readonly string[] {
  switch (result.kind) {
    case 'identify':
      return [
        ...otherVersions(result.gallery.referencesNotCompared),
        ...(result.systemsSearched.length > 0 && !namedSystems(asked) ? keptElsewhere(result) : []),
      ];
    case 'search-systems':
      return [
        ...otherVersions(result.gallery?.referencesNotCompared),
        ...result.systems.flatMap(notComparedElsewhere),
      ];
    default:
      return [];
  }
}

type Asked = Pick<Operation, 'requester' | 'request'>;

/**
 * Who names no system is given all it may search: fewer were named. One who names those very ones has asked the same. A face
 * alone is given fewer, which counts as named: the answer says less then, and nothing wrong.
 */
function namedSystems({ requester, request }: Asked): boolean {
  if (!('systems' in request)) return false;
  const { systems } = request;
  return SYSTEMS.some(
    (system) => !systems.includes(system) && decideAccess(requester, 'identify', system).permitted,
  );
}

function keptElsewhere({ systemsNotSearched }: IdentifyResult): readonly string[] {
  return systemsNotSearched
    .filter(hasBiometrics)
    .map((system) => `${nameOf(system)} is kept elsewhere and was not searched.`);
}

function decisionsOf({ systems }: SearchSystemsResult): readonly MatchDecision[] {
  const hits = systems.flatMap((answer) => (answer.status === 'answered' ? answer.hits : []));
  return hits.flatMap(({ candidate }) => candidate?.decision ?? []);
}

/** Beside a match the list of candidates says it. */
function forExaminer(decisions: readonly MatchDecision[]): readonly string[] {
  const count = decisions.filter((decision) => decision === 'inconclusive').length;
  return count === 0 || decisions.includes('match') ? [] : [`Candidates for an examiner: ${count}.`];
}

function foundByIdentity({ systems }: SearchSystemsResult): readonly string[] {
  const found = systems.filter(
    (answer) => answer.status === 'answered' && answer.hits.some(({ candidate }) => candidate === undefined),
  );
  if (found.length === 0) return [];
  return [
    `Found by name or document, which decides nothing: ${found.map(({ system }) => nameOf(system)).join(', ')}.`,
  ];
}

function foundDataSets({ system, hits }: CompareDataSetResult): readonly string[] {
  if (hits === undefined) return [`What was found in ${nameOf(system)} is read with the comparison.`];
  return hits === 0
    ? []
    : [`Data sets found in ${nameOf(system)}: ${hits}. They are read with the comparison.`];
}

function otherVersions(notCompared: GalleryFacts['referencesNotCompared'] = []): readonly string[] {
  const count = notCompared.reduce((sum, { references }) => sum + references, 0);
  return count === 0 ? [] : [`${OTHER_VERSION}: ${count}.`];
}

function notComparedElsewhere(answer: SystemAnswer): readonly string[] {
  if (answer.status !== 'answered' || !answer.biometrics?.referencesNotCompared) return [];
  const { referencesNotCompared: count } = answer.biometrics;
  return [`${OTHER_VERSION} in ${nameOf(answer.system)}: ${count}.`];
}

/** Results of earlier releases say less: what they do not say is not missing. */
function missingInGallery({
  complete,
  overflow,
  referencesCompared,
  referencesNotCompared = [],
}: GalleryFacts): readonly string[] {
  const hasNone = referencesCompared === 0 && referencesNotCompared.length > 0;
  return [
    ...(complete ? [] : ['Not all references were searched.']),
    ...(hasNone ? ['No reference was compared.'] : []),
    ...(overflow ? [MORE_FOUND] : []),
  ];
}

function missingAnswers({ complete, systems, gallery }: SearchSystemsResult): readonly string[] {
  const missing = systems.flatMap((answer) => {
    if (answer.status === 'not-answered') return [`${nameOf(answer.system)} has not answered.`];
    if (answer.status === 'not-applicable') return [];
    const { system, location, incomplete, overflow } = answer;
    return [
      // Of systems kept here the facts of the gallery say it.
      ...(incomplete && location === 'remote' ? [incomplete.detail] : []),
      ...(overflow ? [`${nameOf(system)} has found more than one answer holds.`] : []),
    ];
  });
  const isExplained = missing.length > 0 || (gallery !== undefined && missingInGallery(gallery).length > 0);
  return complete || isExplained ? missing : ['Not everything was searched.'];
}

function mirrored({ mirrorCheck }: Extract<OperationResult, { readonly kind: 'identify' | 'verify' }>) {
  return mirrorCheck?.outcome === 'mirrored-image' && mirrorCheck.detail !== undefined
    ? [mirrorCheck.detail]
    : [];
}

const OTHER_VERSION = 'References of another template version were not compared';
const MORE_FOUND = 'More was found than one answer holds.';

function hasBiometrics(system: SystemId): boolean {
  const { hasFingerprints, hasFaces } = systemFacts(system);
  return hasFingerprints || hasFaces;
}

function nameOf(system: SystemId): string {
  return systemFacts(system).name;
}
