/** What each system keeps of one encounter beside identity and document: its own facts, told apart by `kind`. */
import { Type } from 'typebox';
import { ETIAS_EVENTS } from '../src/domain/law/etias-clock-table.js';
import { VIS_EXEMPTIONS } from '../src/domain/law/vis-fingerprints-table.js';
import { VISA_EVENTS } from '../src/domain/law/vis-visa-table.js';
import { INCOMING, OUTGOING, oneOf, type Words } from './words.js';

const VIS_OUTCOMES = [
  'pending',
  'issued',
  'refused',
  'annulled',
  'revoked',
  'withdrawn',
  'discontinued',
] as const;
const Outcome = oneOf(['pending', 'issued', 'refused', 'annulled', 'revoked'], {
  description: 'pending, issued, refused, annulled or revoked.',
});

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
const ETIAS_EVENT_FACTS = [...ETIAS_EVENTS, 'consent-given', 'consent-withdrawn'] as const;

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
    vis: Type.Union([visApplication(words, suffix), visDecision(words, suffix)]),
    etias: Type.Union([travelAuthorisation(words, suffix), authorisationEvent(words, suffix)]),
    sis: alert(words, suffix),
    'ecris-tcn': Type.Union([
      Type.Object(
        {
          kind: Type.Literal('conviction-index'),
          convictingMemberState: words.country,
          referenceCode: words.text,
        },
        { ...words.options, title: `EcrisTcnFacts${suffix}` },
      ),
      Type.Object(
        { kind: Type.Literal('conviction-gone'), concerns: words.encounterId, goneOn: words.date },
        { ...words.options, title: `ConvictionGone${suffix}` },
      ),
    ]),
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
      biometrics: Type.Optional(eesBiometricsNote(words)),
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
      biometrics: Type.Optional(eesBiometricsNote(words)),
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
      biometrics: Type.Optional(eesBiometricsNote(words)),
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

function visDecision(words: Words, suffix: string) {
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

function travelAuthorisation(words: Words, suffix: string) {
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

function authorisationEvent(words: Words, suffix: string) {
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

function alert(words: Words, suffix: string) {
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
          description: 'Palm prints held with the alert, not compared.',
        }),
      ),
      arePrintsFromScene: Type.Optional(Type.Boolean()),
      consultedOn: Type.Optional(words.date),
      leftOn: Type.Optional(words.date),
    },
    words.options,
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
