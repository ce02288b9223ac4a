/**
 * Admission of requests, for a process that answers callers: figures of the queues, of their workers and of the outbox
 * are read twice a second beside the requests, and each request is decided from what is in memory. Each of several such
 * processes counts what it has accepted since its figures, as often as there are processes: they do not ask each other.
 *
 * Without Redis, or with figures that are too old, what lies in the outbox decides.
 */
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import type { Clock } from '../platform/clock.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import {
  type AdmissionDecision,
  type AdmissionFacts,
  decideAdmission,
  type Load,
  type OwnWaits,
  type RefusalReason,
} from '../workflows/decide-admission.js';
import type { Admission, AdmissionQuestion, AdmissionReport } from '../workflows/ports/operation.js';
import type { Ports } from '../workflows/ports.js';
import { createLoadReader } from './read-load.js';

export type LiveAdmission = Admission & {
  /** Reads the figures anew; call it again and again. Never rejects where Redis or PostgreSQL is away. */
  refresh(): Promise<void>;
  /** What became of requests since the start. */
  reports(): readonly AdmissionReport[];
};

export type AdmissionOptions = Pick<
  Ports,
  'queueControl' | 'processBoard' | 'surveyShards' | 'outbox' | 'unitOfWork' | 'metrics'
> & {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Milliseconds within which a request of a class is to be done. */
  readonly deadlineMs: AdmissionFacts['deadlineMs'];
  /** Of this process, at each reading. */
  readonly ownWaits?: () => OwnWaits;
};

export function createLiveAdmission(options: AdmissionOptions): LiveAdmission {
  const { clock, deadlineMs, metrics, ownWaits } = options;
  const read = createLoadReader(options);
  const shares = createShares(clock);
  const reports = new Map(
    SERVICE_CLASSES.map((serviceClass) => [serviceClass, { serviceClass, admitted: 0, refused: 0 }]),
  );
  let acceptedSince = none();
  let latest:
    | {
        readonly load: Load;
        readonly atMs: number;
        readonly acceptors: number;
        readonly waits: OwnWaits | undefined;
      }
    | undefined;

  function decide(question: AdmissionQuestion): AdmissionDecision {
    // Nobody keeps figures here: a process that answers no callers.
    if (latest === undefined) return { kind: 'admitted' };
    const isFresh = clock.nowMs() - latest.atMs < LIMITS.admissionStaleMs;
    return decideAdmission({
      serviceClass: question.serviceClass,
      queues: question.queues,
      deadlineMs,
      load: isFresh || latest.load.kind === 'unseen' ? latest.load : { kind: 'unseen' },
      acceptedSince: scaled(acceptedSince, latest.acceptors),
      ...(latest.waits === undefined ? {} : { waits: latest.waits }),
      ...shares.of(question.serviceClass, question.requester.authorityId),
    });
  }

  return {
    refusal(question) {
      const { requester, serviceClass } = question;
      const { authorityId } = requester;
      const decision = decide(question);
      const report = reports.get(serviceClass)!;
      if (decision.kind === 'admitted') {
        acceptedSince[serviceClass] += 1;
        shares.count(serviceClass, authorityId);
        report.admitted += 1;
        metrics.admissions.inc({ service_class: serviceClass, decision: 'admitted' });
        return undefined;
      }
      report.refused += 1;
      metrics.admissions.inc({ service_class: serviceClass, decision: decision.reason });
      return toError(serviceClass, decision, deadlineMs[serviceClass]);
    },
    async refresh() {
      const atMs = clock.nowMs();
      // Counted from here on: what is accepted while the figures are read may or may not be in them, and is counted twice.
      const before = acceptedSince;
      acceptedSince = none();
      const { load, acceptors } = await read();
      latest = { load, atMs, acceptors, waits: ownWaits?.() };
      if (load.kind === 'unseen' && load.outboxRows === undefined) {
        for (const each of SERVICE_CLASSES) acceptedSince[each] += before[each];
      }
    },
    reports: () => [...reports.values()],
  };
}

const none = (): Record<ServiceClass, number> => ({ border: 0, interactive: 0, batch: 0 });

function scaled(counts: Record<ServiceClass, number>, by: number): Record<ServiceClass, number> {
  return {
    border: counts.border * by,
    interactive: counts.interactive * by,
    batch: counts.batch * by,
  };
}

const WHY: Readonly<Record<RefusalReason, string>> = {
  deadline: 'would not be done within their deadline now',
  stalled: 'have waited longer than their deadline: the workers do not get on',
  depth: 'are as many as may wait',
  unseen: 'cannot be handed to the queues now, and enough of them wait for that',
  share: 'come for more than a half from this authority while others wait',
};

function toError(
  serviceClass: ServiceClass,
  { reason, retryAfterMs }: Extract<AdmissionDecision, { readonly kind: 'refused' }>,
  deadlineMs: number,
): OperationalError {
  const code = reason === 'share' ? 'share-exceeded' : 'overloaded';
  return new OperationalError(
    code,
    `Nothing was accepted. Requests of the class ${serviceClass} (deadline ${deadlineMs / 1000} s) ${WHY[reason]}. ` +
      `Send it again after ${retryAfterMs / 1000} s.`,
    { retryAfterMs, serviceClass },
  );
}

type Window = { readonly startedAtMs: number; readonly counts: Map<string, number>; sum: number };

/** How much of what was accepted lately in a class is whose; forgets everything with each window. */
function createShares(clock: Pick<Clock, 'nowMs'>) {
  const windows = new Map<ServiceClass, Window>();
  function windowOf(serviceClass: ServiceClass): Window {
    const nowMs = clock.nowMs();
    const known = windows.get(serviceClass);
    if (known && nowMs - known.startedAtMs < LIMITS.shareWindowMs && nowMs >= known.startedAtMs) return known;
    const fresh: Window = { startedAtMs: nowMs, counts: new Map(), sum: 0 };
    windows.set(serviceClass, fresh);
    return fresh;
  }
  return {
    count(serviceClass: ServiceClass, authorityId: string): void {
      const window = windowOf(serviceClass);
      window.sum += 1;
      // Those that find no room any more are many, and so none of them is large.
      if (window.counts.size >= LIMITS.shareAuthoritiesMax && !window.counts.has(authorityId)) return;
      window.counts.set(authorityId, (window.counts.get(authorityId) ?? 0) + 1);
    },
    of(serviceClass: ServiceClass, authorityId: string): Pick<AdmissionFacts, 'share'> {
      const { counts, sum, startedAtMs } = windowOf(serviceClass);
      if (sum < LIMITS.shareRequestsMin || counts.size < 2) return {};
      const windowLeftMs = startedAtMs + LIMITS.shareWindowMs - clock.nowMs();
      return { share: { part: (counts.get(authorityId) ?? 0) / sum, windowLeftMs } };
    },
  };
}
