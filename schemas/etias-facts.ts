/** What ETIAS keeps of an application, and of what happens to it. */
import { Type } from 'typebox';
import { ETIAS_EVENTS } from '../src/domain/law/etias-clock-table.js';
import { oneOf, type Words } from './words.js';

const Outcome = oneOf(['pending', 'issued', 'refused', 'annulled', 'revoked'], {
  description: 'pending, issued, refused, annulled or revoked.',
});

const ETIAS_EVENT_FACTS = [...ETIAS_EVENTS, 'consent-given', 'consent-withdrawn'] as const;

export function travelAuthorisation(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('travel-authorisation'),
      applicationNumber: words.text,
      applicationDate: words.date,
      outcome: Outcome,
      validUntil: Type.Optional(words.date),
      decidedOn: Type.Optional(words.date),
      submittedAt: Type.Optional(words.instant),
      isFamilyMember: Type.Optional(
        Type.Boolean({ description: 'Family member of a Union citizen, without a residence card.' }),
      ),
      guardians: Type.Optional(
        Type.Array(
          Type.Object(
            { surnames: words.texts, givenNames: words.texts, dateOfBirth: words.date },
            words.options,
          ),
          { maxItems: 4, description: 'Of a minor: the persons with parental authority.' },
        ),
      ),
      answeredYes: Type.Optional(
        Type.Boolean({
          description: 'A question about convictions, conflict areas or return was answered yes.',
        }),
      ),
    },
    { ...words.options, title: `EtiasFacts${suffix}` },
  );
}

export function authorisationEvent(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('authorisation-event'),
      concerns: words.encounterId,
      event: oneOf(ETIAS_EVENT_FACTS, { description: `${ETIAS_EVENT_FACTS.join(', ')}.` }),
      at: words.instant,
      validUntil: Type.Optional(words.date),
      consentYears: Type.Optional(Type.Integer({ minimum: 1, maximum: 3 })),
      grounds: Type.Optional(words.texts),
    },
    { ...words.options, title: `EtiasEvent${suffix}` },
  );
}
