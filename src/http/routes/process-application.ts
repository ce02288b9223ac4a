import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { EtiasHits, Processing, ProcessingBody } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { ApplicationPlace, ExternalAnswer } from '../../workflows/process-application.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

const Params = Type.Object({ subjectId: IdentifierInput, applicationId: IdentifierInput }, STRICT);

/** The processing of an application and the hits it leaves: two operations of one resource. */
export function processApplication(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: ApplicationPlace; Body: ProcessingBody }>(
    '/v1/systems/etias/subjects/:subjectId/applications/:applicationId/processing',
    {
      schema: {
        operationId: 'process-application',
        tags: ['Travel authorisations'],
        summary: 'Compare an application for a travel authorisation with every source of Article 20',
        description:
          'Regulation (EU) 2018/1240 Art 20, 21. Hits name the query and the system, never a person. Without a hit, and ' +
          'with every source answered, the authorisation is issued. With hits it may be processed again until it is ' +
          'decided: the sources that were silent are asked, and no other.',
        params: Params,
        body: ProcessingBody,
        response: describeAnswers(
          { 200: { description: 'Where the application goes.', schema: Processing } },
          [...PROBLEM_SETS.body, 'identifier-invalid', 'application-unknown', 'application-not-in-state'],
        ),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.processApplication(requesterOf(request), request.params, {
        external: (request.body.external ?? []) as readonly ExternalAnswer[],
        signal: requestSignal(reply),
      });
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw applicationUnknown();
        case 'not-in-state':
          throw new ProblemError('application-not-in-state', `The application is ${outcome.state}.`);
        case 'not-external':
          throw new ProblemError('facts-not-permitted', 'The hub asks this by itself.', {
            faults: [
              {
                pointer: `/external/${outcome.index}/query`,
                code: 'not-external',
                expected: 'a source that this hub does not keep',
              },
            ],
          });
        case 'processed': {
          const { kind: _, ...processing } = outcome;
          return reply.header('cache-control', 'no-store').send(processing);
        }
      }
    },
  );
  app.get<{ Params: ApplicationPlace }>(
    '/v1/systems/etias/subjects/:subjectId/applications/:applicationId/hits',
    {
      schema: {
        operationId: 'read-etias-hits',
        tags: ['Travel authorisations'],
        summary: 'Read the hits of an application, and what the National Unit may decide',
        params: Params,
        response: describeAnswers({ 200: { description: 'The hits that hold.', schema: EtiasHits } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'application-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.readEtiasHits(requesterOf(request), request.params);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') throw applicationUnknown();
      const { kind: _, ...hits } = outcome;
      return reply.header('cache-control', 'no-store').send(hits);
    },
  );
}

function applicationUnknown(): ProblemError {
  return new ProblemError('application-unknown', 'ETIAS holds no such application of this subject.');
}
