import { type SystemId, systemFacts } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import type { Sql } from '../workflows/ports/persistence.js';

/**
 * The same SQL, but nobody waits for it past the signal, and nothing new is started then. A statement under way is
 * left to the server, which ends it after `LIMITS.databaseStatementMs`.
 */
export function sqlUntil(signal: AbortSignal, sql: Sql, system: SystemId): Sql {
  return {
    query<Row extends object>(text: string, values?: readonly unknown[]) {
      if (signal.aborted) return Promise.reject(deadlineExceeded(system));
      return new Promise<readonly Row[]>((resolve, reject) => {
        const onAbort = () => reject(deadlineExceeded(system));
        signal.addEventListener('abort', onAbort, { once: true });
        sql
          .query<Row>(text, values)
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', onAbort));
      });
    },
  };
}

export function deadlineExceeded(system: SystemId): OperationalError {
  return new OperationalError(
    'system-deadline-exceeded',
    `${systemFacts(system).name} did not answer in time.`,
  );
}
