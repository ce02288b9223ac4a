/**
 * What one system is asked, and what it answers: the contract between the hub and a system kept elsewhere, which the
 * hub itself serves for the systems it keeps. Unknown members of an answer are let through: a peer may be newer.
 */
import { type Static, Type } from 'typebox';
import { POSITIONS } from '../src/domain/positions.js';
import { SYSTEMS } from '../src/domain/systems.js';
import { LIMITS } from '../src/platform/limits.js';

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values] }));

const Uuid = Type.String({ format: 'uuid' });
const LocalDate = Type.String({ format: 'date' });
const Instant = Type.String({ format: 'date-time' });
const Country = Type.String({ pattern: '^[A-Z]{3}$' });
const Quality = Type.Number({ minimum: 0, maximum: 100 });
const Text = Type.String({ maxLength: 500 });
const Texts = Type.Array(Text, { maxItems: 100 });
const Outcome = oneOf(['pending', 'issued', 'refused', 'annulled', 'revoked']);

// ---- What is asked

/** 256 signed bytes. */
const View = Type.String({ pattern: '^[A-Za-z0-9+/]{342}==$' });

export const Probe = Type.Object(
  {
    position: oneOf(POSITIONS),
    templateVersion: Type.String({ minLength: 1, maxLength: 100 }),
    quality: Quality,
    views: Type.Array(View, { minItems: 1, maxItems: LIMITS.batchViewsMax }),
  },
  { additionalProperties: false },
);

export const SystemQueryBody = Type.Object(
  {
    identity: Type.Optional(
      Type.Object(
        {
          surname: Type.String({ minLength: 1, maxLength: 500 }),
          givenName: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
          dateOfBirth: Type.Optional(LocalDate),
          nationality: Type.Optional(Country),
        },
        { additionalProperties: false },
      ),
    ),
    document: Type.Optional(
      Type.Object(
        { number: Type.String({ minLength: 1, maxLength: 100 }), issuingCountry: Country },
        { additionalProperties: false },
      ),
    ),
    probes: Type.Array(Probe, { maxItems: LIMITS.samplesMax }),
    falsePositiveIdentificationRate: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    candidatesMax: Type.Integer({ minimum: 1, maximum: LIMITS.candidatesMax }),
  },
  { additionalProperties: false },
);
export type SystemQueryBody = Static<typeof SystemQueryBody>;

// ---- What is answered

export const Candidate = Type.Object({
  system: oneOf(SYSTEMS),
  subjectId: Uuid,
  rank: Type.Integer({ minimum: 1 }),
  similarityScore: Type.Number(),
  decision: oneOf(['match', 'inconclusive', 'no-match']),
  positions: Type.Array(
    Type.Object({
      probePosition: oneOf(POSITIONS),
      referencePosition: oneOf(POSITIONS),
      templateId: Uuid,
      similarityScore: Type.Number({ minimum: -1, maximum: 1 }),
      logLikelihoodRatio: Type.Number(),
      probeQuality: Quality,
      referenceQuality: Quality,
    }),
    { maxItems: 200 },
  ),
});

export const Identity = Type.Object({
  surnames: Texts,
  givenNames: Texts,
  dateOfBirth: LocalDate,
  sex: oneOf(['female', 'male', 'unspecified']),
  nationalities: Type.Array(Country, { minItems: 1, maxItems: 100 }),
  placeOfBirth: Type.Optional(Text),
  countryOfBirth: Type.Optional(Country),
  otherNames: Type.Optional(Texts),
});

export const TravelDocument = Type.Object({
  kind: oneOf(['passport', 'identity-card', 'refugee-travel-document', 'laissez-passer', 'other']),
  number: Text,
  issuingCountry: Country,
  validUntil: Type.Optional(LocalDate),
});

export const FACTS = {
  ees: Type.Union([
    Type.Object({
      kind: Type.Literal('entry'),
      entryDate: LocalDate,
      borderCrossingPoint: Text,
      visa: Type.Optional(
        Type.Object({
          stickerNumber: Text,
          validUntil: LocalDate,
          durationDays: Type.Integer({ minimum: 1 }),
        }),
      ),
    }),
    Type.Object({ kind: Type.Literal('exit'), exitDate: LocalDate, borderCrossingPoint: Text }),
    Type.Object({
      kind: Type.Literal('refusal'),
      refusalDate: LocalDate,
      borderCrossingPoint: Text,
      grounds: Texts,
    }),
  ]),
  vis: Type.Object({
    kind: Type.Literal('visa-application'),
    applicationNumber: Text,
    applicationDate: LocalDate,
    outcome: Outcome,
    visa: Type.Optional(
      Type.Object({
        stickerNumber: Text,
        validFrom: LocalDate,
        validUntil: LocalDate,
        durationDays: Type.Integer({ minimum: 1 }),
        entries: oneOf(['single', 'double', 'multiple']),
      }),
    ),
  }),
  etias: Type.Object({
    kind: Type.Literal('travel-authorisation'),
    applicationNumber: Text,
    applicationDate: LocalDate,
    outcome: Outcome,
    validUntil: Type.Optional(LocalDate),
  }),
  sis: Type.Object({
    kind: Type.Literal('alert'),
    alertKind: oneOf([
      'refusal-of-entry',
      'return',
      'arrest',
      'missing-person',
      'judicial-procedure',
      'check',
    ]),
    issuedOn: LocalDate,
    reviewBy: LocalDate,
    actionToBeTaken: Text,
  }),
  'ecris-tcn': Type.Object({
    kind: Type.Literal('conviction-index'),
    convictingMemberState: Country,
    referenceCode: Text,
  }),
  eurodac: Type.Object({
    kind: Type.Literal('data-set'),
    category: oneOf([
      'international-protection',
      'admission',
      'national-resettlement',
      'irregular-crossing',
      'illegal-stay',
      'search-and-rescue',
    ]),
    eventDate: LocalDate,
    referenceNumber: Text,
  }),
} as const;

/** One shape per system, so that the facts of a record are those of its own system. */
export const SystemRecord = Type.Union(
  SYSTEMS.map((system) =>
    Type.Object({
      system: Type.Literal(system),
      subjectId: Uuid,
      encounterId: Uuid,
      memberState: Country,
      encounterAt: Instant,
      identity: Identity,
      travelDocument: Type.Optional(TravelDocument),
      facts: FACTS[system],
    }),
  ),
);

export const SystemHit = Type.Object({
  system: oneOf(SYSTEMS),
  subjectId: Uuid,
  foundBy: Type.Array(oneOf(['fingerprint', 'face', 'identity', 'document']), { minItems: 1, maxItems: 4 }),
  candidate: Type.Optional(Candidate),
  records: Type.Array(SystemRecord, { minItems: 1 }),
});

export const SystemQueryResult = Type.Object({
  hits: Type.Array(SystemHit, { maxItems: LIMITS.systemHitsMax }),
  overflow: Type.Boolean(),
});
export type SystemQueryResult = Static<typeof SystemQueryResult>;
