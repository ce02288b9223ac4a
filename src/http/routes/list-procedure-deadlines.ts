import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ProcedureDeadlines } from '../../../schemas/procedure-deadline.js';
import { STRICT } from '../../../schemas/words.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const DAYS_MAX = 366;
const DAYS_DEFAULT = 7;

export function listProcedureDeadlines(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: { readonly days?: number } }>(
    '/v1/procedure-deadlines',
    {
      schema: {
        operationId: 'list-procedure-deadlines',
        tags: ['Lists'],
        summary: "List what is due in the procedures of the caller's authority, the nearest first",
        description:
          'Requests of persons, screenings, opinions asked for, links to verify at the border, and reports of false hits of ' +
          'biometrics that are not stored; what is overdue is among them.',
        querystring: Type.Object(
          {
            days: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: DAYS_MAX,
                default: DAYS_DEFAULT,
                description: `How many days ahead: a whole number from 0 to ${DAYS_MAX}.`,
              }),
            ),
          },
          STRICT,
        ),
        response: describeAnswers({ 200: { description: 'The list.', schema: ProcedureDeadlines } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const { days = DAYS_DEFAULT } = request.query;
      const deadlines = await workflows.listProcedureDeadlines(requesterOf(request), { days });
      return reply.header('cache-control', 'no-store').send({ deadlines });
    },
  );
}
