/**
 * Several fingers in one image: the four fingers of a hand, or both thumbs, laid on the platen at once (ANSI/NIST-ITL
 * positions 13, 14 and 15). A slap is a form of capture, not a position: it is cut into fingers before anything else.
 */
import type { FingerPosition } from './positions.js';

export const SLAP_POSITIONS = ['right-slap', 'left-slap', 'two-thumbs'] as const;
export type SlapPosition = (typeof SLAP_POSITIONS)[number];

export function isSlapPosition(text: string): text is SlapPosition {
  return (SLAP_POSITIONS as readonly string[]).includes(text);
}

/** The fingers of a slap as they lie in its image, from left to right, fingertips up. */
export function fingersOfSlap(slap: SlapPosition): readonly FingerPosition[] {
  return FINGERS[slap];
}

const FINGERS: Readonly<Record<SlapPosition, readonly FingerPosition[]>> = {
  'right-slap': ['right-index', 'right-middle', 'right-ring', 'right-little'],
  'left-slap': ['left-little', 'left-ring', 'left-middle', 'left-index'],
  'two-thumbs': ['left-thumb', 'right-thumb'],
};
