import { isPalmPosition, isUnknownPosition, type SamplePosition } from '../../domain/palm-positions.js';
import { modalityOf } from '../../domain/positions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';

/** What a record says its image is of. `unassigned`: something that is neither a finger, a palm nor a face. */
export type StatedPosition = SamplePosition | 'several-fingers' | 'unassigned';

/**
 * A record that contradicts the request is refused rather than believed: one of both is of another finger, and a
 * reference under the wrong one would never be found again. An unknown finger contradicts none, nor does a palm of which
 * the part is unknown contradict another palm.
 */
export function judgePosition(
  wanted: SamplePosition,
  stated: readonly StatedPosition[],
): SampleRejection | undefined {
  for (const position of stated) {
    const rejection = judge(wanted, position);
    if (rejection) return rejection;
  }
  return undefined;
}

function judge(wanted: SamplePosition, stated: StatedPosition): SampleRejection | undefined {
  if (stated === 'several-fingers' && !isPalmPosition(wanted)) {
    return rejected('position-mismatch', 'The record is of several fingers; a sample is of one.');
  }
  if (stated === 'unassigned') {
    return rejected('modality-mismatch', 'The record is neither of a finger, of a palm nor of a face.');
  }
  const found = stated === 'several-fingers' ? 'fingerprint' : bodyPartOf(stated);
  if (found !== bodyPartOf(wanted)) {
    return rejected(
      'modality-mismatch',
      `The sample was sent as ${wanted}, and its record is of a ${found}.`,
    );
  }
  const isKnown = !isUnknownPosition(stated) && !isUnknownPosition(wanted);
  if (isKnown && stated !== wanted) {
    return rejected('position-mismatch', `The sample was sent as ${wanted}, and its record says ${stated}.`);
  }
  return undefined;
}

function bodyPartOf(position: SamplePosition): 'fingerprint' | 'face' | 'palm' {
  return isPalmPosition(position) ? 'palm' : modalityOf(position);
}
