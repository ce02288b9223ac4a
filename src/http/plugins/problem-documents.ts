/** Every failure leaves as a problem document; what is not expected is logged without its message and told as such. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../../platform/limits.js';
import type { Log } from '../../platform/log.js';
import { OperationalError } from '../../platform/operational-error.js';
import { safeError } from '../../platform/safe-error.js';
import { PROBLEMS, ProblemError, problemDocument, retryAfterSeconds } from '../problems.js';

export function addProblemDocuments(app: FastifyInstance, { log }: { readonly log: Log }): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === 'internal-error') {
      log.error({ requestId: request.id, error: safeError(error) }, 'request failed unexpectedly');
    } else if (error instanceof OperationalError) {
      log.warn({ requestId: request.id, code: error.code }, 'request failed');
    }
    return sendProblem(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      new ProblemError(
        'route-unknown',
        'No operation has this method and path. The OpenAPI document lists all.',
      ),
    ),
  );
}

export function bodyTooLarge(): ProblemError {
  return new ProblemError('body-too-large', `A body has at most ${LIMITS.bodyBytesMax} bytes.`);
}

/** For what the framework refuses before any route or hook: an address that cannot be decoded. */
export function refuseAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(
    request,
    reply.header('x-request-id', request.id),
    new ProblemError('malformed-request', 'The address is not understood.'),
  );
}

/** For what is no HTTP request at all, or never ends: answered on the bare connection, which is then closed. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = CONNECTION_PROBLEMS[error.code ?? '']?.() ?? malformedRequest();
  const { status, title } = PROBLEMS[problem.code];
  const body = JSON.stringify(problemDocument(problem, randomUUID()));
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const malformedRequest = () => new ProblemError('malformed-request', 'The request is not understood.');

const CONNECTION_PROBLEMS: Readonly<Record<string, () => ProblemError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => new ProblemError('request-timeout', 'The request did not arrive in time.'),
  HPE_HEADER_OVERFLOW: () => new ProblemError('malformed-request', 'The headers are too large.'),
};

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { status } = PROBLEMS[problem.code];
  const retryAfter = retryAfterSeconds(problem);
  if (status === 401) reply.header('www-authenticate', challenge(problem));
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  // What is left of a body nobody will read would otherwise be taken for the next request.
  if (status === 413) reply.header('connection', 'close');
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(problemDocument(problem, request.id));
}

/** RFC 6750 section 3: without credentials there is no error to name. */
function challenge({ code, message }: ProblemError): string {
  if (code === 'token-missing') return 'Bearer realm="hub"';
  return `Bearer realm="hub", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
}

function toProblem(error: FastifyError): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof OperationalError) {
    const { code, message, serviceClass, retryAfterMs } = error;
    const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
    return new ProblemError(code, message, { serviceClass, retryAfterSeconds });
  }
  return FRAMEWORK_PROBLEMS[error.code]?.() ?? byStatus(error);
}

const FRAMEWORK_PROBLEMS: Readonly<Record<string, () => ProblemError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new ProblemError(
      'media-type-unsupported',
      'Send application/json, or one of the other media types described for the operation.',
    ),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new ProblemError('body-missing', 'The operation needs a JSON body.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new ProblemError('malformed-json', 'The body is not a JSON document.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ProblemError('malformed-request', 'The body is not as long as its Content-Length says.'),
};

/** The rest of what the framework refuses is the message itself: its path, its headers, a line that dropped. */
function byStatus(error: FastifyError): ProblemError {
  const { statusCode = 500 } = error;
  if (error instanceof SyntaxError && statusCode === 400) {
    return new ProblemError('malformed-json', 'The body is not a JSON document.');
  }
  if (statusCode === 408) return new ProblemError('request-timeout', 'The request did not arrive in time.');
  if (statusCode >= 400 && statusCode < 500) {
    return new ProblemError('malformed-request', 'The request is not understood.');
  }
  return new ProblemError('internal-error', 'The hub made an error; it is logged under the request id.');
}
