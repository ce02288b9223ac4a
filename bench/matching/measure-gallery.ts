/** Everything measured on one gallery: load, agreement with the reference, and rounds of searches taken in turns. */
import { innerProduct, vectorLength } from '../../src/matching/cosine-similarity.js';
import type { Contestant, OpenContestant } from './contestant.js';
import type { SegmentSearch } from './contestants/segment-graph.js';
import { countMissed, integerTop, type Measure } from './integer-reference.js';
import type { RawCell, RawCheck, RawLoad, RawRead, RawSkip } from './raw-result.js';
import { type MemoryReader, openMemoryReader } from './read-bandwidth.js';
import { READ_METHODS } from './read-bandwidth-protocol.js';
import { DIMENSION, type SeededGallery, type SeededProbe, seededGallery } from './seeded-gallery.js';

/** Probes whose candidates are compared with the reference, half of them mated. */
const CHECKED_PROBES = 16;
/** Probes of which every inner product is compared. */
const CHECKED_PRODUCT_PROBES = 2;
/** Searches of a slice even where the first takes longer than the slice. */
const SEARCHES_MIN = 2;

export type GalleryMeasures = {
  readonly loads: readonly RawLoad[];
  readonly cells: readonly RawCell[];
  readonly reads: readonly RawRead[];
  readonly checks: readonly RawCheck[];
  readonly skipped: readonly RawSkip[];
};

export type GalleryOptions = {
  readonly rows: number;
  readonly seed: number;
  readonly folder: string;
  readonly threadCounts: readonly number[];
  readonly probeCounts: readonly number[];
  readonly candidates: number;
  readonly rounds: number;
  /** Milliseconds one contestant searches before the next has its turn. */
  readonly sliceMs: number;
  readonly report: (line: string) => void;
};

export async function measureGallery(
  openers: readonly OpenContestant[],
  options: GalleryOptions,
): Promise<GalleryMeasures> {
  const probeCount = Math.max(CHECKED_PROBES, ...options.probeCounts);
  options.report(`${options.rows} rows: making them`);
  const gallery = seededGallery({ seed: options.seed, rowCount: options.rows, probeCount });
  const reference = referenceLists(gallery, options.candidates);
  const found = { loads: [], cells: [], reads: [], checks: [], skipped: [] } as {
    [Key in keyof GalleryMeasures]: GalleryMeasures[Key][number][];
  };
  for (const threads of options.threadCounts) {
    const reader = await openMemoryReader({ bytes: options.rows * DIMENSION, threads });
    const contestants: { readonly opener: OpenContestant; readonly contestant: Contestant }[] = [];
    try {
      for (const opener of openers) {
        const reason = whyNotOpened(opener, options.rows, threads);
        if (reason !== undefined) {
          found.skipped.push({ contestant: opener.name, rows: options.rows, threads, reason });
          continue;
        }
        options.report(`${options.rows} rows, ${threads} threads: ${opener.name} loads`);
        const contestant = await opener.open(gallery, { threads, folder: options.folder });
        contestants.push({ opener, contestant });
        const { name, what, loadMs } = contestant;
        found.loads.push({ contestant: name, what, rows: options.rows, threads, loadMs });
        found.checks.push(await check(contestant, gallery, reference, options.candidates));
      }
      for (const probes of options.probeCounts) {
        options.report(`${options.rows} rows, ${threads} threads: ${probes} probes at once`);
        const taking = contestants.filter(({ opener }) => {
          const isShort = probes * options.rows <= (opener.comparisonsMax ?? Number.POSITIVE_INFINITY);
          if (!isShort)
            found.skipped.push({
              contestant: opener.name,
              rows: options.rows,
              threads,
              probes,
              reason:
                'a search would take seconds; its speed per comparison does not depend on the number of probes',
            });
          return isShort;
        });
        const measured = await takeTurns(
          taking.map(({ contestant }) => contestant),
          { ...options, gallery, reader, probes, threads },
        );
        found.cells.push(...measured.cells);
        found.reads.push(...measured.reads);
      }
    } finally {
      for (const { contestant } of contestants) await contestant.close();
      await reader.close();
    }
  }
  return found;
}

function whyNotOpened(opener: OpenContestant, rows: number, threads: number): string | undefined {
  if (rows > (opener.rowsMax ?? Number.POSITIVE_INFINITY)) return 'building its index would take too long';
  return opener.threads === undefined || opener.threads.includes(threads)
    ? undefined
    : 'it knows one thread only';
}

type ReferenceLists = Readonly<Record<Measure, readonly (readonly number[])[]>>;

function referenceLists(gallery: SeededGallery, count: number): ReferenceLists {
  const of = (measure: Measure) =>
    gallery.probes
      .slice(0, CHECKED_PROBES)
      .map(({ embedding }) => integerTop(gallery, embedding, { count, measure }));
  return { cosine: of('cosine'), 'inner product': of('inner product') };
}

async function check(
  contestant: Contestant,
  gallery: SeededGallery,
  reference: ReferenceLists,
  count: number,
): Promise<RawCheck> {
  const probes = gallery.probes.slice(0, CHECKED_PROBES);
  const expected = reference[contestant.measure];
  const lists = await contestant.search(
    probes.map(({ embedding }) => embedding),
    count,
  );
  const mated = probes.map(({ mate }, index) => ({ mate, index })).filter(({ mate }) => mate !== undefined);
  return {
    contestant: contestant.name,
    isExact: contestant.isExact,
    rows: gallery.rowCount,
    threads: contestant.threads,
    probes: probes.length,
    candidates: expected.flat().length,
    missed: expected.reduce((sum, best, index) => {
      const { measure } = contestant;
      return sum + countMissed(gallery, probes[index]!.embedding, { found: lists[index]!, best, measure });
    }, 0),
    differentLists: expected.filter((list, index) => list.join() !== lists[index]!.join()).length,
    mated: mated.length,
    matedFirst: mated.filter(({ mate, index }) => lists[index]![0] === mate).length,
    ...('allScores' in contestant ? await checkProducts(contestant as SegmentSearch, gallery) : NO_PRODUCTS),
  };
}

const NO_PRODUCTS = { products: 0, differentProducts: 0 };

/** Back from cosines to whole numbers: single precision is within a fraction of one there. */
async function checkProducts(contestant: SegmentSearch, gallery: SeededGallery) {
  const probes = gallery.probes.slice(0, CHECKED_PRODUCT_PROBES).map(({ embedding }) => embedding);
  const scores = await contestant.allScores(probes);
  let differentProducts = 0;
  probes.forEach((probe, index) => {
    const length = vectorLength(probe);
    for (let row = 0; row < gallery.rowCount; row++) {
      const embedding = gallery.rows.subarray(row * DIMENSION, (row + 1) * DIMENSION);
      const product = Math.round(scores[index]![row]! * length * vectorLength(embedding));
      if (product !== innerProduct(probe, embedding, 0)) differentProducts++;
    }
  });
  return { products: probes.length * gallery.rowCount, differentProducts };
}

type TurnOptions = GalleryOptions & {
  readonly gallery: SeededGallery;
  readonly reader: MemoryReader;
  readonly probes: number;
  readonly threads: number;
};

async function takeTurns(contestants: readonly Contestant[], options: TurnOptions) {
  const { rows, threads, probes, reader } = options;
  const readMs = READ_METHODS.map(() => [] as number[]);
  const batches = batchesOf(options.gallery.probes, probes);
  const searchMs = contestants.map(() => batches.map(() => [] as number[]));
  // The first search of a size sets up buffers; nobody pays for it here.
  for (const contestant of contestants)
    for (const { embeddings } of batches) await contestant.search(embeddings, options.candidates);
  for (let round = 0; round < options.rounds; round++) {
    READ_METHODS.forEach((method, index) => {
      readMs[index]!.push(reader.read(method), reader.read(method));
    });
    for (const [index, contestant] of contestants.entries())
      await searchForSlice(contestant, batches, { ...options, into: searchMs[index]! });
  }
  return {
    cells: contestants.flatMap(({ name }, index): RawCell[] =>
      batches.map(({ kind }, batch) => ({
        contestant: name,
        rows,
        threads,
        probes,
        kind,
        searchMs: searchMs[index]![batch]!,
      })),
    ),
    reads: READ_METHODS.map(
      (method, index): RawRead => ({
        rows,
        threads,
        probes,
        method,
        bytes: reader.bytes,
        readMs: readMs[index]!,
      }),
    ),
  };
}

async function searchForSlice(
  contestant: Contestant,
  batches: readonly Batch[],
  options: { readonly candidates: number; readonly sliceMs: number; readonly into: readonly number[][] },
): Promise<void> {
  const until = performance.now() + options.sliceMs;
  for (let search = 0; search < SEARCHES_MIN || performance.now() < until; search++) {
    const batch = search % batches.length;
    const startedAt = performance.now();
    await contestant.search(batches[batch]!.embeddings, options.candidates);
    options.into[batch]!.push(performance.now() - startedAt);
  }
}

type Batch = { readonly kind: RawCell['kind']; readonly embeddings: readonly Int8Array[] };

/** One probe at once: a mated and a non-mated one in turns. More at once: half of each. */
function batchesOf(probes: readonly SeededProbe[], size: number): readonly Batch[] {
  const embeddings = probes.map(({ embedding }) => embedding);
  if (size > 1) return [{ kind: 'both', embeddings: embeddings.slice(0, size) }];
  return [
    { kind: 'mated', embeddings: [embeddings[0]!] },
    { kind: 'non-mated', embeddings: [embeddings[1]!] },
  ];
}
