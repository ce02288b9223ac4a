import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  PortalEvent,
  PortalFallback,
  PortalFallbackQuery,
  PortalReply,
  PortalSearchBody,
} from '../../../schemas/portal.js';
import { FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { SYSTEMS } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import type { Sample } from '../../workflows/ports/samples.js';
import type { PortalOutcome, PortalRequest } from '../../workflows/search-portal.js';
import { accessDenied } from '../answer-operation.js';
import { FILE_MEDIA_TYPES } from '../capture-media-types.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { searchProblem } from '../read-repository-keys.js';
import { readSamples, requireBiometricSystem } from '../read-samples.js';
import { readSearchKeys } from '../read-search-keys.js';
import { readerGone } from '../reader-gone.js';
import type { RouteContext } from '../route-context.js';
import { EVENT_STREAM, JSON_LINES, openReplyStream, preferredForm, type ReplyForm } from '../stream-reply.js';

const TAGS = ['Search portal'];

export function searchPortal(app: FastifyInstance, { workflows: { portal } }: RouteContext): void {
  app.post<{ Body: PortalSearchBody }>(
    '/v1/federated-searches',
    {
      config: { captureUse: 'query' },
      schema: {
        operationId: 'search-portal',
        tags: TAGS,
        summary: 'The European search portal: every system and source at once, answered as they answer',
        description:
          'Regulation (EU) 2019/817 Art 6 to 11. `Accept: application/x-ndjson` or `text/event-stream` streams the answers as they ' +
          'come; JSON is the same as one reply. Systems and sources the caller may not ask leave no trace. Nothing of the reply is kept.',
        consumes: ['application/json', 'multipart/form-data', ...FILE_MEDIA_TYPES],
        body: PortalSearchBody,
        response: {
          ...describeAnswers({}, [...PROBLEM_SETS.samples, 'system-unknown', 'search-key-missing']),
          200: {
            description: 'What everybody said.',
            content: {
              'application/json': { schema: PortalReply },
              [JSON_LINES]: { schema: PortalEvent },
              [EVENT_STREAM]: { schema: PortalEvent },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const form = preferredForm(request.headers.accept);
      if (form === undefined) {
        throw new ProblemError('not-acceptable', `Accept JSON, ${JSON_LINES} or ${EVENT_STREAM}.`);
      }
      const samples = readSamples(request.body.samples);
      const asked = portalRequest(request.body, samples);
      const ask = (options: Parameters<typeof portal.search>[3]) =>
        portal.search(requesterOf(request), asked, samples, options);
      const signal = readerGone(reply);
      if (form === 'application/json') {
        const outcome = await ask({ signal });
        return reply.header('cache-control', 'no-store').send(replyOf(outcome));
      }
      return stream(reply, form, (onEvent) => ask({ signal, onEvent }));
    },
  );
  app.get<{ Querystring: PortalFallbackQuery }>(
    '/v1/federated-searches/fallback',
    {
      schema: {
        operationId: 'read-portal-fallback',
        tags: TAGS,
        summary: 'What the caller may ask directly while the portal is down, and who tells whom',
        description: 'Regulation (EU) 2019/817 Art 11. A fallback widens nobody’s access.',
        querystring: PortalFallbackQuery,
        response: describeAnswers(
          { 200: { description: 'The rule and its systems.', schema: PortalFallback } },
          [...PROBLEM_SETS.caller, 'validation-failed'],
        ),
      },
    },
    async (request, reply) => {
      const { row, systems } = portal.fallback(requesterOf(request), request.query.failure);
      const { failure, notifiedBy, notified, rule, citation } = row;
      return reply.send({ failure, notifiedBy, notified, rule, citation, systems });
    },
  );
}

function portalRequest(body: PortalSearchBody, samples: readonly Sample[]): PortalRequest {
  const {
    systems = SYSTEMS,
    candidatesMax = LIMITS.candidatesDefault,
    falsePositiveIdentificationRate = FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT,
    sources,
    onBehalfOf,
  } = body;
  const hasBiometrics = samples.length > 0;
  const keys = readSearchKeys(body, { hasBiometrics, biometrics: 'samples' });
  requireBiometricSystem(systems, hasBiometrics);
  return {
    systems,
    ...keys,
    candidatesMax,
    falsePositiveIdentificationRate,
    ...(sources === undefined ? {} : { sources }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  };
}

async function stream(
  reply: FastifyReply,
  form: Exclude<ReplyForm, 'application/json'>,
  ask: (onEvent: (event: { readonly event: string }) => void) => Promise<PortalOutcome>,
): Promise<FastifyReply> {
  const parts = openReplyStream(reply, form);
  try {
    replyOf(await ask(parts.send));
  } catch (error) {
    if (!parts.hasBegun) throw error;
    parts.send({ event: 'problem', ...problemOf(error) } as { readonly event: string });
  }
  parts.end();
  return reply;
}

function problemOf(error: unknown): { readonly code: string; readonly detail: string } {
  if (error instanceof ProblemError || error instanceof OperationalError) {
    return { code: error.code, detail: error.message };
  }
  return { code: 'internal-error', detail: 'The hub made an error.' };
}

function replyOf(outcome: PortalOutcome) {
  if (outcome.kind === 'denied') throw accessDenied(outcome);
  if (outcome.kind === 'answered') return outcome.reply;
  throw searchProblem(outcome.problem);
}
