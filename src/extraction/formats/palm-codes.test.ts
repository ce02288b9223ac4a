import t from 'tap';
import { PALM_POSITIONS } from '../../domain/palm-positions.js';
import { palmPositionCode, palmPositionOf } from './palm-codes.js';

/** SP 500-290e3, table 8; ISO/IEC 19794-4 has the same to 36. */
const TABLE: readonly (readonly [number, string | undefined])[] = [
  [10, undefined],
  [19, undefined],
  [20, 'unknown-palm'],
  [21, 'right-full-palm'],
  [22, 'right-writers-palm'],
  [23, 'left-full-palm'],
  [24, 'left-writers-palm'],
  [25, 'right-lower-palm'],
  [26, 'right-upper-palm'],
  [27, 'left-lower-palm'],
  [28, 'left-upper-palm'],
  [29, 'right-other-palm'],
  [30, 'left-other-palm'],
  [31, 'right-interdigital-palm'],
  [32, 'right-thenar-palm'],
  [33, 'right-hypothenar-palm'],
  [34, 'left-interdigital-palm'],
  [35, 'left-thenar-palm'],
  [36, 'left-hypothenar-palm'],
  [37, 'right-grasp-palm'],
  [38, 'left-grasp-palm'],
  [39, undefined],
  [40, undefined],
  [60, undefined],
  [80, undefined],
  [81, 'right-carpal-delta'],
  [82, 'left-carpal-delta'],
  [83, 'right-full-and-writers-palm'],
  [84, 'left-full-and-writers-palm'],
  [85, 'right-wrist-bracelet'],
  [86, 'left-wrist-bracelet'],
  [87, undefined],
  [-1, undefined],
];

t.test('codes and positions of palms', async (t) => {
  for (const [code, position] of TABLE) t.equal(palmPositionOf(code), position, String(code));
  for (const position of PALM_POSITIONS) t.equal(palmPositionOf(palmPositionCode(position)), position);
});
