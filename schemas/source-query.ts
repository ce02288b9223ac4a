/**
 * The contract of a connector to a database of Interpol or Europol. Its two requests: `GET v1/pledge`, whether a query now
 * reveals anything to the owner of an alert, and `POST v1/databases/{source}/queries`.
 */
import { type Static, Type } from 'typebox';
import { LIMITS } from '../src/platform/limits.js';
import { DocumentQueryInput, IdentityQueryInput } from './identity.js';

export const SourcePledge = Type.Object(
  {
    revealsToOwner: Type.Boolean({
      description: 'Whether the owner of an alert that is found learns of the query, or of who asks.',
    }),
  },
  { title: 'SourcePledge' },
);

export const SourceQueryBody = Type.Object(
  {
    document: Type.Optional(DocumentQueryInput),
    identity: Type.Optional(IdentityQueryInput),
    noticeOnMatch: Type.Optional(
      Type.Literal(true, {
        description: 'Europol: data that match are to be kept as a notice ((EU) 2024/1356 Art 16(5)).',
      }),
    ),
    /** Said with every query, so that a connector that cannot keep the pledge refuses. */
    revealToOwner: Type.Literal(false),
  },
  { title: 'SourceQueryBody' },
);
export type SourceQueryBody = Static<typeof SourceQueryBody>;

export const SourceQueryAnswer = Type.Object(
  {
    hits: Type.Array(
      Type.Object({
        reference: Type.String({ minLength: 1, maxLength: 200 }),
        category: Type.String({ minLength: 1, maxLength: 100 }),
        owner: Type.Optional(Type.String({ maxLength: 100 })),
      }),
      { maxItems: LIMITS.sourceHitsMax },
    ),
    overflow: Type.Boolean(),
  },
  { title: 'SourceQueryAnswer' },
);
export type SourceQueryAnswer = Static<typeof SourceQueryAnswer>;
