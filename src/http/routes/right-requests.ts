/** Requests of persons: receipt, reading, steps, the list and the yearly counts. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  RightRequest,
  RightRequestCounts,
  RightRequestInput,
  RightRequests,
  RightStepInput,
} from '../../../schemas/right-request.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { isMemberState, UNION_AGENCY } from '../../domain/country-codes.js';
import type { SubjectId } from '../../domain/ids.js';
import { RIGHTS_ROWS } from '../../domain/law/rights-table.js';
import type { RightStep } from '../../domain/rights/right-request.js';
import { LIMITS } from '../../platform/limits.js';
import type { NewRightRequest, RightRequestOutcome } from '../../workflows/right-requests.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const TAGS = ['Rights of persons'];
const LIMIT_DEFAULT = 50;

const Params = Type.Object({ requestId: IdentifierInput }, STRICT);
type Params = { readonly requestId: string };

const Page = Type.Object(
  {
    open: Type.Optional(Type.Boolean({ default: true, description: 'Only those not concluded.' })),
    after: Type.Optional(IdentifierInput),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LIMITS.rightRequestsPageMax, default: LIMIT_DEFAULT }),
    ),
  },
  STRICT,
);
type Page = { readonly open?: boolean; readonly after?: string; readonly limit?: number };

export function rightRequests(app: FastifyInstance, { workflows: { rights } }: RouteContext): void {
  app.post<{ Body: RightRequestInput }>(
    '/v1/right-requests',
    {
      schema: {
        operationId: 'open-right-request',
        tags: TAGS,
        summary: 'Receive a request for access, rectification, erasure or restriction',
        description: `Regulation ${RIGHTS_ROWS['any-state'].citation}: ${RIGHTS_ROWS['any-state'].rule}. Its clocks begin.`,
        body: RightRequestInput,
        response: describeAnswers({ 201: { description: 'The request.', schema: RightRequest } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'right-request-refused',
        ]),
      },
    },
    async (request, reply) => {
      const opened = found(await rights.open(requesterOf(request), request.body as NewRightRequest));
      return reply.status(201).header('cache-control', 'no-store').send(opened);
    },
  );
  app.get<{ Params: Params }>(
    '/v1/right-requests/:requestId',
    {
      schema: {
        operationId: 'read-right-request',
        tags: TAGS,
        summary: 'Read a request, for the state it was made to and the one responsible',
        params: Params,
        response: describeAnswers({ 200: { description: 'The request.', schema: RightRequest } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'right-request-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await rights.read(requesterOf(request), request.params.requestId);
      return reply.header('cache-control', 'no-store').send(found(outcome));
    },
  );
  app.post<{ Params: Params; Body: RightStepInput }>(
    '/v1/right-requests/:requestId/steps',
    {
      schema: {
        operationId: 'step-right-request',
        tags: TAGS,
        summary: 'Pass a request on, extend its time, conclude it, or lift a restriction',
        description:
          'Regulation (EU) 2019/817 Art 48(2), (3), (7): only the responsible state; once each; a refusal with its reason. A ' +
          'rectification has the data compared anew (Art 48(6)).',
        params: Params,
        body: RightStepInput,
        response: describeAnswers({ 200: { description: 'The request.', schema: RightRequest } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'right-request-unknown',
          'right-request-refused',
        ]),
      },
    },
    async (request, reply) => {
      const { requestId } = request.params;
      const outcome = await rights.step(requesterOf(request), requestId, stepOf(request.body));
      return reply.header('cache-control', 'no-store').send(found(outcome));
    },
  );
  app.get<{ Querystring: Page }>(
    '/v1/right-requests',
    {
      schema: {
        operationId: 'list-right-requests',
        tags: TAGS,
        summary: "List the requests of the caller's state, oldest first, with what is due",
        querystring: Page,
        response: describeAnswers({ 200: { description: 'One page.', schema: RightRequests } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { open = true, after, limit = LIMIT_DEFAULT } = request.query;
      const page = { isOpen: open, limit, ...(after === undefined ? {} : { after }) };
      const outcome = await rights.list(requesterOf(request), page);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      const { kind: _, ...list } = outcome;
      return reply.header('cache-control', 'no-store').send(list);
    },
  );
  app.get<{ Querystring: { readonly year: number } }>(
    '/v1/right-request-counts',
    {
      schema: {
        operationId: 'count-right-requests',
        tags: TAGS,
        summary: 'Count the requests made to a state in a year, as it publishes them',
        description: `Regulation ${RIGHTS_ROWS.published.citation}: ${RIGHTS_ROWS.published.rule}.`,
        querystring: Type.Object({ year: Type.Integer({ minimum: 2019, maximum: 2199 }) }, STRICT),
        response: describeAnswers({ 200: { description: 'The counts.', schema: RightRequestCounts } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await rights.count(requesterOf(request), request.query.year);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      const { kind: _, ...counts } = outcome;
      return reply.header('cache-control', 'no-store').send(counts);
    },
  );
}

function found(outcome: RightRequestOutcome) {
  switch (outcome.kind) {
    case 'found':
      return outcome.request;
    case 'denied':
      throw new ProblemError('access-denied', outcome.reason);
    case 'refused':
      throw new ProblemError('right-request-refused', outcome.reason);
    case 'not-found':
      throw new ProblemError('right-request-unknown', 'There is no such request of the state of the caller.');
  }
}

function stepOf({ step, to, outcome, reason, subjectId }: RightStepInput): RightStep {
  if (step === 'extend') return { kind: 'extend' };
  if (step === 'forward') {
    if (to === undefined || !(isMemberState(to) || to === UNION_AGENCY)) {
      throw faultAt('validation-failed', '/to', 'The code of a Member State, or EUE.');
    }
    return { kind: 'forward', to };
  }
  if (step === 'lift') {
    if (reason === undefined) throw faultAt('validation-failed', '/reason', 'Why the restriction ends.');
    return { kind: 'lift', reason };
  }
  if (outcome === undefined) throw faultAt('validation-failed', '/outcome', 'What the request came to.');
  return {
    kind: 'conclude',
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(subjectId === undefined ? {} : { subjectId: subjectId as SubjectId }),
  };
}
