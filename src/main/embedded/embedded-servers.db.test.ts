import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import t from 'tap';
import { createLog } from '../../platform/log.js';
import { prepareInstanceFolder } from './instance-folder.js';
import { lockInstance } from './instance-lock.js';
import { runningPrivatePostgres, startPrivatePostgres } from './postgres.js';
import { startPrivateRedis } from './redis.js';

const log = createLog({ level: 'silent', component: 'test' });
const report = () => {};

function temporaryFolder(t: { teardown(handler: () => void): void }, name: string): string {
  const root = mkdtempSync(join(tmpdir(), 'hub test '));
  chmodSync(root, 0o755);
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  return join(root, name);
}

/** Starts a server as a hub does that is killed right after; the server lives on. Returns its address. */
async function startInKilledProcess(server: 'postgres' | 'redis', data: string): Promise<string> {
  const at = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const start = server === 'postgres' ? 'startPrivatePostgres' : 'startPrivateRedis';
  const program = `
    import { prepareInstanceFolder } from ${at('./instance-folder.js')};
    import { ${start} } from ${at(`./${server}.js`)};
    import { createLog } from ${at('../../platform/log.js')};
    const folder = prepareInstanceFolder(${JSON.stringify(data)});
    const log = createLog({ level: 'silent', component: 'test' });
    const { url } = await ${start}({ folder, durable: true, report: () => {}, log });
    console.log(url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return line.toString().trim();
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

t.test('PostgreSQL: what a killed run left is stopped and started anew; data stay', async (t) => {
  // A space, and longer than a socket's path may be.
  const data = temporaryFolder(t, `data of a hub ${'x'.repeat(90)}`);
  t.equal(await runningPrivatePostgres(prepareInstanceFolder(data)), undefined, 'none runs yet');
  const leftBehind = await startInKilledProcess('postgres', data);
  t.equal(await runningPrivatePostgres(prepareInstanceFolder(data)), leftBehind, 'a command finds it');
  await ask(leftBehind, 'create table kept as select 7 as number');
  const options = { folder: prepareInstanceFolder(data), durable: false, log };
  const second = await startPrivatePostgres(options);
  t.match(second.description, 'killed run');
  t.same(await ask(second.url, 'select number from kept'), [{ number: 7 }]);
  await second.stop();
  await t.rejects(ask(second.url, 'select 1'));
  const third = await startPrivatePostgres(options);
  t.notMatch(third.description, 'killed run');
  t.same(await ask(third.url, 'select number from kept'), [{ number: 7 }]);
  await third.stop();
});

t.test('PostgreSQL: two hubs do not meet', async (t) => {
  const folders = [temporaryFolder(t, 'a'), temporaryFolder(t, 'b')].map(prepareInstanceFolder);
  const servers = [];
  for (const folder of folders) servers.push(await startPrivatePostgres({ folder, durable: false, log }));
  t.not(servers[0]?.url, servers[1]?.url);
  await ask(servers[0]!.url, 'create table only_here ()');
  await t.rejects(ask(servers[1]!.url, 'select * from only_here'));
  for (const server of servers) await server.stop();
});

t.test('PostgreSQL: the process file of a dead server is removed', async (t) => {
  const folder = prepareInstanceFolder(temporaryFolder(t, 'data'));
  const options = { folder, durable: false, log };
  await (await startPrivatePostgres(options)).stop();
  const stale = `${process.pid}\n${folder.postgres}/data\n1\n5432\n${folder.sockets}\n\n1 1\nready   \n`;
  writeFileSync(join(folder.postgres, 'data', 'postmaster.pid'), stale);
  const server = await startPrivatePostgres(options);
  t.match(server.description, 'private');
  await server.stop();
});

t.test('Redis: what a killed run left is stopped and started anew', async (t) => {
  const data = temporaryFolder(t, 'data');
  const leftBehind = await startInKilledProcess('redis', data);
  const options = { folder: prepareInstanceFolder(data), durable: true, report, log };
  const second = await startPrivateRedis(options);
  t.match(second.description, 'killed run');
  t.equal(second.url, leftBehind);
  await second.stop();
  t.notOk(existsSync(second.url.slice('unix://'.length)));
  const third = await startPrivateRedis(options);
  t.notMatch(third.description, 'killed run');
  await third.stop();
});

t.test('one hub per data folder', async (t) => {
  const { sockets } = prepareInstanceFolder(temporaryFolder(t, 'data'));
  const first = await lockInstance(sockets);
  t.equal(first.kind, 'locked');
  if (first.kind !== 'locked') return;
  first.lock.announce('http://127.0.0.1:1');
  t.match(await lockInstance(sockets), { kind: 'held', holder: 'http://127.0.0.1:1' });
  await first.lock.release();
  const again = await lockInstance(sockets);
  t.equal(again.kind, 'locked');
  if (again.kind === 'locked') await again.lock.release();
});

t.test('of hubs started at once on a data folder one gets it and the others are told of it', async (t) => {
  const { sockets } = prepareInstanceFolder(temporaryFolder(t, 'data'));
  for (const before of ['nothing', 'the lock of a killed hub']) {
    if (before !== 'nothing') await leaveLockOfKilledHub(sockets);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => lockInstance(sockets)));
    const locks = outcomes.flatMap((each) => (each.kind === 'locked' ? [each.lock] : []));
    t.equal(locks.length, 1, `one, where there was ${before}`);
    for (const each of outcomes) if (each.kind === 'held') t.equal(each.holder, `process ${process.pid}`);
    t.match(await lockInstance(sockets), { kind: 'held' });
    for (const lock of locks) await lock.release();
    t.same(readdirSync(sockets), [], 'nothing is left');
  }
});

async function leaveLockOfKilledHub(sockets: string): Promise<void> {
  const program = `
    import { lockInstance } from ${JSON.stringify(new URL('./instance-lock.js', import.meta.url).href)};
    await lockInstance(${JSON.stringify(sockets)});
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  await once(child, 'exit');
}
