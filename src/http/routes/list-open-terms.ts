import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { OPEN_TERM_CAUSES, OpenTerms } from '../../../schemas/retention.js';
import { IdentifierInput, oneOf, STRICT } from '../../../schemas/words.js';
import type { EncounterId } from '../../domain/ids.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const LIMIT_MAX = 100;

const Page = Type.Object(
  {
    cause: Type.Optional(oneOf(OPEN_TERM_CAUSES, { description: `${OPEN_TERM_CAUSES.join(', ')}.` })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMIT_MAX,
        default: LIMIT_MAX,
        description: `Records on one page: a whole number from 1 to ${LIMIT_MAX}.`,
      }),
    ),
    after: Type.Optional(IdentifierInput),
  },
  STRICT,
);
type Page = {
  readonly cause?: (typeof OPEN_TERM_CAUSES)[number];
  readonly limit?: number;
  readonly after?: EncounterId;
};

export function listOpenTerms(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: Page }>(
    '/v1/open-terms',
    {
      schema: {
        operationId: 'list-open-terms',
        tags: ['Lists'],
        summary: 'List records of the own Member State that have no day on which they are erased',
        description:
          'An application that is not decided, a conviction that stands, or a record that lacks a fact its term counts ' +
          'from: it is neither kept in silence nor erased by guess.',
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page.', schema: OpenTerms } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { limit = LIMIT_MAX, ...page } = request.query;
      const outcome = await workflows.travel.listOpenTerms(requesterOf(request), { ...page, limit });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { terms, next } = outcome;
      return reply.header('cache-control', 'no-store').send({ terms, ...(next ? { next } : {}) });
    },
  );
}
