/** What the Entry/Exit System keeps of a crossing, and of what is decided, shown or corrected later. */
import { Type } from 'typebox';
import { oneOf, type Words } from './words.js';

/** Days a short stay may last. */
const SHORT_STAY_DAYS_MAX = 90;

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

function eesBiometricsNote(words: Words) {
  const flag = (description: string) => Type.Optional(Type.Boolean({ description }));
  return Type.Object(
    {
      fingerprintsImpossible: Type.Optional(
        oneOf(['permanently', 'temporarily'], { description: 'permanently or temporarily.' }),
      ),
      visaRequired: flag('Absent: as the record names a visa or not.'),
      inVis: flag('VIS knows the person.'),
      liveFaceInVis: flag('VIS holds a face marked as taken live.'),
      biometricsInSisAlert: flag('Of a refusal on ground H.'),
      threatToInternalSecurity: flag('Of a refusal on ground I.'),
      documentHasChip: flag('Of a refusal on ground J.'),
    },
    words.options,
  );
}

export function eesEntry(words: Words, suffix: string) {
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
      biometrics: Type.Optional(eesBiometricsNote(words)),
    },
    { ...words.options, title: `EesEntryFacts${suffix}` },
  );
}

export function eesExit(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('exit'),
      exitDate: words.date,
      borderCrossingPoint: words.text,
      visa: Type.Optional(eesVisa(words)),
      fallback: Type.Optional(
        Type.Boolean({ description: 'Recorded later, from local storage or a stamp.' }),
      ),
      biometrics: Type.Optional(eesBiometricsNote(words)),
    },
    { ...words.options, title: `EesExitFacts${suffix}` },
  );
}

export function eesRefusal(words: Words, suffix: string) {
  return Type.Object(
    {
      kind: Type.Literal('refusal'),
      refusalDate: words.date,
      borderCrossingPoint: words.text,
      grounds: words.texts,
      visa: Type.Optional(eesVisa(words)),
      biometrics: Type.Optional(eesBiometricsNote(words)),
    },
    { ...words.options, title: `EesRefusalFacts${suffix}` },
  );
}

export function eesStayDecision(words: Words, suffix: string) {
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

export function eesRebuttal(words: Words, suffix: string) {
  const shown = ['exit', 'right-to-stay', 'serious-event'] as const;
  return Type.Object(
    {
      kind: Type.Literal('rebuttal'),
      rebuttedOn: words.date,
      place: words.text,
      concerns: words.encounterId,
      shows: oneOf(shown, { description: `${shown.join(', ')}.` }),
      exitDate: Type.Optional(words.date),
      endsOn: Type.Optional(words.date),
    },
    { ...words.options, title: `EesRebuttalFacts${suffix}` },
  );
}

export function eesAmendment(words: Words, suffix: string) {
  const changes = ['rectification', 'completion', 'erasure'] as const;
  return Type.Object(
    {
      kind: Type.Literal('amendment'),
      amendedOn: words.date,
      place: words.text,
      concerns: words.encounterId,
      change: oneOf(changes, { description: `${changes.join(', ')}.` }),
      eventDate: Type.Optional(words.date),
      endsOn: Type.Optional(words.date),
    },
    { ...words.options, title: `EesAmendmentFacts${suffix}` },
  );
}
