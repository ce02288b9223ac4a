/**
 * One pool of connections, lent by class of service, and the transactions on it. Nothing is tried twice here: whoever calls
 * knows whether its work may be repeated; the one exception is a schema that changed below a prepared statement, which
 * shows before the statement has done anything. A rejected transaction leaves nothing behind; one whose `commit` got lost
 * on the way is an `OperationalError` although it may have happened, which is why every effect is guarded by a unique key.
 */
import type { Duplex } from 'node:stream';
import { Pool, type PoolClient } from 'pg';
import type { ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { safeError } from '../platform/safe-error.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import { type ConnectionLine, createConnectionLine, type WaitingForConnection } from './connection-line.js';
import { databaseFailure, isOutdatedPlan } from './database-failure.js';
import { createStatementNames, type StatementNames } from './statement-names.js';

export type Database = {
  readonly unitOfWork: UnitOfWork;
  ping(): Promise<void>;
  /** Who waits for a connection of this process. */
  waiting(): readonly WaitingForConnection[];
  /** Waits for the connections that are in use. Safe to call twice. */
  close(): Promise<void>;
};

/** `url`: `postgres://user@host:port/database`, or `postgres://user@/database?host=/folder/of/socket`. */
export async function openDatabase(options: {
  readonly url: string;
  readonly log: Log;
  readonly connectionsMax?: number;
  /** Of the work that asks for a connection; what belongs to no request and no job keeps the hub running, and goes first. */
  readonly classInHand?: () => ServiceClass | undefined;
  readonly metrics?: Pick<Metrics, 'databaseWaitSeconds'>;
}): Promise<Database> {
  const { classInHand = () => undefined, metrics } = options;
  const connections = options.connectionsMax ?? LIMITS.databaseConnections;
  const pool = new Pool({
    connectionString: options.url,
    application_name: 'open-biometric-identity-hub',
    max: connections,
    connectionTimeoutMillis: LIMITS.databaseConnectMs,
    statement_timeout: LIMITS.databaseStatementMs,
    query_timeout: LIMITS.databaseAnswerMs,
    idle_in_transaction_session_timeout: LIMITS.databaseIdleTransactionMs,
    keepAlive: true,
    // With it goes what it has prepared, and plans made for tables that were smaller then.
    maxLifetimeSeconds: LIMITS.databaseConnectionSeconds,
    // Statements of one transaction that nobody waits for one by one travel together.
    pipeline: true,
    // Statements here take milliseconds. Where the planner guesses high (young tables), compiling one took 200 to 300 ms of
    // processor time for each search, measured on two shared cores: more than the search itself.
    options: '-c jit=off',
  });
  // A server that stops breaks idle connections; without a listener that ends the process.
  pool.on('error', (error) => options.log.warn({ reason: safeError(error) }, 'idle connection lost'));
  const names = createStatementNames();
  const line = createConnectionLine({
    connections,
    onWaited: (serviceClass, waitedMs) =>
      metrics?.databaseWaitSeconds.observe({ service_class: serviceClass }, waitedMs / 1000),
  });
  const lender: Lender = { pool, names, borrow: () => line.borrow(classInHand() ?? 'border') };

  const sql = translating((text, values) => queryOnce(lender, text, values));
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
  const unitOfWork: UnitOfWork = { sql, transaction: (work) => runTransaction(lender, work) };
  return { unitOfWork, ping, waiting: line.waiting, close };
}

type Lender = {
  readonly pool: Pool;
  readonly names: StatementNames;
  borrow(): ReturnType<ConnectionLine['borrow']>;
};

async function queryOnce({ pool, names, borrow }: Lender, text: string, values: unknown[]) {
  const giveBack = await borrow();
  try {
    return await pool.query(statement(names, text, values));
  } catch (error) {
    if (!isOutdatedPlan(error)) throw error;
    names.renew(text);
    return await pool.query(statement(names, text, values));
  } finally {
    giveBack();
  }
}

function statement(names: StatementNames, text: string, values: unknown[]) {
  const name = names.of(text);
  return name === undefined ? { text, values } : { name, text, values };
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

async function runTransaction<T>(lender: Lender, work: (tx: Sql) => Promise<T>): Promise<T> {
  const giveBack = await lender.borrow();
  try {
    const first = await tryTransaction(lender, work);
    if (first.kind === 'done') return first.result;
    const second = await tryTransaction(lender, work);
    if (second.kind === 'done') return second.result;
    throw databaseFailure(second.error);
  } finally {
    giveBack();
  }
}

type Tried<T> =
  | { readonly kind: 'done'; readonly result: T }
  /** Rolled back, as a statement was prepared for a schema that has changed since. */
  | { readonly kind: 'outdated'; readonly error: unknown };

async function tryTransaction<T>({ pool, names }: Lender, work: (tx: Sql) => Promise<T>): Promise<Tried<T>> {
  const client = await pool.connect().catch(rethrowTranslated);
  // A connection may break between two statements; the next statement then says so.
  client.on('error', ignoreUntilNextStatement);
  const tx = inOrder(client, names);
  let isUsable = true;
  try {
    tx.begin();
    const result = await work(tx.sql);
    await tx.finish();
    await commit(client);
    return { kind: 'done', result };
  } catch (error) {
    await tx.finish();
    isUsable = await canRollBack(client);
    const outdated = tx.outdated();
    if (outdated !== undefined) return { kind: 'outdated', error: outdated };
    throw error;
  } finally {
    client.off('error', ignoreUntilNextStatement);
    client.release(!isUsable);
  }
}

function ignoreUntilNextStatement(): void {}

type Ordered = {
  readonly sql: Sql;
  begin(): void;
  finish(): Promise<void>;
  outdated(): unknown;
};

/**
 * Statements are answered in the order in which they are sent, and none waits for the answer to the one before: `begin`
 * travels with the first, and several sent through `Promise.all` travel together.
 */
function inOrder(client: PoolClient, names: StatementNames): Ordered {
  let last: Promise<unknown> = Promise.resolve();
  let begun: Promise<unknown> = Promise.resolve();
  let isOver = false;
  let outdated: unknown;
  const sql = translating(async (text, values) => {
    if (isOver) throw new TypeError('the transaction of this statement is over');
    const answer = client.query(statement(names, text, values)).catch((error: unknown) => {
      if (isOutdatedPlan(error)) {
        outdated ??= error;
        names.renew(text);
      }
      throw error;
    });
    // The caller gets the failure; `finish` only waits for the end.
    last = answer.catch(() => undefined);
    // Where the transaction could not begin, that is the reason, and not what it made of the statement.
    await begun;
    return answer;
  });
  return {
    sql,
    begin() {
      sendTogether(client);
      begun = client.query('begin isolation level read committed');
      last = begun.catch(() => undefined);
    },
    async finish() {
      isOver = true;
      await last;
    },
    outdated: () => outdated,
  };
}

/** What is written in this turn of the event loop leaves in one go. */
function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
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
