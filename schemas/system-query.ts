/**
 * What one system is asked, and what it answers: the contract between the hub and a system kept elsewhere, which the
 * hub itself serves for the systems it keeps. Unknown members of an answer are let through: a peer may be newer.
 */
import { type Static, Type } from 'typebox';
import { LIMITS } from '../src/platform/limits.js';
import { Candidate } from './candidate.js';
import { DocumentQueryInput, Identity, IdentityQueryInput, TravelDocument } from './identity.js';
import { CandidatesMax, ComparesOwn, FalsePositiveIdentificationRate } from './search-options.js';
import { SystemRecord } from './system-record.js';
import { LocalDate, oneOf, Position, Quality, STRICT, System, Uuid } from './words.js';

/** 256 signed bytes. */
const View = Type.String({
  pattern: '^[A-Za-z0-9+/]{342}==$',
  description: 'One embedding: 256 signed bytes in base64.',
});

const TemplateVersion = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,100}$',
  description: 'Name of the chain that made the template; only templates of one chain are compared.',
});

/** As `domain/minutiae-bytes.ts` writes them. */
const Minutiae = Type.Object(
  {
    templateVersion: TemplateVersion,
    bytes: Type.String({
      pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
      maxLength: Math.ceil(LIMITS.minutiaeBytesMax / 3) * 4,
      description: 'Minutiae and ridges of the finger, in base64.',
    }),
  },
  {
    ...STRICT,
    description: 'For the second stage; without it the fingers are compared by their embeddings.',
  },
);

const Probe = Type.Object(
  {
    position: Position,
    templateVersion: TemplateVersion,
    quality: Quality,
    views: Type.Array(View, { minItems: 1, maxItems: LIMITS.batchViewsMax }),
    minutiae: Type.Optional(Minutiae),
  },
  { ...STRICT, title: 'Probe' },
);

export const SystemQueryBody = Type.Object(
  {
    identity: Type.Optional(IdentityQueryInput),
    document: Type.Optional(DocumentQueryInput),
    probes: Type.Array(Probe, { maxItems: LIMITS.samplesMax }),
    falsePositiveIdentificationRate: FalsePositiveIdentificationRate,
    candidatesMax: CandidatesMax,
    comparesOwn: Type.Optional(ComparesOwn),
  },
  { ...STRICT, title: 'SystemQueryBody' },
);
export type SystemQueryBody = Static<typeof SystemQueryBody>;

export const CirDataSet = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    identities: Type.Array(
      Type.Object({
        identity: Identity,
        travelDocument: Type.Optional(TravelDocument),
        recordedIn: Type.Array(Uuid),
      }),
    ),
    biometrics: Type.Array(Position),
  },
  { title: 'CirDataSet', description: 'What the identity repository has of one person from one system.' },
);

export const SystemHit = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    foundBy: Type.Array(oneOf(['fingerprint', 'face', 'identity', 'document']), { minItems: 1, maxItems: 4 }),
    candidate: Type.Optional(Candidate),
    records: Type.Array(SystemRecord, { description: 'Empty only where `repository` stands for them.' }),
    /** Present where the processing of these data is restricted. */
    restrictedSince: Type.Optional(LocalDate),
    repository: Type.Optional(CirDataSet),
  },
  { title: 'SystemHit', description: 'One subject that answers the query, with every record held of it.' },
);

export const ComparedReferences = Type.Object(
  {
    referencesCompared: Type.Integer({ minimum: 0 }),
    referencesNotCompared: Type.Integer({
      minimum: 0,
      description:
        'Of another template version than the probes: whoever is found by them alone is not among the hits.',
    }),
    complete: Type.Optional(
      Type.Boolean({
        description:
          'False where references were left out that are still to be extracted again, or all for which the probes are of other ' +
          'models: that there are no hits then is not "nobody". True where none was left out but those whose image gives no template ' +
          'any more. Absent in answers of hubs of earlier releases.',
      }),
    ),
  },
  {
    title: 'ComparedReferences',
    description:
      'What probes were compared with. Absent without probes, and in answers of hubs of earlier releases.',
  },
);

export const SystemQueryResult = Type.Object(
  {
    hits: Type.Array(SystemHit, { maxItems: LIMITS.systemHitsMax }),
    overflow: Type.Boolean({ description: 'True where more subjects answer the query: ask more narrowly.' }),
    biometrics: Type.Optional(ComparedReferences),
  },
  { title: 'SystemQueryResult' },
);
export type SystemQueryResult = Static<typeof SystemQueryResult>;
