import type { SubjectId } from '../domain/ids.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';

type Ordered = { readonly system: SystemId; readonly subjectId: SubjectId };

/** Highest fused score first, then the order of the systems, then the identifier: the same list every time. */
export function compareCandidates(
  a: Ordered & { readonly fusedScore: number },
  b: Ordered & { readonly fusedScore: number },
): number {
  if (a.fusedScore !== b.fusedScore) return b.fusedScore - a.fusedScore;
  const bySystem = SYSTEMS.indexOf(a.system) - SYSTEMS.indexOf(b.system);
  if (bySystem !== 0) return bySystem;
  return a.subjectId < b.subjectId ? -1 : a.subjectId > b.subjectId ? 1 : 0;
}
