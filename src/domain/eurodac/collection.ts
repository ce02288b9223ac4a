/** What is collected for a category, and by whom: (EU) 2024/1358 Art 15 to 26. */
import type { AuthorityClass } from '../authorities.js';
import {
  EURODAC_COLLECTOR_ROW,
  type EurodacCategory,
  type EurodacCollection,
  eurodacCategory,
  eurodacCategoryRow,
} from '../law/eurodac-category-table.js';
import { EURODAC_DATA_ROWS, type EurodacDataRow } from '../law/eurodac-data-table.js';
import type { LocalDate } from '../local-date.js';

export type CollectionDecision = {
  readonly mayCollect: boolean;
  readonly reason: string;
  readonly citation: string;
};

/** Whether an authority of a class collects for a category on a day. Which class it is, is a reading of the matrix. */
export function mayCollect(
  authorityClass: AuthorityClass,
  collection: EurodacCollection,
  on: LocalDate,
): CollectionDecision {
  const row = eurodacCategoryRow(collection, on);
  if (!row) {
    return {
      mayCollect: false,
      reason: 'The category does not exist on that day.',
      citation: '(EU) 2024/1358 Art 63(2)',
    };
  }
  return row.collectedBy.includes(authorityClass)
    ? { mayCollect: true, reason: row.rule, citation: row.citation }
    : { mayCollect: false, reason: EURODAC_COLLECTOR_ROW.rule, citation: EURODAC_COLLECTOR_ROW.citation };
}

/** Why an authority of a class enters no data set of a category, whatever its day; `undefined` where it does. */
export function collectorRefusal(
  authorityClass: AuthorityClass,
  collection: EurodacCollection,
): string | undefined {
  const { collectedBy, citation } = eurodacCategory(collection);
  if (collectedBy.includes(authorityClass)) return undefined;
  return `Data sets of ${collection} are collected by ${collectedBy.join(', ')}. ${citation}.`;
}

/** The data a stored data set of a category holds on a day; none before the category exists. */
export function storedData(category: EurodacCategory, on: LocalDate): readonly EurodacDataRow[] {
  if (!eurodacCategoryRow(category, on)) return [];
  return EURODAC_DATA_ROWS.filter((row) => row.categories.includes(category) && row.inForceFrom <= on);
}
