/** What Eurodac keeps of a data set as it was transmitted, and of what is reported about it later. */
import { Type } from 'typebox';
import { oneOf, type Words } from './words.js';

export function dataSet(words: Words, suffix: string) {
  const categories = [
    'international-protection',
    'admission',
    'national-resettlement',
    'irregular-crossing',
    'illegal-stay',
    'search-and-rescue',
    'temporary-protection',
  ] as const;
  const outcomes = ['admitted', 'refused', 'discontinued'] as const;
  const arrivals = ['take-charge', 'relocation'] as const;
  return Type.Object(
    {
      kind: Type.Literal('data-set'),
      category: oneOf(categories, { description: `${categories.join(', ')}.` }),
      eventDate: words.date,
      referenceNumber: words.text,
      eventPlace: Type.Optional(words.text),
      biometricsTakenOn: Type.Optional(words.date),
      transmittedAt: Type.Optional(words.instant),
      admissionOutcome: Type.Optional(oneOf(outcomes, { description: `${outcomes.join(', ')}.` })),
      arrival: Type.Optional(oneOf(arrivals, { description: `${arrivals.join(', ')}.` })),
      arrivedOn: Type.Optional(words.date),
      securityFlag: Type.Optional(Type.Boolean()),
      councilDecision: Type.Optional(words.text),
      councilDecisionInForceFrom: Type.Optional(words.date),
      details: Type.Optional(eurodacDetails(words)),
    },
    { ...words.options, title: `EurodacFacts${suffix}` },
  );
}

function eurodacDetails(words: Words) {
  const authenticity = ['authentic', 'not-authentic', 'not-examined'] as const;
  const present = ['adult-family-member', 'representative', 'trained-independent-person', 'nobody'] as const;
  const means = ['none', 'coercion-last-resort', 'coercion', 'force'] as const;
  return Type.Object(
    {
      operatorId: Type.Optional(words.text),
      documentAuthenticity: Type.Optional(
        oneOf(authenticity, { description: `${authenticity.join(', ')}.` }),
      ),
      visa: Type.Optional(
        Type.Object(
          {
            memberState: words.country,
            number: Type.Optional(words.text),
            onBehalfOf: Type.Optional(words.country),
          },
          words.options,
        ),
      ),
      comparesOwn: Type.Optional(
        Type.Boolean({ description: "Compared with the state's own data too (Art 27(3))." }),
      ),
      isUrgent: Type.Optional(Type.Boolean({ description: 'Compared within the hour (Art 38(2)).' })),
      takenFromMinor: Type.Optional(
        Type.Object(
          {
            officialIsTrained: Type.Boolean(),
            wasExplainedForChildren: Type.Boolean(),
            present: oneOf(present, { description: `${present.join(', ')}.` }),
            isUnaccompanied: Type.Boolean(),
            means: oneOf(means, { description: `${means.join(', ')}.` }),
            coercionIsPermitted: Type.Optional(Type.Boolean()),
            refuses: Type.Optional(Type.Boolean()),
            safeguardingRisk: Type.Optional(Type.Boolean()),
          },
          { ...words.options, description: 'How the biometrics of a minor were taken (Art 14, 42(2)).' },
        ),
      ),
    },
    words.options,
  );
}

export function statusMessage(words: Words, suffix: string) {
  const statuses = [
    'member-state-responsible',
    'arrival',
    'departure',
    'removal',
    'relocation',
    'assisted-return',
    'application-rejected',
    'protection-granted',
    'protection-withdrawn',
    'residence-document',
    'security-flag',
    'security-flag-ended',
    'citizenship',
    'border-procedure-decided',
    'temporary-protection-prolonged',
  ] as const;
  return Type.Object(
    {
      kind: Type.Literal('status-message'),
      status: oneOf(statuses, { description: `${statuses.join(', ')}.` }),
      statusDate: words.date,
      concerns: words.encounterId,
      statusMemberState: Type.Optional(words.country),
      prolongedUntil: Type.Optional(words.date),
      othersConsulted: Type.Optional(Type.Boolean()),
    },
    { ...words.options, title: `EurodacStatusMessage${suffix}` },
  );
}
