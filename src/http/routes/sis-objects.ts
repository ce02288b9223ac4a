import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ObjectAlert, ObjectAlertBody, ObjectAlerts, ObjectSearchBody } from '../../../schemas/sis.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { NewObjectAlert, ObjectAlertOutcome } from '../../workflows/object-alerts.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const ADDRESS = '/v1/systems/sis/object-alerts';
const CITED = 'Regulation (EU) 2018/1862 Art 36, 38, 54.';

/** Alerts on documents, vehicles and other objects. */
export function sisObjects(app: FastifyInstance, { workflows: { sis }, clock }: RouteContext): void {
  app.post<{ Body: NewObjectAlert }>(
    ADDRESS,
    {
      schema: {
        operationId: 'enter-object-alert',
        tags: ['SIS'],
        summary: 'Enter an alert on an object',
        description: `${CITED} One that is linked to an alert on a person lives no longer than that.`,
        body: ObjectAlertBody,
        response: describeAnswers({ 201: { description: 'The alert.', schema: ObjectAlert } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'facts-not-permitted',
          'alert-incompatible',
        ]),
      },
    },
    async (request, reply) => {
      if (request.body.issuedOn > clock.today()) {
        throw faultAt('date-invalid', '/issuedOn', 'What is entered has been decided: no later than today.');
      }
      const outcome = await sis.enterObject(requesterOf(request), request.body);
      return reply.status(201).header('cache-control', 'no-store').send(objectOf(outcome));
    },
  );
  app.post<{ Body: ObjectSearchBody }>(
    `${ADDRESS}/search`,
    {
      schema: {
        operationId: 'search-object-alerts',
        tags: ['SIS'],
        summary: 'Search alerts on objects by category and number',
        description: `${CITED} Spaces and signs in the number make no difference.`,
        body: ObjectSearchBody,
        response: describeAnswers({ 200: { description: 'What is found.', schema: ObjectAlerts } }, [
          ...PROBLEM_SETS.body,
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await sis.searchObjects(requesterOf(request), request.body);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send({ alerts: outcome.alerts });
    },
  );
  app.delete<{ Params: { readonly alertId: string } }>(
    `${ADDRESS}/:alertId`,
    {
      schema: {
        operationId: 'delete-object-alert',
        tags: ['SIS'],
        summary: 'Delete an alert on an object, as the state that entered it',
        description: 'Regulation (EU) 2018/1862 Art 55.',
        params: Type.Object({ alertId: IdentifierInput }, STRICT),
        response: describeAnswers({ 200: { description: 'The alert that was.', schema: ObjectAlert } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'alert-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await sis.eraseObject(requesterOf(request), request.params.alertId);
      return reply.header('cache-control', 'no-store').send(objectOf(outcome));
    },
  );
}

function objectOf(outcome: ObjectAlertOutcome) {
  switch (outcome.kind) {
    case 'kept':
      return outcome.alert;
    case 'denied':
      throw accessDenied(outcome);
    case 'refused':
      throw faultAt('facts-not-permitted', outcome.pointer, outcome.reason);
    case 'incompatible':
      throw new ProblemError('alert-incompatible', outcome.reason);
    case 'not-found':
      throw new ProblemError('alert-unknown', "The caller's state has no alert of this identifier.");
  }
}
