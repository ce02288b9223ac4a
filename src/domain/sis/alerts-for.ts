import type { Requester } from '../authorities.js';
import { alertKindsFor } from '../law/alert-access-table.js';
import type { SystemRecord } from '../system-record.js';
import { alertKindOf } from './current-alert.js';

/** The records without alerts of a kind the requester has no access to, in their order; records of other systems stay. */
export function alertsFor(
  requester: Pick<Requester, 'authorityClass' | 'purpose'>,
  records: readonly SystemRecord[],
): readonly SystemRecord[] {
  const kinds = alertKindsFor(requester);
  if (!kinds) return records;
  return records.filter(({ facts }) => facts.kind !== 'alert' || kinds.includes(alertKindOf(facts)));
}
