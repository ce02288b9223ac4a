import { modalityOf, type Position } from '../../domain/positions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';

/** What a record says its image is of. `unassigned`: something that is neither a finger, a palm nor a face. */
export type StatedPosition = Position | 'several-fingers' | 'palm' | 'unassigned';

/**
 * A record that contradicts the request is refused rather than believed: one of both is of another finger, and a
 * reference under the wrong one would never be found again. An unknown finger contradicts none.
 */
export function judgePosition(
  wanted: Position,
  stated: readonly StatedPosition[],
): SampleRejection | undefined {
  for (const position of stated) {
    const rejection = judge(wanted, position);
    if (rejection) return rejection;
  }
  return undefined;
}

function judge(wanted: Position, stated: StatedPosition): SampleRejection | undefined {
  if (stated === 'several-fingers') {
    return rejected('position-mismatch', 'The record is of several fingers; a sample is of one.');
  }
  if (stated === 'palm' || stated === 'unassigned') {
    return rejected('modality-mismatch', 'The record is neither of a finger nor of a face.');
  }
  if (modalityOf(stated) !== modalityOf(wanted)) {
    return rejected(
      'modality-mismatch',
      `The sample was sent as ${wanted}, and its record is of a ${modalityOf(stated)}.`,
    );
  }
  const isKnown = stated !== 'unknown-finger' && wanted !== 'unknown-finger';
  if (isKnown && stated !== wanted) {
    return rejected('position-mismatch', `The sample was sent as ${wanted}, and its record says ${stated}.`);
  }
  return undefined;
}
