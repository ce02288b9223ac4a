/**
 * The headers that say how a request is to be treated. Two are read strictly, as a misread one would silently do otherwise;
 * a priority that is not understood is none, as RFC 9218 section 4 has it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../platform/limits.js';
import { ProblemError } from './problems.js';

const WAIT = /^wait=(\d{1,6})$/i;

/**
 * Milliseconds the caller waits (`Prefer: wait=n`, RFC 7240). `respond-async` without a wait is a wait of 0; other
 * preferences are none of this hub's and are not applied.
 */
export function readWait(request: FastifyRequest, reply: FastifyReply): number {
  const preferences = preferencesOf(request);
  const wait = preferences.find((preference) => /^wait\b/i.test(preference));
  if (wait !== undefined) {
    const seconds = Number(WAIT.exec(wait)?.[1] ?? Number.NaN);
    if (!(seconds <= LIMITS.waitSecondsMax)) throw invalidWait();
    reply.header('preference-applied', `wait=${seconds}`);
    return seconds * 1000;
  }
  if (preferences.some((preference) => preference.toLowerCase() === 'respond-async')) {
    reply.header('preference-applied', 'respond-async');
    return 0;
  }
  return LIMITS.waitSecondsDefault * 1000;
}

function preferencesOf(request: FastifyRequest): readonly string[] {
  const header = request.headers['prefer'] ?? [];
  return (Array.isArray(header) ? header : [header])
    .flatMap((line) => line.split(','))
    .map((preference) => preference.trim())
    .filter((preference) => preference !== '');
}

function invalidWait(): ProblemError {
  return new ProblemError(
    'prefer-invalid',
    `A wait is a whole number of seconds from 0 to ${LIMITS.waitSecondsMax}: Prefer: wait=10.`,
  );
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/** `Idempotency-Key`: the same key of the same authority means the same request, however often it is sent. */
export function readIdempotencyKey(request: FastifyRequest): { readonly idempotencyKey?: string } {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return {};
  if (typeof key === 'string' && KEY.test(key)) return { idempotencyKey: key };
  throw new ProblemError(
    'idempotency-key-invalid',
    'An idempotency key has 1 to 200 visible ASCII characters without spaces.',
  );
}

/** `Priority: u=7` (RFC 9218 section 4.1): a background task. Nobody makes a request more urgent than its purpose is. */
export function readBulk(request: FastifyRequest): { readonly isBulk?: boolean } {
  const header = request.headers['priority'] ?? [];
  const members = (Array.isArray(header) ? header : [header]).flatMap((line) => line.split(','));
  return members.some((member) => /^u=7(?:;|$)/.test(member.trim())) ? { isBulk: true } : {};
}
