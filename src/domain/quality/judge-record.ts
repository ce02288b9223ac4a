/** The soft rules of data quality on one record: it is entered all the same, and what is found is said and counted. */

import { fileFaults } from '../ees/file-faults.js';
import type { IdentityData } from '../identity-data.js';
import { type QualityRule, qualityRow } from '../law/data-quality-table.js';
import { addDays, type LocalDate, localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { isSameValue } from './same-value.js';

export type QualityFinding = {
  readonly rule: QualityRule;
  readonly detail: string;
  readonly citation: string;
};

export function qualityFinding(rule: QualityRule, detail?: string): QualityFinding {
  const row = qualityRow(rule);
  return {
    rule,
    detail: detail ?? `${row.rule[0]!.toUpperCase()}${row.rule.slice(1)}.`,
    citation: row.citation,
  };
}

/** `before`: the file without the record. `receivedOn`: the day the hub got it. */
export function judgeRecord(
  record: SystemRecord,
  { before, receivedOn }: { readonly before: readonly SystemRecord[]; readonly receivedOn: LocalDate },
): readonly QualityFinding[] {
  const found = [
    ...judgeDocument(record),
    ...judgeIdentity(record),
    ...(isLate(record, receivedOn) ? ['recorded-late' as const] : []),
    ...(before.some(({ facts }) => isSameValue(facts, record.facts)) ? ['recorded-twice' as const] : []),
    ...(fileFaults([...before, record]).length > fileFaults(before).length
      ? ['file-inconsistent' as const]
      : []),
  ];
  return found.filter((rule) => isFor(rule, record)).map((rule) => qualityFinding(rule));
}

function isFor(rule: QualityRule, { system }: SystemRecord): boolean {
  const { systems } = qualityRow(rule);
  return systems === 'all' || systems.includes(system);
}

/** Of what is decided or corrected later, the document stands in the record it is about. */
const LATER_KINDS: readonly SystemRecord['facts']['kind'][] = [
  'stay-decision',
  'rebuttal',
  'amendment',
  'visa-decision',
  'authorisation-event',
  'conviction-gone',
  'status-message',
];

function judgeDocument({ travelDocument, facts, encounterAt }: SystemRecord): readonly QualityRule[] {
  if (LATER_KINDS.includes(facts.kind)) return [];
  if (!travelDocument) return ['travel-document-missing'];
  const { validUntil } = travelDocument;
  return validUntil !== undefined && validUntil < encounterAt.slice(0, 10) ? ['travel-document-expired'] : [];
}

function judgeIdentity({ identity }: SystemRecord): readonly QualityRule[] {
  const names = namesOf(identity);
  return [
    ...(identity.nationalities.includes('XXX') ? (['nationality-unknown'] as const) : []),
    ...(identity.placeOfBirth === undefined && identity.countryOfBirth === undefined
      ? (['place-of-birth-missing'] as const)
      : []),
    ...(names.some((name) => ONE_LETTER.test(name)) ? (['name-repeats-one-letter'] as const) : []),
    ...(names.some((name) => /\p{N}/u.test(name)) ? (['name-with-digits'] as const) : []),
  ];
}

const ONE_LETTER = /^(\p{L})\1{2,99}$/iu;

function namesOf({ surnames, givenNames, otherNames = [] }: IdentityData): readonly string[] {
  return [...surnames, ...givenNames, ...otherNames];
}

const LATE_DAYS = 3;

function isLate({ encounterAt, facts }: SystemRecord, receivedOn: LocalDate): boolean {
  if ('fallback' in facts && facts.fallback) return false;
  return addDays(localDate(encounterAt.slice(0, 10)), LATE_DAYS) < receivedOn;
}
