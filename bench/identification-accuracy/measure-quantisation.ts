import { bestViewSimilarity } from '../../src/matching/cosine-similarity.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { PreparedImpression } from './prepared-gallery.js';
import type { RawQuantisation } from './raw-identification.js';

/** What rounding embeddings to signed bytes costs: the same pairs in single precision and rounded. */
export function measureQuantisation(fingers: readonly (readonly PreparedImpression[])[]): RawQuantisation {
  const chosen = fingers.filter((impressions) => impressions.length > 1).slice(0, FINGERS_MAX);
  const probes = chosen.map((impressions) => impressions[0]!);
  const references = chosen.map((impressions) => impressions.at(-1)!);
  const integer = probes.map((probe) =>
    Float32Array.from(references, (reference) =>
      bestViewSimilarity(probe.views, probe.viewLengths, reference.views[0]!),
    ),
  );
  const float = probes.map((probe) => {
    const lengths = probe.floats.map(lengthOf);
    return Float32Array.from(references, ({ floats: [view] }) =>
      Math.max(...probe.floats.map((own, index) => dot(own, view!) / (lengths[index]! * lengthOf(view!)))),
    );
  });
  const all = Array.from({ length: chosen.length }, () => 1);
  const random = seededRandom(5);
  const differences = Array.from({ length: DRAWS }, () => {
    const weights = all.map(() => 0);
    for (let k = 0; k < weights.length; k++) weights[Math.floor(random() * weights.length)]!++;
    return equalErrorRate(integer, weights) - equalErrorRate(float, weights);
  }).sort((a, b) => a - b);
  return {
    mated: chosen.length,
    nonMated: chosen.length * (chosen.length - 1),
    eerFloat: equalErrorRate(float, all),
    eerInteger: equalErrorRate(integer, all),
    differenceFrom: differences[Math.floor(0.025 * DRAWS)]!,
    differenceTo: differences[Math.floor(0.975 * DRAWS)]!,
  };
}

const FINGERS_MAX = 600;
const DRAWS = 200;
const BINS = 20_000;

/** Mated pairs lie on the diagonal. Histogram of cosines, a weight for each finger. */
function equalErrorRate(scores: readonly Float32Array[], weights: readonly number[]): number {
  const mated = new Float64Array(BINS + 1);
  const nonMated = new Float64Array(BINS + 1);
  scores.forEach((row, probe) => {
    if (weights[probe] === 0) return;
    row.forEach((score, reference) => {
      const bin = Math.round(((score + 1) / 2) * BINS);
      if (probe === reference) mated[bin]! += weights[probe]!;
      else nonMated[bin]! += weights[probe]! * weights[reference]!;
    });
  });
  const total = (side: Float64Array) => side.reduce((sum, each) => sum + each, 0);
  const [allMated, allNonMated] = [total(mated), total(nonMated)];
  let [missed, left] = [0, allNonMated];
  for (let bin = 0; bin <= BINS; bin++) {
    const [fnmr, fmr] = [missed / allMated, left / allNonMated];
    if (fnmr >= fmr) return (fnmr + fmr) / 2;
    missed += mated[bin]!;
    left -= nonMated[bin]!;
  }
  return 0;
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
