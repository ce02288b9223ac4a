import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  EurodacCompareBody,
  EurodacComparison,
  EurodacHitStep,
  EurodacHitStepBody,
} from '../../../schemas/eurodac.js';
import { CompareOperation } from '../../../schemas/operation.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { HitEvent } from '../../domain/eurodac/hit-verification.js';
import type { OperationId } from '../../domain/ids.js';
import { type LocalDate, localDate } from '../../domain/local-date.js';
import { acceptedOperation, accessDenied, answerOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import { readSamples } from '../read-samples.js';
import { readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

/** Comparisons with Eurodac, their hits, and what becomes of a hit. */
export function compareWithEurodac(app: FastifyInstance, context: RouteContext): void {
  compareUnstored(app, context);
  readComparison(app, context);
  verifyHit(app, context);
}

function compareUnstored(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.post<{ Body: EurodacCompareBody }>(
    '/v1/systems/eurodac/comparisons',
    {
      schema: {
        operationId: 'compare-with-eurodac',
        tags: ['Eurodac'],
        summary:
          'Compare the biometrics of somebody registered for an admission procedure; nothing is stored',
        description:
          'Regulation (EU) 2024/1358 Art 18(1), 27(2). What is stored (`POST /v1/systems/eurodac/encounters`) is compared ' +
          'by itself.',
        headers: OperationHeaders,
        body: EurodacCompareBody,
        response: describeAnswers(
          {
            200: { description: 'Compared: how many hits.', schema: CompareOperation },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: CompareOperation },
          },
          [...PROBLEM_SETS.samples, 'facts-not-permitted'],
        ),
      },
    },
    async (request, reply) => {
      const { referenceNumber, isUrgent = false } = request.body;
      const samples = readSamples(request.body.samples);
      requireFingerprints(samples);
      const outcome = await workflows.eurodac.compare(
        requesterOf(request),
        { referenceNumber, isUrgent, samples },
        { waitMs: readWait(request, reply), ...readIdempotencyKey(request) },
      );
      if (outcome.kind === 'refused') throw faultAt('facts-not-permitted', outcome.pointer, outcome.reason);
      return answerOperation(reply, acceptedOperation(outcome), { clock });
    },
  );
}

/** (EU) 2024/1358 Art 57(4), 63(5): no face is compared before facial recognition is introduced. */
export function requireFingerprints(samples: readonly { readonly position: string }[]): void {
  const index = samples.findIndex(({ position }) => position === 'face');
  if (index < 0) return;
  throw faultAt(
    'facts-not-permitted',
    `/samples/${index}`,
    'Fingerprints: no face is compared before facial recognition is introduced. (EU) 2024/1358 Art 57(4), 63(5).',
  );
}

const ComparisonParams = Type.Object({ comparisonId: IdentifierInput }, STRICT);

function readComparison(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: { readonly comparisonId: OperationId } }>(
    '/v1/systems/eurodac/comparisons/:comparisonId',
    {
      schema: {
        operationId: 'read-eurodac-comparison',
        tags: ['Eurodac'],
        summary: 'Read what a comparison found, and what became of each hit',
        description:
          'Regulation (EU) 2024/1358 Art 27(4), 28(4): for the state that transmitted the biometrics, or the authority ' +
          'whose request it was.',
        params: ComparisonParams,
        response: describeAnswers({ 200: { description: 'The comparison.', schema: EurodacComparison } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'comparison-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.eurodac.readComparison(
        requesterOf(request),
        request.params.comparisonId,
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError(
          'comparison-unknown',
          'There is no comparison of this identifier for the caller.',
        );
      }
      const { comparison, hits } = outcome;
      return reply.header('cache-control', 'no-store').send({ comparison, hits });
    },
  );
}

const HitParams = Type.Object({ hitId: IdentifierInput }, STRICT);

function verifyHit(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.post<{ Params: { readonly hitId: string }; Body: EurodacHitStepBody }>(
    '/v1/systems/eurodac/hits/:hitId/steps',
    {
      schema: {
        operationId: 'verify-eurodac-hit',
        tags: ['Eurodac'],
        summary:
          'Say what becomes of a hit: ask an expert, confirm it, find it false, take that back, report it',
        description:
          'Regulation (EU) 2024/1358 Art 38, 3(6). A hit on the face alone has no conclusion without an expert; a false ' +
          'one is reported within three working days.',
        params: HitParams,
        body: EurodacHitStepBody,
        response: describeAnswers({ 200: { description: 'The hit, moved on.', schema: EurodacHitStep } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'hit-unknown',
          'step-not-permitted',
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const event = eventOf(body, localDate(clock.today()));
      const outcome = await workflows.eurodac.verifyHit(
        requesterOf(request),
        params.hitId,
        event,
        body.operatorId,
      );
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('hit-unknown', 'There is no hit of this identifier for the caller.');
        case 'refused':
          throw faultAt('step-not-permitted', '/step', `${outcome.reason} ${outcome.citation}.`);
        case 'moved': {
          const { hit, duties, reason, citation } = outcome;
          return reply.header('cache-control', 'no-store').send({ hit, duties, reason, citation });
        }
      }
    },
  );
}

type Said = Exclude<HitEvent, { kind: 'reopened' }> | { readonly kind: 'reopened'; readonly because: string };

function eventOf(body: EurodacHitStepBody, today: LocalDate): Said {
  const { step, expertise, on, referenceNumbers, because } = body;
  const day = on === undefined ? today : localDate(on);
  if (day > today) throw faultAt('date-invalid', '/on', 'What is said has taken place: no later than today.');
  switch (step) {
    case 'expert-asked':
      return { kind: step, expertise: expertise ?? 'fingerprint' };
    case 'confirmed':
    case 'rejected':
      return { kind: step, on: day };
    case 'reopened':
      if (because === undefined) {
        throw faultAt(
          'validation-failed',
          '/because',
          'Needed with the step reopened: why the conclusion was wrong.',
        );
      }
      return { kind: step, because };
    case 'told-eu-lisa':
      return { kind: step, on: day, referenceNumbers: referenceNumbers ?? [] };
  }
}
