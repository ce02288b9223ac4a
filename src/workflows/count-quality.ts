/** Indicators of data quality per system and state, without data of persons ((EU) 2019/817 Art 37(3) to (5)). */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { QUALITY_INDICATORS, type QualityIndicator, qualityRow } from '../domain/law/data-quality-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { QualityCount } from './ports/systems.js';
import { logTask, refuseTask } from './task-access.js';

export type QualityReport = Pick<QualityCount, 'system' | 'memberState'> & {
  readonly records: number;
  readonly lowQuality: number;
  /** Findings by indicator; each rule counts for one. */
  readonly indicators: Readonly<Record<QualityIndicator, number>>;
  readonly rules: readonly {
    readonly rule: string;
    readonly effect: 'soft' | 'blocking';
    readonly count: number;
  }[];
};

export type CountQualityOutcome =
  | { readonly kind: 'counted'; readonly reports: readonly QualityReport[] }
  | Denied;

/** A supervisory authority of a state sees that state; those of the Union see all. */
export function createCountQuality(ports: HubPorts) {
  return async (
    requester: Requester,
    span: { readonly from: LocalDate; readonly until: LocalDate },
  ): Promise<CountQualityOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'data-quality');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'data-quality');
    const { memberState } = requester;
    const counts = await ports.dataQuality.count(sql, {
      ...span,
      ...(memberState === UNION_AGENCY ? {} : { memberState }),
    });
    const groups = new Map<string, QualityCount[]>();
    for (const count of counts) {
      const key = `${count.system} ${count.memberState}`;
      groups.set(key, [...(groups.get(key) ?? []), count]);
    }
    return { kind: 'counted', reports: [...groups.values()].map(toReport) };
  };
}

function toReport(counts: readonly QualityCount[]): QualityReport {
  const { system, memberState } = counts[0]!;
  const of = (kind: QualityCount['kind']) => counts.filter((each) => each.kind === kind);
  const rules = [...of('soft'), ...of('blocked')].flatMap(({ rule, kind, count }) =>
    rule === null
      ? []
      : [{ rule, effect: kind === 'soft' ? ('soft' as const) : ('blocking' as const), count }],
  );
  const indicators = Object.fromEntries(QUALITY_INDICATORS.map((indicator) => [indicator, 0])) as Record<
    QualityIndicator,
    number
  >;
  for (const { rule, count } of rules) indicators[qualityRow(rule).indicator] += count;
  return {
    system,
    memberState,
    records: of('records')[0]?.count ?? 0,
    lowQuality: of('low-quality')[0]?.count ?? 0,
    indicators,
    rules,
  };
}
