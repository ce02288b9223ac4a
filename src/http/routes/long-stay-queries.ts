import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { JudgedLongStayHit, LongStayQueries, LongStayVerdictBody } from '../../../schemas/visa.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { ApplicationPlace } from '../../workflows/process-application.js';
import type { LongStayOutcome } from '../../workflows/query-for-long-stay.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

const Params = Type.Object({ subjectId: IdentifierInput, applicationId: IdentifierInput }, STRICT);
const URL = '/v1/systems/vis/subjects/:subjectId/applications/:applicationId/queries';
const TAGS = ['Subjects'];
const ANSWER = { 200: { description: 'Who has answered, and the hits.', schema: LongStayQueries } };

/** The automated queries of an application for a long stay: asked, read, and their hits verified. */
export function longStayQueries(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: ApplicationPlace }>(
    URL,
    {
      schema: {
        operationId: 'query-for-long-stay',
        tags: TAGS,
        summary: 'Put an application for a long-stay visa or residence permit to every source of Article 22b',
        description:
          'Regulation (EC) 767/2008 Art 22b. Each source is asked until it has answered; those that have not are named. A ' +
          'hit names what was found and the state concerned, never a person; of some the file shows only that further ' +
          'verification is needed.',
        params: Params,
        response: describeAnswers(ANSWER, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'application-unknown',
          'application-not-in-state',
        ]),
      },
    },
    async (request, reply) => {
      const requester = requesterOf(request);
      const { travel } = workflows;
      const outcome = await travel.queryForLongStay(requester, request.params, requestSignal(reply));
      return reply.header('cache-control', 'no-store').send(answerOf(outcome));
    },
  );
  app.get<{ Params: ApplicationPlace }>(
    URL,
    {
      schema: {
        operationId: 'read-long-stay-queries',
        tags: TAGS,
        summary: 'Read what the automated queries of an application for a long stay have found',
        params: Params,
        response: describeAnswers(ANSWER, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'application-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.readLongStayHits(requesterOf(request), request.params);
      return reply.header('cache-control', 'no-store').send(answerOf(outcome));
    },
  );
  app.post<{ Params: { readonly hitId: string }; Body: LongStayVerdictBody }>(
    '/v1/systems/vis/hits/:hitId/verdict',
    {
      schema: {
        operationId: 'judge-long-stay-hit',
        tags: TAGS,
        summary: 'Say whether a hit of an application for a long stay is the applicant',
        description: 'Regulation (EC) 767/2008 Art 22b: verified by hand; a false hit is erased.',
        params: Type.Object({ hitId: IdentifierInput }, STRICT),
        body: LongStayVerdictBody,
        response: describeAnswers({ 200: { description: 'What is left.', schema: JudgedLongStayHit } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'long-stay-hit-unknown',
          'application-not-in-state',
        ]),
      },
    },
    async (request, reply) => {
      const { hitId } = request.params;
      const { verdict } = request.body;
      const outcome = await workflows.travel.judgeLongStayHit(requesterOf(request), hitId, verdict);
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('long-stay-hit-unknown', 'The file of no application shows such a hit.');
        case 'not-in-state':
          throw new ProblemError('application-not-in-state', `The application is ${outcome.state}.`);
        case 'judged':
          return reply.header('cache-control', 'no-store').send({ unverified: outcome.unverified });
      }
    },
  );
}

function answerOf(outcome: LongStayOutcome): Omit<Extract<LongStayOutcome, { kind: 'queried' }>, 'kind'> {
  switch (outcome.kind) {
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw new ProblemError(
        'application-unknown',
        'The state of the caller has no such application for a long stay.',
      );
    case 'not-in-state':
      throw new ProblemError('application-not-in-state', `The application is ${outcome.state}.`);
    case 'queried': {
      const { kind: _, ...answer } = outcome;
      return answer;
    }
  }
}
