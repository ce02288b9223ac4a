/** Gateways of the common identity repository: police and screening, linked data, and law enforcement. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  Consultation,
  ConsultationBody,
  Consultations,
  IdentificationBody,
  IdentificationReply,
  LinkedData,
  ReasonBody,
} from '../../../schemas/repository.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { LIMITS } from '../../platform/limits.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LinkParams, ProcedurePage } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { linkUnknown, ProblemError } from '../problems.js';
import {
  conditionsUnmet,
  readRepositoryKeys,
  requestUnknown,
  searchProblem,
} from '../read-repository-keys.js';
import { readerGone } from '../reader-gone.js';
import type { RouteContext } from '../route-context.js';

const TAGS = ['Identity repository'];
const CONSULTATIONS = '/v1/cir/consultations';
const Params = Type.Object({ queryId: IdentifierInput }, STRICT);

export function identityRepository(app: FastifyInstance, context: RouteContext): void {
  identify(app, context);
  linkedData(app, context);
  consult(app, context);
  listConsultations(app, context);
  recordReason(app, context);
}

function identify(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.post<{ Body: IdentificationBody }>(
    '/v1/cir/identifications',
    {
      schema: {
        operationId: 'identify-in-repository',
        tags: TAGS,
        summary: 'Identify a person through the repository: police, or a screening',
        description:
          'Regulation (EU) 2019/817 Art 20, 20a. The reply has identity data and names no system. Nothing of it is kept.',
        body: IdentificationBody,
        response: describeAnswers({ 200: { description: 'Who it may be.', schema: IdentificationReply } }, [
          ...PROBLEM_SETS.samples,
          'search-key-missing',
        ]),
      },
    },
    async (request, reply) => {
      const stated = withoutKeys(request.body);
      const keys = readRepositoryKeys(request.body);
      const outcome = await portal.identify(requesterOf(request), stated, keys, readerGone(reply));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'problem') throw searchProblem(outcome.problem);
      const { kind: _kind, ...answer } = outcome;
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}

function linkedData(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.get<{ Params: LinkParams }>(
    '/v1/cir/links/:linkId',
    {
      schema: {
        operationId: 'read-linked-data',
        tags: TAGS,
        summary: 'Read what the repository holds of both sides of a yellow or red link',
        description:
          'Regulation (EU) 2019/817 Art 21: for who verifies a yellow link, and for who may see a red one.',
        params: LinkParams,
        response: describeAnswers({ 200: { description: 'The data.', schema: LinkedData } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'link-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await portal.readLinkedData(requesterOf(request), request.params.linkId);
      if (outcome.kind === 'not-found') throw linkUnknown();
      const { kind: _kind, ...answer } = outcome;
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}

function consult(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.post<{ Body: ConsultationBody }>(
    CONSULTATIONS,
    {
      schema: {
        operationId: 'consult-for-law-enforcement',
        tags: TAGS,
        summary: 'Ask whether EES, VIS, ETIAS or Eurodac holds data of a person, and nothing else',
        description:
          'Regulation (EU) 2019/817 and 2019/818 Art 22. Full access must then be asked for, or the reason for not asking recorded.',
        body: ConsultationBody,
        response: describeAnswers({ 201: { description: 'The consultation.', schema: Consultation } }, [
          ...PROBLEM_SETS.samples,
          'search-key-missing',
          'conditions-unmet',
        ]),
      },
    },
    async (request, reply) => {
      const stated = withoutKeys(request.body);
      const keys = readRepositoryKeys(request.body);
      const outcome = await portal.consult(requesterOf(request), stated, keys, readerGone(reply));
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'unmet':
          throw conditionsUnmet(outcome.unmet);
        case 'problem':
          throw searchProblem(outcome.problem);
        case 'consulted': {
          const { query, notAnswered } = outcome;
          return reply
            .status(201)
            .header('cache-control', 'no-store')
            .send({ ...query, notAnswered });
        }
      }
    },
  );
}

function listConsultations(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.get<{ Querystring: ProcedurePage }>(
    CONSULTATIONS,
    {
      schema: {
        operationId: 'list-consultations',
        tags: TAGS,
        summary: 'List consultations: what the authority owes, or what a supervisor checks, oldest first',
        description: 'Regulation (EU) 2019/817 Art 22(3), 51(5).',
        querystring: ProcedurePage,
        response: describeAnswers({ 200: { description: 'One page.', schema: Consultations } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { open: isOpen = true, limit = LIMITS.procedurePage, after } = request.query;
      const page = { isOpen, limit, ...(after === undefined ? {} : { after }) };
      const outcome = await portal.listConsultations(requesterOf(request), page);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...answer } = outcome;
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}

function recordReason(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.post<{ Params: { readonly queryId: string }; Body: ReasonBody }>(
    `${CONSULTATIONS}/:queryId/reason`,
    {
      schema: {
        operationId: 'record-reason',
        tags: TAGS,
        summary: 'Record why no full access is asked for after a match',
        description: 'Regulation (EU) 2019/817 Art 22(3).',
        params: Params,
        body: ReasonBody,
        response: describeAnswers({ 200: { description: 'The consultation.', schema: Consultation } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'request-unknown',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await portal.recordReason(
        requesterOf(request),
        request.params.queryId,
        request.body.reason,
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') throw requestUnknown();
      if (outcome.kind === 'out-of-order') throw new ProblemError('request-out-of-order', outcome.reason);
      return reply.header('cache-control', 'no-store').send(outcome.query);
    },
  );
}

/** What is stated beside what is searched by. */
function withoutKeys<Body extends IdentificationBody | ConsultationBody>({
  identity: _identity,
  document: _document,
  samples: _samples,
  falsePositiveIdentificationRate: _rate,
  ...stated
}: Body) {
  return stated;
}
