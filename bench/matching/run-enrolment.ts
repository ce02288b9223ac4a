/**
 * The real engine while references stream in: one search after the other, first with nothing else to do, then with
 * enrolments arriving at a steady rate. Each search must see every enrolment committed before it, so what the stream
 * costs a search is taking in what is new, searching a longer tail, and whatever sealing takes from it.
 *
 * A process of its own (`measureEnrolment`'s options as JSON in, `RawEnrolment` out): what it holds more than before is
 * then the engine's.
 */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EncounterId, SubjectId, TemplateId } from '../../src/domain/ids.js';
import { createGallery } from '../../src/engine/create-gallery.js';
import { systemClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import type { GalleryFeed, GalleryReference } from '../../src/workflows/ports/gallery.js';
import type { RawEnrolment } from './raw-result.js';
import { residentBytes } from './resident-bytes.js';
import { rowOf, type SeededGallery, seededGallery } from './seeded-gallery.js';

/** Arrivals: far beyond what all six systems together enrol in a second. */
const ENROLMENTS_PER_SECOND = 500;
const LOAD_BATCH = 2_000;
const LOAD_MS_MAX = 600_000;
const SEARCH_MS_MAX = 30_000;
/** Share of the time before enrolments begin. */
const QUIET_SHARE = 0.3;

export type EnrolmentOptions = {
  readonly rows: number;
  readonly threads: number;
  readonly seconds: number;
  readonly seed: number;
  readonly folder: string;
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function measureEnrolment(options: EnrolmentOptions): Promise<RawEnrolment> {
  const { rows, threads, seconds, seed, folder } = options;
  const arrivals = Math.ceil(seconds * ENROLMENTS_PER_SECOND);
  const source = seededGallery({ seed, rowCount: rows + arrivals, probeCount: 2 });
  const feed = new StreamingFeed(source, rows);
  collectGarbage();
  const residentBefore = residentBytes();
  const startedAt = performance.now();
  const gallery = await createGallery({
    feed,
    directory: join(folder, 'enrolment-gallery'),
    threads,
    executionProvider: 'cpu',
    metrics: createMetrics(),
    log: createLog({ level: 'error', component: 'bench' }),
    clock: systemClock('UTC'),
  });
  try {
    while (gallery.status().state !== 'ready') {
      if (performance.now() - startedAt > LOAD_MS_MAX) throw new Error('the engine does not become ready');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const loadMs = performance.now() - startedAt;
    collectGarbage();
    const held = residentBytes() - residentBefore;
    const searches: RawEnrolment['searches'][number][] = [];
    const beganAt = performance.now();
    const quietMs = seconds * 1000 * QUIET_SHARE;
    for (let search = 0; ; search++) {
      const atMs = performance.now() - beganAt;
      if (atMs > seconds * 1000) break;
      const isEnrolling = atMs > quietMs;
      if (isEnrolling) feed.arriveUpTo(rows + Math.floor(((atMs - quietMs) / 1000) * ENROLMENTS_PER_SECOND));
      const searchedAt = performance.now();
      const answer = await gallery.search(
        {
          probes: [
            {
              position: 'right-index',
              templateVersion: TEMPLATE_VERSION,
              quality: 80,
              views: [source.probes[search % 2]!.embedding],
            },
          ],
          systems: ['ees'],
          candidatesMax: 10,
          falsePositiveIdentificationRate: 0.01,
        },
        AbortSignal.timeout(SEARCH_MS_MAX),
      );
      const searchMs = performance.now() - searchedAt;
      if (!answer.complete || answer.referencesCompared !== feed.count)
        throw new Error('a search did not see every reference enrolled before it');
      const { referencesTail, segments } = gallery.status();
      searches.push({ atMs, searchMs, isEnrolling, tailRows: referencesTail, segments });
    }
    return {
      rows,
      threads,
      enrolmentsPerSecond: ENROLMENTS_PER_SECOND,
      loadMs,
      residentBytes: held,
      searches,
    };
  } finally {
    await gallery.close();
  }
}

const TEMPLATE_VERSION = 'fingerprint-bench';

/** The rows of a seeded gallery as committed enrolments, one after the other. */
class StreamingFeed implements GalleryFeed {
  count: number;
  readonly #source: SeededGallery;

  constructor(source: SeededGallery, count: number) {
    this.#source = source;
    this.count = count;
  }

  arriveUpTo(count: number): void {
    this.count = Math.max(this.count, Math.min(count, this.#source.rowCount));
  }

  async readAll(onBatch: Parameters<GalleryFeed['readAll']>[0]) {
    const { count } = this;
    const at = { cursor: String(count), snapshot: `snapshot ${count}` };
    for (let first = 0; first < count; first += LOAD_BATCH)
      await onBatch(this.#references(first, Math.min(count, first + LOAD_BATCH)), at);
    return at;
  }

  async changesSince(cursor: string) {
    const { count } = this;
    return {
      cursor: String(count),
      snapshot: `snapshot ${count}`,
      added: this.#references(Number(cursor), count),
      erased: [],
    };
  }

  #references(first: number, end: number): readonly GalleryReference[] {
    return Array.from({ length: end - first }, (_, index) => {
      const row = first + index;
      return {
        templateId: uuid(1, row) as TemplateId,
        system: 'ees',
        subjectId: uuid(2, row) as SubjectId,
        encounterId: uuid(3, row) as EncounterId,
        origin: { memberState: 'DEU', category: 'entry' },
        template: {
          position: 'right-index',
          templateVersion: TEMPLATE_VERSION,
          quality: 80,
          embedding: rowOf(this.#source.rows, row),
        },
      };
    });
  }
}

/** Identifiers in the form of PostgreSQL's, told apart by kind and number. */
function uuid(kind: number, number: number): string {
  return `00000000-0000-4000-8000-${kind}${number.toString(16).padStart(11, '0')}`;
}

const result = await measureEnrolment(JSON.parse(process.argv[2] ?? '{}') as EnrolmentOptions);
process.stdout.write(JSON.stringify(result), () => process.exit(0));
