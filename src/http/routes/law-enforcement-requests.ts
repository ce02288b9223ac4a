import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  LawEnforcementRequest,
  LawEnforcementRequestBody,
  LawEnforcementRequests,
  RequestSearchBody,
  RequestVerificationBody,
} from '../../../schemas/eurodac.js';
import { CompareOperation } from '../../../schemas/operation.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { StatedRequest } from '../../domain/eurodac/stored-law-enforcement-request.js';
import type { RequestOutcome } from '../../workflows/ask-for-law-enforcement.js';
import { acceptedOperation, accessDenied, answerOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { WaitHeaders } from '../describe-parameters.js';
import { PageQuery, pageOf } from '../page-query.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { readSamples } from '../read-samples.js';
import { readSearchKeys } from '../read-search-keys.js';
import { readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';
import { requireFingerprints } from './compare-with-eurodac.js';

const ADDRESS = '/v1/systems/eurodac/law-enforcement-requests';
const Params = Type.Object({ requestId: IdentifierInput }, STRICT);
type Params = { readonly requestId: string };
const KEPT = { description: 'The request.', schema: LawEnforcementRequest };
const CITED = 'Regulation (EU) 2024/1358 Art 5 to 7, 32 to 34, 51(2).';

/** A request of law enforcement on its way: asked, verified, searched, and what follows an emergency. */
export function lawEnforcementRequests(app: FastifyInstance, context: RouteContext): void {
  ask(app, context);
  read(app, context);
  verify(app, context);
  search(app, context);
}

function ask(app: FastifyInstance, { workflows: { eurodac } }: RouteContext): void {
  app.post<{ Body: StatedRequest }>(
    ADDRESS,
    {
      schema: {
        operationId: 'ask-for-law-enforcement',
        tags: ['Eurodac'],
        summary: 'State the case of a search of Eurodac for law enforcement',
        description: `${CITED} A request whose conditions are not met is refused with each of them. With \`cir-reply\` it names the caller's consultation that found Eurodac, which it settles.`,
        body: LawEnforcementRequestBody,
        response: describeAnswers({ 201: KEPT }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'conditions-unmet',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await eurodac.ask(requesterOf(request), request.body);
      return reply.status(201).header('cache-control', 'no-store').send(requestOf(outcome));
    },
  );
}

function read(app: FastifyInstance, { workflows: { eurodac } }: RouteContext): void {
  app.get<{ Querystring: PageQuery }>(
    ADDRESS,
    {
      schema: {
        operationId: 'list-law-enforcement-requests',
        tags: ['Eurodac'],
        summary: 'List the requests that wait for the verifying authority, oldest first',
        description: CITED,
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: LawEnforcementRequests } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await eurodac.listRequests(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
  app.get<{ Params: Params }>(
    `${ADDRESS}/:requestId`,
    {
      schema: {
        operationId: 'read-law-enforcement-request',
        tags: ['Eurodac'],
        summary: 'Read a request and how far it is',
        params: Params,
        response: describeAnswers({ 200: KEPT }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'request-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await eurodac.readRequest(requesterOf(request), request.params.requestId);
      return reply.header('cache-control', 'no-store').send(requestOf(outcome));
    },
  );
}

function verify(app: FastifyInstance, { workflows: { eurodac } }: RouteContext): void {
  const problems = [
    ...PROBLEM_SETS.body,
    'identifier-invalid',
    'request-unknown',
    'request-out-of-order',
  ] as const;
  app.post<{ Params: Params; Body: RequestVerificationBody }>(
    `${ADDRESS}/:requestId/verification`,
    {
      schema: {
        operationId: 'verify-law-enforcement-request',
        tags: ['Eurodac'],
        summary: 'Decide as verifying authority whether the conditions of a request are met',
        description: `${CITED} Of an urgent one after its search: what was not justified is erased at once.`,
        params: Params,
        body: RequestVerificationBody,
        response: describeAnswers({ 200: KEPT }, problems),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await eurodac.verifyRequest(requesterOf(request), params.requestId, body.approves);
      return reply.header('cache-control', 'no-store').send(requestOf(outcome));
    },
  );
  app.post<{ Params: Params }>(
    `${ADDRESS}/:requestId/erasure-confirmation`,
    {
      schema: {
        operationId: 'confirm-law-enforcement-erasure',
        tags: ['Eurodac'],
        summary: 'Confirm that nothing is left of a search that was not justified',
        params: Params,
        response: describeAnswers({ 200: KEPT }, problems),
      },
    },
    async (request, reply) => {
      const outcome = await eurodac.confirmErasure(requesterOf(request), request.params.requestId);
      return reply.header('cache-control', 'no-store').send(requestOf(outcome));
    },
  );
}

function search(app: FastifyInstance, { workflows: { eurodac }, clock }: RouteContext): void {
  app.post<{ Params: Params; Body: RequestSearchBody }>(
    `${ADDRESS}/:requestId/comparison`,
    {
      schema: {
        operationId: 'search-for-law-enforcement',
        tags: ['Eurodac'],
        summary:
          'Search Eurodac once under a request the verifying authority has agreed to, or in an emergency',
        description: `${CITED} Also data that are marked (Art 31(2)).`,
        params: Params,
        headers: WaitHeaders,
        body: RequestSearchBody,
        response: describeAnswers(
          {
            200: { description: 'Compared: how many hits.', schema: CompareOperation },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: CompareOperation },
          },
          [
            ...PROBLEM_SETS.samples,
            'identifier-invalid',
            'request-unknown',
            'request-out-of-order',
            'search-key-missing',
            'facts-not-permitted',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const samples = body.samples ? readSamples(body.samples) : [];
      requireFingerprints(samples);
      const keys = readSearchKeys(body, { hasBiometrics: samples.length > 0, biometrics: 'samples' });
      const outcome = await eurodac.searchRequest(
        requesterOf(request),
        params.requestId,
        { samples, ...keys },
        { waitMs: readWait(request, reply) },
      );
      if (outcome.kind === 'not-found') throw requestUnknown();
      if (outcome.kind === 'out-of-order') throw new ProblemError('request-out-of-order', outcome.reason);
      return answerOperation(reply, acceptedOperation(outcome), { clock });
    },
  );
}

function requestOf(outcome: RequestOutcome) {
  switch (outcome.kind) {
    case 'kept':
      return { ...outcome.request, ...(outcome.duties ? { duties: outcome.duties } : {}) };
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw requestUnknown();
    case 'out-of-order':
      throw new ProblemError('request-out-of-order', outcome.reason);
    case 'unmet':
      throw new ProblemError('conditions-unmet', 'The request does not meet the conditions of Article 33.', {
        faults: outcome.unmet.map(({ condition, reason, citation }) => ({
          pointer: POINTERS[condition],
          code: condition,
          expected: `${reason} ${citation}.`,
        })),
      });
  }
}

function requestUnknown(): ProblemError {
  return new ProblemError('request-unknown', 'There is no request of this identifier for the caller.');
}

const POINTERS: Readonly<
  Record<Extract<RequestOutcome, { kind: 'unmet' }>['unmet'][number]['condition'], string>
> = {
  'in-force': '',
  chain: '',
  offence: '/offence',
  'prior-check': '/priorCheck',
  necessary: '/hasOverridingConcern',
  specific: '/isSpecificCase',
  contribution: '/groundsOfContribution',
  'own-systems': '/searchedOwnSystems',
  key: '/key',
  child: '/childIsSuspectWithGrounds',
  'file-number': '/fileNumber',
  'reference-number': '/referenceNumber',
};
