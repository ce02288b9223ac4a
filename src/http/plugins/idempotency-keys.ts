/**
 * Who sends an `Idempotency-Key` relies on it when the line drops, and sends again. An operation that keeps no keys would
 * do it all twice, so it refuses the header instead of ignoring it. Which do keep them their schemas say. Reading twice is
 * reading once: GET and HEAD take no notice.
 */
import type { FastifyInstance, FastifySchema } from 'fastify';
import { type Answer, withProblem } from '../describe-answers.js';
import { ProblemError } from '../problems.js';

const HEADER = 'idempotency-key';
const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Before the routes, whose descriptions say it too, and after `authenticate`: who has no token learns nothing else. */
export function refuseIdempotencyKeys(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { method, schema } = route;
    if ([method].flat().every((each) => READING.includes(each)) || keepsKeys(schema)) return;
    const answers = (schema?.response ?? {}) as Readonly<Record<number, Answer>>;
    route.schema = { ...schema, response: withProblem(answers, 'idempotency-key-unused') };
  });
  app.addHook('onRequest', async ({ headers, method, is404, routeOptions }) => {
    if (headers[HEADER] === undefined || READING.includes(method) || is404) return;
    if (keepsKeys(routeOptions.schema)) return;
    throw new ProblemError(
      'idempotency-key-unused',
      'This operation keeps no keys: sent twice, it would be done twice. Send it without Idempotency-Key.',
    );
  });
}

function keepsKeys(schema: FastifySchema | undefined): boolean {
  const { properties = {} } = (schema?.headers ?? {}) as { readonly properties?: object };
  return Object.hasOwn(properties, HEADER);
}
