/** Screening of third-country nationals: (EU) 2024/1356, with the query rules it writes into the acts of the systems. */
import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';

const IN_FORCE = localDate('2026-06-12');

export const SCREENING_CLOCKS = {
  border: {
    value: 7,
    unit: 'days',
    rule: 'at the border: within so many days of apprehension, disembarkation or presentation',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 8(3)',
    sureness: 'verified',
  },
  borderHours: {
    value: 72,
    unit: 'hours',
    rule: 'who stays at the border longer than so many hours, and whose biometrics Eurodac takes for an irregular crossing, is screened in a shorter time from then on',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 8(3)',
    sureness: 'verified',
  },
  afterBorderHours: {
    value: 4,
    unit: 'days',
    rule: 'that time is so many days, counted from the end of those hours',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 8(3)',
    sureness: 'interpretation',
  },
  inland: {
    value: 3,
    unit: 'days',
    rule: 'inside the territory: within so many days of apprehension',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 8(4)',
    sureness: 'verified',
  },
  watchlistOpinion: {
    value: 2,
    unit: 'days',
    rule: 'ETIAS watchlist: the National Unit or Europol gives a reasoned opinion within so many days; silence is no risk',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2018/1240 Art 35a as inserted by (EU) 2024/1356 Art 22',
    sureness: 'verified',
  },
  convictionOpinionInland: {
    value: 2,
    unit: 'days',
    rule: 'ECRIS-TCN, inside the territory: the convicting state gives its opinion within so many days; silence is no ground, and recorded',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 7c',
    sureness: 'verified',
  },
  convictionOpinionBorder: {
    value: 3,
    unit: 'days',
    rule: 'ECRIS-TCN, at the border: within so many days',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 7c',
    sureness: 'verified',
  },
  keptApplicant: {
    value: 10,
    unit: 'years',
    rule: 'screening data of who applies for asylum are kept as long as the data set of an applicant; counted from apprehension',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 18(7); (EU) 2024/1358 Art 29(1)',
    sureness: 'interpretation',
  },
  keptOthers: {
    value: 5,
    unit: 'years',
    rule: 'screening data of others are kept as long as the data set of an irregular crossing, a rescue or an illegal stay; counted from apprehension',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 18(7); (EU) 2024/1358 Art 29(4) to (6)',
    sureness: 'interpretation',
  },
  minorsPerPerson: {
    value: 30,
    unit: 'persons',
    rule: 'a representative or trained person has at most so many unaccompanied minors at a time, under normal circumstances',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2024/1356 Art 13',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;

export const SCREENING_ROWS = {
  who: row(
    'at the border: unauthorised crossing, search and rescue, or application at a crossing point, without the conditions of entry; inside: illegal stay after an unauthorised entry',
    'Art 5(1), (2), 7',
  ),
  once: row('inside the territory nobody is screened who was screened already', 'Art 7'),
  ends: row(
    'screening ends when its time has passed, complete or not, and the person is referred',
    'Art 18(5)',
  ),
  entry: row('who fulfils the conditions of entry after all is no longer screened', 'Art 5(3)'),
  departure: row('screening may be discontinued where the person leaves voluntarily', 'Art 5(3)'),
  elements: row(
    'health, vulnerability, identity, biometrics for Eurodac, security, form, referral',
    'Art 8(5)',
  ),
  health: row(
    'the health check is made by qualified medical staff, who may decide that none is needed',
    'Art 12(1)',
  ),
  vulnerability: row('the check for vulnerability is made by specialised staff', 'Art 12(3)'),
  minors: row(
    'a minor has an adult family member, a representative or a trained independent person beside it',
    'Art 13',
  ),
  capture: row('biometrics are taken once, for identification and for Eurodac', 'Art 14'),
  limitedEes: row('EES: refusals of entry on the grounds B, D, H, I and J alone', 'Art 15(3), 21(3)'),
  limitedVis: row('VIS: refusals, annulments and revocations on grounds of security alone', 'Art 15(3), 20'),
  limitedEtias: row(
    'ETIAS: refusals, annulments and revocations on grounds of security alone',
    'Art 15(3), 22',
  ),
  form: row(
    'the form says who the person is, why, what the checks found, and whether the databases gave a hit',
    'Art 17(1)',
  ),
  copy: row(
    'the person gets the form without what the databases said, and may mark errors, which are recorded',
    'Art 17(3)',
  ),
  referral: row(
    'no application: return; application: the registering authority; relocation: the state of relocation; inside the territory a return that has begun goes on',
    'Art 18(1) to (4)',
  ),
  receiver: row('the form goes to the authorities the person is referred to', 'Art 17(4), 18'),
  information: row('the person is told purpose and rights in a language it understands', 'Art 11'),
  monitoring: row(
    'an independent mechanism sees what was done in every case: what it may see is no name, no health data',
    'Art 10',
  ),
} as const satisfies Readonly<Record<string, Provision>>;

/** Letters of Annex V Part B of (EU) 2016/399 that are grounds of security for a screening. */
export const EES_SECURITY_GROUNDS: readonly string[] = ['B', 'D', 'H', 'I', 'J'];
/** (EC) 810/2009 Art 32(1) as VIS keeps the grounds: (EC) 767/2008 Art 12(2)(a). */
export const VIS_SECURITY_GROUNDS: readonly string[] = ['12(2)(a)(i)', '12(2)(a)(v)', '12(2)(a)(vi)'];
export const ETIAS_SECURITY_GROUNDS: readonly string[] = ['37(1)(a)', '37(1)(b)', '37(1)(e)', '28(7)'];

function row(rule: string, article: string): Provision {
  return { rule, inForceFrom: IN_FORCE, citation: `(EU) 2024/1356 ${article}`, sureness: 'verified' };
}
