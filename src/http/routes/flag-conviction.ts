import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  FlagAnswer,
  FlagBody,
  FlagKindInput,
  FlagQueryBody,
  KeptFlag,
} from '../../../schemas/conviction-flag.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { type LocalDate, localDate } from '../../domain/local-date.js';
import type { FlagPlace } from '../../workflows/flag-conviction.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import { readSearchKeys } from '../read-search-keys.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

type Place = Omit<FlagPlace, 'kind'>;

/** Flags as the convicting state sets and lifts them, and the one question that is answered from them. */
export function flagConviction(app: FastifyInstance, { workflows: { travel } }: RouteContext): void {
  app.post<{ Params: Place; Body: FlagBody }>(
    '/v1/systems/ecris-tcn/subjects/:subjectId/records/:encounterId/flags',
    {
      schema: {
        operationId: 'flag-conviction',
        tags: ['Convictions'],
        summary: 'Flag an index entry of the own Member State',
        description:
          'Regulation (EU) 2019/816 Art 5(1)(c), 8: terrorism for 25 years, another serious offence for 15.',
        params: Type.Object({ subjectId: IdentifierInput, encounterId: IdentifierInput }, STRICT),
        body: FlagBody,
        response: describeAnswers({ 201: { description: 'Flagged.', schema: KeptFlag } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'index-entry-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { kind, createdOn } = request.body;
      const place = { ...request.params, kind };
      const outcome = await travel.flagConviction(
        requesterOf(request),
        place,
        localDate(createdOn) as LocalDate,
      );
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'over':
          throw faultAt('date-invalid', '/createdOn', outcome.detail);
        case 'flagged':
          return reply
            .status(201)
            .header('cache-control', 'no-store')
            .send({ lastDay: outcome.lastDay, citation: outcome.citation });
        default:
          throw entryUnknown();
      }
    },
  );
  app.delete<{ Params: FlagPlace }>(
    '/v1/systems/ecris-tcn/subjects/:subjectId/records/:encounterId/flags/:kind',
    {
      schema: {
        operationId: 'lift-flag',
        tags: ['Convictions'],
        summary: 'Lift a flag: the flagged conviction has left the register, or the flag was wrong',
        params: Type.Object(
          { subjectId: IdentifierInput, encounterId: IdentifierInput, kind: FlagKindInput },
          STRICT,
        ),
        response: describeAnswers({ 204: { description: 'Lifted.', schema: Type.Null() } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
          'index-entry-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await travel.liftFlag(requesterOf(request), request.params);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind !== 'lifted') throw entryUnknown();
      return reply.status(204).header('cache-control', 'no-store').send();
    },
  );
  app.post<{ Body: FlagQueryBody }>(
    '/v1/systems/ecris-tcn/flag-queries',
    {
      schema: {
        operationId: 'ask-for-flags',
        tags: ['Convictions'],
        summary: 'Ask which states hold flagged records of a person',
        description:
          'Regulation (EU) 2019/816 Art 5(7), 7a, 7b: states and reference codes, never the flag or the conviction.',
        body: FlagQueryBody,
        response: describeAnswers({ 200: { description: 'The answer.', schema: FlagAnswer } }, [
          ...PROBLEM_SETS.body,
          'search-key-missing',
        ]),
      },
    },
    async (request, reply) => {
      const keys = readSearchKeys(request.body, { hasBiometrics: false, biometrics: 'samples' });
      const outcome = await travel.askForFlags(requesterOf(request), keys, requestSignal(reply));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _, ...answer } = outcome;
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}

function entryUnknown(): ProblemError {
  return new ProblemError(
    'index-entry-unknown',
    'The own Member State has no such entry, or no such flag on it.',
  );
}
