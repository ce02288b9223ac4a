import type { FastifyInstance } from 'fastify';
import { LogVerification, LogVerificationBody } from '../../../schemas/log.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LogParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function verifyLog(app: FastifyInstance, { workflows: { logs } }: RouteContext): void {
  app.post<{ Params: LogParams; Body: LogVerificationBody }>(
    '/v1/logs/:component/verification',
    {
      schema: {
        operationId: 'verify-log',
        tags: ['Logs'],
        summary: 'Verify a stretch of the chain of a log',
        description:
          'Makes every hash again. An entry that was changed, removed, moved, or not chained in time is named. Read on with ' +
          '`after` until `next` is absent.',
        params: LogParams,
        body: LogVerificationBody,
        response: describeAnswers({ 200: { description: 'What was found.', schema: LogVerification } }, [
          ...PROBLEM_SETS.body,
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await logs.verify(requesterOf(request), { ...params, ...body });
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      const { kind: _, ...verification } = outcome;
      return reply.header('cache-control', 'no-store').send(verification);
    },
  );
}
