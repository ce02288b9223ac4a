/**
 * What the matrix leaves out of a comparison whatever is reported later: stored categories, and data the asking state
 * transmitted itself ((EU) 2024/1358 Art 27(2), (3)). Neither ever changes, so the gallery need not look at them; marks do,
 * and are judged once a data set is found (`compare-with.ts`).
 */
import { EURODAC_CATEGORY_ROWS, type EurodacCategory } from '../law/eurodac-category-table.js';
import { COMPARISON_ROWS } from '../law/eurodac-comparison-table.js';
import type { Incoming } from './compare-with.js';

export type OriginsNotCompared = {
  /** ISO 3166-1 alpha-3; absent: whichever state. */
  readonly memberState?: string;
  readonly categories: readonly EurodacCategory[];
};

/** Empty where everything is compared. */
export function originsNotCompared({
  collection,
  memberState,
  wantsOwn = false,
}: Pick<Incoming, 'collection' | 'memberState' | 'wantsOwn'>): readonly OriginsNotCompared[] {
  const row = COMPARISON_ROWS.find(({ incoming }) => incoming === collection)!;
  const leftOut = STORED.filter((each) => !row.with.some(({ category }) => category === each));
  return [
    ...(leftOut.length > 0 ? [{ categories: leftOut }] : []),
    ...(row.ownOnlyOnRequest && !wantsOwn ? [{ memberState, categories: STORED }] : []),
  ];
}

const STORED: readonly EurodacCategory[] = EURODAC_CATEGORY_ROWS.flatMap(({ storedAs }) => storedAs ?? []);
