/** What SIS does beside alerts on persons with a name: what is said about alerts, objects, hits, cases of the bureaux. */
import { type Static, Type } from 'typebox';
import { SIS_ALERT_KINDS } from '../src/domain/law/sis-alert-table.js';
import { OBJECT_CATEGORIES } from '../src/domain/sis/object-alert.js';
import { FACTS_INPUT } from './facts.js';
import { RequiredSampleInputs } from './sample.js';
import { SystemRecord } from './system-record.js';
import {
  CountryCode,
  CountryInput,
  DateInput,
  IdentifierInput,
  Instant,
  InstantInput,
  LocalDate,
  oneOf,
  STRICT,
  textInput,
  Uuid,
} from './words.js';

const Kind = oneOf(SIS_ALERT_KINDS);
const Next = Type.Optional(
  Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
);
const Row = Type.Object({ rule: Type.String(), citation: Type.String() });
const Victim = Type.Record(Type.String(), Type.String());

export const SisAlert = Type.Object(
  {
    alertId: Uuid,
    subjectId: Type.Optional(Uuid),
    memberState: CountryCode,
    kind: Kind,
    enteredOn: LocalDate,
    reviewBy: LocalDate,
    flaggedBy: Type.Array(CountryCode),
    hiding: Type.Optional(
      Type.Object({ hiddenAt: Type.Array(Instant), memberStates: Type.Array(CountryCode) }),
    ),
    links: Type.Array(Uuid),
    leftOn: Type.Optional(LocalDate),
    extendedOn: Type.Optional(LocalDate),
    misusedIdentity: Type.Optional(Type.Array(Type.String())),
    isTerrorism: Type.Boolean(),
    review: Type.Object({
      kind: oneOf(['review', 'no-rule-in-force']),
      reviewBy: Type.Optional(LocalDate),
      warnOn: Type.Optional(LocalDate),
      reason: Type.String(),
    }),
    age: oneOf(['not-yet', 'in-force', 'ends-soon', 'deleted']),
    visibility: Type.Object({
      kind: oneOf(['visible', 'hidden'], { description: 'To end users in the own state.' }),
      until: Type.Optional(Instant),
    }),
    record: Type.Optional(SystemRecord),
    victim: Type.Optional(Victim),
    leftOut: Type.Optional(
      Type.Array(Type.String(), { description: 'Categories that were not consented to: not held.' }),
    ),
  },
  { title: 'SisAlert' },
);

const SAID = [
  'flagged',
  'flag-withdrawn',
  'hidden',
  'shown-again',
  'extended',
  'shortened',
  'linked',
  'unlinked',
  'left-territory',
  'misused-identity',
  'misused-identity-deleted',
] as const;

export const SisAlertEventBody = Type.Object(
  {
    kind: oneOf(SAID, { description: `${SAID.join(', ')}.` }),
    inStates: Type.Optional(Type.Array(CountryInput, { minItems: 1, maxItems: 40 })),
    on: Type.Optional(DateInput),
    until: Type.Optional(DateInput),
    to: Type.Optional(IdentifierInput),
    isProportionate: Type.Optional(Type.Boolean()),
    victim: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), textInput(200), { maxProperties: 20 }),
    ),
    consented: Type.Optional(Type.Array(textInput(40), { maxItems: 20 })),
  },
  {
    ...STRICT,
    title: 'SisAlertEventBody',
    description:
      '`hidden` needs `inStates`; `extended` and `left-territory` need `on`; `shortened` needs `until`, its new last ' +
      'day, which `extended` may name instead of the latest one; `linked` and `unlinked` need `to`; ' +
      '`misused-identity` needs `victim` by category and the categories `consented` to.',
  },
);
export type SisAlertEventBody = Static<typeof SisAlertEventBody>;

export const UnknownPersonBody = Type.Object(
  { encounterAt: InstantInput, facts: FACTS_INPUT.sis, samples: RequiredSampleInputs },
  { ...STRICT, title: 'UnknownPersonBody' },
);
export type UnknownPersonBody = Static<typeof UnknownPersonBody>;

const Category = oneOf(OBJECT_CATEGORIES, { description: `${OBJECT_CATEGORIES.join(', ')}.` });
const ObjectKind = oneOf(['object-check', 'object-seizure'], {
  description: 'object-check or object-seizure.',
});

export const ObjectAlertBody = Type.Object(
  {
    kind: ObjectKind,
    category: Category,
    number: textInput(100),
    issuingCountry: Type.Optional(CountryInput),
    issuedOn: DateInput,
    reviewBy: Type.Optional(DateInput),
    reason: textInput(500),
    actionToBeTaken: textInput(200),
    linkedTo: Type.Optional(IdentifierInput),
    isConsulted: Type.Optional(Type.Boolean({ description: 'The SIRENE Bureaux have agreed to it.' })),
  },
  { ...STRICT, title: 'ObjectAlertBody' },
);

export const ObjectAlert = Type.Object(
  {
    alertId: Uuid,
    memberState: CountryCode,
    kind: ObjectKind,
    category: Category,
    number: Type.String(),
    issuingCountry: Type.Optional(CountryCode),
    issuedOn: LocalDate,
    reviewBy: LocalDate,
    reason: Type.String(),
    actionToBeTaken: Type.String(),
    linkedTo: Type.Optional(Uuid),
  },
  { title: 'ObjectAlert' },
);

export const ObjectSearchBody = Type.Object(
  { category: Category, number: textInput(100) },
  { ...STRICT, title: 'ObjectSearchBody' },
);
export type ObjectSearchBody = Static<typeof ObjectSearchBody>;

export const ObjectAlerts = Type.Object({ alerts: Type.Array(ObjectAlert) }, { title: 'ObjectAlerts' });

const CHECKS = ['specific-check', 'inquiry-check', 'discreet-check'] as const;
export const SisHitBody = Type.Object(
  {
    alertId: IdentifierInput,
    foundAt: InstantInput,
    foundBy: oneOf(['fingerprint', 'face', 'identity', 'document'], {
      description: 'fingerprint, face, identity or document.',
    }),
    checksNotAllowed: Type.Optional(
      Type.Array(oneOf(CHECKS, { description: `${CHECKS.join(', ')}.` }), { maxItems: CHECKS.length }),
    ),
  },
  { ...STRICT, title: 'SisHitBody' },
);

const STEPS = [
  'found',
  'not-the-person',
  'reported',
  'action-taken',
  'action-not-possible',
  'alert-kept',
  'alert-deleted',
] as const;
export const SisHitStepBody = Type.Object(
  { step: oneOf(STEPS, { description: `${STEPS.join(', ')}.` }), at: InstantInput },
  { ...STRICT, title: 'SisHitStepBody' },
);

export const SisHit = Type.Object(
  {
    hitId: Uuid,
    alertId: Uuid,
    alertKind: Kind,
    issuingState: CountryCode,
    executingState: CountryCode,
    foundBy: Type.String(),
    events: Type.Array(Type.Object({ step: oneOf(STEPS), at: Type.String() })),
    followUp: Type.Object({
      kind: oneOf(['followed', 'out-of-order']),
      step: Type.Optional(oneOf(STEPS)),
      isClosed: Type.Optional(Type.Boolean()),
      owed: Type.Optional(
        Type.Object({
          by: oneOf(['executing-state', 'issuing-state']),
          next: Type.Array(oneOf(STEPS)),
          limit: Type.Optional(Instant),
          isOverdue: Type.Boolean(),
          row: Row,
        }),
      ),
    }),
    action: Type.Optional(Type.Object({ action: Type.String(), because: Type.String(), row: Row })),
  },
  { title: 'SisHit' },
);

export const SisHits = Type.Object({ hits: Type.Array(SisHit), next: Next }, { title: 'SisHits' });

const EVENTS = [
  'information-requested',
  'similar-identity-found',
  'permit-planned',
  'alert-on-permit-holder',
  'error-evidence',
  'error-notified',
  'purpose-achieved',
] as const;
export const SireneCaseBody = Type.Object(
  {
    event: oneOf(EVENTS, { description: `${EVENTS.join(', ')}.` }),
    alertId: IdentifierInput,
    at: InstantInput,
    toState: Type.Optional(CountryInput),
  },
  { ...STRICT, title: 'SireneCaseBody' },
);

export const SireneAnswerBody = Type.Object(
  { answer: Type.Optional(textInput(500)), extend: Type.Optional(Type.Boolean()) },
  { ...STRICT, title: 'SireneAnswerBody', description: 'An answer, or a reasoned request for more time.' },
);
export type SireneAnswerBody = Static<typeof SireneAnswerBody>;

export const SireneCase = Type.Object(
  {
    caseId: Uuid,
    event: Type.String(),
    alertId: Uuid,
    at: Type.String(),
    fromState: CountryCode,
    toState: CountryCode,
    isExtended: Type.Boolean(),
    answeredAt: Type.Optional(Instant),
    answer: Type.Optional(Type.String()),
    deadline: Type.Optional(
      Type.Object({ kind: oneOf(['by-instant', 'by-day']), by: Type.String(), row: Row }),
    ),
    isOverdue: Type.Boolean(),
    ifMissed: Type.Optional(
      Type.String({ description: 'What holds now that the limit has passed without an answer.' }),
    ),
  },
  { title: 'SireneCase' },
);

export const SireneCases = Type.Object(
  { cases: Type.Array(SireneCase), next: Next },
  { title: 'SireneCases' },
);
