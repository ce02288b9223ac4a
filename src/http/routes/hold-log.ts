import type { FastifyInstance } from 'fastify';
import { LogHold, LogHoldBody } from '../../../schemas/log.js';
import { LOG_USE_ROW } from '../../domain/law/log-table.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LogHoldParams, LogParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** A hold and its end: two operations of one resource. */
export function holdLog(app: FastifyInstance, { workflows: { logs } }: RouteContext): void {
  app.post<{ Params: LogParams; Body: LogHoldBody }>(
    '/v1/logs/:component/holds',
    {
      schema: {
        operationId: 'hold-log',
        tags: ['Logs'],
        summary: 'Keep a log beyond its time, because monitoring has begun',
        description: `Regulation ${LOG_USE_ROW.citation}: ${LOG_USE_ROW.rule}.`,
        params: LogParams,
        body: LogHoldBody,
        response: describeAnswers({ 201: { description: 'The hold.', schema: LogHold } }, PROBLEM_SETS.body),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await logs.hold(requesterOf(request), params.component, body.reference);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      return reply.status(201).header('cache-control', 'no-store').send(outcome.hold);
    },
  );
  app.delete<{ Params: LogHoldParams }>(
    '/v1/log-holds/:holdId',
    {
      schema: {
        operationId: 'lift-log-hold',
        tags: ['Logs'],
        summary: 'End a hold: what is kept only for it is erased',
        params: LogHoldParams,
        response: describeAnswers({ 200: { description: 'The hold, lifted.', schema: LogHold } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'log-hold-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await logs.liftHold(requesterOf(request), request.params.holdId);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('log-hold-unknown', 'The caller has placed no such hold that is in force.');
      }
      return reply.header('cache-control', 'no-store').send(outcome.hold);
    },
  );
}
