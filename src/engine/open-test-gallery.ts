/** A gallery as the tests of this folder open it, and the people and searches they fill it with. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { FINGER_POSITIONS, type Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import type { GalleryReference, GallerySearch } from '../workflows/ports/gallery.js';
import { createGallery, type EngineGallery } from './create-gallery.js';
import type { GalleryOptions } from './gallery-options.js';
import {
  folderOfTests,
  type MemoryFeed,
  ORIGIN_CATEGORIES,
  ORIGIN_STATES,
  probe,
  type Random,
  randomEmbedding,
  reference,
  similarEmbedding,
} from './gallery-test-fixture.js';
import { type SearchThread, type StartSearchThread, startSearchThread } from './search-thread.js';

export const SEED = 20261125;
export const SYSTEMS: readonly SystemId[] = ['ees', 'vis', 'eurodac'];
/** Small enough that a few hundred references make several blocks and segments. */
export const SMALL = {
  tailRowsMax: 60,
  blockRowsMax: 32,
  sealRowsMin: 20,
  segmentRowsMax: 150,
  batchWaitMs: 1,
  /** Nothing happens by itself, except where a test is about that. */
  galleryUpkeepMs: 600_000,
};
export const never = new AbortController().signal;

export type Opened = {
  readonly gallery: EngineGallery;
  readonly threads: SearchThread[];
  readonly directory: string;
};

export function newFolder(test: Test): string {
  const directory = mkdtempSync(join(folderOfTests(), 'gallery-'));
  test.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function open(
  test: Test,
  feed: MemoryFeed,
  options: Partial<GalleryOptions> = {},
  start: StartSearchThread = startSearchThread,
): Promise<Opened> {
  const directory = options.directory ?? newFolder(test);
  const threads: SearchThread[] = [];
  const gallery = await createGallery(
    {
      feed,
      directory,
      threads: 1,
      executionProvider: 'cpu',
      metrics: createMetrics(),
      log: createLog({ level: 'silent', component: 'test' }),
      clock: { nowMs: () => performance.now(), today: () => '2026-11-25' },
      limits: SMALL,
      ...options,
    },
    async (worker, onNotice) => {
      const thread = await start(worker, onNotice);
      threads.push(thread);
      return thread;
    },
  );
  test.teardown(() => gallery.close());
  return { gallery, threads, directory };
}

export async function openLoaded(test: Test, feed: MemoryFeed, options: Partial<GalleryOptions> = {}) {
  const opened = await open(test, feed, options);
  await becomes(opened.gallery, 'ready');
  return opened;
}

export function gate() {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, resolve: () => open() };
}

export async function becomes(gallery: EngineGallery, state: 'ready' | 'failed') {
  // Leaves the processor to the thread that is waited for.
  while (gallery.status().state !== state) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function segmentFolders(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith('segment-'))
    .map((name) => join(directory, name));
}

export function filesHold(directory: string, { template }: GalleryReference): boolean {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .some((path) => readFileSync(path).includes(Buffer.from(template.embedding)));
}

/** People with a few fingers in a few systems; some fingers are of unknown position, some of hardly any quality. */
export function population(count: number, random: Random): GalleryReference[] {
  const references: GalleryReference[] = [];
  const pattern = randomEmbedding(random);
  for (let person = 0; person < count; person++) {
    const system = SYSTEMS[person % SYSTEMS.length]!;
    for (const position of FINGER_POSITIONS.slice(0, 1 + (person % 3))) {
      const finger = similarEmbedding(pattern, 0.4 + random(), random);
      for (let impression = 0; impression <= person % 2; impression++) {
        const isUnknown = person % 17 === 5;
        references.push(
          reference(
            system,
            `subject-${person}`,
            isUnknown ? 'unknown-finger' : position,
            similarEmbedding(finger, 0.2, random),
            {
              id: `template-${references.length}`,
              quality: person % 13 === 4 ? 5 : 80,
            },
          ),
        );
      }
    }
  }
  return references;
}

export function viewsOf(source: GalleryReference, random: Random, count = 3): Int8Array[] {
  return Array.from({ length: count }, () => similarEmbedding(source.template.embedding, 0.15, random));
}

/** Searches for people of the gallery by one or several of their fingers, and for strangers. */
export function searches(feed: MemoryFeed, count: number, random: Random): GallerySearch[] {
  const all = [...feed.references.values()];
  return Array.from({ length: count }, (_, index) => {
    const source = all[Math.floor(random() * all.length)]!;
    const fingers = all.filter(
      ({ system, subjectId }) => system === source.system && subjectId === source.subjectId,
    );
    const taken = index % 3 === 0 ? [source] : fingers;
    return {
      probes: taken.map((finger, at) =>
        probe(
          index % 4 === 3 ? 'unknown-finger' : finger.template.position,
          index % 7 === 6 ? [randomEmbedding(random)] : viewsOf(finger, random, 1 + (at % 3)),
          { quality: index % 5 === 4 ? 10 : 80 },
        ),
      ),
      systems: index % 2 === 0 ? SYSTEMS : [source.system],
      candidatesMax: [1, 5, 20][index % 3]!,
      falsePositiveIdentificationRate: 0.01,
      ...(index % 8 === 5 ? { memberStates: ORIGIN_STATES.slice(index % 3) } : {}),
      ...(index % 8 === 6 ? { categories: ORIGIN_CATEGORIES.slice(0, 2) } : {}),
      ...(index % 8 === 7
        ? { excludedOrigins: [{ memberState: ORIGIN_STATES[0]!, categories: ORIGIN_CATEGORIES.slice(1) }] }
        : {}),
    };
  });
}

export function search(position: Position, views: readonly Int8Array[], more: Partial<GallerySearch> = {}) {
  return {
    probes: [probe(position, views)],
    systems: SYSTEMS,
    candidatesMax: 5,
    falsePositiveIdentificationRate: 0.01,
    ...more,
  };
}
