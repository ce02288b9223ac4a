/** Links between identities in two systems: (EU) 2019/817 Articles 25 to 34. */
import { type Static, Type } from 'typebox';
import { AUTHORITY_CLASSES } from '../src/domain/authorities.js';
import {
  BIOMETRIC_RELATIONS,
  DOCUMENT_RELATIONS,
  VERIFICATION_CONCLUSIONS,
} from '../src/domain/law/link-table.js';
import { OPERATOR_HINDRANCES, VERIFICATION_STATES } from '../src/domain/links/second-operator.js';
import { SystemRecord } from './system-record.js';
import { oneOf, STRICT, System, textInput, Uuid } from './words.js';

const DataSet = Type.Object(
  { system: System, subjectId: Type.Optional(Uuid) },
  { description: 'The subject only where the caller may consult its system.' },
);

export const Link = Type.Object(
  {
    linkId: Uuid,
    dataSets: Type.Array(DataSet, { minItems: 2, maxItems: 2 }),
    colour: oneOf(['white', 'yellow', 'green', 'red'], {
      description:
        'white: one person; yellow: to be verified by hand; green: two persons; red: unjustified. Nothing follows from ' +
        'a red link alone (Art 32(2)).',
    }),
    says: oneOf(['same-person', 'verification-pending', 'different-persons', 'unjustified']),
    citation: Type.String({ description: 'The provision the colour rests on.' }),
    responsible: Type.Optional(
      Type.Object(
        { memberState: Type.String(), authorityClasses: Type.Array(oneOf(AUTHORITY_CLASSES)) },
        {
          description:
            'Who verifies it: any of the classes in the state (Art 29, 34(d)). Left out, with the dates, where a red link is ' +
            'seen with access to one of its systems (Art 26(2)).',
        },
      ),
    ),
    verifyBy: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'At the border: when the verification should have ended, twelve hours after it began (Art 29(4)).',
      }),
    ),
    verificationState: Type.Optional(
      oneOf(VERIFICATION_STATES, {
        description:
          'Of a yellow link about which an operator has concluded, where the installation asks for a second (HUB_SECOND_OPERATOR).',
      }),
    ),
    isReported: Type.Optional(
      Type.Boolean({
        description:
          'Another authority found the link wrong, and nobody has concluded anew since (Art 31(3), 32(7), 33(5)); for the ' +
          'authority responsible.',
      }),
    ),
    createdAt: Type.Optional(Type.String({ format: 'date-time' })),
    updatedAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { title: 'Link', description: 'Two data sets of two systems, by reference.' },
);

export const Links = Type.Object(
  {
    links: Type.Array(Link),
    next: Type.Optional(
      Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
    ),
  },
  { title: 'Links' },
);

const LinkVerification = Type.Object(
  {
    state: oneOf(VERIFICATION_STATES, {
      description:
        'awaits-second-operator: one has concluded; disputed: two have concluded differently, and a third decides.',
    }),
    authorityId: Type.String({
      description: 'Whose operators conclude: each once, by the `operator_id` of the token.',
    }),
    mayConclude: Type.Boolean({ description: 'Whether the caller may conclude now.' }),
    because: Type.Optional(oneOf(OPERATOR_HINDRANCES, { description: 'Why the caller may not.' })),
    rule: Type.String(),
    conclusions: Type.Optional(
      Type.Array(
        Type.Object({
          operatorId: Type.String(),
          conclusion: oneOf(VERIFICATION_CONCLUSIONS),
          concludedAt: Type.String({ format: 'date-time' }),
          isOwn: Type.Boolean({ description: 'The caller concluded this.' }),
          reason: Type.Optional(Type.String()),
        }),
        { description: 'Oldest first; for operators of the same authority.' },
      ),
    ),
  },
  { description: 'How far a verification has come that takes more than one operator.' },
);

export const ProposedLink = Type.Object(
  { state: oneOf(VERIFICATION_STATES), link: Link, verification: LinkVerification },
  { title: 'ProposedLink', description: 'The link stays yellow: another operator has to conclude.' },
);

export const LinkFile = Type.Object(
  {
    link: Link,
    relation: Type.Optional(
      Type.Object(
        {
          biometrics: oneOf(BIOMETRIC_RELATIONS),
          identity: oneOf(['same', 'similar', 'different']),
          document: oneOf(DOCUMENT_RELATIONS),
        },
        { description: 'How the two data sets relate; for the authority that has to verify the link.' },
      ),
    ),
    records: Type.Optional(
      Type.Array(SystemRecord, {
        description: 'Every record of both sides; for the authority that has to verify the link.',
      }),
    ),
    history: Type.Optional(
      Type.Array(
        Type.Object({
          event: oneOf(['detected', 'changed', 'removed', 'verified', 'corrected']),
          occurredAt: Type.String({ format: 'date-time' }),
          colour: oneOf(['white', 'yellow', 'green', 'red']),
          citation: Type.String(),
          similarBy: Type.Array(Type.String()),
          conclusion: Type.Optional(oneOf(VERIFICATION_CONCLUSIONS)),
          memberState: Type.Optional(Type.String()),
          isLate: Type.Optional(Type.Boolean()),
        }),
        { description: 'What became of the link so far, oldest first (Art 34(e)).' },
      ),
    ),
    verification: Type.Optional(LinkVerification),
    reports: Type.Optional(
      Type.Array(
        Type.Object({
          authorityId: Type.String(),
          conclusion: oneOf(VERIFICATION_CONCLUSIONS),
          reason: Type.Optional(Type.String()),
          reportedAt: Type.String({ format: 'date-time' }),
        }),
        { description: 'What other authorities found wrong since the last conclusion, oldest first.' },
      ),
    ),
  },
  { title: 'LinkFile', description: 'The identity confirmation file of one link (Art 34).' },
);

const Seen = Type.Optional(
  Type.String({
    format: 'date-time',
    maxLength: 40,
    description:
      '`updatedAt` of the link as the operator saw it, as the hub gave it. Where the link has changed since, nothing is ' +
      'decided (409 `link-changed`). Left out, the link is taken as it is now.',
  }),
);

export const VerificationBody = Type.Object(
  {
    conclusion: oneOf(VERIFICATION_CONCLUSIONS, {
      description: 'What the authority concluded: one person or two, justified or not.',
    }),
    personPresent: Type.Optional(
      Type.Boolean({
        description: 'EES: whether the person was there when the verification began (Art 29(4)).',
      }),
    ),
    reason: Type.Optional(textInput(2_000)),
    seen: Seen,
  },
  { ...STRICT, title: 'VerificationBody' },
);
export type VerificationBody = Static<typeof VerificationBody>;

export const CorrectionBody = Type.Object(
  {
    conclusion: Type.Optional(
      oneOf(VERIFICATION_CONCLUSIONS, { description: 'What the authority concludes now.' }),
    ),
    remove: Type.Optional(Type.Literal(true, { description: 'The link should not be: it goes.' })),
    reason: Type.Optional(textInput(2_000)),
    seen: Seen,
  },
  {
    ...STRICT,
    title: 'CorrectionBody',
    description:
      'Either a new conclusion, which another authority than the responsible one gives with its reason, or the removal of the link.',
  },
);
export type CorrectionBody = Static<typeof CorrectionBody>;

export const CorrectedLink = Type.Object(
  {
    removed: Type.Boolean(),
    reported: Type.Optional(
      Type.Literal(true, {
        description:
          'By another authority: the link is on the list of the responsible one until that has concluded anew.',
      }),
    ),
    link: Type.Optional(Link),
  },
  {
    title: 'CorrectedLink',
    description: 'The link as it is now, unless it was removed or is for another authority to verify.',
  },
);

export const LinkLetter = Type.Object(
  {
    kind: oneOf(['red-link', 'white-link']),
    language: Type.String(),
    singleIdentificationNumber: Uuid,
    authorityReference: Type.String({
      description: 'What the person gives to the web portal (Art 34(d), 49(2)).',
    }),
    citation: Type.String(),
    paragraphs: Type.Array(
      Type.Object({
        key: Type.String({ description: 'Names the sentence in every language.' }),
        text: Type.String({ description: 'English, with `{name}` where a value stands.' }),
        values: Type.Record(Type.String(), Type.String()),
      }),
    ),
    text: Type.String({ description: 'The whole letter in English.' }),
  },
  { title: 'LinkLetter' },
);

export const LinkNotices = Type.Object(
  {
    notices: Type.Array(
      Type.Object({
        noticeId: Uuid,
        linkId: Uuid,
        system: System,
        memberState: Type.String(),
        authorityClasses: Type.Array(oneOf(AUTHORITY_CLASSES)),
        createdAt: Type.String({ format: 'date-time' }),
      }),
    ),
  },
  { title: 'LinkNotices', description: 'Red links that touch what the caller entered (Art 32(6)).' },
);

export const PortalAnswer = Type.Object(
  {
    authorityReference: Type.String(),
    memberState: Type.String(),
    authorityClasses: Type.Array(oneOf(AUTHORITY_CLASSES)),
    contacts: Type.Array(
      Type.Object({
        authorityClass: oneOf(AUTHORITY_CLASSES),
        name: Type.String(),
        email: Type.Optional(Type.String()),
        telephone: Type.Optional(Type.String()),
        address: Type.Optional(Type.String()),
        url: Type.Optional(Type.String()),
      }),
    ),
    emailTemplate: Type.Object({ subject: Type.String(), body: Type.String() }),
  },
  { title: 'PortalAnswer', description: 'Whom to turn to; nothing of what is linked.' },
);
