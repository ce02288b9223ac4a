/** Whether a transmission was in time. A missed limit ends no duty: (EU) 2024/1358 Art 15, 18(3), 20, 22, 23, 24, 26. */
import { TRANSMISSION_DUTY_ROW } from '../law/eurodac-transmission-table.js';
import type { TransmissionDeadline } from './transmission-deadline.js';

export type TransmissionState = {
  /** `pending`: not transmitted, and in time until the limit. `overdue`: not transmitted, and owed all the same. */
  readonly kind: 'in-time' | 'late' | 'pending' | 'overdue' | 'no-limit';
  readonly isOwed: boolean;
  readonly reason: string;
  readonly citation: string;
};

/** `transmittedAt` and `now`: RFC 3339 with the offset of the place, whose calendar days count. */
export function judgeTransmission(
  deadline: TransmissionDeadline,
  { transmittedAt, now }: { readonly transmittedAt?: string; readonly now: string },
): TransmissionState {
  const isOwed = transmittedAt === undefined;
  const { reason, citation } = deadline;
  const isWithin = isInTime(deadline, transmittedAt ?? now);
  if (isWithin === undefined) return { kind: 'no-limit', isOwed, reason, citation };
  if (isWithin) return { kind: isOwed ? 'pending' : 'in-time', isOwed, reason, citation };
  return isOwed
    ? {
        kind: 'overdue',
        isOwed,
        reason: `${reason}; ${TRANSMISSION_DUTY_ROW.rule}`,
        citation: TRANSMISSION_DUTY_ROW.citation,
      }
    : { kind: 'late', isOwed, reason, citation };
}

function isInTime(deadline: TransmissionDeadline, at: string): boolean | undefined {
  if (deadline.kind === 'instant') return Date.parse(at) <= Date.parse(deadline.dueAt);
  if (deadline.kind === 'day') return at.slice(0, 10) <= deadline.lastDay;
  return undefined;
}
