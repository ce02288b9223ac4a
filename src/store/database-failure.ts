/**
 * Translates what `pg` throws. A server that is away, overloaded or asks for another try is an operational failure, and so is a
 * schema of another release, as what was acknowledged can be done once the two agree; any other
 * statement PostgreSQL refuses is a programmer's error. Messages of PostgreSQL quote values (`Key (name)=(…)`), so of
 * a refused statement only the SQLSTATE, table and constraint are kept, and no cause.
 */
import { DatabaseError } from 'pg';
import { OperationalError } from '../platform/operational-error.js';

/** SQLSTATE classes and codes that say: not now. https://www.postgresql.org/docs/15/errcodes-appendix.html */
const CLASSES_OF_UNAVAILABILITY = ['08', '53', '57', '58'];
const READ_ONLY_AFTER_FAILOVER = '25006';
const IDLE_IN_TRANSACTION_TIMEOUT = '25P03';
const TRY_AGAIN = ['40001', '40P01', '55P03'];
/** Tables, columns or functions that are not there: the schema is of an older or a newer release than the statement. */
const OTHER_SCHEMA = ['3F000', '42P01', '42703', '42883'];
const REFUSED_LOGIN = ['28000', '28P01', '3D000'];

export function databaseFailure(error: unknown): Error {
  if (error instanceof OperationalError || error instanceof TypeError || error instanceof RangeError) {
    return error;
  }
  if (!(error instanceof DatabaseError)) {
    return new OperationalError('database-unavailable', 'the database cannot be reached', { cause: error });
  }
  const code = error.code ?? '';
  if (TRY_AGAIN.includes(code)) {
    return new OperationalError('database-unavailable', 'the database asks to try the transaction again', {
      cause: error,
    });
  }
  if (OTHER_SCHEMA.includes(code)) {
    return new OperationalError(
      'database-unavailable',
      `the schema of the database is not that of this release (${code})`,
    );
  }
  if (REFUSED_LOGIN.includes(code)) {
    return new OperationalError('database-unavailable', 'the database refuses the login', {
      cause: error,
      retryable: false,
    });
  }
  return isUnavailability(code)
    ? new OperationalError('database-unavailable', 'the database is not available', { cause: error })
    : refusedStatement(error, code);
}

/**
 * A statement that was prepared before the schema changed would answer with other columns or types. PostgreSQL says so before
 * it runs anything (`cached plan must not change result type`), under a code it uses for much else.
 */
export function isOutdatedPlan(error: unknown): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === '0A000' &&
    (error as { readonly routine?: string }).routine === 'RevalidateCachedQuery'
  );
}

function isUnavailability(code: string): boolean {
  return (
    CLASSES_OF_UNAVAILABILITY.includes(code.slice(0, 2)) ||
    code === READ_ONLY_AFTER_FAILOVER ||
    code === IDLE_IN_TRANSACTION_TIMEOUT
  );
}

function refusedStatement(error: DatabaseError, code: string): Error {
  const where = [error.schema, error.table, error.constraint ?? error.column].filter(Boolean).join('.');
  const message = `PostgreSQL refuses a statement: ${code}${where === '' ? '' : ` at ${where}`}`;
  return Object.assign(new Error(message), { code });
}
