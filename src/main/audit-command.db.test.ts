/** The command from its arguments to its file; what tampering looks like is in `store/log-chain.db.test.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { chainLogs } from '../store/log-chain.js';
import { openStoreApp } from '../testing/http-store-app.js';
import { REQUESTER } from '../testing/store-fixtures.js';
import { audit } from './audit-command.js';

t.test('logs are verified, exported, and the export is verified alone', async (t) => {
  const { ports, unitOfWork } = await openStoreApp(t);
  for (let index = 0; index < 5; index++) {
    await ports.accessLog.append(unitOfWork.sql, {
      requester: REQUESTER,
      right: 'search',
      systems: ['ees', 'sis'],
      components: ['esp'],
      outcome: 'permitted',
      searchData: { surname: `Surname ${index}` },
    });
  }
  await chainLogs(unitOfWork, { limit: 100 });
  const folder = t.testdir();
  const file = join(folder, 'logs.ndjson');
  const said: string[] = [];
  const run = (...args: string[]) =>
    audit(args, { open: async () => ports, print: (line) => said.push(line) });
  t.equal(await run('verify'), 0);
  t.match(said.join('\n'), /sis: 5 entries.*head 5 /);
  t.equal(await run('export', '--out', file), 0);
  t.equal(await run('check', file), 0);
  t.equal(await run('verify', '--noted', file), 0);
  const whole = readFileSync(file, 'utf8');
  t.notMatch(
    whole
      .split('\n')
      .filter((line) => line.includes('"component\\":\\"ees'))
      .join(),
    'Surname',
  );
  const lines = whole.split('\n');
  for (const [name, text] of [
    ['a changed entry', whole.replace('permitted', 'denied')],
    ['changed search data', whole.replace('Surname 2', 'Surname 9')],
    ['a missing line', lines.toSpliced(2, 1).join('\n')],
    ['two lines exchanged', lines.with(2, lines[3]!).with(3, lines[2]!).join('\n')],
    ['a cut file', lines.slice(0, 4).join('\n')],
    ['no export', 'x'],
  ] as const) {
    writeFileSync(join(folder, 'other'), text.trimEnd());
    t.equal(await run('check', join(folder, 'other')), 1, name);
  }
  await unitOfWork.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(`delete from hub.log_chain where component = 'sis' and sequence = 5`);
    await tx.query(
      `delete from hub.access_log where component = 'sis' and entry_id = (select max(entry_id) from hub.access_log)`,
    );
  });
  t.equal(await run('verify', '--component', 'sis'), 0, 'a shortened chain looks whole');
  said.length = 0;
  t.equal(
    await run('verify', '--component', 'sis', '--noted', file),
    1,
    'but not to whom who has noted its head',
  );
  t.match(said.join('\n'), 'sis: head-differs at 5');
});

t.test('the contents of one state', async (t) => {
  const { ports, unitOfWork } = await openStoreApp(t);
  for (const memberState of ['AUT', 'BEL']) {
    const requester = { ...REQUESTER, memberState };
    await ports.accessLog.append(unitOfWork.sql, {
      requester,
      right: 'read',
      systems: ['ees'],
      outcome: 'permitted',
    });
  }
  await chainLogs(unitOfWork, { limit: 100 });
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  await audit(['export', '--component', 'ees', '--member-state', 'BEL'], { open: async () => ports, print });
  t.same(
    lines.map((line) => [JSON.parse(line).kind, JSON.parse(line).content !== undefined]),
    [
      ['log', false],
      ['entry', false],
      ['entry', true],
      ['head', false],
    ],
  );
});

t.test('what is no use of it', async (t) => {
  for (const args of [
    [],
    ['check'],
    ['verify', 'x'],
    ['verify', '--component', 'x'],
    ['export', '--member-state', 'XXX'],
    ['verify', '--all'],
  ]) {
    await t.rejects(
      audit(args, { open: () => Promise.reject(new Error('opened')), print: () => {} }),
      /Usage|Member State/,
    );
  }
});

t.test('a file that is not there, or there already, is told in a sentence', async (t) => {
  const folder = t.testdir({ kept: 'an earlier export' });
  const missing = join(folder, 'missing');
  const { ports } = await openStoreApp(t);
  const run = (...args: string[]) => audit(args, { open: async () => ports, print: () => {} });
  const told = (message: string) => ({ name: 'CommandError', message });
  await t.rejects(run('check', missing), told(`${missing} cannot be read (ENOENT).`));
  await t.rejects(run('check', folder), told(`${folder} cannot be read (EISDIR).`));
  await t.rejects(run('verify', '--noted', missing), told(`${missing} cannot be read (ENOENT).`));
  const kept = join(folder, 'kept');
  await t.rejects(run('export', '--out', kept), told(`${kept} cannot be written (EEXIST).`));
  t.equal(readFileSync(kept, 'utf8'), 'an earlier export');
});
