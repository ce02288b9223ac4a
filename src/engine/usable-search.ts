import { RECORD_CATEGORIES } from '../domain/record-category.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { OperationalError } from '../platform/operational-error.js';
import type { GallerySearch } from '../workflows/ports/gallery.js';

/**
 * A copy of a search that may travel to the search thread: a view may be a window into a larger buffer, and the whole
 * buffer would travel with it. Throws `search-refused`, not retryable, where it cannot be carried out as it is put.
 */
export function usableSearch(search: GallerySearch): GallerySearch {
  const { systems, candidatesMax, falsePositiveIdentificationRate, excludedSubjects, latencyClass } = search;
  const { memberStates, categories, excludedOrigins, furtherReferencesMax } = search;
  const rate = falsePositiveIdentificationRate;
  if (!(rate > 0 && rate <= 1)) throw refused('the false positive identification rate is not within 0 and 1');
  if (!Number.isInteger(candidatesMax) || candidatesMax < 0)
    throw refused('the number of candidates is not a whole number');
  const states = [
    ...(memberStates ?? []),
    ...(excludedOrigins ?? []).flatMap(({ memberState }) => memberState ?? []),
  ];
  const named = [...(categories ?? []), ...(excludedOrigins ?? []).flatMap((each) => each.categories)];
  if (states.some((each) => !/^[A-Z]{3}$/.test(each)))
    throw refused('a Member State is not named by three capital letters');
  if (named.some((each) => !RECORD_CATEGORIES.includes(each)))
    throw refused('there is no such category of records');
  const probes = search.probes.map(({ position, templateVersion, quality, views }) => {
    if (!(quality >= 0 && quality <= 100)) throw refused('the quality of a probe is not within 0 and 100');
    if (views.some(({ length }) => length !== EMBEDDING_DIMENSION))
      throw refused(`a probe has another dimension than ${EMBEDDING_DIMENSION}`);
    return { position, templateVersion, quality, views: views.map((view) => view.slice()) };
  });
  return {
    probes,
    systems: [...new Set(systems)],
    candidatesMax,
    falsePositiveIdentificationRate,
    ...(excludedSubjects === undefined ? {} : { excludedSubjects: [...excludedSubjects] }),
    ...(memberStates === undefined ? {} : { memberStates: [...memberStates] }),
    ...(categories === undefined ? {} : { categories: [...categories] }),
    ...(excludedOrigins === undefined ? {} : { excludedOrigins: structuredClone(excludedOrigins) }),
    ...(furtherReferencesMax === undefined ? {} : { furtherReferencesMax }),
    ...(latencyClass === undefined ? {} : { latencyClass }),
  };
}

function refused(message: string): OperationalError {
  return new OperationalError('search-refused', message, { retryable: false });
}
