/**
 * One hit per subject out of everything that found it. Biometric candidates come first, in their rank, then documents,
 * then names: what is cut off where there are too many is what says least.
 */
import type { SubjectId } from '../domain/ids.js';
import { modalityOf } from '../domain/positions.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { Candidate } from '../workflows/ports/gallery.js';
import type { FoundBy, SystemHit, SystemQueryAnswer } from '../workflows/ports/systems.js';
import { isSearchedBy } from './system-modalities.js';

/** A subject and what found it, before its records are read. */
export type Finding = Omit<SystemHit, 'system' | 'records'>;

export function mergeFindings(options: {
  readonly candidates: readonly Candidate[];
  readonly byDocument: readonly SubjectId[];
  readonly byIdentity: readonly SubjectId[];
}): readonly Finding[] {
  const findings = new Map<SubjectId, Finding>();
  for (const candidate of options.candidates) {
    const { subjectId } = candidate;
    findings.set(subjectId, { subjectId, foundBy: modalitiesOf(candidate), candidate });
  }
  const add = (subjectId: SubjectId, by: FoundBy) => {
    const earlier = findings.get(subjectId);
    findings.set(subjectId, { subjectId, ...earlier, foundBy: [...(earlier?.foundBy ?? []), by] });
  };
  for (const subjectId of options.byDocument) add(subjectId, 'document');
  for (const subjectId of options.byIdentity) add(subjectId, 'identity');
  return [...findings.values()];
}

/** Candidates of this system, and by what it has, that somebody should look at; best first. */
export function usableCandidates(system: SystemId, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates
    .filter((candidate) => candidate.system === system && candidate.decision !== 'no-match')
    .filter(({ positions }) => positions.some((position) => isSearchedBy(system, position.probePosition)))
    .sort((a, b) => a.rank - b.rank);
}

/** A subject without records was erased after it had been found: it is no hit. */
export function toAnswer(
  system: SystemId,
  findings: readonly Finding[],
  {
    records,
    hitsMax,
  }: { readonly records: ReadonlyMap<SubjectId, readonly SystemRecord[]>; readonly hitsMax: number },
): SystemQueryAnswer {
  const hits = findings.flatMap((finding): readonly SystemHit[] => {
    const own = records.get(finding.subjectId);
    return own ? [{ system, ...finding, records: own }] : [];
  });
  return { hits: hits.slice(0, hitsMax), overflow: hits.length > hitsMax };
}

/** Those that speak for the subject; a position that speaks against it did not find it. */
function modalitiesOf({ positions }: Candidate): readonly FoundBy[] {
  const inFavour = positions.filter(({ logLikelihoodRatio }) => logLikelihoodRatio > 0);
  const found = inFavour.length > 0 ? inFavour : positions;
  return [...new Set(found.map(({ probePosition }) => modalityOf(probePosition)))];
}
