/** Words for the codes of ISO/IEC 19794-5 (2005 clause 5.5 to 5.7; 2011 tables 5 to 20), for people to read. */

export type FaceCodeList = keyof typeof WORDS;

/** A word, or the number itself where the standard assigns none. */
export function faceCodeWord(list: FaceCodeList, code: number): string {
  const words: Readonly<Record<number, string>> = WORDS[list];
  return words[code] ?? `code ${code}`;
}

/** Properties that are set; `undefined` where the record does not state any. */
export function faceProperties(mask: number, version: '2005' | '2011'): readonly string[] | undefined {
  if ((mask & 1) === 0) return undefined;
  return PROPERTIES[version].filter((_, index) => (mask >> (index + 1)) & 1);
}

/** Coded angles stand for steps of two degrees: 1 for none, up to 91 to the one side, 92 to 180 to the other. */
export function poseDegrees(code: number): number | undefined {
  if (code < 1 || code > 180) return undefined;
  return code <= 91 ? 2 * (code - 1) : 2 * (code - 181);
}

const WORDS = {
  gender: { 0: 'unspecified', 1: 'male', 2: 'female', 255: 'unknown' },
  eyeColour: {
    0: 'unspecified',
    1: 'black',
    2: 'blue',
    3: 'brown',
    4: 'grey',
    5: 'green',
    6: 'multi-coloured',
    7: 'pink',
    255: 'unknown',
  },
  hairColour: {
    0: 'unspecified',
    1: 'bald',
    2: 'black',
    3: 'blonde',
    4: 'brown',
    5: 'grey',
    6: 'white',
    7: 'red',
    8: 'green',
    9: 'blue',
    255: 'unknown',
  },
  imageType: { 0: 'basic', 1: 'full frontal', 2: 'token frontal', 3: 'post-processed frontal' },
  colourSpace: { 0: 'unspecified', 1: 'RGB', 2: 'YUV 4:2:2', 3: 'grey', 4: 'other' },
  source: {
    0: 'unspecified',
    1: 'photograph of unknown source',
    2: 'digital camera',
    3: 'scanner',
    4: 'video of unknown source',
    5: 'analogue video',
    6: 'digital video',
    7: 'unknown',
  },
} as const;

const SHARED_PROPERTIES = [
  'glasses',
  'moustache',
  'beard',
  'teeth visible',
  'blink',
  'mouth open',
  'left eye patch',
  'right eye patch',
  'dark glasses',
];

const PROPERTIES: Readonly<Record<'2005' | '2011', readonly string[]>> = {
  '2005': [...SHARED_PROPERTIES, 'distorting medical condition'],
  '2011': [...SHARED_PROPERTIES, 'head covering', 'distorting medical condition'],
};
