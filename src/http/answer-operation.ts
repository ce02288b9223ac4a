/**
 * How an operation is told: finished within the wait as 200 or 201, still running as 202 with the place to look, and
 * one that ended without a result as the problem it ended with.
 */
import type { FastifyReply } from 'fastify';
import type { Operation as OperationAnswer } from '../../schemas/operation.js';
import type { AcceptOutcome, Denied } from '../workflows/hub-workflows.js';
import type { Operation } from '../workflows/ports.js';
import type { OperationResult } from '../workflows/results.js';
import { isProblemCode, ProblemError, SAMPLE_DEFECTS } from './problems.js';

export function answerOperation(
  reply: FastifyReply,
  operation: Operation,
  options: { readonly created?: boolean } = {},
): FastifyReply {
  requireSuccess(operation);
  const answer = representOperation(operation);
  reply.header('cache-control', 'no-store');
  if (operation.state !== 'completed') {
    return reply.status(202).header('location', answer.links.self).header('retry-after', 1).send(answer);
  }
  if (options.created && answer.links.subject !== undefined) reply.header('location', answer.links.subject);
  return reply.status(options.created ? 201 : 200).send(answer);
}

/** The operation of an accepted request; otherwise the problem that stands in its way. */
export function acceptedOperation(outcome: AcceptOutcome): Operation {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.operation;
    case 'denied':
      throw accessDenied(outcome);
    case 'idempotency-conflict':
      throw new ProblemError(
        'idempotency-conflict',
        'The same Idempotency-Key was sent before with other content. Use a new key for a new request.',
      );
  }
}

export function accessDenied({ reason }: Denied): ProblemError {
  return new ProblemError('access-denied', reason);
}

/** Throws the problem an operation ended with. */
export function requireSuccess({ operationId, state, problem }: Operation): void {
  if (state !== 'rejected' && state !== 'failed') return;
  const code = problem && isProblemCode(problem.code) ? problem.code : 'internal-error';
  const detail = problem?.detail ?? 'The operation ended without a result.';
  const isDefect = (SAMPLE_DEFECTS as readonly string[]).includes(code);
  throw new ProblemError(code, detail, {
    operationId,
    ...(problem?.pointer === undefined
      ? {}
      : { faults: [{ pointer: problem.pointer, code, expected: isDefect ? detail : 'See detail.' }] }),
  });
}

export function representOperation(operation: Operation): OperationAnswer {
  const { operationId, request, state, createdAt, updatedAt, result, problem } = operation;
  return {
    operationId,
    kind: request.kind,
    state,
    createdAt,
    updatedAt,
    ...(result === undefined ? {} : { result: result as NonNullable<OperationAnswer['result']> }),
    ...(problem === undefined ? {} : { problem }),
    links: { self: `/v1/operations/${operationId}`, ...subjectLink(result as OperationResult | undefined) },
  };
}

function subjectLink(result: OperationResult | undefined): { readonly subject?: string } {
  if (result?.kind !== 'enrol') return {};
  return { subject: `/v1/systems/${result.system}/subjects/${result.subjectId}` };
}
