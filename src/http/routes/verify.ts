import type { FastifyInstance } from 'fastify';
import { VerifyOperation } from '../../../schemas/operation.js';
import { VerifyBody } from '../../../schemas/requests.js';
import { FALSE_MATCH_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { acceptedOperation, answerOperation } from '../answer-operation.js';
import { FILE_MEDIA_TYPES } from '../capture-media-types.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationHeaders, SubjectParams, VerifyFileQuery } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { captureOf } from '../read-capture.js';
import { readSamples, requireBiometricSystem } from '../read-samples.js';
import { readBulk, readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function verify(app: FastifyInstance, { workflows, clock, transactions }: RouteContext): void {
  app.post<{ Params: SubjectParams; Body: VerifyBody }>(
    '/v1/systems/:system/subjects/:subjectId/verifications',
    {
      config: { captureUse: 'samples' },
      schema: {
        operationId: 'verify',
        tags: ['Searches'],
        summary: 'Compare samples with the references of one subject (1:1)',
        consumes: ['application/json', 'multipart/form-data', ...FILE_MEDIA_TYPES],
        params: SubjectParams,
        headers: OperationHeaders,
        querystring: VerifyFileQuery,
        body: VerifyBody,
        response: describeAnswers(
          {
            200: {
              description: 'The decision and the scores it rests on.',
              schema: VerifyOperation,
              asTransaction: true,
            },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: VerifyOperation },
          },
          [
            ...PROBLEM_SETS.samples,
            'system-unknown',
            'identifier-invalid',
            'subject-unknown',
            'no-common-position',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const { falseMatchRate = FALSE_MATCH_RATE_DEFAULT } = request.body;
      const samples = readSamples(request.body.samples);
      requireBiometricSystem([system], true);
      const outcome = await workflows.accept(
        requesterOf(request),
        { kind: 'verify', system, subjectId, falseMatchRate, ...captureOf(request) },
        samples,
        { waitMs: readWait(request, reply), ...readIdempotencyKey(request), ...readBulk(request) },
      );
      return answerOperation(reply, acceptedOperation(outcome), { clock, transactions });
    },
  );
}
