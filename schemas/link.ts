/** Links between identities in two systems: (EU) 2019/817 Articles 25 to 34. */
import { type Static, Type } from 'typebox';
import { AUTHORITY_CLASSES } from '../src/domain/authorities.js';
import {
  BIOMETRIC_RELATIONS,
  DOCUMENT_RELATIONS,
  VERIFICATION_CONCLUSIONS,
} from '../src/domain/law/link-table.js';
import { SystemRecord } from './system-record.js';
import { oneOf, STRICT, System, Uuid } from './words.js';

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
  },
  { title: 'LinkFile', description: 'The identity confirmation file of one link (Art 34).' },
);

export const VerificationBody = Type.Object(
  {
    conclusion: oneOf(VERIFICATION_CONCLUSIONS, {
      description: 'What the authority concluded: one person or two, justified or not.',
    }),
  },
  { ...STRICT, title: 'VerificationBody' },
);
export type VerificationBody = Static<typeof VerificationBody>;
