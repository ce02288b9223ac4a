import type { FastifyInstance } from 'fastify';
import { EnrolOperation } from '../../../schemas/operation.js';
import { UnknownPersonBody } from '../../../schemas/sis.js';
import { alertEntryFaults } from '../../domain/sis/alert-entry-faults.js';
import { UNKNOWN_PERSON } from '../../domain/sis/unknown-person.js';
import type { SisFacts } from '../../domain/system-record.js';
import { acceptedOperation, answerOperation } from '../answer-operation.js';
import { requireCredibleDates } from '../credible-dates.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { OperationHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt } from '../problems.js';
import { readSamplesFor } from '../read-samples.js';
import { readBulk, readIdempotencyKey, readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function enterUnknownPerson(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.post<{ Body: UnknownPersonBody }>(
    '/v1/systems/sis/unknown-person-alerts',
    {
      schema: {
        operationId: 'enter-unknown-person',
        tags: ['SIS'],
        summary: 'Enter an alert on an unknown wanted person: prints and nothing else',
        description:
          'Regulation (EU) 2018/1862 Art 40, 41: complete or incomplete prints of fingers or palms from the scene of ' +
          'terrorism or other serious crime. Whoever is searched by fingerprints is compared with the fingerprints; palm ' +
          'prints are kept and are in no search (`notSearched`).',
        headers: OperationHeaders,
        body: UnknownPersonBody,
        response: describeAnswers(
          {
            201: { description: 'Entered; `Location` is the subject.', schema: EnrolOperation },
            202: { description: 'Acknowledged; `Location` is the operation.', schema: EnrolOperation },
          },
          [...PROBLEM_SETS.samples, 'facts-not-permitted', 'facts-not-of-system'],
        ),
      },
    },
    async (request, reply) => {
      const { encounterAt, facts } = request.body;
      if (facts.alertKind !== 'unknown-wanted') {
        throw faultAt(
          'facts-not-of-system',
          '/facts/alertKind',
          'unknown-wanted: of other kinds the person is known.',
        );
      }
      const alert = facts as unknown as SisFacts;
      requireCredibleDates(
        { encounterAt, identity: { ...UNKNOWN_PERSON } as never, facts: alert, samples: [] },
        clock,
      );
      const samples = readSamplesFor('sis', request.body.samples);
      const [fault] = alertEntryFaults({
        identity: UNKNOWN_PERSON,
        facts: alert,
        positions: samples.map(({ position }) => position),
      });
      if (fault) throw faultAt('facts-not-permitted', fault.pointer, `${fault.expected} ${fault.citation}.`);
      const outcome = await workflows.accept(
        requesterOf(request),
        {
          kind: 'enrol',
          system: 'sis',
          encounterAt: new Date(encounterAt).toISOString(),
          identity: UNKNOWN_PERSON,
          facts: alert,
        },
        samples,
        { waitMs: readWait(request, reply), ...readIdempotencyKey(request), ...readBulk(request) },
      );
      return answerOperation(reply, acceptedOperation(outcome), { clock, created: true });
    },
  );
}
