/** Palms among the friction ridge positions: SP 500-290e3, table 8, of which ISO/IEC 19794-4 (2011, table 6) has those to 36. */
import { PALM_POSITIONS, type PalmPosition } from '../../domain/palm-positions.js';

/** `undefined` for a code that is of no palm. */
export function palmPositionOf(code: number): PalmPosition | undefined {
  return PALM_POSITIONS[CODES.indexOf(code)];
}

export function palmPositionCode(position: PalmPosition): number {
  return CODES[PALM_POSITIONS.indexOf(position)]!;
}

/** In the order of the positions. */
const CODES: readonly number[] = [
  ...Array.from({ length: 19 }, (_, index) => 20 + index),
  ...Array.from({ length: 6 }, (_, index) => 81 + index),
];
