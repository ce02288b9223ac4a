import type { FastifyInstance } from 'fastify';
import { Subject } from '../../../schemas/operation.js';
import { notSearched } from '../../domain/law/palm-print-table.js';
import { systemFacts } from '../../domain/systems.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readSubject(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: SubjectParams }>(
    '/v1/systems/:system/subjects/:subjectId',
    {
      schema: {
        operationId: 'read-subject',
        tags: ['Subjects'],
        summary: 'Read everything a system holds of a subject, without the images',
        params: SubjectParams,
        response: describeAnswers({ 200: { description: 'The subject.', schema: Subject } }, [
          ...PROBLEM_SETS.read,
          'system-unknown',
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const outcome = await workflows.readSubject(requesterOf(request), system, subjectId);
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
        case 'found': {
          const { records, restrictedSince } = outcome;
          const { memberState } = outcome.subject;
          const samples = outcome.subject.samples.map((sample) => {
            const because = notSearched(sample.position);
            return because === undefined ? sample : { ...sample, notSearched: because };
          });
          reply.header('cache-control', 'no-store');
          const mark = restrictedSince === undefined ? {} : { restrictedSince };
          return reply.send({ system, subjectId, memberState, samples, records, ...mark });
        }
      }
    },
  );
}
