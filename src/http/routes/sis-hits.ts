import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  SireneAnswerBody,
  SireneCase,
  SireneCaseBody,
  SireneCases,
  SisHit,
  SisHitBody,
  SisHitStepBody,
  SisHits,
} from '../../../schemas/sis.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { HitEvent } from '../../domain/sis/hit-follow-up.js';
import type { SireneEvent } from '../../domain/sis/sirene-deadlines.js';
import type { Clock } from '../../platform/clock.js';
import type { ReportedSisHit, SisHitOutcome } from '../../workflows/follow-sis-hit.js';
import type { SireneCaseOutcome } from '../../workflows/sirene-cases.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { PageQuery, pageOf } from '../page-query.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const CITED = 'Regulations (EU) 2018/1861 and (EU) 2018/1862 Art 8; Sirene Manual.';
const LISTED = [...PROBLEM_SETS.read, 'validation-failed', 'identifier-invalid'] as const;

/** Hits on alerts with their follow-up, and what the SIRENE Bureaux ask one another. */
export function sisHits(app: FastifyInstance, context: RouteContext): void {
  hits(app, context);
  cases(app, context);
}

function hits(app: FastifyInstance, { workflows: { sis }, clock }: RouteContext): void {
  const ADDRESS = '/v1/systems/sis/hits';
  app.post<{ Body: ReportedSisHit }>(
    ADDRESS,
    {
      schema: {
        operationId: 'report-sis-hit',
        tags: ['SIS'],
        summary: 'Report a hit on an alert, and learn what is to be done',
        description: `${CITED} The action is that of the alert, what a flag or national law makes of it.`,
        body: SisHitBody,
        response: describeAnswers({ 201: { description: 'The hit and its action.', schema: SisHit } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'alert-unknown',
        ]),
      },
    },
    async (request, reply) => {
      requirePast(request.body.foundAt, '/foundAt', clock);
      const outcome = await sis.reportHit(requesterOf(request), request.body);
      return reply.status(201).header('cache-control', 'no-store').send(hitOf(outcome));
    },
  );
  app.post<{ Params: { readonly hitId: string }; Body: HitEvent }>(
    `${ADDRESS}/:hitId/steps`,
    {
      schema: {
        operationId: 'follow-sis-hit',
        tags: ['SIS'],
        summary: 'Say what followed a hit',
        description:
          `${CITED} The executing state reports and acts, the issuing one keeps or deletes its alert: ` +
          '`alert-deleted` deletes it, and its hits go with it.',
        params: Type.Object({ hitId: IdentifierInput }, STRICT),
        body: SisHitStepBody,
        response: describeAnswers({ 200: { description: 'The hit.', schema: SisHit } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'hit-unknown',
          'step-not-permitted',
        ]),
      },
    },
    async (request, reply) => {
      requirePast(request.body.at, '/at', clock);
      const outcome = await sis.followHit(requesterOf(request), request.params.hitId, request.body);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('hit-unknown', 'There is no hit of this identifier for the caller.');
      }
      return reply.header('cache-control', 'no-store').send(hitOf(outcome));
    },
  );
  app.get<{ Querystring: PageQuery }>(
    ADDRESS,
    {
      schema: {
        operationId: 'list-sis-hits',
        tags: ['SIS'],
        summary: 'List the hits the own state found or whose alerts it entered',
        description: CITED,
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: SisHits } }, LISTED),
      },
    },
    async (request, reply) => {
      const outcome = await sis.listHits(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
}

type CaseBody = {
  readonly event: SireneEvent;
  readonly alertId: string;
  readonly at: string;
  readonly toState?: string;
};

function cases(app: FastifyInstance, { workflows: { sis }, clock }: RouteContext): void {
  const ADDRESS = '/v1/systems/sis/sirene-cases';
  app.post<{ Body: CaseBody }>(
    ADDRESS,
    {
      schema: {
        operationId: 'open-sirene-case',
        tags: ['SIS'],
        summary: 'Ask or tell another SIRENE Bureau something about an alert, with its limit',
        description: 'Regulation (EU) 2018/1861 Art 8, 27 to 29, 39(7), 44(5), (6), 46.',
        body: SireneCaseBody,
        response: describeAnswers({ 201: { description: 'The case.', schema: SireneCase } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'alert-unknown',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      requirePast(request.body.at, '/at', clock);
      const outcome = await sis.openCase(requesterOf(request), request.body);
      return reply.status(201).header('cache-control', 'no-store').send(caseOf(outcome));
    },
  );
  app.post<{ Params: { readonly caseId: string }; Body: SireneAnswerBody }>(
    `${ADDRESS}/:caseId/answer`,
    {
      schema: {
        operationId: 'answer-sirene-case',
        tags: ['SIS'],
        summary: 'Answer a case, or ask with reasons for more time',
        params: Type.Object({ caseId: IdentifierInput }, STRICT),
        body: SireneAnswerBody,
        response: describeAnswers({ 200: { description: 'The case.', schema: SireneCase } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'case-unknown',
          'request-out-of-order',
        ]),
      },
    },
    async (request, reply) => {
      const { answer, extend } = request.body;
      if ((answer === undefined) === !extend) {
        throw faultAt('validation-failed', '/answer', 'Either an answer or a request for more time.');
      }
      const said =
        answer === undefined ? ({ kind: 'extend' } as const) : ({ kind: 'answer', text: answer } as const);
      const outcome = await sis.answerCase(requesterOf(request), request.params.caseId, said);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('case-unknown', 'There is no case of this identifier that the caller owes.');
      }
      return reply.header('cache-control', 'no-store').send(caseOf(outcome));
    },
  );
  app.get<{ Querystring: PageQuery }>(
    ADDRESS,
    {
      schema: {
        operationId: 'list-sirene-cases',
        tags: ['SIS'],
        summary: 'List the unanswered cases the own state owes or waits for',
        querystring: PageQuery,
        response: describeAnswers({ 200: { description: 'One page.', schema: SireneCases } }, LISTED),
      },
    },
    async (request, reply) => {
      const outcome = await sis.listCases(requesterOf(request), pageOf(request.query));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { kind: _kind, ...page } = outcome;
      return reply.header('cache-control', 'no-store').send(page);
    },
  );
}

/** Clocks of two bureaux differ. */
const AHEAD_MS_MAX = 5 * 60 * 1000;

function requirePast(at: string, pointer: string, clock: Clock): void {
  if (Date.parse(at) <= clock.nowMs() + AHEAD_MS_MAX) return;
  throw faultAt('date-invalid', pointer, 'What is said has taken place.');
}

function hitOf(outcome: SisHitOutcome) {
  switch (outcome.kind) {
    case 'followed':
      return { ...outcome.hit, ...(outcome.action ? { action: outcome.action } : {}) };
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw new ProblemError('alert-unknown', 'There is no alert of this identifier in force.');
    case 'refused':
      throw faultAt('step-not-permitted', '/step', outcome.reason);
  }
}

function caseOf(outcome: SireneCaseOutcome) {
  switch (outcome.kind) {
    case 'kept':
      return outcome.sirene;
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw new ProblemError('alert-unknown', 'There is no alert of this identifier.');
    case 'refused':
      throw new ProblemError('request-out-of-order', outcome.reason);
  }
}
