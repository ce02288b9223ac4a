/** As on a ten-print card, right hand first; then what is on none. */
export const POSITIONS = [
  'right-thumb',
  'right-index',
  'right-middle',
  'right-ring',
  'right-little',
  'left-thumb',
  'left-index',
  'left-middle',
  'left-ring',
  'left-little',
  'unknown-finger',
  'face',
] as const;
