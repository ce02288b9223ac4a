import type { FastifyInstance } from 'fastify';
import { Operation } from '../../../schemas/operation.js';
import { representOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readOperation(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: OperationParams }>(
    '/v1/operations/:operationId',
    {
      schema: {
        operationId: 'read-operation',
        tags: ['Operations'],
        summary: 'Read the state of an operation, and its result once it has one',
        description: 'Only the authority that began an operation sees it. A result is kept for a day.',
        params: OperationParams,
        response: describeAnswers({ 200: { description: 'The operation.', schema: Operation } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'operation-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const operation = await workflows.readOperation(requesterOf(request), request.params.operationId);
      if (!operation) {
        throw new ProblemError(
          'operation-unknown',
          'There is none of this identifier that the caller began.',
        );
      }
      return reply.header('cache-control', 'no-store').send(representOperation(operation));
    },
  );
}
