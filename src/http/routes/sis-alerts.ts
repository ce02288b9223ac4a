import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { SisAlert, SisAlertEventBody } from '../../../schemas/sis.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { localDate } from '../../domain/local-date.js';
import type { AlertOutcome, Said } from '../../workflows/say-about-alert.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const Params = Type.Object({ alertId: IdentifierInput }, STRICT);
type Params = { readonly alertId: string };

/** An alert as it stands, and what is said about it. */
export function sisAlerts(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: Params }>(
    '/v1/systems/sis/alerts/:alertId',
    {
      schema: {
        operationId: 'read-alert',
        tags: ['SIS'],
        summary: 'Read an alert as it stands: flags, links, hiding, review',
        description: 'Regulations (EU) 2018/1861 and 2018/1862. An alert on a person is its encounter.',
        params: Params,
        response: describeAnswers({ 200: { description: 'The alert.', schema: SisAlert } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'alert-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.sis.readAlert(requesterOf(request), request.params.alertId);
      return reply.header('cache-control', 'no-store').send(alertOf(outcome));
    },
  );
  app.post<{ Params: Params; Body: SisAlertEventBody }>(
    '/v1/systems/sis/alerts/:alertId/events',
    {
      schema: {
        operationId: 'say-about-alert',
        tags: ['SIS'],
        summary: 'Flag, hide, extend, shorten or link an alert, or say whose identity is misused',
        description:
          'Regulations (EU) 2018/1861 Art 21, 24(3), 39, 47, 48 and (EU) 2018/1862 Art 21, 24 to 26, 53, 62, 63.',
        params: Params,
        body: SisAlertEventBody,
        response: describeAnswers({ 200: { description: 'The alert as it stands now.', schema: SisAlert } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'alert-unknown',
          'alert-event-refused',
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await workflows.sis.sayAboutAlert(requesterOf(request), params.alertId, saidOf(body));
      return reply.header('cache-control', 'no-store').send(alertOf(outcome));
    },
  );
}

/** Exactly the fields its kind needs. */
function saidOf({ kind, inStates, on, until, to, ...more }: SisAlertEventBody): Said {
  const needed = <T>(value: T | undefined, field: string): T => {
    if (value !== undefined) return value;
    throw faultAt('validation-failed', `/${field}`, `Needed with ${kind}.`);
  };
  switch (kind) {
    case 'hidden':
      return { kind, inStates: needed(inStates, 'inStates') };
    case 'extended':
      return {
        kind,
        on: localDate(needed(on, 'on')),
        ...(until === undefined ? {} : { until: localDate(until) }),
        ...more,
      };
    case 'shortened':
      return { kind, until: localDate(needed(until, 'until')) };
    case 'left-territory':
      return { kind, on: localDate(needed(on, 'on')), ...more };
    case 'linked':
    case 'unlinked':
      return { kind, to: needed(to, 'to') };
    case 'misused-identity':
      return { kind, victim: needed(more.victim, 'victim'), consented: needed(more.consented, 'consented') };
    default:
      return { kind };
  }
}

function alertOf(outcome: AlertOutcome) {
  switch (outcome.kind) {
    case 'found':
      return { ...outcome.alert, ...(outcome.leftOut ? { leftOut: outcome.leftOut } : {}) };
    case 'denied':
      throw accessDenied(outcome);
    case 'not-found':
      throw new ProblemError('alert-unknown', 'There is no alert of this identifier.');
    case 'refused':
      throw new ProblemError('alert-event-refused', `${outcome.reason} ${outcome.citation}.`);
  }
}
