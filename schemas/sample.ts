/** Captured images as a caller sends them. In multipart requests the images travel as file parts instead. */
import { type Static, Type } from 'typebox';
import { PALM_POSITIONS } from '../src/domain/palm-positions.js';
import { FINGER_POSITIONS, POSITIONS } from '../src/domain/positions.js';
import { sampleFormatNames } from '../src/domain/sample-formats.js';
import { SLAP_POSITIONS } from '../src/domain/slap-positions.js';
import { LIMITS } from '../src/platform/limits.js';
import { oneOf, STRICT } from './words.js';

const SamplePosition = oneOf([...POSITIONS, ...SLAP_POSITIONS, ...PALM_POSITIONS], {
  title: 'SamplePosition',
  description:
    `Where a sample comes from: ${POSITIONS.join(', ')}; or several fingers in one image, fingertips up: ` +
    `${SLAP_POSITIONS.join(', ')}, which are cut into their fingers; or a palm: ${PALM_POSITIONS.join(', ')}, which is kept ` +
    'in SIS and never searched.',
});

export const SampleInput = Type.Object(
  {
    position: SamplePosition,
    fingersMissing: Type.Optional(
      Type.Array(oneOf(FINGER_POSITIONS), {
        maxItems: 3,
        description:
          'Of a slap only: its fingers that the hand lacks or that are bandaged, and so are not in the image.',
      }),
    ),
    image: Type.String({
      contentEncoding: 'base64',
      description: `A ${sampleFormatNames()} of at most ${LIMITS.imageBytesMax} bytes in base64 with padding (RFC 4648 section 4). For a verification also a minutiae record of one finger (ISO/IEC 19794-2 of 2005 or 2011, INCITS 378).`,
    }),
    ppi: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        description: 'Pixels per inch, above 0 and at most 10000; needed where the file does not state it.',
      }),
    ),
  },
  { ...STRICT, title: 'SampleInput' },
);
export type SampleInput = Static<typeof SampleInput>;

export const SampleInputs = Type.Array(SampleInput, {
  maxItems: LIMITS.samplesMax,
  description: `At most ${LIMITS.samplesMax} samples, each known position once.`,
});

export const RequiredSampleInputs = Type.Array(SampleInput, {
  minItems: 1,
  maxItems: LIMITS.samplesMax,
  description: `1 to ${LIMITS.samplesMax} samples, each known position once.`,
});
