/**
 * Opinions others are asked for when a screening finds an entry of theirs: how long they have, and what their silence
 * means. (EU) 2018/1240 Art 35a, (EU) 2019/816 Art 7c.
 */
import { SCREENING_CLOCKS } from '../law/screening-table.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { ScreeningCase } from './screening-case.js';

export const OPINION_SOURCES = ['etias-watchlist', 'europol-watchlist', 'ecris-tcn'] as const;
export type OpinionSource = (typeof OPINION_SOURCES)[number];

export type ScreeningOpinion = {
  readonly opinionId: string;
  readonly caseId: string;
  readonly source: OpinionSource;
  /** The state that has to answer; `EUE` for Europol. */
  readonly askedState: string;
  readonly askedBy: string;
  readonly askedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly answeredOn?: LocalDate;
  readonly answer?: 'security-risk' | 'no-security-risk';
  readonly reason?: string;
};

export type OpinionStanding = {
  readonly state: 'waiting' | 'answered' | 'silent';
  /** What the screening goes by: silence is no risk. */
  readonly means?: 'security-risk' | 'no-security-risk';
  readonly citation: string;
};

export function opinionDueOn(
  source: OpinionSource,
  place: ScreeningCase['place'],
  askedOn: LocalDate,
): LocalDate {
  return addDays(askedOn, rowOf(source, place).value);
}

export function opinionStanding(opinion: ScreeningOpinion, today: LocalDate): OpinionStanding {
  const { citation } = rowOf(opinion.source, 'border');
  if (opinion.answer !== undefined) return { state: 'answered', means: opinion.answer, citation };
  return today > opinion.dueOn
    ? { state: 'silent', means: 'no-security-risk', citation }
    : { state: 'waiting', citation };
}

function rowOf(source: OpinionSource, place: ScreeningCase['place']) {
  const { watchlistOpinion, convictionOpinionInland, convictionOpinionBorder } = SCREENING_CLOCKS;
  if (source !== 'ecris-tcn') return watchlistOpinion;
  return place === 'inland' ? convictionOpinionInland : convictionOpinionBorder;
}
