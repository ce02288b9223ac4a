/**
 * What the template of two overlapping fingers would match: synthetic pairs laid over each other, by what the hub says of them,
 * compared by minutiae with another impression of each of the two.
 *
 *   node dist/bench/accuracy/overlap-matches.js [--fingers 60] [--pairs 5] [--seed 1]
 *
 * Prints one JSON line: of the refused, the told and the silent ones how many match the first finger, the second, both.
 */
import { join } from 'node:path';
import { extractMinutiae } from '../../src/extraction/fingerprint/extract-minutiae.js';
import {
  OVERLAP_REFUSED_CM2,
  OVERLAP_TOLD_CM2,
} from '../../src/extraction/fingerprint/fingerprint-quality.js';
import { maskImage } from '../../src/extraction/fingerprint/mask-image.js';
import { overlapCm2 } from '../../src/extraction/fingerprint/overlap.js';
import { shrink } from '../../src/extraction/image/shrink.js';
import { loadModels } from '../../src/extraction/load-models.js';
import { openSessions } from '../../src/extraction/open-sessions.js';
import { compareMinutiae } from '../../src/matching/minutiae/compare-minutiae.js';
import { describeMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { layOver } from '../../src/testing/synthetic/lay-over.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { type Impression, renderImpression } from '../../src/testing/synthetic/render-impression.js';
import { createSyntheticFinger, type SyntheticFinger } from '../../src/testing/synthetic/synthetic-finger.js';
import { parseOptions } from '../parse-options.js';

const { values } = parseOptions({
  options: {
    fingers: { type: 'string', default: '60' },
    pairs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
/** One in a thousand non-mated pairs of real images reaches it (models/fingerprint-minutiae.md). */
const MATCHES_FROM = 11.2;
const PPI = 500;

const { models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
const sessions = await openSessions(
  models.filter(({ description }) => description.modality === 'fingerprint'),
  'cpu',
);
type Counts = { pairs: number; matchFirst: number; matchSecond: number; matchBoth: number; unharmed: number };
const counts: Record<string, Counts> = {};
let before: Known | undefined;
for (let finger = 0; finger < Number(values.fingers); finger++) {
  const now = await know(`overlap-matches/${values.seed}/${finger}`);
  for (let pair = 0; before && pair < Number(values.pairs); pair++) await judgePair(now, before, pair);
  before = now;
}
console.log(JSON.stringify({ command: `overlap-matches ${process.argv.slice(2).join(' ')}`, counts }));

type Known = {
  readonly name: string;
  readonly finger: SyntheticFinger;
  /** Another impression of the finger, alone. */
  readonly reference: Awaited<ReturnType<typeof see>>;
};

async function know(name: string): Promise<Known> {
  const finger = createSyntheticFinger(name);
  return { name, finger, reference: await see(renderImpression(finger, `${name}/reference`)) };
}

async function see(impression: Impression) {
  const { widthPx, heightPx, pixels } = impression;
  const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
  const masked = await maskImage(shrink(image, 0.5), sessions);
  const { template } = await extractMinutiae({ image, ppi: PPI }, masked.foreground, sessions);
  return { described: describeMinutiae(template), overlap: overlapCm2(masked) };
}

/** Half of the second fingers stand as the first do, the others are turned at random; half are as strong. */
async function judgePair(first: Known, second: Known, pair: number): Promise<void> {
  const random = createRandom(`${first.name}/pair/${pair}`);
  const alone = renderImpression(first.finger, `${first.name}/${pair}`);
  const seen = await see(
    layOver(alone, renderImpression(second.finger, `${second.name}/second/${pair}`), {
      turn: random.chance(0.5) ? random.uniform(-Math.PI, Math.PI) : 0,
      rightPx: random.normal(50),
      downPx: random.normal(50),
      weight: random.chance(0.5) ? 1 : random.uniform(0.3, 1),
      blend: random.pick(['darker', 'screen', 'average']),
    }),
  );
  const [ofFirst, ofSecond] = [first, second].map(
    ({ reference }) => compareMinutiae(seen.described, reference.described).score >= MATCHES_FROM,
  );
  const unharmed = compareMinutiae((await see(alone)).described, first.reference.described).score;
  const said =
    seen.overlap >= OVERLAP_REFUSED_CM2 ? 'refused' : seen.overlap >= OVERLAP_TOLD_CM2 ? 'told' : 'silent';
  counts[said] ??= { pairs: 0, matchFirst: 0, matchSecond: 0, matchBoth: 0, unharmed: 0 };
  const of = counts[said];
  of.pairs++;
  if (ofFirst) of.matchFirst++;
  if (ofSecond) of.matchSecond++;
  if (ofFirst && ofSecond) of.matchBoth++;
  if (unharmed >= MATCHES_FROM) of.unharmed++;
}
