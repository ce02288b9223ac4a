/** A caller's own request id is kept where it is a plain token; otherwise the hub gives one. Every answer names it. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { IdSource } from '../../platform/ids.js';

const TOKEN = /^[A-Za-z0-9._-]{1,100}$/;

export function requestIdOf(ids: IdSource): (request: Pick<IncomingMessage, 'headers'>) => string {
  return ({ headers }) => {
    const given = headers['x-request-id'];
    return typeof given === 'string' && TOKEN.test(given) ? given : ids.uuid();
  };
}

export function returnRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}
