import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { EraseOperation } from '../../../schemas/operation.js';
import { oneOf, STRICT, textInput } from '../../../schemas/words.js';
import { ERASURE_GROUNDS, type ErasureGround } from '../../domain/law/erasure-grounds.js';
import { systemFacts } from '../../domain/systems.js';
import { accessDenied, answerOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams, WaitHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import { readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

const ErasureGroundInput = oneOf(ERASURE_GROUNDS, {
  description:
    '(EU) 2017/2226 Art 35(6): the person has acquired the nationality of a Member State, a residence permit or card or ' +
    'a long-stay visa (or is otherwise outside the EES), or the nationality of a microstate. Written to the log.',
});

const ErasureQuery = Type.Object(
  {
    ground: Type.Optional(ErasureGroundInput),
    reference: Type.Optional(textInput(200)),
  },
  STRICT,
);
type ErasureQuery = { readonly ground?: ErasureGround; readonly reference?: string };

export function eraseSubject(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.delete<{ Params: SubjectParams; Querystring: ErasureQuery }>(
    '/v1/systems/:system/subjects/:subjectId',
    {
      schema: {
        operationId: 'erase-subject',
        tags: ['Subjects'],
        summary: 'Erase everything a system holds of a subject',
        description:
          'From the answer on no search finds the subject. The operation ends when no gallery file holds a template ' +
          'of it any more. The Member State that entered the data erases them; with `ground`, in the EES, the state ' +
          'of the new nationality, of the permit or of the next entry does, whoever entered them. Of a subject in which ' +
          'several states have Eurodac data sets each erases its own, and those of the others stay. `reference` names the ' +
          'decision or permit the ground rests on; it is required with a ground, and a supervisor reads it in the log.',
        params: SubjectParams,
        querystring: ErasureQuery,
        headers: WaitHeaders,
        response: describeAnswers(
          {
            200: { description: 'Erased, from every file too.', schema: EraseOperation },
            202: { description: 'Erased; `Location` tells when no file holds it.', schema: EraseOperation },
          },
          [...PROBLEM_SETS.body, 'system-unknown', 'identifier-invalid', 'subject-unknown'],
        ),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const waitMs = readWait(request, reply);
      const { ground, reference } = request.query;
      if ((ground === undefined) !== (reference === undefined)) {
        throw faultAt('validation-failed', '/query/reference', 'Present with a ground, and only there.');
      }
      const options = { waitMs, ...(ground ? { ground } : {}), ...(reference ? { reference } : {}) };
      const outcome = await workflows.eraseSubject(requesterOf(request), system, subjectId, options);
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
        case 'erased':
          return answerOperation(reply, outcome.operation, { clock });
      }
    },
  );
}
