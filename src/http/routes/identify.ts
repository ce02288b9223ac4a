import type { FastifyInstance } from 'fastify';
import { IdentifyOperation } from '../../../schemas/operation.js';
import { IdentifyBody } from '../../../schemas/requests.js';
import { FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { SYSTEMS } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { acceptedOperation, answerOperation } from '../answer-operation.js';
import { FILE_MEDIA_TYPES } from '../capture-media-types.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { IdentifyFileQuery, OperationHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { captureOf } from '../read-capture.js';
import { readSamples, requireBiometricSystem } from '../read-samples.js';
import { readBulk, readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function identify(app: FastifyInstance, { workflows, clock, transactions }: RouteContext): void {
  app.post<{ Body: IdentifyBody }>(
    '/v1/identifications',
    {
      config: { captureUse: 'samples' },
      schema: {
        operationId: 'identify',
        tags: ['Searches'],
        summary: 'Search the gallery for the person the samples come from (1:N)',
        description:
          'An exhaustive search of the references this hub keeps. Without `systems` all are searched that the caller ' +
          'may search; one that is named and may not be searched refuses the request. Systems kept elsewhere are in ' +
          '`systemsNotSearched`; a response transaction names them beside its decision, and leaves that open where nobody ' +
          'was found and the request named systems.',
        consumes: ['application/json', 'multipart/form-data', ...FILE_MEDIA_TYPES],
        headers: OperationHeaders,
        querystring: IdentifyFileQuery,
        body: IdentifyBody,
        response: describeAnswers(
          {
            200: { description: 'The candidate list.', schema: IdentifyOperation, asTransaction: true },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: IdentifyOperation },
          },
          [...PROBLEM_SETS.samples, 'system-unknown'],
        ),
      },
    },
    async (request, reply) => {
      const {
        systems = SYSTEMS,
        candidatesMax = LIMITS.candidatesDefault,
        falsePositiveIdentificationRate = FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT,
        comparesOwn = false,
        enteredBy,
        categories,
        checkMirrored,
      } = request.body;
      const samples = readSamples(request.body.samples);
      requireBiometricSystem(systems, true);
      const outcome = await workflows.accept(
        requesterOf(request),
        {
          kind: 'identify',
          systems,
          candidatesMax,
          falsePositiveIdentificationRate,
          ...(comparesOwn ? { comparesOwn } : {}),
          ...(enteredBy ? { memberStates: enteredBy } : {}),
          ...(categories ? { categories } : {}),
          ...(checkMirrored === undefined ? {} : { checkMirrored }),
          ...captureOf(request),
        },
        samples,
        { waitMs: readWait(request, reply), ...readIdempotencyKey(request), ...readBulk(request) },
      );
      return answerOperation(reply, acceptedOperation(outcome), { clock, transactions });
    },
  );
}
