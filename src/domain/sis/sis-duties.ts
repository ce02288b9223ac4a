/** What states owe one another about an alert, as deadlines: the follow-up of hits and the cases of the SIRENE Bureaux. */
import type { Deadline } from '../deadlines/deadline.js';
import type { SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import { followHit } from './hit-follow-up.js';
import type { SireneCase } from './sirene-case.js';
import { judgeSireneCase } from './sirene-case.js';
import type { StoredSisHit } from './stored-hit.js';

/** What is owed at once is due on the day it arose. Days are those of UTC, or of the place where a case has its own. */
export function sisDuties(
  { hits, cases }: { readonly hits: readonly StoredSisHit[]; readonly cases: readonly SireneCase[] },
  {
    system,
    subjectId,
    now,
  }: { readonly system: SystemId; readonly subjectId: SubjectId; readonly now: string },
): readonly Deadline[] {
  const duty = { kind: 'duty', system, subjectId } as const;
  return [
    ...hits.flatMap(({ events, alertId, executingState, issuingState }): readonly Deadline[] => {
      const state = followHit(events, now);
      if (state.kind !== 'followed' || !state.owed) return [];
      const { by, limit, row } = state.owed;
      const since = events.at(-1)!.at;
      return [
        {
          ...duty,
          on: localDate((limit ?? since).slice(0, 10)),
          encounterId: alertId as NonNullable<Deadline['encounterId']>,
          owedBy: by === 'executing-state' ? executingState : issuingState,
          reason: `${row.rule}.`,
          citation: row.citation,
        },
      ];
    }),
    ...cases.flatMap((sirene): readonly Deadline[] => {
      const { deadline } = judgeSireneCase(sirene, now);
      if (!deadline || sirene.answeredAt) return [];
      return [
        {
          ...duty,
          on: deadline.kind === 'by-day' ? deadline.by : localDate(deadline.by.slice(0, 10)),
          encounterId: sirene.alertId as NonNullable<Deadline['encounterId']>,
          owedBy: deadline.row.owedBy === 'from-state' ? sirene.fromState : sirene.toState,
          reason: `${deadline.row.rule}; if missed, ${deadline.row.ifMissed}.`,
          citation: deadline.row.citation,
        },
      ];
    }),
  ];
}
