import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DueFiles } from '../../../schemas/stay-calculation.js';
import { STRICT } from '../../../schemas/words.js';
import { isUuid, type SubjectId } from '../../domain/ids.js';
import { parseLocalDate } from '../../domain/local-date.js';
import { SYSTEMS } from '../../domain/systems.js';
import type { DueFile } from '../../workflows/ports/systems.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const DAYS_DEFAULT = 30;
const DAYS_MAX = 4_000;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 100;

const Page = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: DAYS_MAX,
        default: DAYS_DEFAULT,
        description: `How many days ahead: a whole number from 0 to ${DAYS_MAX}.`,
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMIT_MAX,
        default: LIMIT_DEFAULT,
        description: `Files on one page: a whole number from 1 to ${LIMIT_MAX}.`,
      }),
    ),
    after: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before.' })),
  },
  STRICT,
);

export function listDueFiles(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: { readonly days?: number; readonly limit?: number; readonly after?: string } }>(
    '/v1/deadlines',
    {
      schema: {
        operationId: 'list-due-files',
        tags: ['Lists'],
        summary: 'List what is due in the next days about what the own Member State entered',
        description: 'Over every system the caller may read, earliest first; what is overdue comes before.',
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page.', schema: DueFiles } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const { days = DAYS_DEFAULT, limit = LIMIT_DEFAULT, after } = request.query;
      const outcome = await workflows.listDueFiles(requesterOf(request), {
        days,
        limit,
        ...(after === undefined ? {} : { after: readCursor(after) }),
      });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { asOf, deadlines, next } = outcome;
      return reply
        .header('cache-control', 'no-store')
        .send({ asOf, deadlines, ...(next ? { next: `${next.on}.${next.system}.${next.subjectId}` } : {}) });
    },
  );
}

function readCursor(text: string): DueFile {
  const [day = '', name, subjectId = '', ...rest] = text.split('.');
  const on = parseLocalDate(day);
  const system = SYSTEMS.find((candidate) => candidate === name);
  if (!on || !system || !isUuid(subjectId) || rest.length > 0) {
    throw faultAt('validation-failed', '/after', 'The `next` of an earlier page, as it was given.');
  }
  return { on, system, subjectId: subjectId as SubjectId };
}
