import { isPalmPosition, isUnknownPosition, type SamplePosition } from '../../domain/palm-positions.js';
import { modalityOf } from '../../domain/positions.js';
import { isSlapPosition, type SlapPosition } from '../../domain/slap-positions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';

/** What a record says its image is of. `unassigned`: something that is neither a finger, a palm nor a face. */
export type StatedPosition = SamplePosition | SlapPosition | 'several-fingers' | 'unassigned';

/** What the request says the image is of. */
type WantedPosition = SamplePosition | SlapPosition;

/**
 * A record that contradicts the request is refused rather than believed: one of both is of another finger, and a
 * reference under the wrong one would never be found again. An unknown finger contradicts none, nor does a palm of which
 * the part is unknown contradict another palm. Several fingers of which nobody says which contradict no slap.
 */
export function judgePosition(
  wanted: WantedPosition,
  stated: readonly StatedPosition[],
): SampleRejection | undefined {
  for (const position of stated) {
    const rejection = judge(wanted, position);
    if (rejection) return rejection;
  }
  return undefined;
}

function judge(wanted: WantedPosition, stated: StatedPosition): SampleRejection | undefined {
  const isOfSeveral = stated === 'several-fingers' || isSlapPosition(stated);
  if (isOfSeveral && bodyPartOf(wanted) !== 'palm' && !isSlapPosition(wanted)) {
    return rejected('position-mismatch', 'The record is of several fingers; a sample is of one.');
  }
  if (stated === 'unassigned') {
    return rejected('modality-mismatch', 'The record is neither of a finger, of a palm nor of a face.');
  }
  const found = bodyPartOf(stated);
  if (found !== bodyPartOf(wanted)) {
    return rejected(
      'modality-mismatch',
      `The sample was sent as ${wanted}, and its record is of a ${found}.`,
    );
  }
  const isKnown = stated !== 'several-fingers' && !isUnknownPosition(stated) && !isUnknownPosition(wanted);
  if (isKnown && stated !== wanted) {
    return rejected('position-mismatch', `The sample was sent as ${wanted}, and its record says ${stated}.`);
  }
  return undefined;
}

function bodyPartOf(position: WantedPosition | 'several-fingers'): 'fingerprint' | 'face' | 'palm' {
  if (position === 'several-fingers' || isSlapPosition(position)) return 'fingerprint';
  return isPalmPosition(position) ? 'palm' : modalityOf(position);
}
