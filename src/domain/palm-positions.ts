/**
 * Parts of a palm a print can be of, by the names of the friction ridge positions of ANSI/NIST-ITL (20 to 38 and 81 to 86;
 * ISO/IEC 19794-4 has those to 36). A palm print is a sample and never a template: `Position`, what can be compared, does
 * not contain these, so that nothing compares a palm with a finger.
 */
import { POSITIONS, type Position } from './positions.js';

export const PALM_POSITIONS = [
  'unknown-palm',
  'right-full-palm',
  'right-writers-palm',
  'left-full-palm',
  'left-writers-palm',
  'right-lower-palm',
  'right-upper-palm',
  'left-lower-palm',
  'left-upper-palm',
  'right-other-palm',
  'left-other-palm',
  'right-interdigital-palm',
  'right-thenar-palm',
  'right-hypothenar-palm',
  'left-interdigital-palm',
  'left-thenar-palm',
  'left-hypothenar-palm',
  'right-grasp-palm',
  'left-grasp-palm',
  'right-carpal-delta',
  'left-carpal-delta',
  'right-full-and-writers-palm',
  'left-full-and-writers-palm',
  'right-wrist-bracelet',
  'left-wrist-bracelet',
] as const;
export type PalmPosition = (typeof PALM_POSITIONS)[number];

/** Where a sample that is kept comes from. */
export const SAMPLE_POSITIONS = [...POSITIONS, ...PALM_POSITIONS] as const;
export type SamplePosition = Position | PalmPosition;

export function isPalmPosition(position: string): position is PalmPosition {
  return (PALM_POSITIONS as readonly string[]).includes(position);
}

type Positioned = { readonly position: SamplePosition };
type OfPalm = { readonly position: PalmPosition };

export function isPalmSample<Of extends Positioned>(sample: Of): sample is Extract<Of, OfPalm> {
  return isPalmPosition(sample.position);
}

export function isOfFinger(position: SamplePosition): boolean {
  return position !== 'face' && !isPalmPosition(position);
}

/** Those of which a request may have several samples. */
export function isUnknownPosition(position: string): boolean {
  return position === 'unknown-finger' || position === 'unknown-palm';
}
