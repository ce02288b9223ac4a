/**
 * Grounds on which a state erases a file that others have entered records in. The law names it by the person, not by the
 * records: the state of the new nationality or of the permit has often entered nothing itself.
 */
import type { SystemId } from '../systems.js';
import { EARLY_ERASURE_ROWS, type EarlyErasureRow, type EarlyErasureTrigger } from './early-erasure-table.js';

export const ERASURE_GROUNDS = ['nationality', 'permit', 'microstate-nationality'] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

const TRIGGERS: Readonly<Record<ErasureGround, EarlyErasureTrigger>> = {
  nationality: 'ees-nationality',
  permit: 'ees-permit',
  'microstate-nationality': 'ees-microstate-nationality',
};

/** `undefined` where the system knows no such ground: there whoever entered the data erases them. */
export function erasureGroundRow(system: SystemId, ground: ErasureGround): EarlyErasureRow | undefined {
  return EARLY_ERASURE_ROWS.find((row) => row.trigger === TRIGGERS[ground] && row.system === system);
}
