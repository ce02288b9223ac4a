import { createServer } from 'node:net';
import t from 'tap';
import type { ServiceClass } from '../domain/service-class.js';
import { createCarried } from '../platform/carried.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { openTestDatabase } from '../testing/test-database.js';
import { migrate } from './migrate.js';
import { openDatabase } from './open-database.js';

const log = createLog({ level: 'silent', component: 'test' });

t.test('a transaction is kept whole or not at all', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql, transaction } = database.unitOfWork;
  await sql.query('create table place (name text primary key)');

  await transaction((tx) => tx.query('insert into place values ($1)', ['kept']));
  const failure = new Error('premise gone');
  await t.rejects(
    transaction(async (tx) => {
      await tx.query('insert into place values ($1)', ['dropped']);
      throw failure;
    }),
    failure,
  );

  t.same(await sql.query('select name from place'), [{ name: 'kept' }]);
});

t.test('a swallowed error of a statement does not pass for a commit', async (t) => {
  const { database } = await openTestDatabase(t);
  const silent = database.unitOfWork.transaction(async (tx) => {
    await tx.query('select 1/0').catch(() => undefined);
  });
  await t.rejects(silent, { message: 'a statement of the transaction failed and its error was swallowed' });
});

t.test('statements sent at once to one transaction are carried out one after the other', async (t) => {
  const { database } = await openTestDatabase(t);
  const rows = await database.unitOfWork.transaction((tx) =>
    Promise.all([1, 2, 3].map((number) => tx.query('select $1::integer as number', [number]))),
  );
  t.same(rows.flat(), [{ number: 1 }, { number: 2 }, { number: 3 }]);
});

t.test('a statement after the end of its transaction is a programmer error', async (t) => {
  const { database } = await openTestDatabase(t);
  const leaked = await database.unitOfWork.transaction(async (tx) => tx);
  await t.rejects(leaked.query('select 1'), TypeError);
});

t.test('errors of PostgreSQL never quote a value', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  await sql.query('create table place (name text primary key)');
  await sql.query('insert into place values ($1)', ['Zyxwvutsrq']);

  for (const refused of [
    sql.query('insert into place values ($1)', ['Zyxwvutsrq']),
    sql.query('select $1::uuid', ['Zyxwvutsrq']),
  ]) {
    const error = await refused.then(
      () => t.fail('the statement must be refused'),
      (error: Error) => error,
    );
    t.match(error, { message: /^PostgreSQL refuses a statement: (23505|22P02)/ });
    t.notMatch(JSON.stringify([error, String(error), (error as Error).stack]), /Zyxwvutsrq/);
    t.equal((error as Error).cause, undefined);
  }
});

t.test('serialisation failures and deadlocks are operational and retryable', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql, transaction } = database.unitOfWork;
  await sql.query('create table counter (number integer)');
  await sql.query('insert into counter values (0)');
  const clash = transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read');
    await tx.query('select * from counter');
    await sql.query('update counter set number = 1');
    await tx.query('update counter set number = 2');
  });
  await t.rejects(clash, { name: 'OperationalError', code: 'database-unavailable', retryable: true });
});

t.test('a schema of another release is operational and retryable', async (t) => {
  const { database } = await openTestDatabase(t);
  for (const statement of [
    'select from hub.of_the_next_release',
    'select of_the_next_release from hub.operations',
    'select hub.of_the_next_release()',
    'select from next_release.operations',
  ]) {
    const error = await database.unitOfWork.sql.query(statement).catch((error: unknown) => error);
    t.match(error, { name: 'OperationalError', code: 'database-unavailable', retryable: true }, statement);
    t.notMatch(String(error), /next_release/);
  }
});

t.test('a lost connection is operational, and the pool recovers', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql, transaction } = database.unitOfWork;
  const cut = transaction(async (tx) => {
    const [backend] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await sql.query('select pg_terminate_backend($1)', [backend!.pid]);
    await tx.query('select 1');
  });
  await t.rejects(cut, { name: 'OperationalError', code: 'database-unavailable', retryable: true });
  await database.ping();
});

t.test('a database that cannot be reached is said so, with its cause', async (t) => {
  const port = await unusedPort();
  const unreachable = openDatabase({ url: `postgres://hub@127.0.0.1:${port}/postgres`, log });
  const error = await unreachable.then(
    () => t.fail('nothing listens there'),
    (error: unknown) => error,
  );
  t.ok(error instanceof OperationalError);
  t.match(error, { code: 'database-unavailable', retryable: true, cause: { code: 'ECONNREFUSED' } });
  await t.rejects(migrate({ url: `postgres://hub@127.0.0.1:${port}/postgres`, log }), OperationalError);
});

t.test('a socket folder can stand in the query of the address', async (t) => {
  const folder = t.testdir();
  const away = openDatabase({ url: `postgres://hub@/postgres?host=${folder}`, log });
  await t.rejects(away, { code: 'database-unavailable', cause: { code: 'ENOENT' } });
});

t.test('what is asked again is parsed once, with its parameters', async (t) => {
  const { sql, transaction } = (await openTestDatabase(t)).database.unitOfWork;
  const ask = (tx: typeof sql, number: number) =>
    tx.query<{ number: number }>('select $1::integer + 1 as number', [number]);
  const prepared = await transaction(async (tx) => {
    t.same(await Promise.all([1, 2, 3].map((number) => ask(tx, number))), [
      [{ number: 2 }],
      [{ number: 3 }],
      [{ number: 4 }],
    ]);
    return tx.query<{ name: string; times: number }>(
      `select name, (generic_plans + custom_plans)::integer as times from pg_prepared_statements
       where statement like 'select $1::integer + 1%'`,
    );
  });
  t.match(prepared, [{ name: /^hub_[0-9a-f]{32}$/, times: 2 }]);
  t.equal(prepared.length, 1);
});

t.test('a schema that changes below a statement fails neither it nor its transaction', async (t) => {
  const { sql, transaction } = (await openTestDatabase(t)).database.unitOfWork;
  await sql.query('create table place (name text primary key, height integer)');
  await sql.query("insert into place values ('hill', 100)");
  const read = (tx: typeof sql) => tx.query<object>('select * from place');
  const rounds = async () => {
    const inside = await transaction(async (tx) => {
      await tx.query('update place set height = height + 1');
      return read(tx);
    });
    return [await read(sql), inside];
  };
  await rounds();
  await rounds();
  await sql.query('alter table place add column steep boolean');
  t.same(await rounds(), [
    [{ name: 'hill', height: 103, steep: null }],
    [{ name: 'hill', height: 103, steep: null }],
  ]);
  await sql.query('alter table place drop column steep');
  // Outside a transaction first, on whichever connection comes.
  t.same(await read(sql), [{ name: 'hill', height: 103 }]);
  t.same((await rounds())[1], [{ name: 'hill', height: 104 }]);
});

t.test('connections are lent by class of service', async (t) => {
  const { url } = await openTestDatabase(t);
  const classInHand = createCarried<ServiceClass>();
  const { databaseWaitSeconds } = createMetrics();
  const database = await openDatabase({
    url,
    log,
    connectionsMax: 1,
    classInHand: classInHand.current,
    metrics: { databaseWaitSeconds },
  });
  t.teardown(() => database.close());
  const { sql, transaction } = database.unitOfWork;
  const done: string[] = [];
  const ask = (serviceClass: ServiceClass) =>
    classInHand.run(serviceClass, async () => {
      await sql.query('select 1');
      done.push(serviceClass);
    });
  // A line forms behind the only connection while it is in use.
  const asked = await transaction(async (tx) => {
    await tx.query('select 1');
    const line = (['batch', 'interactive', 'border'] as const).map(ask);
    await tx.query('select 1');
    return { line };
  });
  await Promise.all(asked.line);
  t.same(done, ['border', 'interactive', 'batch']);
  const { values } = await databaseWaitSeconds.get();
  const counted = (serviceClass: ServiceClass) =>
    values.find(
      ({ metricName, labels }) =>
        metricName === 'hub_database_wait_seconds_count' && labels.service_class === serviceClass,
    )?.value;
  t.same([counted('interactive'), counted('batch')], [1, 1]);
  t.equal(counted('border'), 1 + 2, 'what belongs to no request and no job goes first');
});

t.test('closing twice is closing once', async (t) => {
  const { url } = await openTestDatabase(t);
  const database = await openDatabase({ url, log });
  await Promise.all([database.close(), database.close()]);
  await t.rejects(database.ping(), OperationalError);
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
