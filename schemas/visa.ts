/** Verification of a visa by its sticker, and the applications of a person with those they are linked to. */
import { type Static, Type } from 'typebox';
import { LONG_STAY_HIT_ROWS, LONG_STAY_SOURCES } from '../src/domain/law/vis-query-table.js';
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

const Source = oneOf(LONG_STAY_SOURCES);

export const LongStayQueries = Type.Object(
  {
    answered: Type.Array(Source, { description: 'Sources that have answered, now or before.' }),
    notAnswered: Type.Array(Source),
    hits: Type.Array(
      Type.Object({
        hitId: Uuid,
        hit: oneOf(LONG_STAY_HIT_ROWS.flatMap(({ shows, hits }) => (shows === 'hit-and-state' ? hits : []))),
        memberState: Type.Optional(Text),
        verdict: oneOf(['unverified', 'confirmed']),
      }),
      { description: 'The hits the file shows, with the state that entered what was found.' },
    ),
    furtherVerificationNeeded: Type.Boolean({
      description: 'There are hits of which the file shows no more.',
    }),
    citation: Text,
  },
  { title: 'LongStayQueries' },
);

export const LONG_STAY_VERDICTS = ['false', 'confirmed'] as const;
export const LongStayVerdictBody = Type.Object(
  { verdict: oneOf(LONG_STAY_VERDICTS, { description: `${LONG_STAY_VERDICTS.join(', ')}.` }) },
  { ...STRICT, title: 'LongStayVerdictBody' },
);
export type LongStayVerdictBody = Static<typeof LongStayVerdictBody>;

export const JudgedLongStayHit = Type.Object(
  {
    unverified: Type.Integer({
      minimum: 0,
      description: 'Hits the file shows that nobody has judged.',
    }),
  },
  { title: 'JudgedLongStayHit' },
);
