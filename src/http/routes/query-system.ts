import type { FastifyInstance } from 'fastify';
import { SystemQueryBody, SystemQueryResult } from '../../../schemas/system-query.js';
import { systemFacts } from '../../domain/systems.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { comparedReferences, noneCompared } from '../../workflows/compared-biometrics.js';
import type { Operation } from '../../workflows/ports/operations.js';
import type { SearchSystemsResult } from '../../workflows/results.js';
import { acceptedOperation, requireSuccess } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { PeerHeaders, SystemParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { isProblemCode, ProblemError } from '../problems.js';
import { requireBiometricSystem, requireDistinctPositions } from '../read-samples.js';
import { readSearchKeys } from '../read-search-keys.js';
import { readBulk, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

/**
 * Serves the contract that `adapters/remote` speaks: an answer is whole but for references of other
 * models, which it counts, or says that it is not, or it is a problem.
 */
export function querySystem(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: SystemParams; Body: SystemQueryBody }>(
    '/v1/systems/:system/query',
    {
      config: { forPeers: true },
      schema: {
        operationId: 'query-system',
        tags: ['Peers'],
        summary: 'Ask one system on behalf of a peer hub',
        description: 'For hubs that reach this system here; they extract templates themselves and send them.',
        params: SystemParams,
        headers: PeerHeaders,
        body: SystemQueryBody,
        response: describeAnswers(
          { 200: { description: 'What the system holds.', schema: SystemQueryResult } },
          [
            ...PROBLEM_SETS.body,
            'system-unknown',
            'position-unknown',
            'system-without-biometrics',
            'search-key-missing',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { system } = request.params;
      const { candidatesMax, falsePositiveIdentificationRate, comparesOwn = false } = request.body;
      requireDistinctPositions(request.body.probes, '/probes');
      const probes = request.body.probes.map(toProbe);
      const keys = readSearchKeys(request.body, { hasBiometrics: probes.length > 0, biometrics: 'probes' });
      requireBiometricSystem([system], probes.length > 0);
      const requester = requesterOf(request);
      const { vouchedGateway: gateway } = requester;
      const outcome = await workflows.accept(
        requester,
        {
          kind: 'search-systems',
          systems: [system],
          ...keys,
          candidatesMax,
          falsePositiveIdentificationRate,
          ...(comparesOwn ? { comparesOwn } : {}),
          ...(gateway === undefined ? {} : { gateway }),
        },
        [],
        { waitMs: readWait(request, reply), probes, ...readBulk(request) },
      );
      return reply.header('cache-control', 'no-store').send(answerOf(acceptedOperation(outcome)));
    },
  );
}

function toProbe({ views, minutiae, ...probe }: SystemQueryBody['probes'][number]): ProbeTemplate {
  return {
    ...probe,
    views: views.map((view) => new Int8Array(Buffer.from(view, 'base64'))),
    ...(minutiae === undefined
      ? {}
      : { minutiae: { ...minutiae, bytes: new Uint8Array(Buffer.from(minutiae.bytes, 'base64')) } }),
  };
}

function answerOf(operation: Operation) {
  requireSuccess(operation);
  const { operationId, request } = operation;
  const name =
    'systems' in request && request.systems[0] ? systemFacts(request.systems[0]).name : 'The system';
  if (operation.state !== 'completed') {
    throw new ProblemError('system-deadline-exceeded', `${name} did not answer in time.`, { operationId });
  }
  const { gallery, systems } = operation.result as SearchSystemsResult;
  if (gallery?.complete === false) {
    throw new ProblemError(
      'gallery-not-ready',
      'The gallery is being loaded: an answer would not be exhaustive.',
    );
  }
  const [answer] = systems;
  switch (answer?.status) {
    case 'answered': {
      const { hits, overflow, askedBy, location, incomplete } = answer;
      if (!askedBy.includes('biometrics')) return { hits, overflow };
      const compared = location === 'local' ? gallery && comparedReferences(gallery) : answer.biometrics;
      // Asked by nothing else, "no hits" would be read as "nobody" by hubs of earlier releases, which know no better word.
      const complete = incomplete === undefined && !(compared && noneCompared(compared));
      if (compared && !complete && askedBy.length === 1 && hits.length === 0) {
        throw new ProblemError(
          'gallery-not-ready',
          'References are of another template version than the probes, or still to be extracted again: not all were compared.',
        );
      }
      return { hits, overflow, ...(compared ? { biometrics: { ...compared, complete } } : {}) };
    }
    case 'not-answered': {
      const code = isProblemCode(answer.reason) ? answer.reason : 'internal-error';
      throw new ProblemError(code, answer.detail, { operationId });
    }
    default:
      // Nothing in the query is a key this system has: nothing of it can be there.
      return { hits: [], overflow: false };
  }
}
