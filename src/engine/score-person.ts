import type { TemplateId } from '../domain/ids.js';
import { comparePerson, type PreparedProbe } from '../matching/compare-person.js';
import type { ReferenceTemplate } from '../matching/template.js';
import type { GalleryContent } from './gallery-content.js';
import type { OpenSearch } from './open-search.js';
import type { ScoredPerson } from './rank-persons.js';

export type ScoredReference = ReferenceTemplate & { readonly templateId: TemplateId };

/**
 * Compares the probes of a search exactly with everything a person has that they may and can be compared with. References go in the order of
 * their identifiers, so that a tie between two falls the same way however they came to lie where they lie. `undefined`
 * where there is nothing to compare.
 */
export function scorePerson(
  content: GalleryContent,
  person: number,
  { search, probes, allowed }: Pick<OpenSearch, 'search' | 'probes' | 'allowed'>,
): ScoredPerson<ScoredReference> | undefined {
  const references = [...content.slotsOf(person)]
    .filter((slot) => allowed === undefined || allowed[content.references.originOf(slot)] === 1)
    .filter((slot) => isComparable(content, slot, probes))
    .map((slot) => readReference(content, slot))
    .sort((a, b) => (a.templateId < b.templateId ? -1 : 1));
  const comparison = comparePerson(probes, references, { furtherMax: search.furtherReferencesMax ?? 0 });
  if (comparison.positions.length === 0) return undefined;
  return {
    ...comparison,
    system: content.persons.systemOf(person),
    subjectId: content.subjectIdOf(person),
  };
}

function isComparable(content: GalleryContent, slot: number, probes: readonly PreparedProbe[]): boolean {
  const { position, templateVersion } = content.references.ownerOf(slot).key;
  return probes.some((probe) => probe.templateVersion === templateVersion && probe.comparable.has(position));
}

/** The embedding is read from where it lies. */
function readReference(content: GalleryContent, slot: number): ScoredReference {
  const owner = content.references.ownerOf(slot);
  const row = content.references.rowOf(slot);
  return {
    templateId: content.templateIdOf(slot),
    position: owner.key.position,
    templateVersion: owner.key.templateVersion,
    quality: owner.readQuality(row),
    embedding: owner.readRow(row).slice(),
  };
}
