/** Requests of persons about their data: (EU) 2019/817 Article 48. */
import { type Static, Type } from 'typebox';
import { RIGHT_KINDS, RIGHT_OUTCOMES } from '../src/domain/rights/right-request.js';
import { DateInput, IdentifierInput, LocalDate, oneOf, STRICT, System, textInput, Uuid } from './words.js';

const Kind = oneOf(RIGHT_KINDS);

export const RightRequestInput = Type.Object(
  {
    kind: Kind,
    system: Type.Optional(System),
    subjectId: Type.Optional(IdentifierInput),
    linkId: Type.Optional(IdentifierInput),
    receivedOn: Type.Optional(DateInput),
    details: Type.Optional(textInput(4_000)),
  },
  {
    ...STRICT,
    title: 'RightRequestInput',
    description:
      '`details` identify the person and say what is asked: kept encrypted, and erased with the conclusion.',
  },
);
export type RightRequestInput = Static<typeof RightRequestInput>;

export const RightStepInput = Type.Object(
  {
    step: oneOf(['forward', 'extend', 'conclude', 'lift']),
    to: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{3}$',
        description: 'forward: the Member State that is responsible, or EUE.',
      }),
    ),
    outcome: Type.Optional(oneOf(RIGHT_OUTCOMES, { description: 'conclude' })),
    reason: Type.Optional(textInput(4_000)),
    /** conclude: the person in the system of the request, where its receipt did not say it. */
    subjectId: Type.Optional(IdentifierInput),
  },
  {
    ...STRICT,
    title: 'RightStepInput',
    description:
      'A restriction that is granted marks the data of the person it names, until it is lifted with a reason; every answer ' +
      'that shows them carries the mark.',
  },
);
export type RightStepInput = Static<typeof RightStepInput>;

export const RightRequest = Type.Object(
  {
    requestId: Uuid,
    kind: Kind,
    system: Type.Optional(System),
    subjectId: Type.Optional(Uuid),
    linkId: Type.Optional(Uuid),
    receivedOn: LocalDate,
    receivedBy: Type.String(),
    responsible: Type.String(),
    forwardedOn: Type.Optional(LocalDate),
    extendedOn: Type.Optional(LocalDate),
    concludedOn: Type.Optional(LocalDate),
    outcome: Type.Optional(oneOf(RIGHT_OUTCOMES)),
    reason: Type.Optional(Type.String()),
    liftedOn: Type.Optional(LocalDate),
    liftReason: Type.Optional(Type.String()),
    details: Type.Optional(
      Type.String({ description: 'Only where one request is read, and until it is concluded.' }),
    ),
    deadlines: Type.Array(
      Type.Object({
        what: oneOf(['reply', 'contact', 'check']),
        dueOn: LocalDate,
        by: Type.String(),
        citation: Type.String(),
      }),
    ),
    contactDueOn: LocalDate,
    isOverdue: Type.Boolean(),
  },
  { title: 'RightRequest' },
);

export const RightRequests = Type.Object(
  { requests: Type.Array(RightRequest), next: Type.Optional(Uuid) },
  { title: 'RightRequests' },
);

export const RightRequestCounts = Type.Object(
  {
    year: Type.Integer(),
    counts: Type.Array(
      Type.Object({ kind: Kind, outcome: oneOf([...RIGHT_OUTCOMES, 'open']), count: Type.Integer() }),
    ),
  },
  { title: 'RightRequestCounts' },
);
