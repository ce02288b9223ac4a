import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { StayCalculation, StayQuestion as StayQuestionBody } from '../../../schemas/stay-calculation.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { StayQuestion } from '../../domain/ees/answer-stay-question.js';
import { eesFactsFault } from '../../domain/ees/facts-fault.js';
import type { SubjectId } from '../../domain/ids.js';
import type { PresentedEvidence } from '../../workflows/calculate-stay.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

type Body = StayQuestion & PresentedEvidence;

export function calculateStay(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: { readonly subjectId: SubjectId }; Body: Body }>(
    '/v1/systems/ees/subjects/:subjectId/stay-calculations',
    {
      schema: {
        operationId: 'calculate-stay',
        tags: ['Subjects'],
        summary: 'Ask how long a traveller may stay, or has stayed too long',
        description:
          'Regulation (EU) 2017/2226 Art 11(2): on entry, inside the territory, on exit, for intended dates; ' +
          'Art 13: on arrival, as a carrier is told. Every answer names the days that counted and their records.',
        params: Type.Object({ subjectId: IdentifierInput }, STRICT),
        body: StayQuestionBody,
        response: describeAnswers({ 200: { description: 'The answer.', schema: StayCalculation } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { permits, stamps, ...question } = request.body;
      requireVisaInOrder(question);
      const outcome = await workflows.calculateStay(
        requesterOf(request),
        request.params.subjectId,
        question,
        {
          ...(permits ? { permits } : {}),
          ...(stamps ? { stamps } : {}),
        },
      );
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('subject-unknown', 'EES does not know the subject.');
        case 'calculated':
          return reply
            .header('cache-control', 'no-store')
            .send({ asOf: outcome.asOf, answer: outcome.answer });
      }
    },
  );
}

function requireVisaInOrder(question: StayQuestion): void {
  if (!('visa' in question) || !question.visa) return;
  const fault = eesFactsFault({
    kind: 'refusal',
    refusalDate: question.visa.validUntil,
    borderCrossingPoint: '',
    grounds: [],
    visa: question.visa,
  });
  if (fault) throw faultAt('date-invalid', fault.pointer, fault.detail);
}
