/** What who runs the hub sees and does: `src/workflows/operate-hub.ts`. */
import { type Static, Type } from 'typebox';
import { IDENTITY_CATEGORIES } from '../src/domain/identity-comparison.js';
import { TASK_RIGHTS } from '../src/domain/law/task-access-table.js';
import { SERVICE_CLASSES } from '../src/domain/service-class.js';
import { LIMITS } from '../src/platform/limits.js';
import { MirrorCheck, PositionScores } from './candidate.js';
import { LogComponent } from './log.js';
import { KeptQuality } from './results.js';
import {
  IdentifierInput,
  Instant,
  InstantInput,
  KeptPosition,
  oneOf,
  STRICT,
  System,
  Uuid,
} from './words.js';

const Count = Type.Integer({ minimum: 0 });
const Number0 = Type.Number({ minimum: 0 });
const QUEUE_NAMES = ['extraction', 'search', 'federation', 'erasure'] as const;

const Stage = Type.Object({
  stage: Type.String({ description: 'As the label of `hub_stage_seconds`.' }),
  perSecond: Type.Optional(Number0),
  failedPerSecond: Type.Optional(Number0),
  p50Ms: Type.Optional(Number0),
  p95Ms: Type.Optional(Number0),
  p99Ms: Type.Optional(Number0),
});

const ByClass = Type.Object(
  { border: Count, interactive: Count, batch: Count },
  { description: 'By class of service, the most urgent first.' },
);

const QueueState = Type.Object({
  queue: oneOf(QUEUE_NAMES),
  shard: Type.Optional(Count),
  isPaused: Type.Boolean(),
  waiting: Count,
  waitingByClass: ByClass,
  active: Count,
  delayed: Count,
  failed: Count,
  oldestMs: Type.Optional(Number0),
  oldestMsByClass: Type.Object({
    border: Type.Optional(Number0),
    interactive: Type.Optional(Number0),
    batch: Type.Optional(Number0),
  }),
  perSecond: Type.Optional(Number0),
  workers: Type.Integer({ minimum: 0, description: 'Workers of living processes that take its jobs.' }),
});

const ProcessState = Type.Object({
  processId: Type.String(),
  host: Type.String(),
  state: oneOf(['working', 'draining', 'gone']),
  seenMs: Type.Number({ minimum: 0, description: 'Since its last report.' }),
  startedAt: Instant,
  memoryBytes: Count,
  executionProvider: Type.String(),
  models: Type.Array(Type.String()),
  notReady: Type.Array(Type.Object({ part: Type.String(), reason: Type.String() })),
  workers: Type.Array(
    Type.Object({
      queue: oneOf(QUEUE_NAMES),
      shard: Type.Optional(Count),
      concurrency: Count,
      state: oneOf(['running', 'paused']),
    }),
  ),
  galleries: Type.Array(
    Type.Object({
      shard: Count,
      state: Type.String(),
      snapshot: Type.String(),
      sealed: Count,
      tail: Count,
      tombstones: Count,
    }),
  ),
});

export const HubFigures = Type.Object(
  {
    at: Instant,
    queues: Type.Array(QueueState),
    stages: Type.Array(Stage, {
      description: `Rates and percentiles of the last ${LIMITS.figuresWindowMs / 1000} seconds.`,
    }),
    shards: Type.Object({ shardCount: Count, withoutHolder: Type.Array(Count) }),
    systems: Type.Array(
      Type.Object({
        system: System,
        location: oneOf(['local', 'remote']),
        isCircuitOpen: Type.Boolean(),
        answers: Type.Record(Type.String(), Count),
        perSecond: Type.Optional(Number0),
        p95Ms: Type.Optional(Number0),
      }),
    ),
    processes: Type.Array(ProcessState),
    logs: Type.Object({
      waiting: Count,
      isLate: Type.Boolean(),
      broken: Type.Array(Type.Object({ component: LogComponent, faults: Count }), {
        description: 'Logs the last verification has found faults in.',
      }),
    }),
    postponed: Type.Object(
      { count: Count, oldestMs: Number0 },
      {
        description:
          'Comparisons that wait for what they need, and since when the oldest of them was accepted.',
      },
    ),
    admissions: Type.Array(
      Type.Object({
        serviceClass: oneOf(SERVICE_CLASSES),
        admitted: Count,
        refused: Count,
        refusedPerSecond: Type.Optional(Number0),
      }),
      { description: 'Requests accepted and refused for want of time, since the processes started.' },
    ),
    troubles: Type.Array(
      Type.Object({
        code: Type.String(),
        severity: oneOf(['broken', 'strained']),
        about: Type.String(),
        count: Type.Optional(Count),
      }),
    ),
  },
  { title: 'HubFigures', description: 'The state of the hub now: counts and times, nothing of persons.' },
);
export type HubFigures = Static<typeof HubFigures>;

export const FigureHistory = Type.Object(
  {
    points: Type.Array(
      Type.Object({
        at: Instant,
        queues: Type.Record(Type.String(), Type.Object({ waiting: Count, active: Count, failed: Count })),
        stages: Type.Record(
          Type.String(),
          Type.Object({
            perSecond: Type.Optional(Number0),
            p50Ms: Type.Optional(Number0),
            p99Ms: Type.Optional(Number0),
          }),
        ),
        references: Count,
        memoryBytes: Count,
      }),
    ),
  },
  { title: 'FigureHistory', description: 'The last hours, oldest first.' },
);
export type FigureHistory = Static<typeof FigureHistory>;

export const FailedJobs = Type.Object(
  {
    total: Count,
    jobs: Type.Array(
      Type.Object({
        operationId: Uuid,
        queue: oneOf(QUEUE_NAMES),
        shard: Type.Optional(Count),
        reason: Type.String(),
        attempts: Count,
        failedAt: Instant,
        fate: oneOf(['kept', 'caller', 'unkeyed', 'unfinished', 'ended', 'unknown'], {
          description:
            'kept: may be tried again; caller: an enrolment, which its caller alone tries again, with the same ' +
            'Idempotency-Key; unkeyed: an enrolment without one, which may be tried again by itself once its caller has said ' +
            'that it was not sent again; unfinished: comes again by itself; ended, unknown: nothing is left to do.',
        }),
      }),
    ),
  },
  {
    title: 'FailedJobs',
    description:
      'First those whose fate is kept or unkeyed, then what the queue remembers of others, newest first in each part. ' +
      `The first are counted up to ${LIMITS.keptCountedMax}.`,
  },
);
export type FailedJobs = Static<typeof FailedJobs>;

/** Whoever does something that stops others' work says once more what it is about. */
const Confirmation = Type.String({
  maxLength: 200,
  description: 'The name of the queue or process, once more.',
});

export const RetryBody = Type.Object(
  {
    confirm: Confirmation,
    operationIds: Type.Optional(
      Type.Array(IdentifierInput, {
        minItems: 1,
        maxItems: LIMITS.retryJobsMax,
        description: `At most ${LIMITS.retryJobsMax}; all where absent, as many of them at once, the oldest first.`,
      }),
    ),
    failedBefore: Type.Optional(InstantInput),
  },
  { ...STRICT, title: 'RetryBody' },
);
export type RetryBody = Static<typeof RetryBody>;

export const Retried = Type.Object(
  {
    retried: Type.Integer({ minimum: 0, description: 'Go again.' }),
    dismissed: Type.Integer({ minimum: 0, description: 'Taken off the list: nothing was left to do.' }),
    left: Type.Integer({
      minimum: 0,
      description: 'Failed jobs that are still on the list, as counted there.',
    }),
    failedBefore: Type.String({
      format: 'date-time',
      description: 'Send it with the next request for all: what has failed since is then not among them.',
    }),
  },
  { title: 'Retried' },
);
export type Retried = Static<typeof Retried>;

export const QueueStateBody = Type.Object(
  { confirm: Confirmation, state: oneOf(['running', 'paused']) },
  { ...STRICT, title: 'QueueStateBody' },
);
export type QueueStateBody = Static<typeof QueueStateBody>;

export const ProcessStateBody = Type.Object(
  { confirm: Confirmation, state: oneOf(['working', 'draining']) },
  { ...STRICT, title: 'ProcessStateBody' },
);
export type ProcessStateBody = Static<typeof ProcessStateBody>;

export const Caller = Type.Object(
  {
    authorityId: Type.String(),
    authorityClass: Type.String(),
    memberState: Type.String(),
    purpose: Type.String(),
    tasks: Type.Array(oneOf(TASK_RIGHTS)),
    readableSystems: Type.Array(System),
  },
  { title: 'Caller', description: 'Who asks, as the token says, and what that may do.' },
);
export type Caller = Static<typeof Caller>;

const SampleShown = Type.Object({
  sampleId: Uuid,
  encounterId: Uuid,
  position: KeptPosition,
  quality: KeptQuality,
  image: Type.Object({
    mediaType: Type.String(),
    widthPx: Count,
    heightPx: Count,
    ppi: Type.Optional(Type.Number()),
  }),
});

/** Places of the middles of pixels. */
const MinutiaPoint = Type.Object(
  {
    x: Type.Number({
      description: 'Pixels of the stored image, to the right; 0 is the middle of the first.',
    }),
    y: Type.Number({ description: 'Pixels of the stored image, down.' }),
    angle: Type.Number({
      minimum: 0,
      exclusiveMaximum: 360,
      description:
        'Degrees, counter-clockwise from the x axis, into the ridge at an ending and into the valley at a bifurcation ' +
        '(ISO/IEC 19794-2).',
    }),
  },
  { title: 'MinutiaPoint' },
);

export const LinkComparison = Type.Object(
  {
    sides: Type.Array(Type.Object({ system: System, subjectId: Uuid, samples: Type.Array(SampleShown) }), {
      minItems: 2,
      maxItems: 2,
      description: 'In the order of the data sets of the link.',
    }),
    identity: Type.Optional(
      Type.Record(
        Type.String({ enum: [...IDENTITY_CATEGORIES] }),
        Type.Object({
          likeness: oneOf(['same', 'similar', 'different']),
          rules: Type.Array(Type.String(), {
            description: 'Rules of (EU) 2023/333 that made them similar.',
          }),
        }),
        { description: 'How the newest records of both sides agree, by category.' },
      ),
    ),
    comparison: Type.Optional(
      Type.Object({
        decision: oneOf(['match', 'inconclusive', 'no-match']),
        similarityScore: Type.Number(),
        threshold: Type.Number(),
        positions: PositionScores,
        mirrorCheck: Type.Optional(MirrorCheck),
      }),
    ),
    minutiae: Type.Optional(
      Type.Array(
        Type.Object({
          sampleIds: Type.Array(Uuid, {
            minItems: 2,
            maxItems: 2,
            description: 'Two images of one finger, of the first side and of the second.',
          }),
          pairs: Type.Array(Type.Object({ first: MinutiaPoint, second: MinutiaPoint }), {
            maxItems: LIMITS.minutiaeMax,
          }),
        }),
        { description: 'What corresponds on the images of both sides, to be drawn on them.' },
      ),
    ),
  },
  { title: 'LinkComparison', description: 'How the biometrics of both sides compare, finger by finger.' },
);
export type LinkComparison = Static<typeof LinkComparison>;
