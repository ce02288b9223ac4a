import { type Logger, pino } from 'pino';

/**
 * Structured log. Callers pass identifiers, counts and reasons only; images, templates, names and document numbers
 * never reach it, and request bodies and headers are not logged anywhere.
 */
export type Log = Logger;

export function createLog(options: { readonly level: string; readonly component: string }): Log {
  return pino({
    level: options.level,
    base: { component: options.component },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
