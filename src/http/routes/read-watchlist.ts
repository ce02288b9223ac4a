import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { OwnWatchlist, OwnWatchlistEntry } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { PageQuery, pageOf } from '../page-query.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** The watchlist as whoever entered something into it sees it: all of it, and one entry. */
export function readWatchlist(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: PageQuery }>(
    '/v1/systems/etias/watchlist',
    {
      schema: {
        operationId: 'list-watchlist',
        tags: ['Travel authorisations'],
        summary: 'List the own entries of the watchlist, to review them',
        description:
          'Regulation (EU) 2018/1240 Art 34, 35: those of the own Member State, or of the own agency of the Union.',
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: OwnWatchlist } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.listWatchlist(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
  app.get<{ Params: { readonly entryId: string } }>(
    '/v1/systems/etias/watchlist/:entryId',
    {
      schema: {
        operationId: 'read-watchlist-entry',
        tags: ['Travel authorisations'],
        summary: 'Read an own entry of the watchlist',
        params: Type.Object({ entryId: IdentifierInput }, STRICT),
        response: describeAnswers({ 200: { description: 'The entry.', schema: OwnWatchlistEntry } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'watchlist-entry-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { entryId } = request.params;
      const outcome = await workflows.travel.readWatchlistEntry(requesterOf(request), entryId);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('watchlist-entry-unknown', 'The authority has entered no such entry.');
      }
      return reply.header('cache-control', 'no-store').send(outcome.entry);
    },
  );
}
