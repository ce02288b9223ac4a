import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { LogPage } from '../../../schemas/log.js';
import { STRICT } from '../../../schemas/words.js';
import { LIMITS } from '../../platform/limits.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LogParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const LIMIT_DEFAULT = 100;

const Page = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Place in the chain to read on from.' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMITS.logPageMax,
        default: LIMIT_DEFAULT,
        description: `Longest page: a whole number from 1 to ${LIMITS.logPageMax}.`,
      }),
    ),
  },
  STRICT,
);

export function readLog(app: FastifyInstance, { workflows: { logs } }: RouteContext): void {
  app.get<{ Params: LogParams; Querystring: { readonly after?: number; readonly limit?: number } }>(
    '/v1/logs/:component/entries',
    {
      schema: {
        operationId: 'read-log',
        tags: ['Logs'],
        summary: 'Read the entries of a log in the order of its chain',
        description:
          'For supervisory authorities, of a Member State with the contents of its own entries and the hashes of all ' +
          '((EU) 2019/817 Art 51(5)). How a page is verified without the hub stands in `docs/logs.md`.',
        params: LogParams,
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page.', schema: LogPage } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const { after, limit = LIMIT_DEFAULT } = request.query;
      const question = { ...request.params, limit, ...(after === undefined ? {} : { after }) };
      const outcome = await logs.read(requesterOf(request), question);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      const { kind: _, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
}
