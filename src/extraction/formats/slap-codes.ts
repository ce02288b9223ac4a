/** Slaps among the friction ridge positions: SP 500-290e3, table 8, and ISO/IEC 19794-4 (2011, table 6). */
import type { SlapPosition } from '../../domain/slap-positions.js';

/** `undefined` for a code that is of no slap the hub cuts. */
export function slapPositionOf(code: number): SlapPosition | undefined {
  return SLAPS[code];
}

const SLAPS: Readonly<Record<number, SlapPosition>> = { 13: 'right-slap', 14: 'left-slap', 15: 'two-thumbs' };
