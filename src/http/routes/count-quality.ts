import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DataQuality } from '../../../schemas/person-history.js';
import { DateInput, STRICT } from '../../../schemas/words.js';
import { addDays, type LocalDate, localDate } from '../../domain/local-date.js';
import { LIMITS } from '../../platform/limits.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const WEEK = 7;

type Query = { readonly from?: string; readonly until?: string; readonly days?: number };

export function countQuality(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.get<{ Querystring: Query }>(
    '/v1/data-quality',
    {
      schema: {
        operationId: 'count-quality',
        tags: ['Statistics'],
        summary: 'Count what the rules of data quality found, per system and Member State',
        description:
          'Regulation (EU) 2019/817 Art 37. Of records entered from `from` to `until`, or on the last `days` until today, as the ' +
          `hub counts them; the last week where nothing is said, and ${LIMITS.dataQualityDaysMax} days at most. Exact numbers, for who operates the hub or supervises it; what goes ` +
          'further is `/v1/statistics`, where small counts are left out. Without data of persons.',
        querystring: Type.Object(
          {
            from: Type.Optional(DateInput),
            until: Type.Optional(DateInput),
            days: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: LIMITS.dataQualityDaysMax,
                description: 'So many days until today. Not beside `from` or `until`.',
              }),
            ),
          },
          STRICT,
        ),
        response: describeAnswers({ 200: { description: 'The indicators.', schema: DataQuality } }, [
          ...PROBLEM_SETS.read,
          'date-invalid',
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const { days } = request.query;
      if (days !== undefined && (request.query.from ?? request.query.until) !== undefined)
        throw faultAt('date-invalid', '/days', 'Days until today, or from and until; not both.');
      const until = (request.query.until ?? clock.today()) as LocalDate;
      const from = (request.query.from ?? addDays(localDate(until), 1 - (days ?? WEEK))) as LocalDate;
      if (until < from) throw faultAt('date-invalid', '/until', 'The same day as from or later.');
      if (addDays(localDate(from), LIMITS.dataQualityDaysMax) <= until) {
        throw faultAt('date-invalid', '/until', `At most ${LIMITS.dataQualityDaysMax} days with from.`);
      }
      const outcome = await workflows.travel.countQuality(requesterOf(request), { from, until });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send({ from, until, reports: outcome.reports });
    },
  );
}
