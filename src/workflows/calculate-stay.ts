/**
 * What the automated calculator says about one traveller ((EU) 2017/2226 Art 11(2), 13), from the file of the EES and
 * the permits and stamps the person presents. Reading the file is an access like any other.
 */
import type { Requester } from '../domain/authorities.js';
import { answerStayQuestion, type StayQuestion } from '../domain/ees/answer-stay-question.js';
import type { Permit, Stamp } from '../domain/ees/stay-history.js';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { CalculateStayOutcome } from './hub-workflows.js';
import type { Ports } from './ports.js';
import { createReadSubject } from './read-subject.js';

type CalculatePorts = Pick<
  Ports,
  'unitOfWork' | 'subjects' | 'adapters' | 'accessLog' | 'restrictions' | 'clock'
>;

export type PresentedEvidence = {
  readonly permits?: readonly Permit[];
  readonly stamps?: readonly Stamp[];
};

export function createCalculateStay(ports: CalculatePorts) {
  const readSubject = createReadSubject(ports);
  return async (
    requester: Requester,
    subjectId: SubjectId,
    question: StayQuestion,
    evidence: PresentedEvidence,
  ): Promise<CalculateStayOutcome> => {
    const outcome = await readSubject(requester, 'ees', subjectId);
    if (outcome.kind !== 'found') return outcome;
    const today = localDate(ports.clock.today());
    const file = { records: outcome.records, ...evidence };
    const answer = answerStayQuestion(file, question, { today, memberState: requester.memberState });
    return { kind: 'calculated', asOf: today, answer };
  };
}
