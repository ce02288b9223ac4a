import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { WatchlistBody, WatchlistEntry } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { NewWatchlistEntry } from '../../workflows/keep-watchlist.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

/** An entry of the watchlist and its end: two operations of one resource. */
export function keepWatchlist(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Body: WatchlistBody }>(
    '/v1/systems/etias/watchlist',
    {
      schema: {
        operationId: 'add-to-watchlist',
        tags: ['Travel authorisations'],
        summary: 'Enter a person or a document into the ETIAS watchlist',
        description:
          'Regulation (EU) 2018/1240 Art 34, 35: the answer names the valid authorisations to be assessed.',
        body: WatchlistBody,
        response: describeAnswers({ 201: { description: 'Entered.', schema: WatchlistEntry } }, [
          ...PROBLEM_SETS.body,
          'search-key-missing',
        ]),
      },
    },
    async (request, reply) => {
      const { body } = request;
      if (!body.surnames && !body.document) {
        throw faultAt('search-key-missing', '', 'At least one of surnames and document.');
      }
      const outcome = await workflows.travel.addToWatchlist(
        requesterOf(request),
        body as unknown as NewWatchlistEntry,
        requestSignal(reply),
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'over') throw faultAt('date-invalid', '/validUntil', outcome.detail);
      const { kind: _, ...entry } = outcome;
      return reply.status(201).header('cache-control', 'no-store').send(entry);
    },
  );
  app.delete<{ Params: { readonly entryId: string } }>(
    '/v1/systems/etias/watchlist/:entryId',
    {
      schema: {
        operationId: 'remove-from-watchlist',
        tags: ['Travel authorisations'],
        summary: 'Remove an own entry from the watchlist',
        params: Type.Object({ entryId: IdentifierInput }, STRICT),
        response: describeAnswers({ 204: { description: 'Removed.', schema: Type.Null() } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'watchlist-entry-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.removeFromWatchlist(
        requesterOf(request),
        request.params.entryId,
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('watchlist-entry-unknown', 'The authority has entered no such entry.');
      }
      return reply.status(204).header('cache-control', 'no-store').send();
    },
  );
}
