/** Full access of law enforcement to EES, VIS and ETIAS: asked, decided by another authority, searched once. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  AccessDecisionBody,
  AccessRequest,
  AccessRequestBody,
  AccessRequests,
  AccessSearch,
  RepositoryKeysBody,
} from '../../../schemas/repository.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { dutiesOf, isOverdue, type AccessRequest as KeptRequest } from '../../domain/cir/access-request.js';
import { localDate } from '../../domain/local-date.js';
import type { AccessOutcome } from '../../workflows/access-for-law-enforcement.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { PageQuery, pageOf } from '../page-query.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import {
  conditionsUnmet,
  readRepositoryKeys,
  requestUnknown,
  searchProblem,
} from '../read-repository-keys.js';
import { readerGone } from '../reader-gone.js';
import type { RouteContext } from '../route-context.js';

const ADDRESS = '/v1/law-enforcement-requests';
const TAGS = ['Law enforcement'];
const CITED =
  'Regulation (EU) 2017/2226 Art 29 to 33, (EC) 767/2008 Art 22n to 22r, (EU) 2018/1240 Art 50 to 53.';
const Params = Type.Object({ requestId: IdentifierInput }, STRICT);
type Params = { readonly requestId: string };
const KEPT = { description: 'The request.', schema: AccessRequest };

export function lawEnforcementAccess(app: FastifyInstance, context: RouteContext): void {
  ask(app, context);
  list(app, context);
  read(app, context);
  decide(app, context);
  search(app, context);
}

function ask(app: FastifyInstance, { workflows: { portal }, clock }: RouteContext): void {
  app.post<{ Body: AccessRequestBody }>(
    ADDRESS,
    {
      schema: {
        operationId: 'ask-for-access',
        tags: TAGS,
        summary: 'State the case for full access to EES, VIS or ETIAS',
        description: `${CITED} A request whose conditions are not met is refused with each of them.`,
        body: AccessRequestBody,
        response: describeAnswers({ 201: KEPT }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'conditions-unmet',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const { system, ...stated } = request.body;
      const outcome = await portal.askForAccess(requesterOf(request), system, stated);
      return reply
        .status(201)
        .header('cache-control', 'no-store')
        .send(shown(requestOf(outcome), clock.today()));
    },
  );
}

function list(app: FastifyInstance, { workflows: { portal }, clock }: RouteContext): void {
  app.get<{ Querystring: PageQuery }>(
    ADDRESS,
    {
      schema: {
        operationId: 'list-access-requests',
        tags: TAGS,
        summary: 'List the requests that wait for the verifying authority, oldest first',
        description: CITED,
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: AccessRequests } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await portal.listAccess(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { requests, next } = outcome;
      return reply.header('cache-control', 'no-store').send({
        requests: requests.map((each) => shown(each, clock.today())),
        ...(next === undefined ? {} : { next }),
      });
    },
  );
}

function read(app: FastifyInstance, { workflows: { portal }, clock }: RouteContext): void {
  app.get<{ Params: Params }>(
    `${ADDRESS}/:requestId`,
    {
      schema: {
        operationId: 'read-access-request',
        tags: TAGS,
        summary: 'Read one request: its own authority, or the verifying authority of its state',
        description: CITED,
        params: Params,
        response: describeAnswers({ 200: KEPT }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'request-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await portal.readAccess(requesterOf(request), request.params.requestId);
      return reply.header('cache-control', 'no-store').send(shown(requestOf(outcome), clock.today()));
    },
  );
}

function decide(app: FastifyInstance, { workflows: { portal }, clock }: RouteContext): void {
  app.post<{ Params: Params; Body: AccessDecisionBody }>(
    `${ADDRESS}/:requestId/decision`,
    {
      schema: {
        operationId: 'decide-access-request',
        tags: TAGS,
        summary: 'Approve or refuse a request, or verify an urgent one after it was searched',
        description: CITED,
        params: Params,
        body: AccessDecisionBody,
        response: describeAnswers({ 200: KEPT }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'request-unknown',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const { approves } = request.body;
      const outcome = await portal.decideAccess(requesterOf(request), request.params.requestId, approves);
      return reply.header('cache-control', 'no-store').send(shown(requestOf(outcome), clock.today()));
    },
  );
}

function search(app: FastifyInstance, { workflows: { portal }, clock }: RouteContext): void {
  app.post<{ Params: Params; Body: RepositoryKeysBody }>(
    `${ADDRESS}/:requestId/search`,
    {
      schema: {
        operationId: 'search-with-access',
        tags: TAGS,
        summary: 'Search the system once, by an approved request or an urgent one',
        description: `${CITED} Nothing of the answer is kept.`,
        params: Params,
        body: RepositoryKeysBody,
        response: describeAnswers({ 200: { description: 'What the system said.', schema: AccessSearch } }, [
          ...PROBLEM_SETS.samples,
          'identifier-invalid',
          'search-key-missing',
          'request-unknown',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const keys = readRepositoryKeys(request.body);
      const { requestId } = request.params;
      const outcome = await portal.searchWithAccess(requesterOf(request), requestId, keys, readerGone(reply));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'problem') throw searchProblem(outcome.problem);
      if (outcome.kind === 'not-found') throw requestUnknown();
      if (outcome.kind === 'out-of-order') throw new ProblemError('request-out-of-order', outcome.reason);
      return reply.header('cache-control', 'no-store').send({
        request: shown(outcome.request, clock.today()),
        answer: outcome.answer,
        complete: outcome.complete,
        flags: outcome.flags,
        links: outcome.links,
      });
    },
  );
}

function requestOf(outcome: AccessOutcome): KeptRequest {
  switch (outcome.kind) {
    case 'kept':
      return outcome.request;
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw requestUnknown();
    case 'unmet':
      throw conditionsUnmet(outcome.unmet);
    case 'out-of-order':
      throw new ProblemError('request-out-of-order', outcome.reason);
  }
}

function shown({ searchedBy: _, ...request }: KeptRequest, today: string) {
  return { ...request, isOverdue: isOverdue(request, localDate(today)), duties: dutiesOf(request) };
}
