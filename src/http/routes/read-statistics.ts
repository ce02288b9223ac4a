import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { StatisticsList, StatisticsReport } from '../../../schemas/statistics.js';
import { DateInput, oneOf, STRICT } from '../../../schemas/words.js';
import type { LocalDate } from '../../domain/local-date.js';
import { SYSTEMS, type SystemId } from '../../domain/systems.js';
import type { StatisticsReport as Report } from '../../workflows/ports/statistics.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const Query = Type.Object(
  {
    report: StatisticsReport,
    from: DateInput,
    until: DateInput,
    system: Type.Optional(
      oneOf([...SYSTEMS, 'all'], { description: 'One system, or what is across systems.' }),
    ),
  },
  STRICT,
);
type Query = {
  readonly report: Report;
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly system?: SystemId | 'all';
};

export function readStatistics(app: FastifyInstance, { workflows: { statistics } }: RouteContext): void {
  app.get<{ Querystring: Query }>(
    '/v1/statistics',
    {
      schema: {
        operationId: 'read-statistics',
        tags: ['Statistics'],
        summary: 'Read finished statistical tables',
        description:
          'Regulation (EU) 2019/817 Art 39: anonymous before they are stored, made once when their period has ended. Small ' +
          'counts, and those a small one could be computed from, are left out.',
        querystring: Query,
        response: describeAnswers({ 200: { description: 'The tables.', schema: StatisticsList } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'date-invalid',
          'system-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { system, ...asked } = request.query;
      const systems = system === undefined ? ([...SYSTEMS, 'all'] as const) : [system];
      const outcome = await statistics.read(requesterOf(request), { ...asked, systems });
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      return reply.send({ statistics: outcome.statistics });
    },
  );
}
