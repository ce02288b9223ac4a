/** The bodies of the public operations. */
import { type Static, type TSchema, Type } from 'typebox';
import type { AnyFacts } from '../src/domain/system-record.js';
import { SYSTEMS, type SystemId } from '../src/domain/systems.js';
import { FACTS_INPUT } from './facts.js';
import { DocumentQueryInput, IdentityInput, IdentityQueryInput, TravelDocumentInput } from './identity.js';
import { RequiredSampleInputs, SampleInputs } from './sample.js';
import {
  CandidatesMax,
  CheckMirrored,
  ComparesOwn,
  EnteredBy,
  FalseMatchRate,
  FalsePositiveIdentificationRate,
  RecordCategories,
  Systems,
} from './search-options.js';
import { IdentifierInput, InstantInput, STRICT } from './words.js';

const FactsInput = Type.Unsafe<AnyFacts>(
  Type.Union(SYSTEMS.flatMap(factsVariants), {
    title: 'FactsInput',
    description: "The system's own facts of the encounter; `kind` must be one of the system.",
  }),
);

export const EnrolBody = Type.Object(
  {
    subjectId: Type.Optional(IdentifierInput),
    encounterAt: InstantInput,
    identity: IdentityInput,
    travelDocument: Type.Optional(TravelDocumentInput),
    facts: FactsInput,
    samples: Type.Optional(SampleInputs),
  },
  { ...STRICT, title: 'EnrolBody' },
);
export type EnrolBody = Static<typeof EnrolBody>;

export const IdentifyBody = Type.Object(
  {
    systems: Type.Optional(Systems),
    candidatesMax: Type.Optional(CandidatesMax),
    falsePositiveIdentificationRate: Type.Optional(FalsePositiveIdentificationRate),
    comparesOwn: Type.Optional(ComparesOwn),
    enteredBy: Type.Optional(EnteredBy),
    categories: Type.Optional(RecordCategories),
    checkMirrored: Type.Optional(CheckMirrored),
    samples: RequiredSampleInputs,
  },
  { ...STRICT, title: 'IdentifyBody' },
);
export type IdentifyBody = Static<typeof IdentifyBody>;

export const VerifyBody = Type.Object(
  { falseMatchRate: Type.Optional(FalseMatchRate), samples: RequiredSampleInputs },
  { ...STRICT, title: 'VerifyBody' },
);
export type VerifyBody = Static<typeof VerifyBody>;

export const SearchBody = Type.Object(
  {
    identity: Type.Optional(IdentityQueryInput),
    document: Type.Optional(DocumentQueryInput),
    samples: Type.Optional(SampleInputs),
    systems: Type.Optional(Systems),
    candidatesMax: Type.Optional(CandidatesMax),
    falsePositiveIdentificationRate: Type.Optional(FalsePositiveIdentificationRate),
    comparesOwn: Type.Optional(ComparesOwn),
  },
  { ...STRICT, title: 'SearchBody', description: 'At least one of identity, document and samples.' },
);
export type SearchBody = Static<typeof SearchBody>;

/** The shapes the facts of one system can have, told apart by their `kind`. */
export function factsVariants(system: SystemId): readonly TSchema[] {
  const shape = FACTS_INPUT[system];
  return 'anyOf' in shape ? shape.anyOf : [shape];
}
