/** Slaps among the friction ridge positions: SP 500-290e3, table 8, and ISO/IEC 19794-4 (2011, table 6). */
import type { FingerPosition } from '../../domain/positions.js';
import { fingersOfSlap, type SlapPosition } from '../../domain/slap-positions.js';

/** `undefined` for a code that is of no slap the hub cuts. */
export function slapPositionOf(code: number): SlapPosition | undefined {
  return SLAPS[code];
}

const SLAPS: Readonly<Record<number, SlapPosition>> = { 13: 'right-slap', 14: 'left-slap', 15: 'two-thumbs' };

/** Whose fingers an image of the code holds; nothing for a code that is of no group of fingers. */
export function fingersOfGroup(code: number): readonly FingerPosition[] {
  const slap = slapPositionOf(code);
  return slap === undefined ? (GROUPS[code] ?? []) : fingersOfSlap(slap);
}

const GROUPS: Readonly<Record<number, readonly FingerPosition[]>> = {
  40: ['right-index', 'right-middle'],
  41: ['right-middle', 'right-ring'],
  42: ['right-ring', 'right-little'],
  43: ['left-index', 'left-middle'],
  44: ['left-middle', 'left-ring'],
  45: ['left-ring', 'left-little'],
  46: ['right-index', 'left-index'],
  47: ['right-index', 'right-middle', 'right-ring'],
  48: ['right-middle', 'right-ring', 'right-little'],
  49: ['left-index', 'left-middle', 'left-ring'],
  50: ['left-middle', 'left-ring', 'left-little'],
};
