import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { FailedJobs, Retried, RetryBody } from '../../../schemas/operator.js';
import { STRICT } from '../../../schemas/words.js';
import type { OperationId } from '../../domain/ids.js';
import { LIMITS } from '../../platform/limits.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { QueueParams } from '../describe-parameters.js';
import { queuePlaceOf, queueUnknown, requireConfirmation } from '../operator-place.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const LIMIT_DEFAULT = 50;

const Page = Type.Object(
  {
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'From 0.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.failedJobsPageMax })),
  },
  STRICT,
);

export function operatorFailedJobs(app: FastifyInstance, { workflows: { operate } }: RouteContext): void {
  app.get<{ Params: QueueParams; Querystring: { readonly offset?: number; readonly limit?: number } }>(
    '/v1/operator/queues/:queue/failed-jobs',
    {
      schema: {
        operationId: 'list-failed-jobs',
        tags: ['Operation of the hub'],
        summary: 'Jobs of a queue that failed for good, with the reason',
        params: QueueParams,
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page.', schema: FailedJobs } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'queue-unknown',
          'queue-unavailable',
        ]),
      },
    },
    async (request, reply) => {
      const { offset = 0, limit = LIMIT_DEFAULT } = request.query;
      const place = queuePlaceOf(request.params.queue);
      const outcome = await operate.failedJobs(requesterOf(request), place, { offset, limit });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'queue-unknown') throw queueUnknown(outcome.names);
      const jobs = outcome.jobs.map(({ failedAtMs, ...job }) => ({
        ...job,
        failedAt: new Date(failedAtMs).toISOString(),
      }));
      return reply.header('cache-control', 'no-store').send({ total: outcome.total, jobs });
    },
  );
  app.post<{ Params: QueueParams; Body: RetryBody }>(
    '/v1/operator/queues/:queue/failed-jobs/retry',
    {
      schema: {
        operationId: 'retry-failed-jobs',
        tags: ['Operation of the hub'],
        summary: 'Have failed jobs tried again, some or all',
        description:
          'What failed for a reason that may pass is kept sealed for a day and goes on where it stopped, whatever its caller was ' +
          'told before. Jobs whose operation has ended otherwise are taken off the list.',
        params: QueueParams,
        body: RetryBody,
        response: describeAnswers({ 200: { description: 'What became of them.', schema: Retried } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'queue-unknown',
          'confirmation-missing',
        ]),
      },
    },
    async (request, reply) => {
      const { queue } = request.params;
      const place = queuePlaceOf(queue);
      const { confirm, operationIds } = request.body;
      requireConfirmation(confirm, queue);
      const jobs = (operationIds as readonly OperationId[] | undefined) ?? 'all';
      const outcome = await operate.retry(requesterOf(request), place, jobs);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'queue-unknown') throw queueUnknown(outcome.names);
      const { kind: _, ...counts } = outcome;
      return reply.header('cache-control', 'no-store').send(counts);
    },
  );
}
