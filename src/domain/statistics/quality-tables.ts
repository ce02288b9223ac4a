/**
 * The weekly report on data quality ((EU) 2021/2224): share of records of good and of low quality, how often each rule
 * found something, the ten most frequent issues and the states they come from. It counts findings, not persons; where
 * records are few, shares are left out and a state is not named, so that nothing is said of a single record.
 */
import { SMALLEST_COUNT } from './person-tables.js';

export type QualityFindings = {
  readonly memberState: string;
  readonly kind: 'records' | 'low-quality' | 'soft' | 'blocked';
  readonly rule: string | null;
  readonly count: number;
};

export type QualityReport = {
  /** Records entered in the week; `null` where they are few. */
  readonly records: number | null;
  readonly goodPercent: number | null;
  readonly lowPercent: number | null;
  readonly issues: readonly {
    readonly rule: string;
    readonly kind: 'soft' | 'blocked';
    /** `null` where it is small. */
    readonly count: number | null;
    /** States with as many of them as may be told. */
    readonly memberStates: readonly string[];
  }[];
};

const ISSUES_MAX = 10;

export function qualityTables(
  findings: readonly QualityFindings[],
  smallest = SMALLEST_COUNT,
): QualityReport {
  const of = (kind: QualityFindings['kind']) => total(findings.filter((each) => each.kind === kind));
  const [records, low] = [of('records'), of('low-quality')];
  const isTold = records >= smallest;
  // A share near 0 or 100 of few records would name the few.
  const isShareTold =
    isTold && (low === 0 || low >= smallest) && (low === records || records - low >= smallest);
  const lowPercent = isShareTold ? Math.round((1000 * low) / records) / 10 : null;
  return {
    records: isTold ? records : null,
    goodPercent: lowPercent === null ? null : Math.round((100 - lowPercent) * 10) / 10,
    lowPercent,
    issues: issuesOf(findings, smallest),
  };
}

function issuesOf(findings: readonly QualityFindings[], smallest: number): QualityReport['issues'] {
  const found = findings.filter(({ kind, rule }) => rule !== null && (kind === 'soft' || kind === 'blocked'));
  const keys = [...new Set(found.map(({ kind, rule }) => `${kind} ${rule}`))];
  return keys
    .map((key) => {
      const mine = found.filter(({ kind, rule }) => `${kind} ${rule}` === key);
      return { mine, count: total(mine) };
    })
    .sort((a, b) => b.count - a.count || (String(a.mine[0]!.rule) < String(b.mine[0]!.rule) ? -1 : 1))
    .slice(0, ISSUES_MAX)
    .map(({ mine, count }) => ({
      rule: mine[0]!.rule!,
      kind: mine[0]!.kind as 'soft' | 'blocked',
      count: count >= smallest ? count : null,
      memberStates: mine.filter((each) => each.count >= smallest).map(({ memberState }) => memberState),
    }));
}

function total(findings: readonly QualityFindings[]): number {
  return findings.reduce((sum, { count }) => sum + count, 0);
}
