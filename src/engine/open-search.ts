import { modalityOf } from '../domain/positions.js';
import { type PreparedProbe, prepareProbe } from '../matching/compare-person.js';
import { identificationThresholds, type Thresholds } from '../matching/decision.js';
import { sumCompared } from '../matching/sum-compared.js';
import type { ComparedOfSystem, GallerySearch } from '../workflows/ports/gallery.js';
import type { GalleryContent } from './gallery-content.js';
import type { Partition } from './partition.js';
import type { AllowedOrigins } from './reference-origins.js';
import { UUID_WORDS, writeUuid } from './uuid-words.js';

/** One search while it is worked on. */
export type OpenSearch = {
  readonly search: GallerySearch;
  /** Those of its probes that have a view. */
  readonly probes: readonly PreparedProbe[];
  /** Per probe: where it has to be compared. */
  readonly partitions: readonly (readonly Partition[])[];
  /** Live references, per probe of the search. */
  readonly comparisons: readonly number[];
  /** Live references, of all probes together. */
  readonly referencesCompared: number;
  /** Those that would be compared, but for the version of their templates. */
  readonly referencesOfOtherVersions: number;
  /** Both, told apart. */
  readonly ofSystems: readonly ComparedOfSystem[];
  readonly thresholds: Thresholds;
  readonly allowed: AllowedOrigins;
};

export function openSearch(content: GalleryContent, search: GallerySearch): OpenSearch {
  const partitionsOf = search.probes.map((probe) =>
    probe.views.length === 0 ? [] : content.comparableWith(probe, search.systems),
  );
  const allowed = content.origins.allowed(search);
  const comparisons = partitionsOf.map((partitions) => sumOfAllowed(partitions, allowed));
  const hasViews = search.probes.map(({ views }) => views.length > 0);
  const compared = new Set(partitionsOf.flat());
  const notCompared = new Set(
    search.probes
      .flatMap((probe) => content.ofOtherVersions(probe, search.systems))
      .filter((partition) => !compared.has(partition)),
  );
  return {
    search,
    probes: search.probes.filter((_, index) => hasViews[index]).map(prepareProbe),
    partitions: partitionsOf.filter((_, index) => hasViews[index]),
    comparisons,
    referencesCompared: sumOfAllowed([...compared], allowed),
    referencesOfOtherVersions: sumOfAllowed([...notCompared], allowed),
    ofSystems: toldApart({ compared, notCompared }, allowed),
    thresholds: identificationThresholds({
      comparisons: Math.max(0, ...comparisons),
      falsePositiveIdentificationRate: search.falsePositiveIdentificationRate,
    }),
    allowed,
  };
}

function toldApart(
  { compared, notCompared }: Readonly<Record<'compared' | 'notCompared', ReadonlySet<Partition>>>,
  allowed: AllowedOrigins,
): readonly ComparedOfSystem[] {
  const countOf = (partition: Partition, isCompared: boolean): ComparedOfSystem => {
    const { system, position } = partition.key;
    const references = partition.allowedCount(allowed);
    return {
      system,
      modality: modalityOf(position),
      referencesCompared: isCompared ? references : 0,
      referencesNotCompared: isCompared ? 0 : references,
    };
  };
  return sumCompared([
    ...[...compared].map((partition) => countOf(partition, true)),
    ...[...notCompared].map((partition) => countOf(partition, false)),
  ]);
}

/** Live references of partitions that a search may be compared with. */
function sumOfAllowed(partitions: readonly Partition[], allowed: AllowedOrigins): number {
  return partitions.reduce((sum, partition) => sum + partition.allowedCount(allowed), 0);
}

/** Numbers of persons that are no candidates, of those there are now. */
export function excludedPersons(content: GalleryContent, search: GallerySearch): ReadonlySet<number> {
  const words = new Uint32Array(UUID_WORDS);
  const persons = (search.excludedSubjects ?? []).flatMap((subjectId) => {
    writeUuid(subjectId, words, 0);
    return search.systems.map((system) => content.persons.find(system, words));
  });
  return new Set(persons.filter((person) => person !== undefined));
}
