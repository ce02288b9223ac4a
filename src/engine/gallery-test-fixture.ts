/** What the tests of this folder share: seeded people, a feed in memory, and the answer as comparing everything gives it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { EncounterId, SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { compareCandidates } from '../matching/candidate-order.js';
import { comparePerson, prepareProbe } from '../matching/compare-person.js';
import { EMBEDDING_DIMENSION, type ProbeTemplate } from '../matching/template.js';
import type {
  GalleryAnswer,
  GalleryFeed,
  GalleryReference,
  GallerySearch,
  ReferenceOrigin,
} from '../workflows/ports/gallery.js';

/** In memory where the system has such a folder: a gallery makes sure of every file, and disks take their time. */
export function folderOfTests(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

export type Random = () => number;

/** A direction in 256 dimensions, coded as a stored template is (models/fingerprint-embedding.md). */
export function randomEmbedding(random: Random): Int8Array {
  return coded(Float64Array.from({ length: EMBEDDING_DIMENSION }, () => gaussian(random)));
}

/** Another impression of the same source: cosine about 1 / sqrt(1 + noise^2). */
export function similarEmbedding(embedding: Int8Array, noise: number, random: Random): Int8Array {
  const spread = (400 / Math.sqrt(EMBEDDING_DIMENSION)) * noise;
  return coded(Float64Array.from(embedding, (value) => value + spread * gaussian(random)));
}

/** The identifier that stands for a name in a test. */
export function idOf<Id extends string>(name: string): Id {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Id;
}

export function reference(
  system: SystemId,
  subject: string,
  position: Position,
  embedding: Int8Array,
  options: {
    readonly id: string;
    readonly quality?: number;
    readonly templateVersion?: string;
    readonly origin?: ReferenceOrigin;
  },
): GalleryReference {
  return {
    templateId: idOf<TemplateId>(options.id),
    system,
    subjectId: idOf<SubjectId>(subject),
    encounterId: idOf<EncounterId>(`encounter of ${options.id}`),
    origin: options.origin ?? originOf(options.id),
    template: {
      position,
      templateVersion: options.templateVersion ?? 'fingerprint-2',
      quality: options.quality ?? 80,
      embedding,
    },
  };
}

/** One of a few, told by the name, so that every gallery of a test has some of each. */
export function originOf(name: string): ReferenceOrigin {
  const digest = createHash('sha256').update(`origin of ${name}`).digest();
  const category = ORIGIN_CATEGORIES[digest[1]! % ORIGIN_CATEGORIES.length]!;
  return { memberState: ORIGIN_STATES[digest[0]! % ORIGIN_STATES.length]!, category };
}

export const ORIGIN_STATES = ['BEL', 'ESP', 'NLD', 'POL'] as const;
export const ORIGIN_CATEGORIES = ['entry', 'refusal', 'irregular-crossing'] as const;

export function probe(
  position: Position,
  views: readonly Int8Array[],
  options: { readonly quality?: number; readonly templateVersion?: string } = {},
): ProbeTemplate {
  const { quality = 80, templateVersion = 'fingerprint-2' } = options;
  return { position, templateVersion, quality, views };
}

/** The truth, as PostgreSQL is: changes are numbered in the order they are committed. */
export class MemoryFeed implements GalleryFeed {
  readonly references = new Map<TemplateId, GalleryReference>();
  readonly #changes: { readonly added?: GalleryReference; readonly erased?: TemplateId }[] = [];
  readAllCalls = 0;
  changesCalls = 0;
  /** Awaited before each batch of `readAll`, to stop a load in the middle. */
  beforeBatch: () => Promise<void> = () => Promise.resolve();

  add(...references: readonly GalleryReference[]): void {
    for (const added of references) {
      this.references.set(added.templateId, added);
      this.#changes.push({ added });
    }
  }

  erase(...templateIds: readonly TemplateId[]): void {
    for (const erased of templateIds) {
      this.references.delete(erased);
      this.#changes.push({ erased });
    }
  }

  snapshot(): string {
    return `snapshot ${this.#changes.length}`;
  }

  async readAll(onBatch: Parameters<GalleryFeed['readAll']>[0]) {
    this.readAllCalls++;
    const cursor = String(this.#changes.length);
    const at = { cursor, snapshot: `snapshot ${cursor}` };
    const all = [...this.references.values()];
    for (let from = 0; from < all.length; from += 500) {
      await this.beforeBatch();
      await onBatch(all.slice(from, from + 500), at);
    }
    return at;
  }

  /** Delivers the last change a second time, as a feed may. */
  async changesSince(cursor: string) {
    this.changesCalls++;
    const changes = this.#changes.slice(Math.max(0, Number(cursor) - 1));
    const next = String(this.#changes.length);
    await Promise.resolve();
    return {
      cursor: next,
      snapshot: `snapshot ${next}`,
      added: changes.flatMap(({ added }) =>
        added !== undefined && this.references.has(added.templateId) ? [added] : [],
      ),
      erased: changes.flatMap(({ erased }) => (erased === undefined ? [] : [erased])),
    };
  }
}

export function isOfExcludedOrigin(
  { origin }: GalleryReference,
  { excludedOrigins = [] }: Pick<GallerySearch, 'excludedOrigins'>,
): boolean {
  return excludedOrigins.some(
    ({ memberState = origin.memberState, categories }) =>
      memberState === origin.memberState && categories.includes(origin.category),
  );
}

/** Persons and scores of an answer, computed by comparing every person with everything. */
export function naiveRanking(references: Iterable<GalleryReference>, search: GallerySearch) {
  const persons = new Map<string, GalleryReference[]>();
  for (const each of references) {
    if (!search.systems.includes(each.system)) continue;
    if (search.excludedSubjects?.includes(each.subjectId)) continue;
    if (search.memberStates?.includes(each.origin.memberState) === false) continue;
    if (search.categories?.includes(each.origin.category) === false) continue;
    if (isOfExcludedOrigin(each, search)) continue;
    const key = `${each.system}/${each.subjectId}`;
    persons.set(key, [...(persons.get(key) ?? []), each]);
  }
  const probes = search.probes.map(prepareProbe);
  return [...persons.values()]
    .map((ofPerson) => ({
      system: ofPerson[0]!.system,
      subjectId: ofPerson[0]!.subjectId,
      ...comparePerson(
        probes,
        ofPerson
          .map(({ templateId, template }) => ({ ...template, templateId }))
          .sort((a, b) => (a.templateId < b.templateId ? -1 : 1)),
      ),
    }))
    .filter(({ positions }) => positions.length > 0)
    .sort(compareCandidates)
    .slice(0, search.candidatesMax)
    .map(({ system, subjectId, fusedScore, positions }) => ({
      system,
      subjectId,
      similarityScore: fusedScore,
      templateIds: positions.map(({ reference: { templateId } }) => templateId).sort(),
    }));
}

/** An answer in the words of `naiveRanking`. */
export function rankingOf(answer: Pick<GalleryAnswer, 'candidates'>) {
  return answer.candidates.map(({ system, subjectId, similarityScore, positions }) => ({
    system,
    subjectId,
    similarityScore,
    templateIds: positions.map(({ templateId }) => templateId).sort(),
  }));
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function coded(values: Float64Array): Int8Array {
  const length = Math.hypot(...values);
  return Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round((400 * value) / length))));
}
