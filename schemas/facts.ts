/** What each system keeps of one encounter beside identity and document: its own facts, told apart by `kind`. */
import { Type } from 'typebox';
import { INCOMING, OUTGOING, oneOf, type Words } from './words.js';

const Outcome = oneOf(['pending', 'issued', 'refused', 'annulled', 'revoked'], {
  description: 'pending, issued, refused, annulled or revoked.',
});

/** Days a short stay may last. */
const SHORT_STAY_DAYS_MAX = 90;
/** Long-stay visas stand in VIS too ((EU) 2021/1134). */
const LONG_STAY_DAYS_MAX = 366;

/** Facts a caller sends, by system: variants in the order of their kinds. */
export const FACTS_INPUT = factsShapes(INCOMING, 'Input');
/** Facts an answer holds. */
export const FACTS = factsShapes(OUTGOING, '');

function factsShapes<W extends Words>(words: W, suffix: string) {
  return {
    ees: Type.Union([
      eesEntry(words, suffix),
      eesExit(words, suffix),
      eesRefusal(words, suffix),
      eesStayDecision(words, suffix),
      eesRebuttal(words, suffix),
      eesAmendment(words, suffix),
    ]),
    vis: visApplication(words, suffix),
    etias: travelAuthorisation(words, suffix),
    sis: alert(words, suffix),
    'ecris-tcn': Type.Object(
      {
        kind: Type.Literal('conviction-index'),
        convictingMemberState: words.country,
        referenceCode: words.text,
      },
      { ...words.options, title: `EcrisTcnFacts${suffix}` },
    ),
    eurodac: Type.Union([dataSet(words, suffix), statusMessage(words, suffix)]),
  };
}

/** A short-stay visa as its sticker says it. */
export function eesVisa(words: Words) {
  return Type.Object(
    {
      stickerNumber: words.text,
      validFrom: Type.Optional(words.date),
      validUntil: words.date,
      durationDays: words.durationDays(SHORT_STAY_DAYS_MAX),
      entries: Type.Optional(
        oneOf(['single', 'double', 'multiple'], { description: 'single, double or multiple.' }),
      ),
      limitedTerritorialValidity: Type.Optional(Type.Boolean()),
    },
    words.options,
  );
}

function eesEntry(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('entry'),
      entryDate: words.date,
      borderCrossingPoint: words.text,
      visa: Type.Optional(eesVisa(words)),
      travelAuthorisation: Type.Optional(
        Type.Object(
          {
            applicationNumber: words.text,
            validUntil: words.date,
            limitedTerritorialValidity: Type.Optional(Type.Boolean()),
          },
          words.options,
        ),
      ),
      freeMovement: Type.Optional(
        Type.Boolean({ description: 'Family member of a Union citizen, without a residence card.' }),
      ),
      fallback: Type.Optional(
        Type.Boolean({ description: 'Recorded later, from local storage or a stamp.' }),
      ),
      startedInside: Type.Optional(
        Type.Boolean({ description: 'A short stay that starts inside the territory, after a permit.' }),
      ),
    },
    { ...words.options, title: `EesEntryFacts${suffix}` },
  );
}

function eesExit(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('exit'),
      exitDate: words.date,
      borderCrossingPoint: words.text,
      visa: Type.Optional(eesVisa(words)),
      fallback: Type.Optional(
        Type.Boolean({ description: 'Recorded later, from local storage or a stamp.' }),
      ),
    },
    { ...words.options, title: `EesExitFacts${suffix}` },
  );
}

function eesRefusal(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('refusal'),
      refusalDate: words.date,
      borderCrossingPoint: words.text,
      grounds: words.texts,
      visa: Type.Optional(eesVisa(words)),
    },
    { ...words.options, title: `EesRefusalFacts${suffix}` },
  );
}

function eesStayDecision(words: Words, suffix: string) {
  const decisions = ['extension', 'bilateral-extension', 'revocation', 'annulment'] as const;
  return Type.Object(
    {
      kind: Type.Literal('stay-decision'),
      decision: oneOf(decisions, { description: `${decisions.join(', ')}.` }),
      decidedOn: words.date,
      place: words.text,
      endsOn: Type.Optional(words.date),
      stickerNumber: Type.Optional(words.text),
      grounds: Type.Optional(words.texts),
      concerns: Type.Optional(words.encounterId),
    },
    { ...words.options, title: `EesStayDecisionFacts${suffix}` },
  );
}

function eesRebuttal(words: Words, suffix: string) {
  const shown = ['exit', 'right-to-stay', 'serious-event'] as const;
  return Type.Object(
    {
      kind: Type.Literal('rebuttal'),
      rebuttedOn: words.date,
      place: words.text,
      concerns: words.encounterId,
      shows: oneOf(shown, { description: `${shown.join(', ')}.` }),
      exitDate: Type.Optional(words.date),
    },
    { ...words.options, title: `EesRebuttalFacts${suffix}` },
  );
}

function eesAmendment(words: Words, suffix: string) {
  const changes = ['rectification', 'completion', 'erasure'] as const;
  return Type.Object(
    {
      kind: Type.Literal('amendment'),
      amendedOn: words.date,
      place: words.text,
      concerns: words.encounterId,
      change: oneOf(changes, { description: `${changes.join(', ')}.` }),
      eventDate: Type.Optional(words.date),
    },
    { ...words.options, title: `EesAmendmentFacts${suffix}` },
  );
}

function visApplication(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('visa-application'),
      applicationNumber: words.text,
      applicationDate: words.date,
      outcome: Outcome,
      visa: Type.Optional(
        Type.Object(
          {
            stickerNumber: words.text,
            validFrom: words.date,
            validUntil: words.date,
            durationDays: words.durationDays(LONG_STAY_DAYS_MAX),
            entries: oneOf(['single', 'double', 'multiple'], { description: 'single, double or multiple.' }),
          },
          words.options,
        ),
      ),
    },
    { ...words.options, title: `VisFacts${suffix}` },
  );
}

function travelAuthorisation(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('travel-authorisation'),
      applicationNumber: words.text,
      applicationDate: words.date,
      outcome: Outcome,
      validUntil: Type.Optional(words.date),
    },
    { ...words.options, title: `EtiasFacts${suffix}` },
  );
}

function alert(words: Words, suffix: string) {
  const kinds = [
    'refusal-of-entry',
    'return',
    'arrest',
    'missing-person',
    'judicial-procedure',
    'check',
  ] as const;
  return Type.Object(
    {
      kind: Type.Literal('alert'),
      alertKind: oneOf(kinds, { description: `${kinds.join(', ')}.` }),
      issuedOn: words.date,
      reviewBy: words.date,
      actionToBeTaken: words.text,
    },
    { ...words.options, title: `SisFacts${suffix}` },
  );
}

function dataSet(words: Words, suffix: string) {
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
    },
    { ...words.options, title: `EurodacFacts${suffix}` },
  );
}

function statusMessage(words: Words, suffix: string) {
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
