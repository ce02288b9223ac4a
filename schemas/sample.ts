/** Captured images as a caller sends them. In multipart requests the images travel as file parts instead. */
import { type Static, Type } from 'typebox';
import { sampleFormatNames } from '../src/domain/sample-formats.js';
import { LIMITS } from '../src/platform/limits.js';
import { Position, STRICT } from './words.js';

export const SampleInput = Type.Object(
  {
    position: Position,
    image: Type.String({
      contentEncoding: 'base64',
      description: `A ${sampleFormatNames()} of at most ${LIMITS.imageBytesMax} bytes in base64 with padding (RFC 4648 section 4).`,
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
