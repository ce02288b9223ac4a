import { FINGER_POSITIONS } from '../../domain/positions.js';
import type { CaptureReport } from '../../workflows/ports/captures.js';
import { parseCount, rowsOf } from '../formats/nist/subfields-of.js';
import type { TaggedRecord } from '../formats/nist/transaction.js';

type FingerMissing = CaptureReport['fingersMissing'][number];

/**
 * Fingers a record says are amputated (`XX`) or bandaged (`UP`): 14.018 and fields of the same form (SP 500-290e3, table
 * 11 on AMPCD). Other codes, such as `SR` for a scar, leave the finger printable.
 */
export function missingFingersOf(record: TaggedRecord, fieldNumber: number): readonly FingerMissing[] {
  return rowsOf(record, fieldNumber).flatMap(([code, reasonCode]) => {
    const position = FINGER_POSITIONS[(parseCount(code) ?? 0) - 1];
    const reason = REASONS[reasonCode?.trim().toUpperCase() ?? ''];
    return position === undefined || reason === undefined ? [] : [{ position, reason }];
  });
}

const REASONS: Readonly<Record<string, FingerMissing['reason']>> = { XX: 'amputated', UP: 'bandaged' };
