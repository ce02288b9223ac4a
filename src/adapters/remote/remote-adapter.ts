/**
 * A system kept by somebody else, asked over HTTP in the hub's own contract. It searches its own gallery with the
 * probes it is sent and decides for itself what this requester may see: the token says who that is. Recording, reading
 * and erasing are the remote system's own.
 */
import type { Requester } from '../../domain/authorities.js';
import { type SystemId, systemFacts } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import type { Log } from '../../platform/log.js';
import type { Metrics } from '../../platform/metrics.js';
import { OperationalError } from '../../platform/operational-error.js';
import type { SystemAdapter } from '../../workflows/ports/systems.js';
import { type CircuitPosition, createPatience, DEFAULT_PATIENCE, type PatienceLimits } from './patience.js';
import { createRemoteTransport, type RemoteTls } from './remote-transport.js';
import { readSystemAnswer, toSystemQueryBody } from './system-query-wire.js';

export type RemoteSystemOptions = {
  /** The path of the contract, `/v1/systems/...`, is appended. */
  readonly baseUrl: string;
  /** A token the remote system accepts for this requester. */
  readonly token: (requester: Requester) => Promise<string>;
  readonly tls?: RemoteTls;
  /** For tests. */
  readonly patience?: Partial<PatienceLimits>;
};

export type RemoteAdapter = SystemAdapter & { close(): Promise<void> };

/**
 * How many queries of bulk wait for long now, at all remote systems of this process. A peer does them last, and each holds a
 * job meanwhile: were all jobs held, a border check would wait for the first of them to end. Beyond
 * `LIMITS.systemBulkQueriesMax` bulk has no more time than anybody else.
 */
export type BulkRoom = { inHand: number };

export function createRemoteAdapter(
  system: SystemId,
  options: RemoteSystemOptions,
  shared: { readonly log: Log; readonly metrics?: Metrics; readonly bulk?: BulkRoom },
): RemoteAdapter {
  const { bulk = { inHand: 0 } } = shared;
  const limits = { ...DEFAULT_PATIENCE, ...options.patience };
  const transport = createRemoteTransport(system, options);
  const patiently = createPatience(system, limits, observeCircuit(system, shared));
  return {
    system,
    location: 'remote',
    async query(query, signal) {
      const body = toSystemQueryBody(system, query);
      const { requester, isBulk = false } = query;
      const isLong = isBulk && bulk.inHand < LIMITS.systemBulkQueriesMax;
      const deadlineMs = isLong ? Math.max(limits.deadlineMs, limits.bulkDeadlineMs) : limits.deadlineMs;
      if (isLong) bulk.inHand += 1;
      try {
        return await patiently(
          async (signal, { isBulk, deadlineMs }) => {
            const token = await options.token(requester);
            const waitSeconds = waitSecondsWithin(deadlineMs);
            const answer = await transport.post({ token, body, waitSeconds, isBulk, signal });
            return readSystemAnswer(system, answer, requester.vouchedGateway);
          },
          signal,
          { isBulk, deadlineMs },
        );
      } finally {
        if (isLong) bulk.inHand -= 1;
      }
    },
    record: () => refuse(system, 'records for itself'),
    read: () => refuse(system, 'is read where it is kept'),
    readMany: () => refuse(system, 'is read where it is kept'),
    eraseRecord: () => refuse(system, 'erases for itself'),
    erase: () => refuse(system, 'erases for itself'),
    close: transport.close,
  };
}

/** Half a second less than the deadline, so that the remote system's own answer that it is late still arrives. */
function waitSecondsWithin(deadlineMs: number): number {
  return Math.max(1, Math.floor((deadlineMs - 500) / 1000));
}

function observeCircuit(
  system: SystemId,
  { log, metrics }: { readonly log: Log; readonly metrics?: Metrics },
): (circuit: CircuitPosition) => void {
  metrics?.systemCircuitOpen.set({ system }, 0);
  return (circuit) => {
    log.warn({ system, circuit }, 'circuit to a remote system changed');
    metrics?.systemCircuitOpen.set({ system }, circuit === 'closed' ? 0 : 1);
  };
}

async function refuse(system: SystemId, why: string): Promise<never> {
  throw new OperationalError('system-refused', `${systemFacts(system).name} is a remote system: it ${why}.`, {
    retryable: false,
  });
}
