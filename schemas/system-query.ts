/**
 * What one system is asked, and what it answers: the contract between the hub and a system kept elsewhere, which the
 * hub itself serves for the systems it keeps. Unknown members of an answer are let through: a peer may be newer.
 */
import { type Static, Type } from 'typebox';
import { LIMITS } from '../src/platform/limits.js';
import { Candidate } from './candidate.js';
import { DocumentQueryInput, IdentityQueryInput } from './identity.js';
import { CandidatesMax, FalsePositiveIdentificationRate } from './search-options.js';
import { SystemRecord } from './system-record.js';
import { oneOf, Position, Quality, STRICT, System, Uuid } from './words.js';

/** 256 signed bytes. */
const View = Type.String({
  pattern: '^[A-Za-z0-9+/]{342}==$',
  description: 'One embedding: 256 signed bytes in base64.',
});

const Probe = Type.Object(
  {
    position: Position,
    templateVersion: Type.String({
      pattern: '^[A-Za-z0-9._-]{1,100}$',
      description: 'Name of the chain that made the template; only templates of one chain are compared.',
    }),
    quality: Quality,
    views: Type.Array(View, { minItems: 1, maxItems: LIMITS.batchViewsMax }),
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
  },
  { ...STRICT, title: 'SystemQueryBody' },
);
export type SystemQueryBody = Static<typeof SystemQueryBody>;

export const SystemHit = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    foundBy: Type.Array(oneOf(['fingerprint', 'face', 'identity', 'document']), { minItems: 1, maxItems: 4 }),
    candidate: Type.Optional(Candidate),
    records: Type.Array(SystemRecord, { minItems: 1 }),
  },
  { title: 'SystemHit', description: 'One subject that answers the query, with every record held of it.' },
);

export const SystemQueryResult = Type.Object(
  {
    hits: Type.Array(SystemHit, { maxItems: LIMITS.systemHitsMax }),
    overflow: Type.Boolean({ description: 'True where more subjects answer the query: ask more narrowly.' }),
  },
  { title: 'SystemQueryResult' },
);
export type SystemQueryResult = Static<typeof SystemQueryResult>;
