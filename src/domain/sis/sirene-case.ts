/** Something one SIRENE Bureau asked or told another about an alert, with the limit for what is owed. */
import { isOverdue, type SireneDeadline, type SireneEvent, sireneDeadlines } from './sirene-deadlines.js';

export type SireneCase = {
  readonly caseId: string;
  readonly event: SireneEvent;
  readonly alertId: string;
  readonly subjectId?: string;
  /** RFC 3339 with the offset of the place. */
  readonly at: string;
  readonly fromState: string;
  /** State that answers; who owes what the limit is for stands in the row of the duty. */
  readonly toState: string;
  /** A reasoned request for more time was made. */
  readonly isExtended: boolean;
  readonly answeredAt?: string;
  readonly answer?: string;
};

export type JudgedCase = SireneCase & {
  readonly deadline?: SireneDeadline;
  readonly isOverdue: boolean;
  /** What holds once the limit has passed without an answer. */
  readonly ifMissed?: string;
};

/** `now`: RFC 3339. */
export function judgeSireneCase(sirene: SireneCase, now: string): JudgedCase {
  const found = sireneDeadlines(sirene.event, sirene.at, { extended: sirene.isExtended });
  const deadline = found.kind === 'deadlines' ? found.deadlines[0] : undefined;
  const late = deadline !== undefined && isOverdue(deadline, sirene.answeredAt ?? now);
  return {
    ...sirene,
    isOverdue: late,
    ...(deadline ? { deadline } : {}),
    ...(late && sirene.answeredAt === undefined ? { ifMissed: deadline.row.ifMissed } : {}),
  };
}
