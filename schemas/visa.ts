/** Verification of a visa by its sticker, and the applications of a person with those they are linked to. */
import { type Static, Type } from 'typebox';
import { VISA_STATES } from '../src/domain/law/vis-visa-table.js';
import { SampleInputs } from './sample.js';
import { FalseMatchRate } from './search-options.js';
import { LocalDate, oneOf, STRICT, Text, textInput, Uuid } from './words.js';

export const VisaVerificationBody = Type.Object(
  {
    stickerNumber: textInput(50),
    samples: Type.Optional(SampleInputs),
    falseMatchRate: Type.Optional(FalseMatchRate),
  },
  { ...STRICT, title: 'VisaVerificationBody' },
);
export type VisaVerificationBody = Static<typeof VisaVerificationBody>;

const VisaOn = oneOf(['no-visa', 'not-yet-valid', 'valid', 'expired', 'annulled', 'revoked']);

export const VisaVerification = Type.Object(
  {
    visa: Type.Optional(
      Type.Object({
        status: VisaOn,
        validFrom: Type.Optional(LocalDate),
        validUntil: Type.Optional(LocalDate),
        durationDays: Type.Optional(Type.Integer()),
        entries: Type.Optional(oneOf(['single', 'double', 'multiple'])),
      }),
    ),
    next: oneOf([
      'search-by-person',
      'search-by-sticker',
      'visa-not-valid',
      'verify-fingerprints',
      'verify-face',
      'identify-by-fingerprints',
      'identify-by-data',
      'verified',
    ]),
    reason: Text,
    citation: Text,
    comparison: Type.Optional(
      Type.Object(
        {
          operationId: Uuid,
          state: Type.String(),
          decision: Type.Optional(Type.String()),
        },
        { description: 'The 1:1 comparison; read the operation where it has not ended.' },
      ),
    ),
  },
  { title: 'VisaVerification' },
);

const FileLink = Type.Object({
  kind: oneOf(['previous-application', 'travelling-together']),
  between: Type.Array(Text, { minItems: 2, maxItems: 2 }),
  citation: Text,
});

export const VisaApplications = Type.Object(
  {
    applications: Type.Array(
      Type.Object({
        encounterId: Uuid,
        applicationNumber: Text,
        applicationDate: LocalDate,
        state: oneOf(VISA_STATES),
        isLongStay: Type.Boolean(),
        visaToday: VisaOn,
        validUntil: Type.Optional(LocalDate),
        citation: Type.Optional(Text),
      }),
    ),
    links: Type.Array(FileLink),
    groups: Type.Array(Type.Array(Text), {
      description: 'Application numbers of everyone who travels with somebody of the group.',
    }),
    unknown: Type.Array(Text, { description: 'Numbers that are named and have no file.' }),
  },
  { title: 'VisaApplications' },
);
