import type { Designation } from '../domain/cir/identification.js';
import { isMemberState } from '../domain/country-codes.js';
import { parseLocalDate } from '../domain/local-date.js';
import { parseJsonList } from './parse-json-list.js';

const POWERS = ['identification', 'disaster'];

/** A JSON list; `undefined` where it is none, or an entry is not a mandate of national law. */
export function parseDesignations(text: string): readonly Designation[] | undefined {
  return parseJsonList(text, parseDesignation);
}

function parseDesignation({
  authorityId,
  memberState,
  empowers,
  nationalLaw,
  from,
  until,
  ...more
}: Readonly<Record<string, unknown>>): Designation | undefined {
  const texts = [authorityId, memberState, nationalLaw, from];
  if (Object.keys(more).length > 0 || !texts.every((each) => typeof each === 'string' && each !== '')) {
    return undefined;
  }
  if (!isMemberState(memberState as string)) return undefined;
  if (!Array.isArray(empowers) || empowers.length === 0 || !empowers.every((each) => POWERS.includes(each))) {
    return undefined;
  }
  const first = parseLocalDate(from as string);
  const last = typeof until === 'string' ? parseLocalDate(until) : undefined;
  if (first === undefined || (until !== undefined && last === undefined)) return undefined;
  return {
    authorityId: authorityId as string,
    memberState: memberState as string,
    empowers: empowers as Designation['empowers'],
    nationalLaw: nationalLaw as string,
    from: first,
    ...(last === undefined ? {} : { until: last }),
  };
}
