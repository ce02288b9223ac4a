/** Flags of index entries of ECRIS-TCN, and the answer to those who may ask for flagged records. */
import { type Static, Type } from 'typebox';
import { DocumentQueryInput, IdentityQueryInput } from './identity.js';
import { CountryCode, DateInput, LocalDate, oneOf, STRICT, Text } from './words.js';

export const FLAG_KINDS = ['terrorism', 'serious-offence'] as const;
export const FlagKindInput = oneOf(FLAG_KINDS, { description: `${FLAG_KINDS.join(' or ')}.` });

export const FlagBody = Type.Object(
  { kind: FlagKindInput, createdOn: DateInput },
  { ...STRICT, title: 'FlagBody' },
);
export type FlagBody = Static<typeof FlagBody>;

export const KeptFlag = Type.Object(
  { lastDay: LocalDate, citation: Text },
  { title: 'KeptFlag', description: 'The last day of the flag.' },
);

export const FlagQueryBody = Type.Object(
  { identity: Type.Optional(IdentityQueryInput), document: Type.Optional(DocumentQueryInput) },
  { ...STRICT, title: 'FlagQueryBody', description: 'At least one of identity and document.' },
);
export type FlagQueryBody = Static<typeof FlagQueryBody>;

export const FlagAnswer = Type.Object(
  {
    hits: Type.Array(Type.Object({ convictingMemberState: CountryCode, referenceCode: Text })),
    citation: Text,
    overflow: Type.Boolean(),
  },
  { title: 'FlagAnswer', description: 'States and reference codes of flagged records, and nothing else.' },
);
