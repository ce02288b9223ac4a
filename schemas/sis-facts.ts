/** What the Schengen Information System keeps of an alert on a person. */
import { Type } from 'typebox';
import { oneOf, type Words } from './words.js';

const FINE_KINDS = [
  'missing-protected',
  'missing',
  'child-abduction',
  'child-travel',
  'vulnerable-adult',
  'discreet-check',
  'inquiry-check',
  'specific-check',
] as const;

const WARNING_MARKERS = [
  'armed',
  'violent',
  'absconded',
  'suicide-risk',
  'public-health-threat',
  'terrorism-activity',
] as const;

export function alert(words: Words, suffix: string) {
  const kinds = [
    'refusal-of-entry',
    'return',
    'arrest',
    'missing-person',
    'judicial-procedure',
    'check',
    'unknown-wanted',
  ] as const;
  return Type.Object(
    {
      kind: Type.Literal('alert'),
      alertKind: oneOf(kinds, { description: `${kinds.join(', ')}.` }),
      issuedOn: words.date,
      reviewBy: words.date,
      actionToBeTaken: words.text,
      details: Type.Optional(sisDetails(words)),
    },
    { ...words.options, title: `SisFacts${suffix}` },
  );
}

function sisDetails(words: Words) {
  return Type.Object(
    {
      fineKind: Type.Optional(oneOf(FINE_KINDS, { description: `${FINE_KINDS.join(', ')}.` })),
      reason: Type.Optional(words.text),
      decisionReference: Type.Optional(words.text),
      decisionValidUntil: Type.Optional(words.date),
      offence: Type.Optional(words.text),
      isTerrorism: Type.Optional(Type.Boolean()),
      isProportionate: Type.Optional(
        Type.Boolean({ description: 'The outcome of the assessment of Art 21.' }),
      ),
      warningMarkers: Type.Optional(
        Type.Array(oneOf(WARNING_MARKERS, { description: `${WARNING_MARKERS.join(', ')}.` }), {
          maxItems: WARNING_MARKERS.length,
        }),
      ),
      physicalCharacteristics: Type.Optional(words.text),
      palmPrints: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 10,
          description:
            'Palm prints that go with the alert and of which no image is sent; they count with those that are.',
        }),
      ),
      arePrintsFromScene: Type.Optional(Type.Boolean()),
      consultedOn: Type.Optional(words.date),
      leftOn: Type.Optional(words.date),
    },
    words.options,
  );
}
