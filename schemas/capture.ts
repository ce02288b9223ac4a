/** What an operation says of the file of the field's formats it came as. */
import { Type } from 'typebox';
import { oneOf, Position } from './words.js';

export const Transaction = Type.Object(
  {
    tot: Type.String({ description: 'Type of transaction (1.004).' }),
    dat: Type.String({ description: 'Date as it stands there (1.005), YYYYMMDD.' }),
    dai: Type.String({ description: 'Destination agency (1.007).' }),
    ori: Type.String({ description: 'Originating agency (1.008).' }),
    tcn: Type.String({ description: 'Transaction control number (1.009).' }),
    tcr: Type.Optional(Type.String({ description: 'Transaction control reference (1.010).' })),
    domain: Type.Optional(Type.String({ description: 'Domain (1.013); decides what Type-2 fields mean.' })),
  },
  {
    title: 'Transaction',
    description: 'The identifiers of the ANSI/NIST-ITL transaction the request came as.',
  },
);

export const CaptureReport = Type.Object(
  {
    format: Type.String({ description: 'ansi-nist, iso-19794-4, iso-19794-5 or cbeff.' }),
    fingersMissing: Type.Array(
      Type.Object({ position: Position, reason: oneOf(['amputated', 'bandaged']) }),
      { description: 'Fingers the file says could not be captured.' },
    ),
    omitted: Type.Array(
      Type.Object({
        record: Type.Integer({ minimum: 1, description: 'From 1, in the order of the file.' }),
        type: Type.String(),
        reason: Type.String(),
      }),
      { description: 'Records that gave no sample, and why.' },
    ),
    findings: Type.Array(Type.Object({ field: Type.Optional(Type.String()), detail: Type.String() }), {
      description: 'Where the file departs from its standard and could be read all the same.',
    }),
  },
  { title: 'CaptureReport', description: 'What became of the file a request came as, beside its samples.' },
);

export const CaptureFault = Type.Object(
  {
    format: Type.String(),
    code: oneOf([
      'not-this-format',
      'truncated',
      'inconsistent',
      'out-of-range',
      'unsupported',
      'limit-exceeded',
    ]),
    detail: Type.String(),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Byte of the file, from 0.' })),
    field: Type.Optional(Type.String({ description: "In the words of the format's standard." })),
  },
  { title: 'CaptureFault', description: 'What is wrong with a file, and where; never what it says.' },
);
