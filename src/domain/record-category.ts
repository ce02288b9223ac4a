import type { AnyFacts, EurodacDataSet, SisFacts } from './system-record.js';

/**
 * What a record is, as finely as a search may be narrowed by it: the category of a Eurodac data set ((EU) 2024/1358
 * Art 15 to 26), the kind of a SIS alert ((EU) 2018/1860, 2018/1861, 2018/1862), of other records their kind.
 */
export type RecordCategory =
  | Exclude<AnyFacts['kind'], 'alert' | 'data-set'>
  | SisFacts['alertKind']
  | EurodacDataSet['category'];

/** From 1. Files of galleries hold these numbers: one that was used is never given to another category. */
const NUMBERS: Readonly<Record<RecordCategory, number>> = {
  entry: 1,
  exit: 2,
  refusal: 3,
  'stay-decision': 4,
  rebuttal: 5,
  amendment: 6,
  'visa-application': 16,
  'visa-decision': 17,
  'travel-authorisation': 24,
  'authorisation-event': 25,
  'refusal-of-entry': 32,
  return: 33,
  arrest: 34,
  'missing-person': 35,
  'judicial-procedure': 36,
  check: 37,
  'unknown-wanted': 38,
  'conviction-index': 48,
  'conviction-gone': 49,
  'international-protection': 64,
  admission: 65,
  'national-resettlement': 66,
  'irregular-crossing': 67,
  'illegal-stay': 68,
  'search-and-rescue': 69,
  'temporary-protection': 70,
  'status-message': 71,
};

export const RECORD_CATEGORIES = Object.keys(NUMBERS) as readonly RecordCategory[];

export function recordCategory(facts: AnyFacts): RecordCategory {
  if (facts.kind === 'alert') return facts.alertKind;
  if (facts.kind === 'data-set') return facts.category;
  return facts.kind;
}

/** 1..255. */
export function categoryNumber(category: RecordCategory): number {
  return NUMBERS[category];
}
