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
          'What failed for a reason that may pass and only reads is kept sealed for a day and goes on where it stopped, whatever ' +
          'its caller was told before. Of an enrolment that may be twice, as its caller may have sent it again since: one with an ' +
          'Idempotency-Key is tried again by its caller alone, with the same key; one without (`unkeyed`) only where it is the one ' +
          'operation named, so ask its caller first. Named beside others it is left as it is, and of all it is none. Jobs of which ' +
          'nothing is left to do are taken off the list. All of more than one request: ask again with the `failedBefore` of the ' +
          'answer until nothing is left, or nothing was retried or dismissed.',
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
      const { confirm, operationIds, failedBefore } = request.body;
      requireConfirmation(confirm, queue);
      const all = failedBefore === undefined ? 'all' : { failedBeforeMs: Date.parse(failedBefore) };
      const jobs = (operationIds as readonly OperationId[] | undefined) ?? all;
      const outcome = await operate.retry(requesterOf(request), place, jobs);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'queue-unknown') throw queueUnknown(outcome.names);
      const { kind: _, failedBeforeMs, ...counts } = outcome;
      const answer = { ...counts, failedBefore: new Date(failedBeforeMs).toISOString() };
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}
