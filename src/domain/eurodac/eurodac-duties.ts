/** What a state still owes Eurodac about a data set, as deadlines: reports of false hits, comparisons, what notices oblige to. */
import type { Deadline } from '../deadlines/deadline.js';
import type { SubjectId } from '../ids.js';
import {
  COMPARISON_LIMIT_ROWS,
  FALSE_HIT_REPORT,
  WORKING_DAYS_ROW,
} from '../law/eurodac-comparison-table.js';
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { EurodacComparison, EurodacHit } from './stored-comparison.js';
import type { StoredNotice } from './stored-notice.js';

export type OwedToEurodac = {
  readonly falseHits: readonly EurodacHit[];
  readonly comparisons: readonly EurodacComparison[];
  readonly notices: readonly StoredNotice[];
};

/** Days are those of UTC. */
export function eurodacDuties(
  { falseHits, comparisons, notices }: OwedToEurodac,
  { system, subjectId }: { readonly system: SystemId; readonly subjectId: SubjectId },
): readonly Deadline[] {
  const duty = { kind: 'duty', system, subjectId } as const;
  return [
    ...falseHits.flatMap(({ state, incoming }): readonly Deadline[] =>
      state.kind === 'false' && incoming
        ? [
            {
              ...duty,
              on: state.reportBy,
              encounterId: incoming.encounterId,
              reason: `${FALSE_HIT_REPORT.rule} ${FALSE_HIT_REPORT.value} working days.`,
              citation: `${FALSE_HIT_REPORT.citation}; ${WORKING_DAYS_ROW.citation}`,
            },
          ]
        : [],
    ),
    ...comparisons.flatMap(({ incoming, dueAt, isUrgent }): readonly Deadline[] => {
      const { rule, value, unit, citation } = COMPARISON_LIMIT_ROWS[isUrgent ? 'urgent' : 'ordinary'];
      const on = localDate(dueAt.slice(0, 10));
      return incoming
        ? [{ ...duty, on, encounterId: incoming.encounterId, reason: `${rule} ${value} ${unit}.`, citation }]
        : [];
    }),
    ...notices
      .filter(({ obliges }) => obliges !== 'informed')
      .map(
        ({ about, dueAt, obliges, from, citation }): Deadline => ({
          ...duty,
          on: localDate(dueAt.slice(0, 10)),
          encounterId: about.encounterId,
          reason: `${from} has reported what obliges the state of origin to ${obliges.replaceAll('-', ' ')}.`,
          citation,
        }),
      ),
  ];
}
