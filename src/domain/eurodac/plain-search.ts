/**
 * What a search by biometrics that transmits nothing is answered with: as if they were those of the category its class
 * collects, so that nobody learns by it what a transmission would not hand over ((EU) 2024/1358 Art 27, 28, 40(1)).
 */
import type { AuthorityClass, Requester } from '../authorities.js';
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import type { LocalDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { isComparedWith } from './compare-with.js';
import { currentDataSets } from './current-data-set.js';
import { type OriginsNotCompared, originsNotCompared } from './origins-not-compared.js';

/** Classes that may identify in Eurodac. Whoever is none of them asks by a gateway or a request, which have rules of their own. */
const COLLECTED_BY: Partial<Readonly<Record<AuthorityClass, EurodacCategory>>> = {
  'asylum-authority': 'international-protection',
  'immigration-authority': 'illegal-stay',
};

export type PlainSearch = {
  readonly requester: Pick<Requester, 'authorityClass' | 'memberState'>;
  /** The state asks for its own data too (Art 27(3)). */
  readonly wantsOwn: boolean;
  readonly on: LocalDate;
};

/** What of Eurodac the gallery leaves out of the search. */
export function originsNotSearched({
  requester,
  wantsOwn,
}: Omit<PlainSearch, 'on'>): readonly OriginsNotCompared[] {
  const collection = COLLECTED_BY[requester.authorityClass];
  return collection ? originsNotCompared({ collection, memberState: requester.memberState, wantsOwn }) : [];
}

/** The data sets the search is compared with, and what was reported about them; records of other systems as they are. */
export function comparedRecords(
  { requester, wantsOwn, on }: PlainSearch,
  records: readonly SystemRecord[],
): readonly SystemRecord[] {
  const collection = COLLECTED_BY[requester.authorityClass];
  if (!collection) return records;
  const incoming = { collection, memberState: requester.memberState, wantsOwn, on };
  const compared = new Set(
    currentDataSets(records)
      .filter((dataSet) => isComparedWith(incoming, dataSet).isCompared)
      .map(({ dataSetId }) => dataSetId),
  );
  return records.filter(({ encounterId, facts }) => {
    if (facts.kind === 'data-set') return compared.has(encounterId);
    return facts.kind !== 'status-message' || compared.has(facts.concerns);
  });
}
