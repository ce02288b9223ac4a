/** What is said of a mirror image without extracting it agrees with what extracting it says. */
import sharp from 'sharp';
import t from 'tap';
import { decodeMinutiae } from '../../domain/minutiae-bytes.js';
import { mirrorMinutiaeBytes } from '../../domain/mirror-minutiae.js';
import { bestViewSimilarity, vectorLength } from '../../matching/cosine-similarity.js';
import { compareMinutiae } from '../../matching/minutiae/compare-minutiae.js';
import { describeMinutiae } from '../../matching/minutiae/describe-minutiae.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { openFingerprintExtractor } from '../../testing/fingerprint-extractor.js';
import { renderImpression } from '../../testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../testing/synthetic/synthetic-finger.js';

const FINGERS = 4;
const signal = new AbortController().signal;

t.test('the mirrored template is that of the mirrored image', async (t) => {
  const extractor = await openFingerprintExtractor(2);
  t.teardown(() => extractor.close());
  const pictures = Array.from({ length: FINGERS }, (_, index) => {
    const finger = createSyntheticFinger(`mirrored-${index}`);
    const { pixels, widthPx, heightPx } = renderImpression(finger, `mirrored-${index}/a`, {
      difficulty: 0.5,
    });
    return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } });
  });
  const extract = async (isFlopped: boolean, mirroredMax = 0): Promise<readonly ProbeTemplate[]> => {
    const samples = await Promise.all(
      pictures.map(async (picture) => ({
        position: 'right-index' as const,
        image: await picture.clone().flop(isFlopped).toColourspace('b-w').png().toBuffer(),
        ppi: 500,
      })),
    );
    return (await extractor.extract(samples, { use: 'probe', mirroredMax, signal })).map((outcome) => {
      if (outcome.kind !== 'template') throw new Error(outcome.kind);
      return outcome.template;
    });
  };
  const plain = await extract(false);
  const both = await extract(false, FINGERS);
  const flopped = await extract(true);

  both.forEach(({ mirroredView, ...probe }, index) => {
    t.same(probe, plain[index], 'what is made of the image as it is stays the same to the bit');
    t.equal(mirroredView?.length, 256);
  });
  t.notOk(plain.some((probe) => 'mirroredView' in probe));
  t.same(
    (await extract(false, 1)).map((probe) => 'mirroredView' in probe),
    [true, false, false, false],
    'of the first alone, where so many are asked for',
  );

  for (const [index, { mirroredView, views, minutiae }] of both.entries()) {
    const cosines = flopped.map((other) => cosine(mirroredView!, other.views[0]!));
    const scores = flopped.map((other) => score(mirrorMinutiaeBytes(minutiae!.bytes), other.minutiae!.bytes));
    const asTheyAre = cosine(views[0]!, flopped[index]!.views[0]!);
    t.comment(
      `finger ${index}: cosine ${cosines[index]!.toFixed(2)} (not mirrored ${asTheyAre.toFixed(2)}), ` +
        `score ${scores[index]!.toFixed(1)}, of others at most ${Math.max(...without(scores, index)).toFixed(1)}`,
    );
    t.ok(cosines[index]! > 0.8, 'nearly the same embedding');
    t.ok(cosines[index]! > Math.max(asTheyAre, ...without(cosines, index)));
    t.ok(scores[index]! > 25, 'minutiae of mates');
    t.ok(without(scores, index).every((other) => other < 10));
  }
});

const without = (values: readonly number[], index: number) => values.filter((_, at) => at !== index);

function cosine(a: Int8Array, b: Int8Array): number {
  return bestViewSimilarity([a], [vectorLength(a)], b);
}

function score(a: Uint8Array, b: Uint8Array): number {
  const [one, other] = [a, b].map((bytes) => {
    const decoded = decodeMinutiae(bytes);
    if (decoded.kind !== 'template') throw new Error(decoded.reason);
    return describeMinutiae(decoded.template);
  });
  return compareMinutiae(one!, other!).score;
}
