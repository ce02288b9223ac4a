/**
 * What will be erased or is due, when, and by which row of law. Nothing here knows what day it is: a calendar is asked
 * for a span of days, so a year passes as fast as it can be counted.
 */
import type { EncounterId, SubjectId } from '../ids.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { SystemId } from '../systems.js';

export type Deadline = {
  /**
   * `erase-record`, `erase-biometrics`, `erase-file`: the first day on which it may no longer be held; biometrics
   * without the record they came with. `notice`: Member States are told of
   * an erasure to come. `list`: the person comes onto the list of overstayers. `review`: the issuing state is warned
   * that an alert ends. `duty`: something an authority owes; the reason says what.
   */
  readonly kind: 'erase-record' | 'erase-biometrics' | 'erase-file' | 'notice' | 'list' | 'review' | 'duty';
  readonly on: LocalDate;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** The record it is about; absent where it is the whole file. */
  readonly encounterId?: EncounterId;
  /** The state that owes it, where it is another than the one that entered the record. */
  readonly owedBy?: string;
  readonly reason: string;
  readonly citation: string;
};

/** Deadlines from the day after `today` to `days` days later, in order; what is due today is due already. */
export function dueWithin(
  deadlines: readonly Deadline[],
  { today, days }: { readonly today: LocalDate; readonly days: number },
): readonly Deadline[] {
  const last = addDays(today, days);
  return inOrder(deadlines.filter(({ on }) => today < on && on <= last));
}

/** Everything that is due on `today` or was before. */
export function dueBy(deadlines: readonly Deadline[], today: LocalDate): readonly Deadline[] {
  return inOrder(deadlines.filter(({ on }) => on <= today));
}

function inOrder(deadlines: readonly Deadline[]): readonly Deadline[] {
  // A file goes after the last of its records.
  const keyOf = ({ on, system, subjectId, encounterId }: Deadline) =>
    `${on} ${system} ${subjectId} ${encounterId ?? '~'}`;
  return deadlines
    .map((deadline) => ({ deadline, key: keyOf(deadline) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ deadline }) => deadline);
}
