/**
 * How long and how often a remote system is asked: a deadline over everything, a second attempt where the failure may
 * pass, and a circuit that stops asking a system that is down. A caller that leaves says nothing about the system, nor does
 * one it refuses for now (`system-busy`), which is not tried again either: the system has said when.
 */
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import { type SystemId, systemFacts } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import { deadlineExceeded } from '../sql-until.js';

export type PatienceLimits = {
  readonly deadlineMs: number;
  /** In place of it for what nobody waits for, while there is room for that (`BulkRoom`). */
  readonly bulkDeadlineMs: number;
  /** The first one included. */
  readonly attempts: number;
  readonly retryMs: number;
  readonly circuitFailures: number;
  readonly circuitOpenMs: number;
};

export const DEFAULT_PATIENCE: PatienceLimits = {
  deadlineMs: LIMITS.systemDeadlineMs,
  bulkDeadlineMs: LIMITS.systemBulkDeadlineMs,
  attempts: LIMITS.systemAttempts,
  retryMs: LIMITS.systemRetryMs,
  circuitFailures: LIMITS.circuitFailures,
  circuitOpenMs: LIMITS.circuitOpenMs,
};

export type CircuitPosition = 'closed' | 'half-open' | 'open';

/** How one query is put to the system. */
export type Terms = { readonly isBulk: boolean; readonly deadlineMs: number };

export type Patience = <T>(
  /** Told its terms, which for a trial are not the caller's. */
  ask: (signal: AbortSignal, terms: Terms) => Promise<T>,
  signal: AbortSignal,
  terms: Terms,
) => Promise<T>;

export function createPatience(
  system: SystemId,
  limits: PatienceLimits,
  onCircuit: (position: CircuitPosition) => void,
): Patience {
  const attempts = retry(
    handleWhen((error) => hasCode(error, 'system-unreachable')),
    { maxAttempts: limits.attempts - 1, backoff: new ConstantBackoff(limits.retryMs) },
  );
  // A refusal comes from a system that is well; an answer too late is a failure like none at all.
  const circuit = circuitBreaker(
    handleWhen((error) => hasCode(error, 'system-unreachable', 'system-deadline-exceeded')),
    {
      breaker: new ConsecutiveBreaker(limits.circuitFailures),
      halfOpenAfter: limits.circuitOpenMs,
    },
  );
  circuit.onStateChange((state) => onCircuit(POSITIONS[state]));
  // Everybody waits for it, and its being late closes the system to everybody: not last at the peer, nor for longer.
  const trial: Terms = { isBulk: false, deadlineMs: limits.deadlineMs };

  return async (ask, caller, terms) => {
    if (caller.aborted) throw deadlineExceeded(system);
    const deadline = timeout(terms.deadlineMs, TimeoutStrategy.Aggressive);
    const asked = async (signal: AbortSignal) => {
      // A trial speaks for everybody: it goes on to its own end, whoever it was started for.
      if (circuit.state !== CircuitState.Closed) return ask(AbortSignal.timeout(trial.deadlineMs), trial);
      try {
        return await ask(signal, terms);
      } catch (error) {
        // Bulk is done last there: that it comes too late says that others had work, and theirs may be in time.
        const isLast = terms.isBulk && error instanceof Error && hasCode(error, 'system-deadline-exceeded');
        throw isLast || hasLeft(caller) ? new NotCounted() : error;
      }
    };
    try {
      // Not `wrap`: a call that waits for the trial of a half-open circuit would be started without its signal.
      return await deadline.execute(
        ({ signal }) =>
          attempts.execute(() => {
            if (signal.aborted) throw deadlineExceeded(system);
            return circuit.execute(() => asked(signal), signal);
          }, signal),
        caller,
      );
    } catch (error) {
      throw translated(system, error);
    }
  };
}

const POSITIONS: Readonly<Record<CircuitState, CircuitPosition>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** An answer that did not come in time, for which the system is not to blame. */
class NotCounted extends Error {}

/** A caller whose own time is over has waited in vain, and that is the system's failure. */
function hasLeft(caller: AbortSignal): boolean {
  return caller.aborted && !(caller.reason instanceof DOMException && caller.reason.name === 'TimeoutError');
}

function hasCode(error: Error, ...codes: readonly OperationalError['code'][]): boolean {
  return error instanceof OperationalError && codes.includes(error.code);
}

function translated(system: SystemId, error: unknown): unknown {
  if (error instanceof TaskCancelledError || error instanceof NotCounted) return deadlineExceeded(system);
  if (!(error instanceof BrokenCircuitError)) return error;
  return new OperationalError(
    'system-circuit-open',
    `${systemFacts(system).name} failed repeatedly and is not asked for a moment.`,
  );
}
