import { OperationalError } from './operational-error.js';

/**
 * What of an error may be logged. The message of a foreign error may quote the value that caused it (PostgreSQL's
 * do), and a value may be a name; so only our own messages are kept, and of others the class, the code and the stack
 * frames.
 */
export function safeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(error instanceof OperationalError ? { message: error.message } : {}),
    ...(frames === undefined ? {} : { frames }),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}
