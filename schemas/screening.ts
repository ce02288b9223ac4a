/** Screening of third-country nationals: (EU) 2024/1356. */
import { type Static, Type } from 'typebox';
import { DATABASE_OUTCOMES } from '../src/domain/screening/database-checks.js';
import {
  BESIDE_MINOR,
  REFERRALS,
  SCREENING_ARRIVALS,
  SCREENING_ELEMENTS,
  SCREENING_ENDINGS,
  SCREENING_PLACES,
  SCREENING_STAFF,
} from '../src/domain/screening/screening-case.js';
import { OPINION_SOURCES } from '../src/domain/screening/screening-opinion.js';
import { Identity, IdentityInput, TravelDocument, TravelDocumentInput } from './identity.js';
import { IdentificationReply } from './repository.js';
import { SampleInputs } from './sample.js';
import { FalsePositiveIdentificationRate } from './search-options.js';
import { CountryInput, DateInput, InstantInput, LocalDate, oneOf, STRICT, textInput, Uuid } from './words.js';

const Place = oneOf(SCREENING_PLACES);
const Arrival = oneOf(SCREENING_ARRIVALS);
const Element = oneOf(SCREENING_ELEMENTS);
const Words = (maxItems: number) => Type.Array(textInput(100), { maxItems });

export const ScreeningInput = Type.Object(
  {
    place: Place,
    arrival: Arrival,
    apprehendedOn: DateInput,
    staysAtBorder: Type.Optional(
      Type.Boolean({
        description:
          'Stays at the border beyond 72 hours, and (EU) 2024/1358 Art 22(1), (4) applies: a shorter time.',
      }),
    ),
    informedOn: Type.Optional(DateInput),
    wasScreened: Type.Optional(Type.Boolean()),
    fulfilsEntryConditions: Type.Optional(Type.Boolean()),
    person: Type.Object(
      {
        identity: IdentityInput,
        travelDocument: Type.Optional(TravelDocumentInput),
        languages: Words(20),
        priorCountries: Type.Optional(Type.Array(CountryInput, { maxItems: 50 })),
        familyIn: Type.Optional(Type.Array(CountryInput, { maxItems: 50 })),
        appliesForAsylum: Type.Boolean(),
        cooperates: Type.Optional(Type.Boolean({ default: true })),
        route: Type.Optional(textInput(2_000)),
      },
      STRICT,
    ),
    minor: Type.Optional(
      Type.Object(
        {
          isUnaccompanied: Type.Boolean(),
          beside: oneOf(BESIDE_MINOR),
          caretakerId: Type.Optional(textInput(100)),
        },
        STRICT,
      ),
    ),
  },
  { ...STRICT, title: 'ScreeningInput' },
);
export type ScreeningInput = Static<typeof ScreeningInput>;

export const ScreeningCheckInput = Type.Object(
  {
    element: Element,
    state: oneOf(['done', 'not-needed']),
    by: oneOf(SCREENING_STAFF),
    findings: Type.Optional(Words(50)),
    note: Type.Optional(textInput(2_000)),
    identity: Type.Optional(IdentityInput),
  },
  {
    ...STRICT,
    title: 'ScreeningCheckInput',
    description: '`identity`: what the check of identity has established.',
  },
);
export type ScreeningCheckInput = Static<typeof ScreeningCheckInput>;

export const ScreeningCaptureInput = Type.Object(
  {
    samples: Type.Optional(SampleInputs),
    takenAt: InstantInput,
    falsePositiveIdentificationRate: Type.Optional(FalsePositiveIdentificationRate),
    eurodac: Type.Optional(
      Type.Object(
        { referenceNumber: textInput(200), eventPlace: Type.Optional(textInput(200)) },
        {
          ...STRICT,
          description: 'The data set for Eurodac; left out where Eurodac has the person already.',
        },
      ),
    ),
  },
  { ...STRICT, title: 'ScreeningCaptureInput' },
);
export type ScreeningCaptureInput = Static<typeof ScreeningCaptureInput>;

export const ScreeningEndInput = Type.Object(
  { how: oneOf(SCREENING_ENDINGS), isRelocated: Type.Optional(Type.Boolean()) },
  { ...STRICT, title: 'ScreeningEndInput' },
);
export type ScreeningEndInput = Static<typeof ScreeningEndInput>;

export const ScreeningRemarkInput = Type.Object(
  { text: textInput(4_000) },
  { ...STRICT, title: 'ScreeningRemarkInput' },
);
export type ScreeningRemarkInput = Static<typeof ScreeningRemarkInput>;

export const OpinionInput = Type.Object(
  { source: oneOf(OPINION_SOURCES), askedState: CountryInput },
  { ...STRICT, title: 'OpinionInput' },
);
export type OpinionInput = Static<typeof OpinionInput>;

export const OpinionAnswerInput = Type.Object(
  { answer: oneOf(['security-risk', 'no-security-risk']), reason: textInput(4_000) },
  { ...STRICT, title: 'OpinionAnswerInput' },
);
export type OpinionAnswerInput = Static<typeof OpinionAnswerInput>;

const Standing = Type.Object({
  state: oneOf(['waiting', 'answered', 'silent'], {
    description: 'silent: the time is over; it means that there is no risk.',
  }),
  means: Type.Optional(oneOf(['security-risk', 'no-security-risk'])),
  citation: Type.String(),
});

export const ScreeningOpinion = Type.Object(
  {
    opinionId: Uuid,
    caseId: Uuid,
    source: oneOf(OPINION_SOURCES),
    askedState: Type.String(),
    askedBy: Type.String(),
    askedOn: LocalDate,
    dueOn: LocalDate,
    answeredOn: Type.Optional(LocalDate),
    answer: Type.Optional(oneOf(['security-risk', 'no-security-risk'])),
    reason: Type.Optional(Type.String()),
    standing: Standing,
  },
  { title: 'ScreeningOpinion' },
);
export const ScreeningOpinions = Type.Object(
  {
    opinions: Type.Array(ScreeningOpinion, { description: 'Those that may still be answered.' }),
    overflow: Type.Boolean({ description: 'There are more than are listed.' }),
  },
  { title: 'ScreeningOpinions' },
);

const Minor = Type.Object({ isUnaccompanied: Type.Boolean(), beside: oneOf(BESIDE_MINOR) });
const Ended = Type.Object({
  on: LocalDate,
  how: oneOf(SCREENING_ENDINGS),
  referral: oneOf(REFERRALS),
  missing: Type.Optional(Type.Array(Element)),
});
const Remarks = Type.Array(Type.Object({ on: LocalDate, text: Type.String() }));
const Hits = Type.Array(
  Type.Object({
    source: Type.String(),
    kind: Type.String(),
    on: LocalDate,
    memberState: Type.Optional(
      Type.String({
        description:
          'Of an entry of the ETIAS watchlist: who entered it, and gives an opinion; EUE for Europol.',
      }),
    ),
  }),
);
const Databases = Type.Array(
  Type.Object({
    database: Type.String({
      description: 'cir, interpol-sltd, interpol-tdawn, europol, etias-watchlist, or a system.',
    }),
    element: oneOf(['identity', 'security']),
    outcome: oneOf(DATABASE_OUTCOMES),
    on: LocalDate,
    reason: Type.Optional(Type.String()),
  }),
  { description: 'What was asked, also where nothing was found: (EU) 2024/1356 Art 14, 15.' },
);
const Unanswered = Type.Array(Type.Object({ source: Type.String(), reason: Type.String() }));
const Check = {
  element: Element,
  state: oneOf(['done', 'not-needed']),
  by: oneOf(SCREENING_STAFF),
  on: LocalDate,
};

export const Screening = Type.Object(
  {
    caseId: Uuid,
    memberState: Type.String(),
    authorityId: Type.String(),
    place: Place,
    arrival: Arrival,
    apprehendedOn: LocalDate,
    staysAtBorder: Type.Boolean(),
    openedOn: LocalDate,
    dueOn: LocalDate,
    informedOn: Type.Optional(LocalDate),
    person: Type.Object({
      identity: Identity,
      isConfirmed: Type.Boolean(),
      travelDocument: Type.Optional(TravelDocument),
      languages: Type.Array(Type.String()),
      priorCountries: Type.Array(Type.String()),
      familyIn: Type.Array(Type.String()),
      appliesForAsylum: Type.Boolean(),
      cooperates: Type.Boolean(),
      route: Type.Optional(Type.String()),
    }),
    isMinor: Type.Boolean(),
    minor: Type.Optional(
      Type.Object({
        isUnaccompanied: Type.Boolean(),
        beside: oneOf(BESIDE_MINOR),
        caretakerId: Type.Optional(Type.String()),
      }),
    ),
    checks: Type.Array(
      Type.Object({ ...Check, findings: Type.Array(Type.String()), note: Type.Optional(Type.String()) }),
    ),
    missing: Type.Array(Element, { description: 'What is still to be done.' }),
    captures: Type.Array(
      Type.Object({
        use: oneOf(['search', 'eurodac']),
        operationId: Uuid,
        isSettled: Type.Boolean({ description: 'What it found is in the case.' }),
      }),
    ),
    hits: Hits,
    databases: Databases,
    identification: Type.Optional(IdentificationReply),
    unanswered: Unanswered,
    remarks: Remarks,
    opinions: Type.Array(ScreeningOpinion),
    warnings: Type.Array(Type.String()),
    ended: Type.Optional(Ended),
  },
  { title: 'Screening' },
);

export const ScreeningList = Type.Object(
  {
    screenings: Type.Array(
      Type.Object({
        caseId: Uuid,
        place: Place,
        arrival: Arrival,
        openedOn: LocalDate,
        dueOn: LocalDate,
        missing: Type.Array(Element),
        isMinor: Type.Boolean(),
        ended: Type.Optional(Ended),
      }),
    ),
    next: Type.Optional(Uuid),
  },
  { title: 'ScreeningList' },
);

export const MonitoredScreenings = Type.Object(
  {
    screenings: Type.Array(
      Type.Object({
        caseId: Uuid,
        memberState: Type.String(),
        authorityId: Type.String(),
        place: Place,
        arrival: Arrival,
        apprehendedOn: LocalDate,
        openedOn: LocalDate,
        dueOn: LocalDate,
        informedOn: Type.Optional(LocalDate),
        isMinor: Type.Boolean(),
        minor: Type.Optional(Minor),
        checks: Type.Array(Type.Object(Check)),
        missing: Type.Array(Element),
        remarks: Type.Integer(),
        ended: Type.Optional(Ended),
      }),
    ),
    next: Type.Optional(Uuid),
  },
  {
    title: 'MonitoredScreenings',
    description: 'What was done in every case: no name, no health data (Art 10).',
  },
);

export const ScreeningForm = Type.Object(
  {
    caseId: Uuid,
    memberState: Type.String(),
    reason: Arrival,
    apprehendedOn: LocalDate,
    identity: Identity,
    identityIs: oneOf(['confirmed', 'declared']),
    travelDocument: Type.Optional(TravelDocument),
    languages: Type.Array(Type.String()),
    priorCountries: Type.Array(Type.String()),
    familyIn: Type.Array(Type.String()),
    appliesForAsylum: Type.Boolean(),
    cooperates: Type.Boolean(),
    route: Type.Optional(Type.String()),
    health: Type.Array(Type.String()),
    vulnerability: Type.Array(Type.String()),
    isMinor: Type.Boolean(),
    minor: Type.Optional(Minor),
    remarks: Remarks,
    endedOn: Type.Optional(LocalDate),
    referral: Type.Optional(oneOf(REFERRALS)),
    databases: Type.Optional(
      Type.Object(
        {
          isHit: Type.Boolean(),
          hits: Hits,
          asked: Databases,
          unanswered: Unanswered,
          opinions: Type.Array(Type.Object({ source: oneOf(OPINION_SOURCES), ...Standing.properties })),
        },
        { description: 'Left out of the copy for the person (Art 17(3)).' },
      ),
    ),
  },
  { title: 'ScreeningForm' },
);
