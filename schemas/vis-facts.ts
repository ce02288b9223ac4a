/** What the Visa Information System keeps of an application, and of a decision on it. */
import { Type } from 'typebox';
import { VIS_EXEMPTIONS } from '../src/domain/law/vis-fingerprints-table.js';
import { VISA_EVENTS } from '../src/domain/law/vis-visa-table.js';
import { oneOf, type Words } from './words.js';

const VIS_OUTCOMES = [
  'pending',
  'issued',
  'refused',
  'annulled',
  'revoked',
  'withdrawn',
  'discontinued',
] as const;

/** Long-stay visas stand in VIS too ((EU) 2021/1134). */
const LONG_STAY_DAYS_MAX = 366;

export function visApplication(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('visa-application'),
      applicationNumber: words.text,
      applicationDate: words.date,
      outcome: oneOf(VIS_OUTCOMES, { description: `${VIS_OUTCOMES.join(', ')}.` }),
      decidedOn: Type.Optional(words.date),
      visa: Type.Optional(visVisa(words)),
      isLongStay: Type.Optional(Type.Boolean({ description: 'Long-stay visa or residence permit.' })),
      travelsWith: Type.Optional(words.texts),
      exemption: Type.Optional(
        oneOf(VIS_EXEMPTIONS, {
          description: `Why no fingerprints are given: ${VIS_EXEMPTIONS.join(', ')}.`,
        }),
      ),
      ...(suffix === '' ? { fingerprintsOf: Type.Optional(words.encounterId) } : {}),
    },
    { ...words.options, title: `VisFacts${suffix}` },
  );
}

function visVisa(words: Words) {
  return Type.Object(
    {
      stickerNumber: words.text,
      validFrom: words.date,
      validUntil: words.date,
      durationDays: words.durationDays(LONG_STAY_DAYS_MAX),
      entries: oneOf(['single', 'double', 'multiple'], { description: 'single, double or multiple.' }),
    },
    words.options,
  );
}

export function visDecision(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('visa-decision'),
      concerns: words.encounterId,
      decision: oneOf(VISA_EVENTS, { description: `${VISA_EVENTS.join(', ')}.` }),
      decidedOn: words.date,
      visa: Type.Optional(visVisa(words)),
      validUntil: Type.Optional(words.date),
      stickerNumber: Type.Optional(words.text),
      grounds: Type.Optional(words.texts),
      forThreatOrFraud: Type.Optional(Type.Boolean()),
      finalOn: Type.Optional(words.date),
    },
    { ...words.options, title: `VisDecision${suffix}` },
  );
}
