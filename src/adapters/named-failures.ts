/**
 * An adapter whose every failure has a name. What it did not foresee (a driver that throws something of its own, a record
 * no reader expects) costs its own answer and never the others', and is logged here, where it happened, without its words.
 */
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { safeError } from '../platform/safe-error.js';

type Asked = { query(query: never, signal: AbortSignal): Promise<unknown> };

/** `name` is what an answer calls it. */
export function withNamedFailures<Adapter extends Asked>(
  adapter: Adapter,
  { name, log }: { readonly name: string; readonly log: Log },
): Adapter {
  return {
    ...adapter,
    async query(query: never, signal: AbortSignal) {
      try {
        return await adapter.query(query, signal);
      } catch (error) {
        if (error instanceof OperationalError) throw error;
        log.error(
          { system: name, error: safeError(error) },
          'a system failed in a way it names no reason for',
        );
        throw new OperationalError('system-failed', `${name} failed.`, { cause: error, retryable: false });
      }
    },
  };
}
