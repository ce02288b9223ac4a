import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { RecordsBehindHit } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readBehindHit(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: { readonly hitId: string } }>(
    '/v1/systems/etias/hits/:hitId/records',
    {
      schema: {
        operationId: 'read-behind-hit',
        tags: ['Travel authorisations'],
        summary: 'Read what Eurodac holds behind a hit of an application',
        description:
          'Regulation (EU) 2024/1358 Art 9: read-only, for the National Unit while it processes the application; of hits in ' +
          'Eurodac that the Central Unit did not find false.',
        params: Type.Object({ hitId: IdentifierInput }, STRICT),
        response: describeAnswers({ 200: { description: 'The records.', schema: RecordsBehindHit } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'etias-hit-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.readBehindHit(requesterOf(request), request.params.hitId);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('etias-hit-unknown', 'There is no such hit, or none that opens a record.');
      }
      const { kind: _kind, ...answer } = outcome;
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}
