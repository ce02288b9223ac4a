/**
 * Whether a request can be done within the deadline of its class, from what the queues hold and what their workers do.
 *
 *   expected time   jobs ahead (of the same and of more urgent classes, and where all workers are busy the first of them to
 *                   be done) by what all workers do in a second, and one job's own time, added up over the queues the
 *                   operation goes through; of a gallery in shards the slowest; and what each of its steps waits here for a
 *                   connection to the database and for the event loop
 *   own deadline    refused where the expected time is longer, or where a job of the class has waited longer already
 *   order           refused too where a more urgent class comes near its own deadline (`SHED_AT`): whatever is refused to
 *                   a class is refused to all classes after it
 *   depth           refused where as many wait as the class may have, whatever their speed
 *   not seen        while the queues cannot be seen, so much is accepted as may lie in the outbox
 *
 * Nothing that was accepted is ever given up for it. Pure.
 */
import { compareUrgency, SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import type { QueueName } from './ports/jobs.js';

type ByClass<T> = Readonly<Record<ServiceClass, T>>;

export type QueueLoad = {
  readonly queue: QueueName;
  readonly waitingByClass: ByClass<number>;
  readonly active: number;
  readonly oldestMsByClass: Readonly<Partial<ByClass<number>>>;
  /** Absent where no worker is seen, or none has done anything yet. */
  readonly speed?: {
    readonly jobsPerSecond: number;
    /** Of one job, the mean of all classes. */
    readonly jobMs: number;
    /** The same by class, of those that had jobs. */
    readonly jobMsByClass?: Readonly<Partial<ByClass<number>>>;
  };
};

export type Load =
  /** `outbox` has what is on its way to the queues: much of it only where handing over does not keep up. */
  | { readonly kind: 'seen'; readonly queues: readonly QueueLoad[]; readonly outbox: ByClass<number> }
  /** `outboxRows` is absent where PostgreSQL is away too, which refuses for itself. */
  | { readonly kind: 'unseen'; readonly outboxRows?: number };

/** In milliseconds. */
export type OwnWaits = {
  /** For a connection to the database, by class. */
  readonly connectionMs: ByClass<number>;
  /** From the moment something is ready to the moment it is looked at. */
  readonly eventLoopMs: number;
};

/**
 * Connections an operation asks for: when it is accepted, handed over and answered, and in each queue to read, to write and to
 * be handed on. After each, and before it, the event loop has to come round.
 */
const STEPS_OF_REQUEST = 3;
const STEPS_OF_QUEUE = 4;

export type AdmissionFacts = {
  readonly serviceClass: ServiceClass;
  readonly queues: readonly QueueName[];
  readonly deadlineMs: ByClass<number>;
  readonly load: Load;
  /** What the steps of an operation wait for in the process that accepts it; nothing where absent. */
  readonly waits?: OwnWaits;
  /** Accepted since the figures were read, by all that accept. */
  readonly acceptedSince: ByClass<number>;
  /** Of the requests accepted lately in this class, how much was this authority's; absent where that says nothing. */
  readonly share?: { readonly part: number; readonly windowLeftMs: number };
};

export type AdmissionDecision =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly retryAfterMs: number };

export const REFUSAL_REASONS = ['deadline', 'stalled', 'depth', 'unseen', 'share'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Part of the deadline of a class (inner) at which another (outer) is no longer accepted. */
export const SHED_AT: ByClass<ByClass<number>> = {
  border: { border: 1, interactive: Number.POSITIVE_INFINITY, batch: Number.POSITIVE_INFINITY },
  interactive: { border: 0.75, interactive: 1, batch: Number.POSITIVE_INFINITY },
  batch: { border: 0.5, interactive: 0.5, batch: 1 },
};

/** Jobs of a class that may wait, and rows of the outbox while the queues cannot be seen. */
const WAITING_MAX: ByClass<number> = {
  border: LIMITS.borderWaitingMax,
  interactive: LIMITS.interactiveWaitingMax,
  batch: LIMITS.batchWaitingMax,
};
const UNSEEN_MAX: ByClass<number> = {
  border: LIMITS.borderUnseenMax,
  interactive: LIMITS.interactiveUnseenMax,
  batch: LIMITS.batchUnseenMax,
};

const ADMITTED: AdmissionDecision = { kind: 'admitted' };

export function decideAdmission(facts: AdmissionFacts): AdmissionDecision {
  const { load } = facts;
  if (load.kind === 'unseen') return decideUnseen(facts, load.outboxRows);
  return decideSeen({ ...facts, acceptedSince: added(facts.acceptedSince, load.outbox) }, load.queues);
}

function added(a: ByClass<number>, b: ByClass<number>): ByClass<number> {
  return {
    border: a.border + b.border,
    interactive: a.interactive + b.interactive,
    batch: a.batch + b.batch,
  };
}

function decideSeen(facts: AdmissionFacts, loads: readonly QueueLoad[]): AdmissionDecision {
  const { serviceClass } = facts;
  const urgent = SERVICE_CLASSES.filter((each) => compareUrgency(each, serviceClass) <= 0);
  for (const each of urgent) {
    const decision = decideByDeadline(facts, loads, each);
    if (decision.kind === 'refused') return decision;
  }
  const full = decideByDepth(facts, loads);
  return full.kind === 'refused' ? full : decideByShare(facts, loads);
}

/**
 * What a caller of the class would wait now, in milliseconds. A queue whose speed nobody knows counts for nothing: it is at
 * least what the others take, and that nothing moves there shows in the age of its jobs.
 */
export function expectedMs(
  { queues, acceptedSince, waits }: Pick<AdmissionFacts, 'queues' | 'acceptedSince' | 'waits'>,
  loads: readonly QueueLoad[],
  serviceClass: ServiceClass,
): number {
  const steps = STEPS_OF_REQUEST + STEPS_OF_QUEUE * queues.length;
  let sumMs = waits === undefined ? 0 : steps * (waits.connectionMs[serviceClass] + 2 * waits.eventLoopMs);
  for (const [index, queue] of queues.entries()) {
    // What was accepted since stands in line for the first queue.
    let slowestMs = 0;
    for (const each of loads) {
      if (each.queue !== queue || each.speed === undefined) continue;
      const ahead = jobsAhead(each.waitingByClass, each.speed, serviceClass);
      const further = index === 0 ? jobsAhead(acceptedSince, each.speed, serviceClass) : 0;
      const jobs = ahead + further + busyAhead(each.active, each.speed);
      const ownMs = each.speed.jobMsByClass?.[serviceClass] ?? each.speed.jobMs;
      slowestMs = Math.max(slowestMs, (1000 * jobs) / each.speed.jobsPerSecond + ownMs);
    }
    sumMs += slowestMs;
  }
  return sumMs;
}

/**
 * Of the jobs under way: what is waited for is the first of them to be done, not all. More than workers hold at once are
 * those of dead ones, which will be done again.
 */
function busyAhead(active: number, { jobsPerSecond, jobMs }: NonNullable<QueueLoad['speed']>): number {
  const atOnce = Math.max(1, Math.round((jobsPerSecond * jobMs) / 1000));
  return active < atOnce ? 0 : active - atOnce + 1;
}

/** Of the class and of more urgent ones, in jobs of mean length: ten fingers count for several single ones. */
function jobsAhead(
  counts: ByClass<number>,
  { jobMs, jobMsByClass = {} }: NonNullable<QueueLoad['speed']>,
  serviceClass: ServiceClass,
): number {
  let sum = 0;
  for (const each of SERVICE_CLASSES) {
    sum += (counts[each] * (jobMsByClass[each] ?? jobMs)) / jobMs;
    if (each === serviceClass) break;
  }
  return sum;
}

function decideByDeadline(
  facts: AdmissionFacts,
  loads: readonly QueueLoad[],
  limiting: ServiceClass,
): AdmissionDecision {
  const deadlineMs = facts.deadlineMs[limiting];
  const allowedMs = deadlineMs * SHED_AT[facts.serviceClass][limiting];
  const tookMs = expectedMs(facts, loads, limiting);
  if (tookMs > allowedMs) return refused('deadline', tookMs - allowedMs);
  const isStalled = loads.some(
    ({ queue, oldestMsByClass }) =>
      facts.queues.includes(queue) && (oldestMsByClass[limiting] ?? 0) > deadlineMs,
  );
  return isStalled ? refused('stalled', LIMITS.admissionBlindRetryMs) : ADMITTED;
}

function decideByDepth(facts: AdmissionFacts, loads: readonly QueueLoad[]): AdmissionDecision {
  const { serviceClass, queues, acceptedSince } = facts;
  for (const { queue, waitingByClass, speed } of loads) {
    if (!queues.includes(queue)) continue;
    const over = waitingByClass[serviceClass] + acceptedSince[serviceClass] - WAITING_MAX[serviceClass] + 1;
    if (over <= 0) continue;
    return refused('depth', speed ? (1000 * over) / speed.jobsPerSecond : LIMITS.admissionBlindRetryMs);
  }
  return ADMITTED;
}

/** Border checks have no shares: the busiest border crossing is the one that needs most. */
function decideByShare(facts: AdmissionFacts, loads: readonly QueueLoad[]): AdmissionDecision {
  const { serviceClass, share, deadlineMs } = facts;
  if (share === undefined || serviceClass === 'border' || share.part <= LIMITS.shareMax) return ADMITTED;
  const tookMs = expectedMs(facts, loads, serviceClass);
  return tookMs > deadlineMs[serviceClass] / 2 ? refused('share', share.windowLeftMs) : ADMITTED;
}

function decideUnseen(
  { serviceClass, acceptedSince }: AdmissionFacts,
  outboxRows: number | undefined,
): AdmissionDecision {
  const since = SERVICE_CLASSES.reduce((sum, each) => sum + acceptedSince[each], 0);
  if ((outboxRows ?? 0) + since < UNSEEN_MAX[serviceClass]) return ADMITTED;
  return refused('unseen', LIMITS.admissionBlindRetryMs);
}

/** At least a second, which is what the header can say, and no longer than anybody can foresee. */
function refused(reason: RefusalReason, retryAfterMs: number): AdmissionDecision {
  const seconds = Math.ceil(Math.min(retryAfterMs, LIMITS.admissionRetryMsMax) / 1000);
  return { kind: 'refused', reason, retryAfterMs: 1000 * Math.max(1, seconds) };
}
