/**
 * What an identification costs beyond its own compute. Starts private servers and the whole hub in this process, fills
 * the gallery with `--references` templates, those of `--fingers` synthetic fingers over and over with a little noise, and
 * in one run measures
 *
 *   compute   extraction of one probe plus both stages of one search, called directly, nothing else running
 *   alone     POST /v1/identifications with one finger over loopback, one after the other
 *   loaded    the same from `--connections` at once (autocannon), requests per second and latency
 *
 *   node dist/bench/latency/identify-latency.js [--references 1000] [--fingers 60] [--requests 60]
 *     [--connections 8]
 *
 * Prints one JSON object. Bounded by the number of requests; loopback only.
 */
import { randomUUID } from 'node:crypto';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../../src/domain/ids.js';
import { createGallery } from '../../src/engine/create-gallery.js';
import { openExtractor } from '../../src/extraction/open-extractor.js';
import { readConfig } from '../../src/main/config.js';
import { developmentKeyEncryptionKey, developmentSigningKey } from '../../src/main/development-keys.js';
import { writeDevelopmentTokens } from '../../src/main/development-tokens.js';
import { prepareInstanceFolder } from '../../src/main/embedded/instance-folder.js';
import { type Core, openCore } from '../../src/main/open-core.js';
import { jwkSetOf } from '../../src/main/requester-token.js';
import { startApi } from '../../src/main/start-api.js';
import { startExtractor, startMatcher, startWorker } from '../../src/main/start-roles.js';
import { startServices } from '../../src/main/start-services.js';
import type { ProbeTemplate } from '../../src/matching/template.js';
import { createLog } from '../../src/platform/log.js';
import { migrate } from '../../src/store/migrate.js';
import { openFingerImages } from '../../src/testing/synthetic/finger-images.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import type { GalleryAnswer } from '../../src/workflows/ports/gallery.js';
import { type Measuring, printMeasured } from '../hub/print-measured.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { parseOptions } from '../parse-options.js';

const { values } = parseOptions({
  options: {
    references: { type: 'string', default: '1000' },
    fingers: { type: 'string', default: '60' },
    requests: { type: 'string', default: '60' },
    connections: { type: 'string', default: '8' },
  },
});
const REFERENCES = Number(values.references);
const FINGERS = Math.min(REFERENCES, Number(values.fingers));
const REQUESTS = Number(values.requests);
const CONNECTIONS = Number(values.connections);
const WARM_UP = 5;
const never = new AbortController().signal;

await printMeasured(measure);

async function measure({ closers, folder: data }: Measuring) {
  const log = createLog({ level: 'error', component: 'bench' });
  const config = readConfig({ HUB_DATA: data, HUB_PORT: '0' });
  const folder = prepareInstanceFolder(data);
  const services = await startServices({ config: {}, folder, durable: true, report: () => {}, log });
  closers.add('services', () => services.stop());
  await migrate({ url: services.databaseUrl, log });
  const core = await openCore({
    config,
    ...services,
    keyEncryptionKey: developmentKeyEncryptionKey(data),
    log,
    closers,
    worksOnWhatItAccepts: true,
  });
  const probes = await images(8, 'probe');
  const compute = await measureCompute(core, data, probes, await images(FINGERS, 'enrolled'));
  await startExtractor(core);
  const matcher = await startMatcher(core);
  while (matcher.status().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
  await startWorker(core);
  const url = await startApi(core, {
    jwks: jwkSetOf(developmentSigningKey(data)),
    openDocumentation: false,
  });
  const tokens = await writeDevelopmentTokens(config);
  const headers = {
    authorization: `Bearer ${tokens['border-authority']}`,
    'content-type': 'application/json',
    prefer: 'wait=20',
  };
  const bodies = probes.map((image) =>
    JSON.stringify({ systems: ['ees'], samples: [{ position: 'right-index', image }] }),
  );
  const alone = await measureAlone(`${url}/v1/identifications`, headers, bodies);
  const loaded = await measureLoaded(`${url}/v1/identifications`, headers, bodies);
  const computeMs = compute.extractMs + compute.searchMs + compute.secondStageMs;
  return {
    references: REFERENCES,
    machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
    compute: { ...compute, totalMs: round(computeMs) },
    alone: { ...alone, ratioOfMedians: round(alone.p50Ms / computeMs) },
    loaded,
  };
}

/** One image of each of some fingers, base64; those enrolled are other fingers than those that search. */
async function images(count: number, impression: 'probe' | 'enrolled'): Promise<readonly string[]> {
  const renderer = await openFingerImages();
  try {
    const made: string[] = [];
    for (let index = 0; index < count; index++) {
      const image = await renderer.image({ finger: `bench-${impression}-${index}`, impression });
      made.push(Buffer.from(image).toString('base64'));
    }
    return made;
  } finally {
    await renderer.close();
  }
}

async function measureCompute(
  core: Core,
  data: string,
  images: readonly string[],
  enrolled: readonly string[],
) {
  const { config, ports, log } = core;
  const extractor = await openExtractor({
    modelsDirectory: config.modelsDirectory,
    executionProvider: config.executionProvider,
    workers: 1,
    metrics: ports.metrics,
    log,
    onModelsExchanged: undefined,
  });
  const probes: ProbeTemplate[] = [];
  const extractMs = await medianMs(async (index) => {
    const image = Buffer.from(images[index % images.length]!, 'base64');
    const [outcome] = await extractor.extract([{ position: 'right-index', image }], {
      use: 'probe',
      signal: never,
    });
    if (outcome?.kind !== 'template') throw new Error('no finger in a synthetic image');
    probes.push(outcome.template);
  });
  const templates: ProbeTemplate[] = [];
  for (const image of enrolled) {
    const sample = { position: 'right-index', image: Buffer.from(image, 'base64') } as const;
    const [outcome] = await extractor.extract([sample], { use: 'reference', signal: never });
    if (outcome?.kind === 'template') templates.push(outcome.template);
  }
  await extractor.close();
  await fill(core, templates);
  const gallery = await createGallery({
    feed: core.galleryFeed,
    directory: join(data, 'compute-gallery'),
    threads: config.searchThreads,
    executionProvider: config.executionProvider,
    metrics: ports.metrics,
    log,
    clock: ports.clock,
  });
  while (gallery.status().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
  const { secondStage, subjects, unitOfWork } = ports;
  const answers: GalleryAnswer[] = [];
  const asked = (index: number) => ({
    probes: [probes[index % probes.length]!],
    candidatesMax: 10,
    falsePositiveIdentificationRate: 0.01,
  });
  const searchMs = await medianMs(async (index) => {
    const search = asked(index);
    answers.push(await gallery.search({ ...search, ...secondStage.wanted(search), systems: ['ees'] }, never));
  });
  let persons = 0;
  const secondStageMs = await medianMs(async (index) => {
    const [search, answer] = [asked(index), answers[index]!];
    const minutiaeOf = (wanted: readonly TemplateId[]) => subjects.minutiae(unitOfWork.sql, wanted);
    const compared = await secondStage.compare(answer, { ...search, minutiaeOf }, never);
    persons += compared.secondStage?.personsCompared ?? 0;
  });
  await gallery.close();
  const personsPerSearch = round(persons / (WARM_UP + REQUESTS));
  return { extractMs, searchMs, secondStageMs, personsPerSearch };
}

/** One per subject. */
async function fill({ ports }: Core, templates: readonly ProbeTemplate[]): Promise<void> {
  const random = createRandom('identify-latency');
  for (let index = 0; index < REFERENCES; index++) {
    const sampleId = randomUUID() as SampleId;
    // All of one position: the position a probe is compared with decides what is searched.
    const { position, templateVersion, quality, views, minutiae } = templates[index % templates.length]!;
    const embedding = views[0]!.map((value) => Math.max(-127, Math.min(127, value + random.integer(-4, 4))));
    await ports.unitOfWork.transaction((tx) =>
      ports.subjects.insertEncounter(tx, {
        system: 'ees',
        subjectId: randomUUID() as SubjectId,
        encounterId: randomUUID() as EncounterId,
        memberState: 'AUT',
        authorityId: 'AUT-bench',
        encounterAt: '2026-01-01T00:00:00Z',
        samples: [
          {
            sampleId,
            sample: { position, image: new Uint8Array([index & 255]), ppi: 500 },
            image: { mediaType: 'image/png', widthPx: 1, heightPx: 1 },
          },
        ],
        references: [
          {
            templateId: randomUUID() as TemplateId,
            sampleId,
            category: 'entry',
            template: { position, templateVersion, quality, embedding, ...(minutiae ? { minutiae } : {}) },
          },
        ],
      }),
    );
  }
}

async function medianMs(work: (index: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + REQUESTS; index++) {
    const startedAt = performance.now();
    await work(index);
    if (index >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return round(percentile(times, 50));
}

type Headers = Readonly<Record<string, string>>;

async function measureAlone(url: string, headers: Headers, bodies: readonly string[]) {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + REQUESTS; index++) {
    const startedAt = performance.now();
    const response = await fetch(url, { method: 'POST', headers, body: bodies[index % bodies.length]! });
    const answer = (await response.json()) as { result?: { gallery: { referencesCompared: number } } };
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
    if (answer.result?.gallery.referencesCompared !== REFERENCES) throw new Error('not all were compared');
    if (index >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return {
    requests: REQUESTS,
    p50Ms: round(percentile(times, 50)),
    p95Ms: round(percentile(times, 95)),
    maxMs: round(Math.max(...times)),
  };
}

/** Of the requests that were answered: a hub that refuses does not do more. */
async function measureLoaded(url: string, headers: Headers, bodies: readonly string[]) {
  const { answered, perSecond, not2xx, errors, latencyMs } = await runClosedLoop({
    ...{ url, headers, bodies, connections: CONNECTIONS },
    limit: { amount: REQUESTS * 2 },
    answerSecondsMax: 60,
  });
  if (answered === 0) throw new Error(`none of ${REQUESTS * 2} requests was answered`);
  return {
    connections: CONNECTIONS,
    requests: REQUESTS * 2,
    answered,
    not2xx,
    errors,
    perSecond: round(perSecond),
    p50Ms: round(percentile(latencyMs, 50)),
    p97Ms: round(percentile(latencyMs, 97.5)),
    maxMs: round(Math.max(...latencyMs)),
  };
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))]!;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
