import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  EurodacNotices,
  EurodacSequence,
  EurodacStatistics,
  JudgedTransmission,
  JudgedTransmissions,
  TransmissionCaseBody,
  TransmissionCircumstancesBody,
} from '../../../schemas/eurodac.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { TransmissionCase } from '../../domain/eurodac/transmission-deadline.js';
import type { SubjectId } from '../../domain/ids.js';
import type { TransmissionOutcome } from '../../workflows/watch-transmissions.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { PageQuery, pageOf } from '../page-query.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** What a state of origin keeps an eye on: the person's other data sets, notices, what it still owes, the month. */
export function watchEurodac(app: FastifyInstance, context: RouteContext): void {
  readSequence(app, context);
  listNotices(app, context);
  transmissionCases(app, context);
  readStatistics(app, context);
}

function readSequence(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: { readonly subjectId: SubjectId } }>(
    '/v1/systems/eurodac/subjects/:subjectId/sequence',
    {
      schema: {
        operationId: 'read-eurodac-sequence',
        tags: ['Eurodac'],
        summary: 'Read which data sets are those of one person',
        description:
          'Regulation (EU) 2024/1358 Art 3(6). For a state of origin of one of them; the data of other states come with ' +
          'the hits.',
        params: Type.Object({ subjectId: IdentifierInput }, STRICT),
        response: describeAnswers({ 200: { description: 'The sequence.', schema: EurodacSequence } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.eurodac.readSequence(requesterOf(request), request.params.subjectId);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError(
          'subject-unknown',
          "The caller's state has transmitted no data set of this subject.",
        );
      }
      return reply.header('cache-control', 'no-store').send({ dataSets: outcome.dataSets });
    },
  );
}

function listNotices(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: PageQuery }>(
    '/v1/systems/eurodac/notices',
    {
      schema: {
        operationId: 'list-eurodac-notices',
        tags: ['Eurodac'],
        summary: "List what other states reported that concerns the own state's data sets",
        description: 'Regulation (EU) 2024/1358 Art 16(4), 17(4), 30, 31. The one due first comes first.',
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: EurodacNotices } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.eurodac.listNotices(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
}

const ADDRESS = '/v1/systems/eurodac/transmission-cases';

function transmissionCases(app: FastifyInstance, { workflows }: RouteContext): void {
  const kept = (status: 200 | 201) =>
    describeAnswers({ [status]: { description: 'The case and its limit.', schema: JudgedTransmission } }, [
      ...PROBLEM_SETS.body,
      'identifier-invalid',
      'facts-not-permitted',
      ...(status === 201 ? (['case-repeated'] as const) : (['case-unknown'] as const)),
    ]);
  app.post<{ Body: TransmissionCase & { readonly referenceNumber: string } }>(
    ADDRESS,
    {
      schema: {
        operationId: 'open-transmission-case',
        tags: ['Eurodac'],
        summary: 'Register an event whose biometrics are to be transmitted, and learn by when',
        description:
          'Regulation (EU) 2024/1358 Art 15, 18, 20, 22 to 24, 26. The case ends when fingerprints arrive with the data ' +
          'set of its reference number, or are compared under it (Art 18(1)).',
        body: TransmissionCaseBody,
        response: kept(201),
      },
    },
    async (request, reply) => {
      const { referenceNumber, ...about } = request.body;
      const outcome = await workflows.eurodac.openTransmission(requesterOf(request), referenceNumber, about);
      return reply.status(201).header('cache-control', 'no-store').send(transmissionOf(outcome));
    },
  );
  app.put<{
    Params: { readonly caseId: string };
    Body: Omit<TransmissionCase, 'collection' | 'eventAt'>;
  }>(
    `${ADDRESS}/:caseId/circumstances`,
    {
      schema: {
        operationId: 'change-transmission-case',
        tags: ['Eurodac'],
        summary: 'Say what extends the limit of a case, or no longer does, or that nothing is owed any more',
        params: Type.Object({ caseId: IdentifierInput }, STRICT),
        body: TransmissionCircumstancesBody,
        response: kept(200),
      },
    },
    async (request, reply) => {
      const { caseId } = request.params;
      const outcome = await workflows.eurodac.changeTransmission(requesterOf(request), caseId, request.body);
      return reply.header('cache-control', 'no-store').send(transmissionOf(outcome));
    },
  );
  app.get<{ Querystring: PageQuery }>(
    ADDRESS,
    {
      schema: {
        operationId: 'list-transmission-cases',
        tags: ['Eurodac'],
        summary: 'List what the own state still has to transmit, with the limit of each',
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: JudgedTransmissions } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.eurodac.listTransmissions(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
}

function transmissionOf(outcome: TransmissionOutcome) {
  switch (outcome.kind) {
    case 'kept':
      return outcome.transmission;
    case 'denied':
      throw accessDenied(outcome);
    case 'refused':
      throw faultAt('facts-not-permitted', outcome.pointer, outcome.reason);
    case 'repeated':
      throw new ProblemError('case-repeated', 'The state has registered a case of this reference number.');
    case 'not-found':
      throw new ProblemError('case-unknown', "The caller's state has no case of this identifier.");
  }
}

const MONTH = '^20[0-9]{2}-(0[1-9]|1[0-2])$';

function readStatistics(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Querystring: { readonly month: string } }>(
    '/v1/systems/eurodac/statistics',
    {
      schema: {
        operationId: 'read-eurodac-statistics',
        tags: ['Eurodac'],
        summary: 'Read the statistics of a month: persons, data sets and hits',
        description:
          'Regulation (EU) 2024/1358 Art 12(1), (5), (6). Persons are counted by the sequences of their data sets; ' +
          'counts that could single somebody out are left out, and a month is counted some hours after its end.',
        querystring: Type.Object(
          { month: Type.String({ pattern: MONTH, description: 'A month, YYYY-MM.' }) },
          STRICT,
        ),
        response: describeAnswers({ 200: { description: 'The month.', schema: EurodacStatistics } }, [
          ...PROBLEM_SETS.read,
          'date-invalid',
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.eurodac.countMonth(requesterOf(request), request.query.month);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-ended') {
        throw faultAt('date-invalid', '/month', 'A month that ended some hours ago.');
      }
      return reply.header('cache-control', 'no-store').send(outcome.statistics);
    },
  );
}
