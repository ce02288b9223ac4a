import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Overstayers } from '../../../schemas/results.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { SubjectId } from '../../domain/ids.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;

const Page = Type.Object(
  {
    after: Type.Optional(IdentifierInput),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMIT_MAX,
        default: LIMIT_DEFAULT,
        description: `Longest page: a whole number from 1 to ${LIMIT_MAX}.`,
      }),
    ),
  },
  STRICT,
);

export function listOverstayers(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: { readonly after?: SubjectId; readonly limit?: number } }>(
    '/v1/systems/ees/overstayers',
    {
      schema: {
        operationId: 'list-overstayers',
        tags: ['Lists'],
        summary: 'List persons whose authorised stay is over',
        description: 'Regulation (EU) 2017/2226 Art 12, judged on the day of the request.',
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page of the list.', schema: Overstayers } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { after, limit = LIMIT_DEFAULT } = request.query;
      const outcome = await workflows.listOverstayers(requesterOf(request), {
        limit,
        ...(after === undefined ? {} : { after }),
      });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _, ...list } = outcome;
      return reply.header('cache-control', 'no-store').send(list);
    },
  );
}
