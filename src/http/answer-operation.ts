/**
 * How an operation is told: finished within the wait as 200 or 201, still running as 202 with the place to look, and
 * one that ended without a result as the problem it ended with.
 */
import { strict as assert } from 'node:assert';
import type { FastifyReply } from 'fastify';
import type { Operation as OperationAnswer } from '../../schemas/operation.js';
import type { Clock } from '../platform/clock.js';
import type { AcceptOutcome, Denied } from '../workflows/hub-workflows.js';
import type { TransactionWriter } from '../workflows/ports/captures.js';
import type { Operation } from '../workflows/ports/operations.js';
import type { OperationResult } from '../workflows/results.js';
import { essenceOf, TRANSACTION_MEDIA_TYPE } from './capture-media-types.js';
import { isProblemCode, ProblemError, SAMPLE_DEFECTS } from './problems.js';

export function answerOperation(
  reply: FastifyReply,
  operation: Operation,
  options: {
    readonly clock: Pick<Clock, 'nowMs'>;
    readonly created?: boolean;
    readonly transactions?: TransactionWriter;
  },
): FastifyReply {
  requireSuccess(operation);
  const transaction = options.transactions && transactionWanted(reply, operation, options.transactions);
  const answer = representOperation(operation);
  reply.header('cache-control', 'no-store');
  if (operation.state !== 'completed') {
    sayWhenToLookAgain(reply, operation, options.clock);
    return reply.status(202).header('location', answer.links.self).send(answer);
  }
  if (options.created && answer.links.subject !== undefined) reply.header('location', answer.links.subject);
  reply.status(options.created ? 201 : 200);
  return transaction === undefined
    ? reply.send(answer)
    : reply.type(TRANSACTION_MEDIA_TYPE).send(transaction);
}

const LOOK_AGAIN_SECONDS_MAX = 30;

/**
 * `Retry-After` of an operation that still runs: a quarter of what it has taken so far, so that whoever waits looks a
 * dozen times and not hundreds, and learns of the end not much later.
 */
export function sayWhenToLookAgain(
  reply: FastifyReply,
  { createdAt }: Pick<Operation, 'createdAt'>,
  clock: Pick<Clock, 'nowMs'>,
): void {
  const quarterSeconds = Math.floor((clock.nowMs() - Date.parse(createdAt)) / 4_000);
  reply.header('retry-after', Math.max(1, Math.min(LOOK_AGAIN_SECONDS_MAX, quarterSeconds)));
}

/**
 * The response transaction, where the caller asks for one (`Accept`) and the operation has ended; one that still runs is
 * told as JSON, with the place to look.
 */
export function transactionWanted(
  reply: FastifyReply,
  operation: Operation,
  transactions: TransactionWriter,
): Buffer | undefined {
  const accepted = (reply.request.headers.accept ?? '').split(',').map((range) => essenceOf(range));
  if (!accepted.includes(TRANSACTION_MEDIA_TYPE)) return undefined;
  if (!('capture' in operation.request) || operation.request.capture?.transaction === undefined) {
    throw new ProblemError(
      'not-acceptable',
      'Only a request that came as a transaction is answered with one.',
      {
        operationId: operation.operationId,
      },
    );
  }
  const bytes = transactions.respond(operation);
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
  assert(request.kind !== 'detect-links', 'work of the hub itself is not shown');
  return {
    operationId,
    kind: request.kind,
    state,
    createdAt,
    updatedAt,
    ...(result === undefined ? {} : { result: result as NonNullable<OperationAnswer['result']> }),
    ...(problem === undefined ? {} : { problem }),
    ...representCapture(operation),
    links: { self: `/v1/operations/${operationId}`, ...subjectLink(result as OperationResult | undefined) },
  };
}

function representCapture({ request }: Operation): Pick<OperationAnswer, 'transaction' | 'capture'> {
  if (!('capture' in request) || request.capture === undefined) return {};
  const { format, transaction, fingersMissing, omitted, findings } = request.capture;
  return {
    ...(transaction === undefined ? {} : { transaction }),
    capture: {
      format,
      fingersMissing: [...fingersMissing],
      omitted: [...omitted],
      findings: [...findings],
    },
  };
}

function subjectLink(result: OperationResult | undefined): { readonly subject?: string } {
  if (result?.kind !== 'enrol') return {};
  return { subject: `/v1/systems/${result.system}/subjects/${result.subjectId}` };
}
