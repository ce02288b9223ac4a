/**
 * What a search by the right of law enforcement leaves out without anybody being silent: the portal says "not applicable" and may,
 * as its caller asks further; here what is found, or not, is kept and things follow from it ((EU) 2019/817 Art 22).
 */
import { faceAloneRefusal } from '../domain/law/face-search-table.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { RepositoryKeys } from './ask-repository.js';
import type { SystemAnswer } from './results.js';

export type NotCompared = {
  readonly system: SystemId;
  readonly reason: string;
  /** The system holds what could not be asked by: whoever was not found may be there. */
  readonly isGap: boolean;
};

export function notCompared(
  answers: readonly SystemAnswer[],
  { samples }: Pick<RepositoryKeys, 'samples'>,
): readonly NotCompared[] {
  return answers.flatMap((answer) => {
    const reason = reasonOf(answer, samples);
    if (reason === undefined) return [];
    const { system } = answer;
    // Of a system without biometrics nothing is left out by asking with them alone.
    const { hasFingerprints, hasFaces } = systemFacts(system);
    return [{ system, reason, isGap: answer.status !== 'not-applicable' || hasFingerprints || hasFaces }];
  });
}

/** `undefined` where it was asked by all there was. */
function reasonOf(answer: SystemAnswer, samples: RepositoryKeys['samples']): string | undefined {
  if (answer.status === 'not-answered') return answer.reason;
  if (answer.status === 'answered' && answer.askedBy.includes('biometrics')) return undefined;
  const positions = samples.map(({ position }) => position);
  if (faceAloneRefusal(answer.system, positions) !== undefined) return 'face-alone';
  return answer.status === 'not-applicable' ? answer.reason : undefined;
}
