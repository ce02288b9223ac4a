/** Opinions a screening asks others for, and what the monitoring body sees. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  MonitoredScreenings,
  OpinionAnswerInput,
  OpinionInput,
  Screening,
  ScreeningOpinion,
  ScreeningOpinions,
} from '../../../schemas/screening.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { ProcedurePage, ScreeningParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const TAGS = ['Screening'];
const OpinionParams = Type.Object({ opinionId: IdentifierInput }, STRICT);

export function screeningOpinions(app: FastifyInstance, { workflows: { screening } }: RouteContext): void {
  app.post<{ Params: ScreeningParams; Body: OpinionInput }>(
    '/v1/screenings/:caseId/opinions',
    {
      schema: {
        operationId: 'ask-opinion',
        tags: TAGS,
        summary: 'Ask the National Unit, Europol or the convicting state for an opinion',
        description:
          'Regulations (EU) 2018/1240 Art 35a, (EU) 2019/816 Art 7c: 2 days, 3 at the border for convictions; silence is no risk.',
        params: ScreeningParams,
        body: OpinionInput,
        response: describeAnswers({ 200: { description: 'The case.', schema: Screening } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'screening-unknown',
          'screening-refused',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await screening.askOpinion(requesterOf(request), request.params.caseId, request.body);
      if (outcome.kind === 'found') return reply.header('cache-control', 'no-store').send(outcome.screening);
      throw refusal(outcome);
    },
  );
  app.get(
    '/v1/screening-opinions',
    {
      schema: {
        operationId: 'list-opinions',
        tags: TAGS,
        summary: "List the opinions the caller's authority is asked for, the nearest deadline first",
        response: describeAnswers(
          { 200: { description: 'The list.', schema: ScreeningOpinions } },
          PROBLEM_SETS.read,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await screening.listOpinions(requesterOf(request));
      if (outcome.kind === 'denied') throw refusal(outcome);
      const { opinions, overflow } = outcome;
      return reply.header('cache-control', 'no-store').send({ opinions, overflow });
    },
  );
  app.post<{ Params: { readonly opinionId: string }; Body: OpinionAnswerInput }>(
    '/v1/screening-opinions/:opinionId/answer',
    {
      schema: {
        operationId: 'answer-opinion',
        tags: TAGS,
        summary: 'Give an opinion, or record one that came another way',
        params: OpinionParams,
        body: OpinionAnswerInput,
        response: describeAnswers({ 200: { description: 'The opinion.', schema: ScreeningOpinion } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'screening-unknown',
          'screening-refused',
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await screening.answerOpinion(requesterOf(request), params.opinionId, body);
      if (outcome.kind === 'answered') return reply.header('cache-control', 'no-store').send(outcome.opinion);
      throw refusal(outcome);
    },
  );
  app.get<{ Querystring: ProcedurePage }>(
    '/v1/monitoring/screenings',
    {
      schema: {
        operationId: 'monitor-screenings',
        tags: TAGS,
        summary: 'What was done in every screening of a state, for the independent monitoring mechanism',
        description: 'Regulation (EU) 2024/1356 Art 10: no name, no health data.',
        querystring: ProcedurePage,
        response: describeAnswers({ 200: { description: 'One page.', schema: MonitoredScreenings } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { open: isOpen = false, limit = 50, after } = request.query;
      const page = { isOpen, limit, ...(after === undefined ? {} : { after }) };
      const outcome = await screening.monitor(requesterOf(request), page);
      if (outcome.kind === 'denied') throw refusal(outcome);
      const { kind: _, ...list } = outcome;
      return reply.header('cache-control', 'no-store').send(list);
    },
  );
}

function refusal(
  outcome: { readonly kind: 'not-found' } | { readonly kind: 'refused' | 'denied'; readonly reason: string },
): ProblemError {
  if (outcome.kind === 'not-found') {
    return new ProblemError('screening-unknown', 'There is no such case or opinion for the caller.');
  }
  return new ProblemError(outcome.kind === 'denied' ? 'access-denied' : 'screening-refused', outcome.reason);
}
