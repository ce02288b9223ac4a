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
    ees: Type.Union([eesEntry(words, suffix), eesExit(words, suffix), eesRefusal(words, suffix)]),
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
    eurodac: dataSet(words, suffix),
  };
}

function eesEntry(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('entry'),
      entryDate: words.date,
      borderCrossingPoint: words.text,
      visa: Type.Optional(
        Type.Object(
          {
            stickerNumber: words.text,
            validUntil: words.date,
            durationDays: words.durationDays(SHORT_STAY_DAYS_MAX),
          },
          words.options,
        ),
      ),
    },
    { ...words.options, title: `EesEntryFacts${suffix}` },
  );
}

function eesExit(words: Words, suffix: string) {
  return Type.Object(
    { kind: Type.Literal('exit'), exitDate: words.date, borderCrossingPoint: words.text },
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
    },
    { ...words.options, title: `EesRefusalFacts${suffix}` },
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
  ] as const;
  return Type.Object(
    {
      kind: Type.Literal('data-set'),
      category: oneOf(categories, { description: `${categories.join(', ')}.` }),
      eventDate: words.date,
      referenceNumber: words.text,
    },
    { ...words.options, title: `EurodacFacts${suffix}` },
  );
}
