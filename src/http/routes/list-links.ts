import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Links } from '../../../schemas/link.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { LinkId } from '../../domain/ids.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

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

export function listLinks(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: { readonly after?: LinkId; readonly limit?: number } }>(
    '/v1/links',
    {
      schema: {
        operationId: 'list-links',
        tags: ['Links'],
        summary:
          "List the links the caller's authority has to verify, yellow or reported as wrong, oldest first",
        description:
          'Regulation (EU) 2019/817 Art 29. An authority that has none to verify gets an empty list.',
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page of the list.', schema: Links } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { after, limit = LIMIT_DEFAULT } = request.query;
      const page = { limit, ...(after === undefined ? {} : { after }) };
      const list = await workflows.listLinks(requesterOf(request), page);
      return reply.header('cache-control', 'no-store').send(list);
    },
  );
}
