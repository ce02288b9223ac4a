/**
 * A gallery in three shards over matcher processes of their own: every answer is that of one gallery that holds
 * everything, while a second matcher comes and takes its share, and after it was killed; a shard nobody holds is said.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import { FINGER_POSITIONS } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { createGallery } from '../engine/create-gallery.js';
import { probe, randomEmbedding, similarEmbedding } from '../engine/gallery-test-fixture.js';
import type { ProbeTemplate } from '../matching/template.js';
import { createLog } from '../platform/log.js';
import { changeShardCount } from '../store/gallery-layout.js';
import { seededRandom } from '../testing/seeded-random.js';
import { openTestDatabase } from '../testing/test-database.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';
import { galleryFacts } from '../workflows/finish-search.js';
import type { GallerySearch } from '../workflows/ports/gallery.js';
import type { NewEncounter, Operation } from '../workflows/ports/operations.js';
import type { IdentifyResult } from '../workflows/results.js';
import { createClosers } from './closers.js';
import { readConfig } from './config.js';
import { requesterOf } from './development-tokens.js';
import { type Core, openCore } from './open-core.js';
import { startWorker } from './start-roles.js';

const SHARDS = 3;
const PERSONS = 240;
const KEY = Buffer.alloc(32, 6);
const PATIENCE_MS = 60_000;
const ROLES = dirname(fileURLToPath(import.meta.url));
const BORDER = requesterOf('border-authority');
const SYSTEMS: readonly SystemId[] = ['ees', 'vis'];
const random = seededRandom(20261125);

t.test('a gallery in shards over several matchers', { timeout: 170_000 }, async (t) => {
  const { core, start } = await setUp(t);
  const people = Array.from({ length: PERSONS }, (_, index) => encounterOf(index));
  for (const person of people) await core.ports.subjects.insertEncounter(core.ports.unitOfWork.sql, person);
  const probes = [3, 17, 42].map((index) => impressionOf(people[index]!));
  const expected = await answersOfOneGallery(core, probes, t.testdir());
  await startWorker(core);
  const hub = createHubWorkflows(core.ports);
  const identify = async (of: readonly ProbeTemplate[]) => {
    const request = { kind: 'identify', ...SEARCH } as const;
    const outcome = await hub.accept(BORDER, request, [], { waitMs: 60_000, probes: of });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return resultOf(outcome.operation);
  };
  const holders = async () => {
    const { alive } = await core.matchers.survey();
    return Array.from(
      { length: SHARDS },
      (_, shard) =>
        alive.filter(({ shards }) => shards.some((held) => held.shard === shard && held.isReady)).length,
    );
  };

  const first = await start('a');
  await until(async () => (await holders()).every((count) => count === 1), PATIENCE_MS);
  for (const [index, of] of probes.entries()) {
    t.same(whatIsSaid(await identify(of)), expected[index], 'what one gallery says');
  }

  const second = await start('b');
  const isShared = async () => {
    const { alive } = await core.matchers.survey();
    const shares = alive.map(({ shards }) => shards.length).sort();
    return shares.join() === '1,2' && (await holders()).every((count) => count === 1);
  };
  let whileMoving = 0;
  for (; !(await isShared()); whileMoving++) {
    t.notOk((await holders()).includes(0), 'somebody holds each shard');
    t.same(whatIsSaid(await identify(probes[0]!)), expected[0], 'while shards move');
  }
  t.ok(whileMoving > 0);

  const erased = people[42]!;
  const erasure = await hub.eraseSubject(BORDER, erased.system, erased.subjectId, { waitMs: 30_000 });
  t.match(
    erasure,
    { kind: 'erased', operation: { state: 'completed' } },
    'ends when its holder has compacted',
  );
  const { candidates } = await identify(probes[2]!);
  t.notOk(candidates.some(({ subjectId }) => subjectId === erased.subjectId));

  second.kill('SIGKILL');
  const afterDeath = await identify(probes[0]!);
  const left = afterDeath.gallery.shardsNotCompared ?? [];
  t.equal(afterDeath.gallery.complete, left.length === 0, 'an answer lacks nothing, or says which shards');
  await until(
    async () => (await holders()).every((count) => count === 1) && (await alive(core)) === 1,
    PATIENCE_MS,
  );
  const recovered = await identify(probes[1]!);
  t.equal(recovered.gallery.complete, true, 'the other one has taken over');
  t.same(recovered.candidates, expected[1]!.candidates);

  first.kill('SIGTERM');
  t.same(await once(first, 'exit'), [0, null]);
  t.equal(await alive(core), 0, 'one that stops says so');
  await start('c', { HUB_MATCHER_SHARDS: '0,2' });
  const partial = await identify(probes[1]!);
  t.match(partial.gallery, { complete: false, shardsNotCompared: [{ shard: 1 }] });
  t.ok(partial.gallery.referencesCompared < recovered.gallery.referencesCompared);
});

t.test('a matcher that is given a shard there is not, or another division, refuses to start', async (t) => {
  const { start } = await setUp(t);
  await Promise.all([
    t.rejects(start('x', { HUB_MATCHER_SHARDS: '3' }), /ended with 1/),
    t.rejects(start('y', { HUB_GALLERY_SHARDS: '4' }), /ended with 1/),
  ]);
});

t.test(
  'a second matcher with the gallery folder of another one refuses to start, and leaves it alone',
  async (t) => {
    const { core, start } = await setUp(t);
    const HUB_GALLERY = join(t.testdir(), 'gallery');
    await start('p', { HUB_GALLERY, HUB_MATCHER_SHARDS: '0' });
    const shard = join(HUB_GALLERY, `shard-0-of-${SHARDS}`);
    t.ok(existsSync(shard));
    await t.rejects(start('q', { HUB_GALLERY, HUB_MATCHER_SHARDS: '1' }), /ended with 1/);
    t.ok(existsSync(shard), 'the files are in use');
    const held = (await core.matchers.survey()).alive.map(({ shards }) => shards.map((each) => each.shard));
    t.same(held, [[0]], 'and the first one still holds its shard');
  },
);

const SEARCH = { systems: SYSTEMS, candidatesMax: 5, falsePositiveIdentificationRate: 0.01 };

async function alive({ matchers }: Core): Promise<number> {
  return (await matchers.survey()).alive.length;
}

function resultOf({ state, result }: Operation): IdentifyResult {
  if (state !== 'completed') throw new Error(`the operation is ${state}`);
  return result as IdentifyResult;
}

function whatIsSaid({ gallery, candidates }: IdentifyResult) {
  return { gallery, candidates };
}

async function answersOfOneGallery(
  core: Core,
  probes: readonly (readonly ProbeTemplate[])[],
  directory: string,
) {
  const gallery = await createGallery({
    feed: core.galleryFeed,
    directory: join(directory, 'whole'),
    threads: 1,
    executionProvider: 'cpu',
    metrics: core.ports.metrics,
    log: core.log,
    clock: core.ports.clock,
  });
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const search = async (of: readonly ProbeTemplate[]) => {
      const asked: GallerySearch = { ...SEARCH, probes: of };
      const answer = await gallery.search(asked, signal);
      return { gallery: galleryFacts(answer), candidates: answer.candidates };
    };
    return await Promise.all(probes.map(search));
  } finally {
    await gallery.close();
  }
}

/** Two fingers of a person nobody is. */
function encounterOf(index: number): NewEncounter {
  const system = SYSTEMS[index % SYSTEMS.length]!;
  const image = { mediaType: 'image/png', widthPx: 4, heightPx: 4, ppi: 500 };
  const positions = [FINGER_POSITIONS[1], FINGER_POSITIONS[6]] as const;
  const sampleIds = positions.map(() => randomUUID() as SampleId);
  return {
    system,
    subjectId: randomUUID() as SubjectId,
    encounterId: randomUUID() as EncounterId,
    memberState: BORDER.memberState,
    authorityId: BORDER.authorityId,
    encounterAt: '2026-09-01T10:00:00Z',
    samples: positions.map((position, at) => ({
      sampleId: sampleIds[at]!,
      sample: { position, image: new Uint8Array(4) },
      image,
    })),
    references: positions.map((position, at) => ({
      templateId: randomUUID() as TemplateId,
      sampleId: sampleIds[at]!,
      category: 'entry',
      template: {
        position,
        templateVersion: 'fingerprint-2',
        quality: 80,
        embedding: randomEmbedding(random),
      },
    })),
  };
}

function impressionOf({ references }: NewEncounter): readonly ProbeTemplate[] {
  return references.map(({ template: { position, embedding } }) =>
    probe(position, [similarEmbedding(embedding, 0.1, random)]),
  );
}

type Test = Parameters<typeof openTestDatabase>[0] & { testdir(): string };

async function setUp(t: Test) {
  const { url: databaseUrl, database } = await openTestDatabase(t);
  const redis = testRedis();
  const closers = createClosers();
  const children: ChildProcess[] = [];
  t.teardown(async () => {
    for (const child of children) child.kill('SIGKILL');
    await closers.closeAll();
  });
  await changeShardCount(database.unitOfWork, SHARDS);
  const core = await openCore({
    config: readConfig({ HUB_REDIS_PREFIX: redis.prefix }),
    databaseUrl,
    redisUrl: redis.url,
    keyEncryptionKey: KEY,
    log: createLog({ level: 'silent', component: 'test' }),
    closers,
  });
  const data = t.testdir();
  /** Resolves when the matcher says it is ready; rejects where it ends instead. */
  const start = async (name: string, environment: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const child = spawn(process.execPath, [join(ROLES, 'matcher.js')], {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        REDIS_URL: redis.url,
        HUB_REDIS_PREFIX: redis.prefix,
        HUB_KEY_ENCRYPTION_KEY: KEY.toString('base64'),
        HUB_PORT: String(port),
        HUB_DATA: join(data, name),
        HUB_GALLERY: join(data, name, 'gallery'),
        HUB_SEARCH_THREADS: '1',
        HUB_LOG_LEVEL: 'silent',
        ...environment,
      },
    });
    children.push(child);
    const isReady = async () =>
      (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true;
    await until(async () => child.exitCode !== null || (await isReady()), PATIENCE_MS);
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    return child;
  };
  return { core, start };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
