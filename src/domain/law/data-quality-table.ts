/**
 * What data must be like to be entered. A blocking rule refuses, a soft one accepts and counts ((EU) 2019/817 Art 37, (EU)
 * 2019/818 Art 37, (EU) 2021/2224 for the latter, read as the same for the former). Which fields are judged how is the
 * project's reading: the annexes were not opened.
 */
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';

export const QUALITY_INDICATORS = [
  'completeness',
  'accuracy',
  'timeliness',
  'uniqueness',
  'consistency',
] as const;
export type QualityIndicator = (typeof QUALITY_INDICATORS)[number];

export const QUALITY_RULES = [
  'data-malformed',
  'date-impossible',
  'facts-not-permitted',
  'biometrics-not-permitted',
  'facts-do-not-fit',
  'record-unknown',
  'fingerprints-missing',
  'fingerprints-incomplete',
  'face-missing',
  'fingerprints-later',
  'travel-document-missing',
  'travel-document-expired',
  'nationality-unknown',
  'place-of-birth-missing',
  'recorded-late',
  'name-repeats-one-letter',
  'name-with-digits',
  'file-inconsistent',
  'recorded-twice',
  'image-form',
  'images-mirrored',
] as const;
export type QualityRule = (typeof QUALITY_RULES)[number];

export type QualityRow = Provision & {
  readonly id: QualityRule;
  readonly effect: 'blocking' | 'soft';
  readonly indicator: QualityIndicator;
  readonly systems: readonly SystemId[] | 'all';
};

const CITATION = '(EU) 2019/817 Art 37; (EU) 2021/2224';
const SINCE = localDate('2021-12-15');

export const QUALITY_ROWS: readonly QualityRow[] = [
  row('data-malformed', 'blocking', 'accuracy', 'all', {
    rule: 'a field is missing or has not the type, form, length or known value it needs',
  }),
  row('date-impossible', 'blocking', 'consistency', 'all', {
    rule: 'a date that does not exist, lies ahead, or contradicts another',
  }),
  row('facts-not-permitted', 'blocking', 'consistency', 'all', {
    rule: 'what the act does not let the system record of this person or event',
  }),
  row('biometrics-not-permitted', 'blocking', 'accuracy', ['ees', 'vis', 'etias'], {
    rule: 'biometrics the act does not let the system hold of this person',
    citation: '(EU) 2017/2226 Art 16 to 18; (EC) 810/2009 Art 13; (EU) 2018/1240 Art 17',
    sureness: 'verified',
  }),
  row('facts-do-not-fit', 'blocking', 'consistency', 'all', {
    rule: 'a decision or event that the state of the file does not permit',
  }),
  row('record-unknown', 'blocking', 'consistency', 'all', {
    rule: 'a correction, decision or message about a record that is not there',
  }),
  row('fingerprints-missing', 'soft', 'completeness', ['ees', 'vis'], {
    rule: 'fingerprints the act asks for are not there, and no exemption is stated',
  }),
  row('fingerprints-incomplete', 'soft', 'completeness', ['ees'], {
    rule: 'fewer than four fingers of the hand are there',
    citation: '(EU) 2017/2226 Art 3(1)(16), 17(1)(c)',
    sureness: 'verified',
  }),
  row('face-missing', 'soft', 'completeness', ['ees', 'vis'], {
    rule: 'the face the act asks for is not there',
  }),
  row('fingerprints-later', 'soft', 'completeness', ['ees'], {
    rule: 'fingerprints are to be taken at the exit or the next entry',
    citation: '(EU) 2017/2226 Art 17(4), 21',
    sureness: 'verified',
  }),
  row('travel-document-missing', 'soft', 'completeness', ['ees', 'vis', 'etias'], {
    rule: 'the travel document is not recorded',
  }),
  row('travel-document-expired', 'soft', 'accuracy', 'all', {
    rule: 'the travel document had expired on the day of the event',
  }),
  row('nationality-unknown', 'soft', 'completeness', 'all', { rule: 'a nationality is given as unknown' }),
  row('place-of-birth-missing', 'soft', 'completeness', ['vis', 'etias', 'ecris-tcn', 'eurodac'], {
    rule: 'neither place nor country of birth is recorded',
  }),
  row('recorded-late', 'soft', 'timeliness', 'all', {
    rule: 'entered more than three days after the event',
  }),
  row('name-repeats-one-letter', 'soft', 'accuracy', 'all', {
    rule: 'a name of three or more letters is one letter repeated',
  }),
  row('name-with-digits', 'soft', 'accuracy', 'all', { rule: 'a name holds digits' }),
  row('file-inconsistent', 'soft', 'consistency', ['ees'], {
    rule: 'with this record the file contradicts itself: an exit without entry, an entry while a stay is open',
  }),
  row('recorded-twice', 'soft', 'uniqueness', 'all', {
    rule: 'the file holds a record of the same kind with the same facts',
  }),
  row('image-form', 'soft', 'accuracy', 'all', {
    rule: 'an image is not in the form its system stores',
  }),
  row('images-mirrored', 'soft', 'accuracy', 'all', {
    rule: 'fingerprints match those of another system when their images are mirrored, and not as they are',
  }),
];

export function qualityRow(id: QualityRule): QualityRow {
  return QUALITY_ROWS.find((each) => each.id === id)!;
}

function row(
  id: QualityRule,
  effect: QualityRow['effect'],
  indicator: QualityIndicator,
  systems: QualityRow['systems'],
  rest: Pick<Provision, 'rule'> & Partial<Provision>,
): QualityRow {
  return {
    id,
    effect,
    indicator,
    systems,
    inForceFrom: SINCE,
    citation: CITATION,
    sureness: 'interpretation',
    ...rest,
  };
}
