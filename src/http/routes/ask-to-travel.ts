import type { FastifyInstance } from 'fastify';
import { CarrierAnswer, TravelBody, TravellerAnswer } from '../../../schemas/travel-service.js';
import type { TravelQuestion } from '../../domain/travel/may-travel.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

/** The same question by those who carry and by those who travel; the first learn less. */
export function askToTravel(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Body: TravelBody }>(
    '/v1/carrier-queries',
    {
      schema: {
        operationId: 'ask-as-carrier',
        tags: ['Travel service'],
        summary: 'Ask whether a passenger may be carried: OK or NOT OK',
        description:
          'Regulations (EU) 2017/2226 Art 13(3), (EC) No 767/2008 Art 45c, (EU) 2018/1240 Art 45. The answer says nothing else.',
        body: TravelBody,
        response: describeAnswers(
          { 200: { description: 'OK or NOT OK.', schema: CarrierAnswer } },
          PROBLEM_SETS.body,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.askToTravel(
        requesterOf(request),
        'carrier-query',
        request.body as unknown as TravelQuestion,
        requestSignal(reply),
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send({ answer: outcome.answer.answer });
    },
  );
  app.post<{ Body: TravelBody }>(
    '/v1/traveller-queries',
    {
      schema: {
        operationId: 'ask-as-traveller',
        tags: ['Travel service'],
        summary: 'Ask whether one may travel, and how many days one may stay',
        description: 'Regulation (EU) 2017/2226 Art 13(1), (2).',
        body: TravelBody,
        response: describeAnswers(
          { 200: { description: 'OK or NOT OK, and the days.', schema: TravellerAnswer } },
          PROBLEM_SETS.body,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.askToTravel(
        requesterOf(request),
        'traveller-query',
        request.body as unknown as TravelQuestion,
        requestSignal(reply),
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send(outcome.answer);
    },
  );
}
