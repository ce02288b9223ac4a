/** The processing of applications for a travel authorisation: queries, hits, clocks, watchlist. */
import { type Static, Type } from 'typebox';
import { ETIAS_QUERIES } from '../src/domain/law/etias-query-table.js';
import { DocumentQueryInput } from './identity.js';
import { SystemRecord } from './system-record.js';
import {
  CountryCode,
  DateInput,
  Instant,
  LocalDate,
  oneOf,
  STRICT,
  System,
  Text,
  Texts,
  textsInput,
  Uuid,
} from './words.js';

const Query = oneOf(ETIAS_QUERIES, { title: 'EtiasQuery' });

/** What they said is told by whoever asked them: sources no hub keeps, and two of systems another hub keeps. */
export const EXTERNAL_QUERIES = [
  'interpol-sltd',
  'europol',
  'interpol-tdawn',
  'risk-indicators',
  'sis-document',
  'ecris-tcn',
] as const;

export const ProcessingBody = Type.Object(
  {
    external: Type.Optional(
      Type.Array(
        Type.Object(
          {
            query: oneOf(EXTERNAL_QUERIES, { description: `${EXTERNAL_QUERIES.join(', ')}.` }),
            hit: Type.Boolean(),
          },
          STRICT,
        ),
        {
          maxItems: EXTERNAL_QUERIES.length,
          description:
            'Answers of sources outside the hub; a source that is not there counts as not answered. sis-document and ' +
            'ecris-tcn only where another hub keeps SIS or ECRIS-TCN.',
        },
      ),
    ),
  },
  { ...STRICT, title: 'ProcessingBody' },
);
export type ProcessingBody = Static<typeof ProcessingBody>;

export const Processing = Type.Object(
  {
    route: oneOf(['issue', 'central-unit', 'national-unit', 'incomplete'], {
      description:
        'incomplete: no hit is left, but not every source has answered; nothing is issued on silence.',
    }),
    citation: Text,
    asked: Type.Array(Query, {
      description: 'This time: of an application with hits only what was not answered before.',
    }),
    notAnswered: Type.Array(Query),
    hits: Type.Array(Type.Object({ hitId: Uuid, query: Query, system: Type.Optional(System) })),
    validUntil: Type.Optional(LocalDate),
  },
  { title: 'Processing' },
);

export const EtiasHits = Type.Object(
  {
    state: Type.String(),
    hits: Type.Array(
      Type.Object({
        hitId: Uuid,
        query: Query,
        system: Type.Optional(System),
        verdict: oneOf(['unverified', 'confirmed', 'doubtful']),
      }),
    ),
    notAnswered: Type.Array(Query),
    choice: oneOf(['must-refuse', 'assess'], {
      description: 'What the National Unit may do with the hits that hold.',
    }),
    citation: Text,
  },
  { title: 'EtiasHits' },
);

export const VERDICTS = ['false', 'confirmed', 'doubtful'] as const;
export const VerdictBody = Type.Object(
  { verdict: oneOf(VERDICTS, { description: `${VERDICTS.join(', ')}.` }) },
  { ...STRICT, title: 'VerdictBody' },
);
export type VerdictBody = Static<typeof VerdictBody>;

export const JudgedHit = Type.Object(
  {
    state: Type.String(),
    unverified: Type.Integer({ minimum: 0 }),
    notAnswered: Type.Array(Query, {
      description: 'Nothing is issued before these have answered: the application is processed again.',
    }),
    validUntil: Type.Optional(LocalDate),
  },
  { title: 'JudgedHit' },
);

export const EtiasClocks = Type.Object(
  {
    clocks: Type.Array(
      Type.Object({
        subjectId: Uuid,
        applicationId: Uuid,
        state: Type.String(),
        notAnswered: Type.Optional(
          Type.Array(Query, {
            description: 'Absent before it was processed. It is not issued before these have answered.',
          }),
        ),
        by: oneOf(['central-unit', 'national-unit', 'applicant']),
        limit: Instant,
        isOverdue: Type.Boolean(),
        citation: Text,
      }),
    ),
    overflow: Type.Boolean(),
  },
  { title: 'EtiasClocks' },
);

export const AlertNotices = Type.Object(
  {
    notices: Type.Array(
      Type.Object({
        noticeId: Uuid,
        subjectId: Uuid,
        applicationId: Uuid,
        trigger: oneOf(['new-refusal-alert', 'document-reported', 'watchlist-entry']),
        foundAt: Instant,
        duty: oneOf(['revoke', 'assess']),
        limit: Instant,
        isOverdue: Type.Boolean(),
        citation: Text,
      }),
    ),
    overflow: Type.Boolean(),
  },
  { title: 'AlertNotices' },
);

export const NOTICE_CONCLUSIONS = ['not-the-person', 'kept'] as const;
export const NoticeConclusionBody = Type.Object(
  {
    conclusion: oneOf(NOTICE_CONCLUSIONS, {
      description:
        'not-the-person: the alert is about somebody else; kept: assessed, the authorisation stands.',
    }),
  },
  { ...STRICT, title: 'NoticeConclusionBody' },
);
export type NoticeConclusionBody = Static<typeof NoticeConclusionBody>;

export const WatchlistBody = Type.Object(
  {
    surnames: Type.Optional(textsInput({ minItems: 1, maxItems: 10 })),
    givenNames: Type.Optional(textsInput({ maxItems: 10 })),
    dateOfBirth: Type.Optional(DateInput),
    document: Type.Optional(DocumentQueryInput),
    validUntil: DateInput,
  },
  { ...STRICT, title: 'WatchlistBody', description: 'At least one of surnames and document.' },
);
export type WatchlistBody = Static<typeof WatchlistBody>;

export const WatchlistEntry = Type.Object(
  {
    entryId: Uuid,
    toAssess: Type.Array(Type.Object({ subjectId: Uuid, applicationId: Uuid }), {
      description: 'Valid authorisations a National Unit has to assess.',
    }),
    overflow: Type.Boolean({
      description: 'The entry is about more persons than are looked at: there may be other authorisations.',
    }),
    citation: Text,
  },
  { title: 'WatchlistEntry' },
);

export const OwnWatchlistEntry = Type.Object(
  {
    entryId: Uuid,
    enteredAt: Instant,
    validUntil: LocalDate,
    surnames: Type.Optional(Texts),
    givenNames: Type.Optional(Texts),
    dateOfBirth: Type.Optional(LocalDate),
    document: Type.Optional(Type.Object({ number: Text, issuingCountry: CountryCode })),
  },
  { title: 'OwnWatchlistEntry' },
);

export const OwnWatchlist = Type.Object(
  {
    entries: Type.Array(OwnWatchlistEntry),
    next: Type.Optional(
      Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
    ),
  },
  { title: 'OwnWatchlist', description: 'In the order of their identifiers.' },
);

export const RecordsBehindHit = Type.Object(
  { system: System, records: Type.Array(SystemRecord) },
  { title: 'RecordsBehindHit', description: 'Without images. Nothing of it may be changed from here.' },
);

export const RecordsForVisa = Type.Object(
  {
    ...RecordsBehindHit.properties,
    overflow: Type.Boolean({
      description: 'More persons have these data than one question compares with: somebody may be missing.',
    }),
  },
  { title: 'RecordsForVisa', description: 'Without images. Nothing of it may be changed from here.' },
);
