import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { EtiasClocks, JudgedHit, VerdictBody } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** What the Central Unit does with hits, and by when somebody has to. */
export function judgeEtiasHit(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: { readonly hitId: string }; Body: VerdictBody }>(
    '/v1/systems/etias/hits/:hitId/verdict',
    {
      schema: {
        operationId: 'judge-etias-hit',
        tags: ['Travel authorisations'],
        summary: 'Say whether a hit is the applicant',
        description:
          'Regulation (EU) 2018/1240 Art 22: a false hit is deleted; when none is left unverified the application goes on ' +
          'by itself, to be issued or to the National Unit.',
        params: Type.Object({ hitId: IdentifierInput }, STRICT),
        body: VerdictBody,
        response: describeAnswers(
          { 200: { description: 'Where the application stands.', schema: JudgedHit } },
          [...PROBLEM_SETS.body, 'identifier-invalid', 'etias-hit-unknown', 'application-not-in-state'],
        ),
      },
    },
    async (request, reply) => {
      const { hitId } = request.params;
      const outcome = await workflows.travel.judgeEtiasHit(requesterOf(request), hitId, request.body.verdict);
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('etias-hit-unknown', 'There is no such hit (any more).');
        case 'not-in-state':
          throw new ProblemError('application-not-in-state', `The application is ${outcome.state}.`);
        case 'judged': {
          const { kind: _, ...judged } = outcome;
          return reply.header('cache-control', 'no-store').send(judged);
        }
      }
    },
  );
  app.get(
    '/v1/systems/etias/clocks',
    {
      schema: {
        operationId: 'list-etias-clocks',
        tags: ['Travel authorisations'],
        summary: 'List the applications somebody has to act on, by their limit',
        description:
          'Regulation (EU) 2018/1240 Art 22(6), 27, 32: 12 hours, 96 hours, ten days. Overdue ones come first.',
        response: describeAnswers(
          { 200: { description: 'The clocks that run.', schema: EtiasClocks } },
          PROBLEM_SETS.read,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.listEtiasClocks(requesterOf(request));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const clocks = outcome.clocks.map(({ row, ...clock }) => ({ ...clock, citation: row.citation }));
      return reply.header('cache-control', 'no-store').send({ clocks, overflow: outcome.overflow });
    },
  );
}
