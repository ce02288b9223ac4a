import type { FastifyInstance } from 'fastify';
import { Operation } from '../../../schemas/operation.js';
import { hasEnded } from '../../workflows/await-operation.js';
import { representOperation, sayWhenToLookAgain, transactionWanted } from '../answer-operation.js';
import { TRANSACTION_MEDIA_TYPE } from '../capture-media-types.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readOperation(app: FastifyInstance, { workflows, clock, transactions }: RouteContext): void {
  app.get<{ Params: OperationParams }>(
    '/v1/operations/:operationId',
    {
      schema: {
        operationId: 'read-operation',
        tags: ['Operations'],
        summary: 'Read the state of an operation, and its result once it has one',
        description:
          'Only the authority that began an operation sees it. A result is kept for a day. While it has none, ' +
          '`Retry-After` says when to look again.',
        params: OperationParams,
        response: describeAnswers(
          { 200: { description: 'The operation.', schema: Operation, asTransaction: true } },
          [...PROBLEM_SETS.read, 'identifier-invalid', 'operation-unknown', 'not-acceptable'],
        ),
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
      reply.header('cache-control', 'no-store');
      if (!hasEnded(operation.state)) sayWhenToLookAgain(reply, operation, clock);
      const transaction = transactionWanted(reply, operation, transactions);
      if (transaction === undefined) return reply.send(representOperation(operation));
      return reply.type(TRANSACTION_MEDIA_TYPE).send(transaction);
    },
  );
}
