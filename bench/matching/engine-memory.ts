/**
 * What a gallery costs beside its rows, and what searches feel of what goes on behind them. Opens a real gallery (search
 * thread, files, segments) over a feed that makes references up as they are read, in this process:
 *
 *   empty      resident memory with nothing loaded: Node, onnxruntime, threads
 *   loaded     after reading everything: time, peak while loading and joining, resident bytes per byte of template
 *   searching  one probe of three views, one after the other, and 16 at once
 *   behind     one after the other, while searches of the class bulk ask for their longest list (`secondStageBulkPairsMax`) all the time
 *   enrolling  one after the other while references stream in and are sealed and joined, and while a tenth is erased and compacted
 *   restarted  from the files: time until ready, resident memory
 *
 *   node --expose-gc dist/bench/matching/engine-memory.js [--references 1000000] [--per-person 1] [--segment-rows N] [--block-rows N]
 *     [--load-tails-rows N] [--enrol 300000] [--directory FOLDER]
 *
 * Run it in a process of its own: peaks are those of the process. Prints one JSON object per phase.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncounterId, SubjectId, TemplateId } from '../../src/domain/ids.js';
import { createGallery, type EngineGallery } from '../../src/engine/create-gallery.js';
import { systemClock } from '../../src/platform/clock.js';
import { LIMITS } from '../../src/platform/limits.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import type { GalleryFeed, GalleryReference, GallerySearch } from '../../src/workflows/ports/gallery.js';
import { onStopSignal } from '../hub/stop-signals.js';
import { parseOptions } from '../parse-options.js';

const DIMENSION = 256;
const BATCH = 2_000;
const SEARCHES = 100;
const LONG_LISTS = 10;

const { values } = parseOptions({
  options: {
    references: { type: 'string', default: '1000000' },
    'per-person': { type: 'string', default: '1' },
    'segment-rows': { type: 'string', default: String(LIMITS.segmentRowsMax) },
    'block-rows': { type: 'string', default: String(LIMITS.blockRowsMax) },
    'load-tails-rows': { type: 'string', default: String(LIMITS.loadTailsRowsMax) },
    enrol: { type: 'string', default: '300000' },
    directory: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});
const references = Number(values.references);
const perPerson = Number(values['per-person']);
const root = values.directory ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
const directory = mkdtempSync(join(root, 'engine-memory-'));
const signal = new AbortController().signal;

/** Made up from its number, so that nothing is held here. */
function referenceOf(number: number): GalleryReference {
  const embedding = new Int8Array(DIMENSION);
  let state = Math.imul(number + 1, 0x9e3779b1);
  for (let d = 0; d < DIMENSION; d++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    embedding[d] = ((state >> 24) + ((state << 8) >> 24)) >> 2;
  }
  const id = (kind: string, of: number) =>
    `${(Math.imul(of + 1, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0')}-${kind}-4000-8000-${of.toString(16).padStart(12, '0')}`;
  return {
    templateId: id('7e00', number) as TemplateId,
    subjectId: id('5b00', Math.floor(number / perPerson)) as SubjectId,
    encounterId: id('ec00', number) as EncounterId,
    system: 'ees',
    origin: { memberState: 'DEU', category: 'entry' },
    template: { position: 'right-index', templateVersion: 'bench', quality: 80, embedding },
  };
}

class NumberedFeed implements GalleryFeed {
  count: number;
  readonly #erased: TemplateId[] = [];

  constructor(count: number) {
    this.count = count;
  }

  erase(numbers: readonly number[]): void {
    for (const number of numbers) this.#erased.push(referenceOf(number).templateId);
  }

  async readAll(onBatch: Parameters<GalleryFeed['readAll']>[0]) {
    const at = this.#at();
    for (let from = 0; from < this.count; from += BATCH) {
      await onBatch(range(from, Math.min(this.count, from + BATCH)).map(referenceOf), at);
    }
    return at;
  }

  async changesSince(cursor: string) {
    const [count, erased] = cursor.split('/').map(Number);
    return {
      ...this.#at(),
      added: range(count!, this.count).map(referenceOf),
      erased: this.#erased.slice(erased),
    };
  }

  #at() {
    const cursor = `${this.count}/${this.#erased.length}`;
    return { cursor, snapshot: cursor };
  }
}

/** In /dev/shm what stays behind is memory. Files are still being written while this goes on. */
const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
onStopSignal((name) => {
  remove();
  console.error(`stopped by ${name}`);
  process.exit(1);
});
try {
  await measure();
} finally {
  remove();
}

async function measure(): Promise<void> {
  const empty = await open(new NumberedFeed(0), 'empty');
  await ready(empty.gallery);
  const emptyBytes = resident('VmRSS');
  print('empty', { megabytes: mega(emptyBytes) });
  await empty.gallery.close();

  const feed = new NumberedFeed(references);
  const first = await open(feed, 'full');
  const loadMs = await ready(first.gallery);
  await settled(first.gallery);
  const share = () =>
    (resident('VmRSS') - emptyBytes) / (DIMENSION * first.gallery.status().referencesSealed);
  print('loaded', {
    loadMs,
    ...counts(first.gallery),
    megabytes: mega(resident('VmRSS')),
    bytesPerTemplateByte: round(share()),
    peakPerTemplateByte: round((resident('VmHWM') - emptyBytes) / (DIMENSION * references)),
  });
  print('searching', { one: await alone(first.gallery), sixteen: await together(first.gallery) });
  print('behind', await behindLongLists(first.gallery));
  print('enrolling', await enrolling(first.gallery, feed));
  print('compacting', await compacting(first.gallery, feed));
  await first.gallery.close();

  const second = await open(feed, 'full');
  const restartMs = await ready(second.gallery);
  print('restarted', { restartMs, ...counts(second.gallery), megabytes: mega(resident('VmRSS')) });
  await second.gallery.close();
}

async function open(feed: NumberedFeed, folder: string): Promise<{ readonly gallery: EngineGallery }> {
  const gallery = await createGallery({
    feed,
    directory: join(directory, folder),
    threads: Number(values.threads),
    executionProvider: 'cpu',
    metrics: createMetrics(),
    log: createLog({ level: 'warn', component: 'bench' }),
    clock: systemClock('UTC'),
    limits: {
      segmentRowsMax: Number(values['segment-rows']),
      blockRowsMax: Number(values['block-rows']),
      loadTailsRowsMax: Number(values['load-tails-rows']),
    },
  });
  return { gallery };
}

async function ready(gallery: EngineGallery): Promise<number> {
  const startedMs = performance.now();
  while (gallery.status().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 5));
  return Math.round(performance.now() - startedMs);
}

/** Until the segments are joined. */
async function settled(gallery: EngineGallery): Promise<void> {
  for (let last = -1, since = performance.now(); performance.now() - since < 1_500; ) {
    const { segments } = gallery.status();
    if (segments !== last) since = performance.now();
    last = segments;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function alone(gallery: EngineGallery) {
  const took: number[] = [];
  for (let index = 0; index < SEARCHES; index++) took.push(await searchMs(gallery, index));
  return percentiles(took);
}

async function together(gallery: EngineGallery) {
  const took: number[] = [];
  for (let round = 0; round < 10; round++) {
    const startedMs = performance.now();
    await Promise.all(range(0, 16).map((index) => gallery.search(searchOf(16 * round + index), signal)));
    took.push(performance.now() - startedMs);
  }
  return percentiles(took);
}

/** What one search waits for while another makes a list of thousands. */
async function behindLongLists(gallery: EngineGallery) {
  const longMs: number[] = [];
  const took: number[] = [];
  for (let round = 0; round < LONG_LISTS; round++) {
    const startedMs = performance.now();
    let isOver = false;
    const long = {
      ...searchOf(SEARCHES + round),
      candidatesMax: LIMITS.secondStageBulkPairsMax,
      latencyClass: 'bulk' as const,
    };
    const answered = gallery.search(long, signal).then(() => {
      isOver = true;
      longMs.push(performance.now() - startedMs);
    });
    while (!isOver) {
      const ms = await searchMs(gallery, took.length);
      if (!isOver) took.push(ms);
    }
    await answered;
  }
  return { longLists: percentiles(longMs), waiting: percentiles(took) };
}

/** One search after the other; between two of them references come in. */
async function enrolling(gallery: EngineGallery, feed: NumberedFeed) {
  const took: number[] = [];
  const until = feed.count + Number(values.enrol);
  const startedMs = performance.now();
  while (feed.count < until) {
    feed.count += 256;
    took.push(await searchMs(gallery, took.length));
  }
  return {
    enrolled: Number(values.enrol),
    perSecond: Math.round(Number(values.enrol) / ((performance.now() - startedMs) / 1000)),
    ...percentiles(took),
    ...counts(gallery),
  };
}

async function compacting(gallery: EngineGallery, feed: NumberedFeed) {
  feed.erase(range(0, Math.floor(feed.count / 10)).map((index) => 10 * index));
  const first = await searchMs(gallery, 0);
  let isOver = false;
  const startedMs = performance.now();
  const compacted = gallery.compact(signal).then(() => {
    isOver = true;
  });
  const took: number[] = [];
  while (!isOver) took.push(await searchMs(gallery, took.length));
  await compacted;
  return {
    firstAfterErasingMs: round(first),
    compactedMs: Math.round(performance.now() - startedMs),
    ...percentiles(took),
    ...counts(gallery),
  };
}

async function searchMs(gallery: EngineGallery, index: number): Promise<number> {
  const startedMs = performance.now();
  await gallery.search(searchOf(index), signal);
  return performance.now() - startedMs;
}

function searchOf(index: number): GallerySearch {
  const views = range(0, 3).map((view) => referenceOf(7_919 * index + view).template.embedding);
  return {
    probes: [{ position: 'right-index', templateVersion: 'bench', quality: 80, views }],
    systems: ['ees'],
    candidatesMax: 10,
    falsePositiveIdentificationRate: 0.01,
  };
}

function counts(gallery: EngineGallery) {
  const { referencesSealed, referencesTail, segments, tombstones } = gallery.status();
  return { referencesSealed, referencesTail, segments, tombstones };
}

function percentiles(took: readonly number[]) {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { searches: took.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function resident(name: 'VmRSS' | 'VmHWM'): number {
  globalThis.gc?.();
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function mega(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(phase: string, facts: object): void {
  process.stdout.write(`${JSON.stringify({ phase, ...facts })}\n`);
}
