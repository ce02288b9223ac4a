/**
 * The hub as a newcomer runs it: one process, started and stopped as `npm start` does, asked over its public API. Plays
 * the demonstration, finds twenty people by another impression of one finger, one of them from a transaction, refuses what is no fingerprint without
 * keeping anything of it, and knows everybody again after it was stopped and started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import t from 'tap';
import type { Operation } from '../../schemas/operation.js';
import { connectRedis, type RedisConnection } from '../coordination/redis-connection.js';
import type { AuthorityClass } from '../domain/authorities.js';
import { readTransaction } from '../extraction/formats/nist/read-transaction.js';
import { itemOf } from '../extraction/formats/nist/subfields-of.js';
import type { TaggedRecord } from '../extraction/formats/nist/transaction.js';
import { createHubClient } from '../main/hub-client.js';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import type { EnrolResult, IdentifyResult, SearchSystemsResult } from '../workflows/results.js';
import { slapTransaction } from './slap-transaction.js';
import { type FingerImages, openFingerImages } from './synthetic/finger-images.js';
import { slapImage } from './synthetic/slap-image.js';
import { createSyntheticFinger } from './synthetic/synthetic-finger.js';
import { openTestDatabase } from './test-database.js';
import { testRedis } from './test-redis.js';

const PEOPLE = 20;
const FIRST_MIN = 19;
const START_MS_MAX = 60_000;
const SURNAME = 'Acceptancetest';
const UNKNOWN_WANTED = {
  kind: 'alert',
  alertKind: 'unknown-wanted',
  issuedOn: '2026-01-20',
  reviewBy: '2029-01-19',
  actionToBeTaken: 'establish the identity',
  details: { arePrintsFromScene: true },
};

t.test('the whole hub', { timeout: 300_000 }, async (t) => {
  const { url: databaseUrl, database } = await openTestDatabase(t);
  const redis = testRedis();
  const data = t.testdir();
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    HUB_REDIS_PREFIX: redis.prefix,
    HUB_DATA: data,
    HUB_PORT: '0',
    HUB_DEMONSTRATION: 'off',
    HUB_LOG_LEVEL: 'debug',
  };
  const images = await openFingerImages();
  t.teardown(() => images.close());
  const subjects = async () => {
    const rows = await database.unitOfWork.sql.query('select 1 from hub.subjects');
    return rows.length;
  };
  let said = '';
  const start = () => startHub(t, env, data, (text) => (said += text));

  const first = await start();
  await t.test('the demonstration', async (t) => {
    const { code, output } = await run('demo-command', env);
    t.equal(code, 0, output.slice(-2000));
    for (const word of ['overstay', 'multiple-identity', 'answered', 'refused']) t.match(output, word);
    t.equal(await subjects(), 0, 'it leaves nobody behind');
  });

  const people = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`);
  const subjectOf = new Map<string, string>();
  await t.test('people are enrolled', async (t) => {
    for (const [index, person] of people.entries()) {
      const result = await first.result<EnrolResult>({
        role: 'border-authority',
        method: 'POST',
        path: '/v1/systems/ees/encounters',
        body: enrolment(index, [await sample(images, person, 'enrolled')]),
      });
      subjectOf.set(person, result.subjectId);
    }
    t.equal(await subjects(), PEOPLE);
  });
  await t.test('another impression finds the right person first', async (t) => {
    t.ok((await countFirst(first, images, subjectOf)) >= FIRST_MIN, `at least ${FIRST_MIN} of ${PEOPLE}`);
  });
  await t.test('a search may be narrowed to states and kinds of records', async (t) => {
    const [person = ''] = people;
    const samples = [await sample(images, person, 'searching')];
    const [row] = await database.unitOfWork.sql.query<{ state: string }>(
      'select distinct member_state as state from hub.templates',
    );
    const other = row!.state === 'MLT' ? 'CYP' : 'MLT';
    for (const [narrowed, compared] of [
      [{ enteredBy: [row!.state], categories: ['entry', 'refusal'] }, PEOPLE],
      [{ enteredBy: [other] }, 0],
      [{ categories: ['refusal'] }, 0],
    ] as const) {
      const { candidates, gallery } = await first.result<IdentifyResult>({
        role: 'border-authority',
        method: 'POST',
        path: '/v1/identifications',
        body: { systems: ['ees'], samples, ...narrowed },
      });
      t.equal(gallery.referencesCompared, compared, JSON.stringify(narrowed));
      t.equal(candidates[0]?.subjectId, compared === 0 ? undefined : subjectOf.get(person));
    }
  });
  await t.test('a transaction finds the right person first, and is answered with one', async (t) => {
    const [person = ''] = people;
    const print = await images.image({ finger: `${person}/right-index`, impression: 'searching' });
    const file = await slapTransaction(print, 2, SURNAME);
    const ask = (accept: string) => sendTransaction(first, file, accept);
    const told = (await (await ask('application/json')).json()) as Operation;
    t.match(told, { state: 'completed', transaction: { tcn: 'TCN-1' }, capture: { format: 'ansi-nist' } });
    t.equal((told.result as unknown as IdentifyResult).candidates[0]?.subjectId, subjectOf.get(person));
    const answer = await ask('application/vnd.ansi-nist-itl');
    const { records } = readTransaction(new Uint8Array(await answer.arrayBuffer()));
    t.same(
      records.map(({ type }) => type),
      [1, 2],
    );
    t.equal(itemOf(records[0] as TaggedRecord, 10), 'TCN-1');
    const damaged = await sendTransaction(first, file.subarray(0, file.length - 500), 'application/json');
    t.match(await damaged.json(), { status: 422, code: 'capture-malformed', fault: { field: '14.001' } });
  });
  await t.test('a slap finds the right person first', async (t) => {
    const [person = ''] = people;
    const fingers = ['right-index', 'right-middle', 'right-ring', 'right-little'].map((finger) =>
      createSyntheticFinger(`${person}/${finger}`),
    );
    const { widthPx, heightPx, pixels } = slapImage(fingers, { kind: 'right-slap', seed: 1 });
    const raw = { width: widthPx, height: heightPx, channels: 1 } as const;
    const image = (await sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer()).toString('base64');
    const { candidates } = await first.result<IdentifyResult>({
      role: 'border-authority',
      method: 'POST',
      path: '/v1/identifications',
      body: { systems: ['ees'], samples: [{ position: 'right-slap', image, ppi: 500 }] },
    });
    t.equal(candidates[0]?.subjectId, subjectOf.get(person));
  });
  await t.test('a palm print is kept, found by no finger that looks the same, and erased', async (t) => {
    const image = Buffer.from(await images.image({ finger: 'palm/right-index', impression: 'one' }));
    const print = (position: string) => ({ position, image: image.toString('base64') });
    const enter = (samples: readonly object[]) =>
      first.result<EnrolResult>({
        role: 'sirene-bureau',
        method: 'POST',
        path: '/v1/systems/sis/unknown-person-alerts',
        body: { encounterAt: '2026-01-20T10:00:00Z', facts: UNKNOWN_WANTED, samples },
      });
    const identify = (position: string) => ({
      role: 'sirene-bureau' as const,
      method: 'POST' as const,
      path: '/v1/identifications',
      body: { systems: ['sis'], samples: [print(position)] },
    });
    const palm = await enter([print('right-thenar-palm')]);
    t.match(palm.samples, [{ position: 'right-thenar-palm', notSearched: { citation: /Art 13\(1\)/ } }]);
    for (const position of ['right-index', 'unknown-finger']) {
      const found = await first.result<IdentifyResult>(identify(position));
      t.match(found, { candidates: [], gallery: { complete: true, referencesCompared: 0 } }, position);
    }
    const finger = await enter([print('right-index')]);
    const found = await first.result<IdentifyResult>(identify('right-index'));
    t.match(found, {
      candidates: [{ subjectId: finger.subjectId, decision: 'match' }],
      gallery: { referencesCompared: 1 },
    });
    t.match(await first.call(identify('right-thenar-palm')), {
      status: 422,
      problem: { code: 'palm-print-not-searched' },
    });
    for (const { subjectId } of [palm, finger]) {
      await first.result({
        role: 'sirene-bureau',
        method: 'DELETE',
        path: `/v1/systems/sis/subjects/${subjectId}`,
      });
    }
    t.equal(await subjects(), PEOPLE, 'both are gone');
    const [left] = await database.unitOfWork.sql.query<{ samples: number }>(
      `select count(*)::integer as samples from hub.samples where position like '%palm%'`,
    );
    t.equal(left?.samples, 0);
  });
  await t.test('bad images are refused for what they are, and nothing is stored', async (t) => {
    for (const [name, image, more, code] of await badImages(images)) {
      const answer = await first.call({
        role: 'border-authority',
        method: 'POST',
        path: '/v1/systems/ees/encounters',
        body: enrolment(99, [{ position: 'right-index', image: image.toString('base64'), ...more }]),
      });
      const problem = answer.kind === 'problem' ? answer.problem : undefined;
      t.match({ status: answer.status, code: problem?.code }, { status: /^4\d\d$/, code }, name);
      t.notMatch(
        JSON.stringify(problem),
        /node_modules|\.js:\d|Acceptancetest/,
        `${name}: no stack, no name`,
      );
    }
    t.equal(await subjects(), PEOPLE, 'nobody was added');
    const [kept] = await database.unitOfWork.sql.query<{ samples: number }>(
      'select count(*)::integer as samples from hub.operation_samples',
    );
    t.equal(kept?.samples, 0, 'no image of any request is kept');
  });
  await t.test('no data of persons in Redis', async (t) => {
    const content = await everythingInRedis(redis);
    t.ok(content.includes('operationId'), 'jobs are there');
    t.notMatch(content, SURNAME);
    t.notMatch(content, /iVBOR|X\d{7}/, 'no image, no document number');
  });
  t.equal(await stop(first.process), 0, 'stops well');

  const second = await start();
  await t.test('after a restart everybody is known', async (t) => {
    const result = await second.result<SearchSystemsResult>({
      role: 'border-authority',
      method: 'POST',
      path: '/v1/searches',
      body: { identity: { surname: SURNAME }, systems: ['ees'] },
    });
    t.match(result, { complete: true, systems: [{ system: 'ees', status: 'answered' }] });
    const [ees] = result.systems;
    t.equal(ees?.status === 'answered' ? ees.hits.length : 0, PEOPLE);
    t.ok((await countFirst(second, images, subjectOf)) >= FIRST_MIN, 'by their fingers too');
  });
  t.equal(await stop(second.process), 0);
  t.notMatch(said, SURNAME, 'no name in the log');
});

type Test = Parameters<typeof openTestDatabase>[0];
type Hub = ReturnType<typeof createHubClient> & {
  readonly process: ChildProcess;
  readonly url: string;
  readonly tokens: Readonly<Record<AuthorityClass, string>>;
};

async function startHub(
  t: Test,
  env: NodeJS.ProcessEnv,
  data: string,
  listen: (text: string) => void,
): Promise<Hub> {
  const child = spawn(process.execPath, [program('all')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(async () => {
    child.kill('SIGKILL');
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
      listen(String(chunk));
    });
  }
  const startedAt = performance.now();
  while (!said.includes('The hub is ready')) {
    if (child.exitCode !== null || performance.now() - startedAt > START_MS_MAX) {
      throw new Error(`the hub did not start: ${said.slice(-2000)}`);
    }
    await pause(50);
  }
  const { url } = JSON.parse(readFileSync(join(data, 'hub.json'), 'utf8')) as { readonly url: string };
  const tokens = tokensIn(data);
  return {
    ...createHubClient({ url, tokens, signal: new AbortController().signal }),
    process: child,
    url,
    tokens,
  };
}

function sendTransaction(hub: Hub, file: Uint8Array, accept: string): Promise<Response> {
  return fetch(`${hub.url}/v1/identifications?systems=ees`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${hub.tokens['border-authority']}`,
      'content-type': 'application/vnd.ansi-nist-itl',
      accept,
      prefer: 'wait=20',
    },
    body: Buffer.from(file),
    signal: AbortSignal.timeout(30_000),
  });
}

function tokensIn(data: string): Readonly<Record<AuthorityClass, string>> {
  const file = join(data, 'tokens.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : ({} as Record<AuthorityClass, string>);
}

async function run(command: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [program(command)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

async function stop(child: ChildProcess): Promise<number> {
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

function program(name: string): string {
  return join(PACKAGE_ROOT, 'dist', 'src', 'main', `${name}.js`);
}

async function sample(images: FingerImages, person: string, impression: string) {
  const image = await images.image({ finger: `${person}/right-index`, impression });
  return { position: 'right-index', image: Buffer.from(image).toString('base64') };
}

function enrolment(index: number, samples: readonly object[]) {
  return {
    encounterAt: '2026-01-20T10:00:00Z',
    identity: {
      surnames: [SURNAME],
      givenNames: [`Number${'abcdefghijklmnopqrstuvwxyz'[index % 26]}`],
      dateOfBirth: '1990-01-01',
      sex: 'unspecified',
      nationalities: ['PER'],
    },
    travelDocument: { kind: 'passport', number: `X${1_000_000 + index}`, issuingCountry: 'PER' },
    facts: { kind: 'entry', entryDate: '2026-01-20', borderCrossingPoint: 'Vienna airport' },
    samples,
  };
}

async function countFirst(
  hub: Hub,
  images: FingerImages,
  subjectOf: ReadonlyMap<string, string>,
): Promise<number> {
  let first = 0;
  for (const [person, subjectId] of subjectOf) {
    const { candidates, gallery } = await hub.result<IdentifyResult>({
      role: 'border-authority',
      method: 'POST',
      path: '/v1/identifications',
      body: { systems: ['ees'], samples: [await sample(images, person, 'searching')] },
    });
    if (!gallery.complete) throw new Error('the gallery was not complete');
    if (candidates[0]?.subjectId === subjectId) first += 1;
  }
  return first;
}

type BadImage = readonly [name: string, image: Buffer, more: object, code: string];

async function badImages(images: FingerImages): Promise<readonly BadImage[]> {
  const finger = Buffer.from(await images.image({ finger: 'bad/right-index', impression: 'one' }));
  const blank = sharp({ create: { width: 300, height: 400, channels: 3, background: 'white' } });
  const noPpi = await sharp(finger).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = noPpi.info;
  const unstated = await sharp(noPpi.data, { raw: { width, height, channels } }).png().toBuffer();
  const huge = Buffer.from(finger);
  huge.writeUInt32BE(20_000, 16);
  huge.writeUInt32BE(20_000, 20);
  return [
    ['one byte', Buffer.from([1]), {}, 'not-an-image'],
    ['a text', Buffer.from('this is no image'), {}, 'not-an-image'],
    ['a PNG cut off in the middle', finger.subarray(0, finger.length >> 1), {}, 'image-truncated'],
    ['20,000 x 20,000 pixels', huge, {}, 'image-too-large'],
    ['no resolution', unstated, {}, 'resolution-missing'],
    ['no finger', await blank.png().toBuffer(), { ppi: 500 }, 'no-finger-found'],
  ];
}

/** Every key of this hub with its value, as text. */
async function everythingInRedis({ url, prefix }: ReturnType<typeof testRedis>): Promise<string> {
  const client = await connectRedis(url, createLog({ level: 'silent', component: 'test' }));
  try {
    const texts: string[] = [];
    for await (const keys of client.scanIterator({ MATCH: `${prefix}:*`, COUNT: 500 })) {
      for (const key of keys) texts.push(key, JSON.stringify(await contentOf(client, key)));
    }
    return texts.join('\n');
  } finally {
    client.destroy();
  }
}

async function contentOf(client: RedisConnection, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'string':
      return client.get(key);
    case 'hash':
      return client.hGetAll(key);
    case 'list':
      return client.lRange(key, 0, -1);
    case 'set':
      return client.sMembers(key);
    case 'zset':
      return client.zRange(key, 0, -1);
    case 'stream':
      return client.xRange(key, '-', '+');
    default:
      return undefined;
  }
}
