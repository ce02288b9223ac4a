import type { Designation } from '../domain/cir/identification.js';
import { isMemberState } from '../domain/country-codes.js';
import { parseLocalDate } from '../domain/local-date.js';

const POWERS = ['identification', 'disaster'];

/** A JSON list; `undefined` where it is none, or an entry is not a mandate of national law. */
export function parseDesignations(text: string): readonly Designation[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const designations = list.map(parseDesignation);
  return designations.every((each) => each !== undefined) ? designations : undefined;
}

function parseDesignation(entry: unknown): Designation | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { authorityId, memberState, empowers, nationalLaw, from, until, ...more } = entry as Readonly<
    Record<string, unknown>
  >;
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
