/** The common identity repository ((EU) 2019/817 Art 17 to 24) and full access of law enforcement in two steps. */
import { type Static, Type } from 'typebox';
import { IDENTIFICATION_GROUNDS } from '../src/domain/law/cir-table.js';
import { TWO_STEP_SYSTEMS, URGENCIES } from '../src/domain/law/law-enforcement-access-table.js';
import { SYSTEMS } from '../src/domain/systems.js';
import { DocumentQueryInput, Identity, IdentityQueryInput, TravelDocument } from './identity.js';
import { Link } from './link.js';
import { Flag, SystemAnswer } from './results.js';
import { SampleInputs } from './sample.js';
import { FalsePositiveIdentificationRate } from './search-options.js';
import { CirDataSet } from './system-query.js';
import {
  IdentifierInput,
  Instant,
  LocalDate,
  oneOf,
  Position,
  STRICT,
  System,
  textInput,
  Uuid,
} from './words.js';

export const RepositoryKeysInput = {
  identity: Type.Optional(IdentityQueryInput),
  document: Type.Optional(DocumentQueryInput),
  samples: Type.Optional(SampleInputs),
  falsePositiveIdentificationRate: Type.Optional(FalsePositiveIdentificationRate),
};

export const RepositoryKeysBody = Type.Object(RepositoryKeysInput, {
  ...STRICT,
  title: 'RepositoryKeysBody',
  description: 'At least one of identity, document and samples.',
});
export type RepositoryKeysBody = Static<typeof RepositoryKeysBody>;

export const IdentificationBody = Type.Object(
  {
    ground: oneOf(IDENTIFICATION_GROUNDS, {
      description: 'Why the person is to be identified: Art 20(1), (4).',
    }),
    personPresent: Type.Boolean({ description: 'The search begins in the presence of the person.' }),
    age: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 150, description: 'Years, as far as it is known.' }),
    ),
    bestInterestsOfChild: Type.Optional(Type.Boolean()),
    biometricsUnusable: Type.Optional(
      Type.Boolean({
        description: 'Biometrics cannot be used, or the search with them found nobody: Art 20(3).',
      }),
    ),
    reference: textInput(200),
    operatorId: textInput(200),
    ...RepositoryKeysInput,
  },
  { ...STRICT, title: 'IdentificationBody' },
);
export type IdentificationBody = Static<typeof IdentificationBody>;

export const IdentificationReply = Type.Object(
  {
    complete: Type.Boolean({
      description: 'False where somebody did not answer; whom, would say where data are looked for.',
    }),
    files: Type.Array(
      Type.Object({
        identities: Type.Array(
          Type.Object({ identity: Identity, travelDocument: Type.Optional(TravelDocument) }),
        ),
        biometrics: Type.Array(Position),
      }),
      {
        description:
          'One for each person. Equal data of several systems are said once, and no system is named.',
      },
    ),
    flags: Type.Array(
      Type.Object({
        kind: Type.Literal('multiple-identity'),
        reason: Type.String(),
        citation: Type.String(),
        links: Type.Array(Type.String(), {
          description: 'Links it rests on; none where it rests on what was found just now.',
        }),
      }),
      { description: 'Possible identity fraud: a reason to look, and nothing more (Art 32(2)).' },
    ),
    citation: Type.String(),
  },
  { title: 'IdentificationReply' },
);

export const LinkedData = Type.Object(
  {
    link: Link,
    dataSets: Type.Array(CirDataSet),
    citation: Type.String(),
  },
  {
    title: 'LinkedData',
    description: 'What the repository holds of both sides of a link. It holds nothing of SIS.',
  },
);

const Offence = oneOf(['terrorist', 'serious', 'other'], {
  description: 'serious: a maximum penalty of at least three years.',
});

const CASE = {
  offence: Offence,
  isSpecificCase: Type.Boolean(),
  reasonableGrounds: textInput(2_000),
  fileReference: textInput(200),
  operatorId: textInput(200),
  orderedBy: textInput(200),
};

export const ConsultationBody = Type.Object(
  { ...CASE, ...RepositoryKeysInput },
  { ...STRICT, title: 'ConsultationBody' },
);
export type ConsultationBody = Static<typeof ConsultationBody>;

export const Consultation = Type.Object(
  {
    queryId: Uuid,
    authorityId: Type.String(),
    memberState: Type.String(),
    state: oneOf(['no-match', 'incomplete', 'open', 'access-requested', 'reason-recorded'], {
      description:
        'open: full access must be asked for in one of the systems, or the reason for not asking recorded. incomplete: nothing ' +
        'was found, and not everything was compared: ask again.',
    }),
    complete: Type.Optional(
      Type.Boolean({
        description:
          'Every system answered and all biometrics were compared with all that hold such. Absent where this was not kept yet.',
      }),
    ),
    systems: Type.Array(System, {
      maxItems: SYSTEMS.length,
      description: 'Systems with a match. Nothing else is said.',
    }),
    askedAt: Instant,
    settledAt: Type.Optional(Instant),
    reason: Type.Optional(Type.String()),
    stated: Type.Object({
      offence: Offence,
      isSpecificCase: Type.Boolean(),
      reasonableGrounds: Type.String(),
      fileReference: Type.String(),
      operatorId: Type.String(),
      orderedBy: Type.String(),
    }),
    notAnswered: Type.Optional(
      Type.Array(Type.Object({ system: System, reason: Type.String() }), {
        description:
          'Systems that were silent, or not asked by all there was: `face-alone` where no search is made by a face alone, ' +
          '`no-usable-search-key` where the system holds nothing such (ETIAS, of biometrics), which leaves nothing open.',
      }),
    ),
  },
  { title: 'Consultation', description: 'Article 22.' },
);

export const Consultations = Type.Object(
  { queries: Type.Array(Consultation), next: Type.Optional(Uuid) },
  { title: 'Consultations' },
);

export const ReasonBody = Type.Object({ reason: textInput(2_000) }, { ...STRICT, title: 'ReasonBody' });
export type ReasonBody = Static<typeof ReasonBody>;

const ACCESS = {
  isProportionate: Type.Boolean(),
  aim: oneOf(['travel-history-of-known-person', 'identify-unknown-person']),
  priorCheck: Type.Optional(
    Type.Object(
      { nationalDatabases: Type.Boolean(), otherStates: oneOf(['searched', 'not-available', 'none']) },
      STRICT,
    ),
  ),
  urgency: Type.Optional(
    oneOf(URGENCIES, { description: 'Searched first, verified within seven working days: EES Art 31(2).' }),
  ),
};

export const AccessRequestBody = Type.Object(
  { system: oneOf(TWO_STEP_SYSTEMS), ...CASE, ...ACCESS, queryId: Type.Optional(IdentifierInput) },
  { ...STRICT, title: 'AccessRequestBody' },
);
export type AccessRequestBody = Static<typeof AccessRequestBody>;

export const AccessRequest = Type.Object(
  {
    requestId: Uuid,
    system: oneOf(TWO_STEP_SYSTEMS),
    authorityId: Type.String(),
    memberState: Type.String(),
    state: oneOf(['waiting', 'approved', 'refused', 'searched', 'justified', 'unjustified']),
    askedAt: Instant,
    decidedBy: Type.Optional(Type.String()),
    decidedAt: Type.Optional(Instant),
    searchedAt: Type.Optional(Instant),
    verifyBy: Type.Optional(LocalDate),
    isOverdue: Type.Boolean({ description: 'The day for verifying an urgent access has passed.' }),
    duties: Type.Array(Type.Object({ duty: Type.String(), citation: Type.String() })),
    stated: Type.Object({ ...CASE, ...ACCESS, queryId: Type.Optional(Uuid) }),
  },
  { title: 'AccessRequest' },
);

export const AccessRequests = Type.Object(
  { requests: Type.Array(AccessRequest), next: Type.Optional(Uuid) },
  { title: 'AccessRequests' },
);

export const AccessDecisionBody = Type.Object(
  { approves: Type.Boolean() },
  { ...STRICT, title: 'AccessDecisionBody' },
);
export type AccessDecisionBody = Static<typeof AccessDecisionBody>;

export const AccessSearch = Type.Object(
  {
    request: AccessRequest,
    answer: SystemAnswer,
    complete: Type.Boolean({
      description:
        'False where the system did not answer or could not be asked, or not all biometrics were compared.',
    }),
    flags: Type.Array(Flag),
    links: Type.Array(Link),
  },
  {
    title: 'AccessSearch',
    description:
      'What the system said. A search it did not answer may be repeated; one that is not complete and found nobody, by the ' +
      'same keys.',
  },
);
