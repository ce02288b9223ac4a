import type { FastifyInstance } from 'fastify';
import { ProcessStateBody, QueueStateBody } from '../../../schemas/operator.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { ProcessParams, QueueParams } from '../describe-parameters.js';
import { queuePlaceOf, queueUnknown, requireConfirmation } from '../operator-place.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** Stops and starts the work of a queue everywhere, or of a process on all of its queues. */
export function operatorStates(app: FastifyInstance, { workflows: { operate } }: RouteContext): void {
  app.put<{ Params: QueueParams; Body: QueueStateBody }>(
    '/v1/operator/queues/:queue/state',
    {
      schema: {
        operationId: 'set-queue-state',
        tags: ['Operation of the hub'],
        summary: 'Pause a queue in all processes, or let it run again',
        description: 'Jobs in hand are finished; new ones wait. Nothing is lost.',
        params: QueueParams,
        body: QueueStateBody,
        response: describeAnswers({ 200: { description: 'The state it has now.', schema: QueueStateBody } }, [
          ...PROBLEM_SETS.body,
          'queue-unknown',
          'confirmation-missing',
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const place = queuePlaceOf(params.queue);
      requireConfirmation(body.confirm, params.queue);
      const outcome = await operate.setPaused(requesterOf(request), place, body.state === 'paused');
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'queue-unknown') throw queueUnknown(outcome.names);
      return reply.header('cache-control', 'no-store').send(body);
    },
  );
  app.put<{ Params: ProcessParams; Body: ProcessStateBody }>(
    '/v1/operator/processes/:processId/state',
    {
      schema: {
        operationId: 'set-process-state',
        tags: ['Operation of the hub'],
        summary: 'Let a process finish what it has and take no new jobs, or take jobs again',
        params: ProcessParams,
        body: ProcessStateBody,
        response: describeAnswers(
          { 200: { description: 'The state it has now.', schema: ProcessStateBody } },
          [...PROBLEM_SETS.body, 'process-unknown', 'confirmation-missing'],
        ),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      requireConfirmation(body.confirm, params.processId);
      const isDraining = body.state === 'draining';
      const outcome = await operate.setDraining(requesterOf(request), params.processId, isDraining);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('process-unknown', 'No such process has been seen in the last hour.');
      }
      return reply.header('cache-control', 'no-store').send(body);
    },
  );
}
