/**
 * One pool of connections and the transactions on it. Nothing is tried twice here: whoever calls knows whether its
 * work may be repeated. A rejected transaction leaves nothing behind; one whose `commit` got lost on the way is an
 * `OperationalError` although it may have happened, which is why every effect is guarded by a unique key.
 */
import { Pool, type PoolClient } from 'pg';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { safeError } from '../platform/safe-error.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import { databaseFailure } from './database-failure.js';

export type Database = {
  readonly unitOfWork: UnitOfWork;
  ping(): Promise<void>;
  /** Waits for the connections that are in use. Safe to call twice. */
  close(): Promise<void>;
};

/** `url`: `postgres://user@host:port/database`, or `postgres://user@/database?host=/folder/of/socket`. */
export async function openDatabase(options: {
  readonly url: string;
  readonly log: Log;
  readonly connectionsMax?: number;
}): Promise<Database> {
  const pool = new Pool({
    connectionString: options.url,
    application_name: 'open-biometric-identity-hub',
    max: options.connectionsMax ?? LIMITS.databaseConnections,
    connectionTimeoutMillis: LIMITS.databaseConnectMs,
    statement_timeout: LIMITS.databaseStatementMs,
    query_timeout: LIMITS.databaseAnswerMs,
    idle_in_transaction_session_timeout: LIMITS.databaseIdleTransactionMs,
    keepAlive: true,
    // Statements here take milliseconds. Where the planner guesses high (young tables), compiling one took 200 to 300 ms of
    // processor time for each search, measured on two shared cores: more than the search itself.
    options: '-c jit=off',
  });
  // A server that stops breaks idle connections; without a listener that ends the process.
  pool.on('error', (error) => options.log.warn({ reason: safeError(error) }, 'idle connection lost'));

  const sql = translating((text, values) => pool.query(text, values));
  const ping = async () => {
    await sql.query('select 1');
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= pool.end();
    return closing;
  };

  try {
    await ping();
  } catch (error) {
    await close();
    throw error;
  }
  return { unitOfWork: { sql, transaction: (work) => runTransaction(pool, work) }, ping, close };
}

type Query = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

function translating(query: Query): Sql {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      try {
        return (await query(text, [...values])).rows as Row[];
      } catch (error) {
        throw databaseFailure(error);
      }
    },
  };
}

async function runTransaction<T>(pool: Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(rethrowTranslated);
  // A connection may break between two statements; the next statement then says so.
  client.on('error', ignoreUntilNextStatement);
  const tx = oneAtATime(client);
  let isUsable = true;
  try {
    await client.query('begin isolation level read committed').catch(rethrowTranslated);
    const result = await work(tx.sql);
    await tx.finish();
    await commit(client);
    return result;
  } catch (error) {
    await tx.finish();
    isUsable = await canRollBack(client);
    throw error;
  } finally {
    client.off('error', ignoreUntilNextStatement);
    client.release(!isUsable);
  }
}

function ignoreUntilNextStatement(): void {}

/** A connection carries one statement at a time; callers may nevertheless send several through `Promise.all`. */
function oneAtATime(client: PoolClient): { readonly sql: Sql; readonly finish: () => Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const sql = translating((text, values) => {
    if (isOver) throw new TypeError('the transaction of this statement is over');
    const answer = last.then(() => client.query(text, values));
    // The caller gets the failure; the next statement only waits its turn.
    last = answer.catch(() => undefined);
    return answer;
  });
  const finish = async () => {
    isOver = true;
    await last;
  };
  return { sql, finish };
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit').catch(rethrowTranslated);
  // PostgreSQL answers `commit` of a transaction in which a statement failed with a silent rollback.
  if (command !== 'COMMIT')
    throw new Error('a statement of the transaction failed and its error was swallowed');
}

/** Whether the connection is still good for others. */
async function canRollBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}

function rethrowTranslated(error: unknown): never {
  throw databaseFailure(error);
}
