/**
 * A process that works in a gallery without end, for tests that kill it: enrols, erases, searches, compacts, by a
 * history that the test makes again from the same seed. Arguments: folder, steps done before. Tells each step before
 * it begins.
 */

import { createGallery } from '../engine/create-gallery.js';
import { idOf, MemoryFeed } from '../engine/gallery-test-fixture.js';
import { never, population, SEED, SMALL, searches } from '../engine/open-test-gallery.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { seededRandom } from './seeded-random.js';

/** One step of the history; the same for every process. */
export function takeStep(feed: MemoryFeed, step: number): void {
  const random = seededRandom(SEED + 1000 + step);
  feed.add(
    ...population(25, random).map((each) => ({
      ...each,
      subjectId: idOf<typeof each.subjectId>(`${each.subjectId} ${step}`),
      templateId: idOf<typeof each.templateId>(`${each.templateId} ${step}`),
    })),
  );
  feed.erase(...[...feed.references.keys()].filter(() => random() < 0.1));
}

export function feedAfter(steps: number): MemoryFeed {
  const feed = new MemoryFeed();
  for (let step = 0; step < steps; step++) takeStep(feed, step);
  return feed;
}

if (process.send !== undefined && process.argv[1] === new URL(import.meta.url).pathname) await work();

async function work(): Promise<void> {
  const [directory, stepsBefore] = process.argv.slice(2);
  const feed = feedAfter(Number(stepsBefore));
  const gallery = await createGallery({
    feed,
    directory: directory!,
    threads: 1,
    executionProvider: 'cpu',
    metrics: createMetrics(),
    log: createLog({ level: 'silent', component: 'test' }),
    clock: { nowMs: () => performance.now(), today: () => '2026-11-25' },
    limits: SMALL,
  });
  for (let step = Number(stepsBefore); ; step++) {
    process.send!({ step });
    takeStep(feed, step);
    await gallery.search(searches(feed, 1, seededRandom(SEED + step))[0]!, never);
    if (step % 3 === 2) await gallery.compact(never);
  }
}
