/**
 * What does not go together among the data sets of a person, or of a state. Nothing is refused for it and nothing lost:
 * both data sets stand until the state of origin, which alone may, amends or erases one.
 */
import type { EncounterId } from '../ids.js';
import { EURODAC_CONFLICT_ROWS } from '../law/eurodac-category-table.js';
import type { CurrentDataSet } from './current-data-set.js';

export type DataSetConflict = {
  readonly kind: 'reference-repeated' | 'second-category-for-event';
  readonly dataSetIds: readonly EncounterId[];
  /** The state of origin that has to settle it. */
  readonly memberState: string;
  readonly reason: string;
  readonly citation: string;
};

/**
 * A reference number stands for one person, state and category; a transmission that is repeated for its quality keeps
 * its number and its category (Art 38(1)). One crossing, finding or disembarkation belongs to one category; an
 * application made on the same day is an event of its own.
 */
export function dataSetConflicts(dataSets: readonly CurrentDataSet[]): readonly DataSetConflict[] {
  const byReference = groups(dataSets, ({ memberState, facts }) => `${memberState} ${facts.referenceNumber}`);
  const arrivals = dataSets.filter(({ category }) => ONE_EVENT.includes(category));
  const byEvent = groups(arrivals, ({ subjectId, memberState, facts }) =>
    [subjectId, memberState, facts.eventDate].join(' '),
  );
  return [
    ...byReference
      .filter((group) => new Set(group.map(({ subjectId, category }) => `${subjectId} ${category}`)).size > 1)
      .map((group) => conflict('reference-repeated', group)),
    ...byEvent
      .filter((group) => new Set(group.map(({ category }) => category)).size > 1)
      .map((group) => conflict('second-category-for-event', group)),
  ];
}

const ONE_EVENT: readonly string[] = ['irregular-crossing', 'illegal-stay', 'search-and-rescue'];

function conflict(kind: DataSetConflict['kind'], group: readonly CurrentDataSet[]): DataSetConflict {
  const { rule, citation } = EURODAC_CONFLICT_ROWS[kind];
  return {
    kind,
    dataSetIds: group.map(({ dataSetId }) => dataSetId),
    memberState: group[0]!.memberState,
    reason: rule,
    citation,
  };
}

function groups(
  dataSets: readonly CurrentDataSet[],
  keyOf: (dataSet: CurrentDataSet) => string,
): readonly (readonly CurrentDataSet[])[] {
  const found = new Map<string, CurrentDataSet[]>();
  for (const dataSet of dataSets) {
    const group = found.get(keyOf(dataSet));
    if (group) group.push(dataSet);
    else found.set(keyOf(dataSet), [dataSet]);
  }
  return [...found.values()];
}
