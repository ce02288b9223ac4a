/** An event whose biometrics Eurodac is owed: who owes them by when, before and after they arrive. */

import { transmissionEnd } from '../law/eurodac-transmission-table.js';
import { judgeTransmission, type TransmissionState } from './judge-transmission.js';
import type { TransmissionDeadline } from './transmission-deadline.js';
import { type TransmissionCase, transmissionDeadline } from './transmission-deadline.js';

export type OpenTransmission = {
  readonly caseId: string;
  readonly memberState: string;
  /** The number the data set will have; the case ends with the data set of this number. */
  readonly referenceNumber: string;
  readonly about: TransmissionCase;
  readonly openedAt: string;
  /** RFC 3339 with the offset of the place. */
  readonly transmittedAt?: string;
};

export type JudgedTransmission = OpenTransmission & {
  readonly deadline: TransmissionDeadline;
  readonly state: TransmissionState;
};

/** `now`: RFC 3339. */
export function judgeCase(open: OpenTransmission, now: string): JudgedTransmission {
  const deadline = transmissionDeadline(open.about);
  const { transmittedAt, about } = open;
  const end = about.ended && transmissionEnd(about.ended.because, about.collection);
  if (end && transmittedAt === undefined) {
    const { rule: reason, citation } = end;
    return { ...open, deadline, state: { kind: 'no-limit', isOwed: false, reason, citation } };
  }
  const state = judgeTransmission(deadline, { now, ...(transmittedAt ? { transmittedAt } : {}) });
  return { ...open, deadline, state };
}
