import type { FastifyInstance } from 'fastify';
import { EnrolOperation } from '../../../schemas/operation.js';
import { EnrolBody, factsVariants } from '../../../schemas/requests.js';
import type { IdentityData, TravelDocument } from '../../domain/identity-data.js';
import type { SubjectId } from '../../domain/ids.js';
import { type SystemId, systemFacts } from '../../domain/systems.js';
import type { EnrolRequest } from '../../workflows/ports/operations.js';
import { acceptedOperation, answerOperation } from '../answer-operation.js';
import { countRefusals } from '../count-refusals.js';
import { requireCredibleDates } from '../credible-dates.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationHeaders, SystemParams } from '../describe-parameters.js';
import { requireFactsInOrder } from '../facts-in-order.js';
import { requireLawfulFacts } from '../lawful-facts.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt } from '../problems.js';
import { captureOf } from '../read-capture.js';
import { readSamplesFor, requireBiometricSystem } from '../read-samples.js';
import { readBulk, readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function enrolEncounter(app: FastifyInstance, { workflows, clock, transactions }: RouteContext): void {
  app.post<{ Params: SystemParams; Body: EnrolBody }>(
    '/v1/systems/:system/encounters',
    {
      config: { captureUse: 'claim', captureInPartsOnly: true },
      errorHandler: countRefusals(workflows),
      schema: {
        operationId: 'enrol-encounter',
        tags: ['Subjects'],
        summary: 'Enrol an encounter of a subject in a system',
        description:
          'Without `subjectId` a new subject is created. The Member State is that of the caller. Nothing is stored ' +
          'unless every sample gives a template. Palm prints, which SIS alone keeps, give none and are in no search: their ' +
          'samples say so (`notSearched`).',
        consumes: ['application/json', 'multipart/form-data'],
        params: SystemParams,
        headers: OperationHeaders,
        body: EnrolBody,
        response: describeAnswers(
          {
            201: {
              description: 'Enrolled; `Location` is the subject.',
              schema: EnrolOperation,
              asTransaction: true,
            },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: EnrolOperation },
          },
          [
            ...PROBLEM_SETS.samples,
            'system-unknown',
            'identifier-invalid',
            'facts-not-of-system',
            'facts-not-permitted',
            'alert-incompatible',
            'biometrics-not-permitted',
            'subject-unknown',
            'record-unknown',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { system } = request.params;
      requireFactsOf(system, request.body);
      requireCredibleDates(request.body, clock);
      requireLawfulFacts(request.body);
      requireFactsInOrder(request.body);
      requireBiometricSystem([system], (request.body.samples ?? []).length > 0);
      const samples = readSamplesFor(system, request.body.samples);
      const outcome = await workflows.accept(
        requesterOf(request),
        { ...toRequest(system, request.body), ...captureOf(request) },
        samples,
        {
          waitMs: readWait(request, reply),
          ...readIdempotencyKey(request),
          ...readBulk(request),
        },
      );
      return answerOperation(reply, acceptedOperation(outcome), { clock, created: true, transactions });
    },
  );
}

function requireFactsOf(system: SystemId, { facts }: EnrolBody): void {
  const kinds = factsVariants(system).map((variant) => kindOf(variant));
  if (kinds.includes(facts.kind)) return;
  throw faultAt(
    'facts-not-of-system',
    '/facts/kind',
    `Facts of ${systemFacts(system).name} have the kind ${kinds.join(' or ')}.`,
  );
}

function kindOf(variant: object): unknown {
  return (variant as { readonly properties: { readonly kind: { readonly const: unknown } } }).properties.kind
    .const;
}

/** Validation has made dates that exist and codes that are known; what it cannot say is that they are branded. */
function toRequest(system: SystemId, body: EnrolBody): EnrolRequest {
  return {
    kind: 'enrol',
    system,
    ...(body.subjectId === undefined ? {} : { subjectId: body.subjectId as SubjectId }),
    // In UTC: PostgreSQL refuses some offsets that RFC 3339 allows.
    encounterAt: new Date(body.encounterAt).toISOString(),
    identity: body.identity as unknown as IdentityData,
    ...(body.travelDocument === undefined
      ? {}
      : { travelDocument: body.travelDocument as unknown as TravelDocument }),
    facts: body.facts,
  };
}
