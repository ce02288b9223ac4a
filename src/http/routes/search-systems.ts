import type { FastifyInstance } from 'fastify';
import { SearchOperation } from '../../../schemas/operation.js';
import { SearchBody } from '../../../schemas/requests.js';
import { FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { SYSTEMS } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { acceptedOperation, answerOperation } from '../answer-operation.js';
import { FILE_MEDIA_TYPES } from '../capture-media-types.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationHeaders, SearchFileQuery } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { captureOf } from '../read-capture.js';
import { readSamples, requireBiometricSystem } from '../read-samples.js';
import { readSearchKeys } from '../read-search-keys.js';
import { readBulk, readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function searchSystems(app: FastifyInstance, { workflows, clock, transactions }: RouteContext): void {
  app.post<{ Body: SearchBody }>(
    '/v1/searches',
    {
      config: { captureUse: 'query' },
      schema: {
        operationId: 'search-systems',
        tags: ['Searches'],
        summary: 'Ask the systems by biometrics, identity data or travel document',
        description:
          'Every system the caller may see is asked in parallel; the answer says of each what it said or why it said ' +
          'nothing, and raises flags with the records they rest on.',
        consumes: ['application/json', 'multipart/form-data', ...FILE_MEDIA_TYPES],
        headers: OperationHeaders,
        querystring: SearchFileQuery,
        body: SearchBody,
        response: describeAnswers(
          {
            200: { description: 'What every system said.', schema: SearchOperation, asTransaction: true },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: SearchOperation },
          },
          [...PROBLEM_SETS.samples, 'system-unknown', 'search-key-missing'],
        ),
      },
    },
    async (request, reply) => {
      const {
        systems = SYSTEMS,
        candidatesMax = LIMITS.candidatesDefault,
        falsePositiveIdentificationRate = FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT,
        comparesOwn = false,
      } = request.body;
      const samples = readSamples(request.body.samples);
      const hasBiometrics = samples.length > 0;
      const keys = readSearchKeys(request.body, { hasBiometrics, biometrics: 'samples' });
      requireBiometricSystem(systems, hasBiometrics);
      const outcome = await workflows.accept(
        requesterOf(request),
        {
          kind: 'search-systems',
          systems,
          ...keys,
          candidatesMax,
          falsePositiveIdentificationRate,
          ...(comparesOwn ? { comparesOwn } : {}),
          ...captureOf(request),
        },
        samples,
        { waitMs: readWait(request, reply), ...readIdempotencyKey(request), ...readBulk(request) },
      );
      return answerOperation(reply, acceptedOperation(outcome), { clock, transactions });
    },
  );
}
