import { withoutErased } from '../ees/effective-records.js';
import type { EncounterId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';

const ALL_TIME = localDate('9999-12-31');

/** A group of its own for each record that stands by itself; an EES file is one whatever it is made of. */
const WHOLE_FILE = 'file';

/**
 * The records of a data set whose identity is in force. What states enter side by side about one person (alerts, convictions,
 * applications, data sets of Eurodac) stands side by side: a later one takes no earlier one's name away. What is said about one
 * later counts in its place. An EES file has one identity, its newest. `DETECTION_LEG_ROWS.several`. Oldest first.
 */
export function standingRecords(records: readonly SystemRecord[]): readonly SystemRecord[] {
  const newest = new Map<EncounterId | typeof WHOLE_FILE, SystemRecord>();
  for (const record of withoutErased(records, ALL_TIME)) {
    const about = standsFor(record);
    // In the order of the newest of each.
    newest.delete(about);
    newest.set(about, record);
  }
  return [...newest.values()].filter(({ facts }) => facts.kind !== 'conviction-gone');
}

function standsFor({ encounterId, facts }: SystemRecord): EncounterId | typeof WHOLE_FILE {
  switch (facts.kind) {
    case 'visa-application':
    case 'travel-authorisation':
    case 'alert':
    case 'conviction-index':
    case 'data-set':
      return encounterId;
    case 'visa-decision':
    case 'authorisation-event':
    case 'conviction-gone':
    case 'status-message':
      return facts.concerns;
    default:
      return WHOLE_FILE;
  }
}
