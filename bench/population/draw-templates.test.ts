import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { createTemplateDrawer } from './draw-templates.js';
import { principalAxes } from './symmetric-factors.js';
import {
  cosine,
  cosineQuantiles,
  decodeRows,
  encodeRows,
  FACE_DISTRIBUTION_FILE,
  QUANTILES,
  readTemplateDistribution,
} from './template-distribution.js';

const distribution = readTemplateDistribution();
const { draw } = createTemplateDrawer(distribution);
const FINGERS = 700;

t.test('a finger and its impression name the template, whatever was drawn before', async (t) => {
  const first = draw('a', '0');
  draw('b', '0');
  t.same(draw('a', '0'), first);
  t.notSame(draw('a', '1').embedding, first.embedding);
  t.equal(first.embedding.length, 256);
  t.ok(first.quality >= 1 && first.quality <= 100);
});

const DISTRIBUTIONS = {
  fingers: distribution,
  faces: readTemplateDistribution(FACE_DISTRIBUTION_FILE),
} as const;

for (const [name, measured] of Object.entries(DISTRIBUTIONS)) {
  t.test(`drawn templates of ${name} score against each other as extracted ones do`, async (t) => {
    const drawer = createTemplateDrawer(measured);
    const fingers = Array.from({ length: FINGERS }, (_, finger) =>
      ['0', '1'].map((impression) => drawer.draw(`test/${finger}`, impression).embedding),
    );
    const mated = fingers.map(([a, b]) => cosine(a!, b!));
    const nonMated = fingers.flatMap(([a], index) =>
      fingers.slice(index + 1, index + 60).map(([b]) => cosine(a!, b!)),
    );
    const compared = [
      ['non-mated', cosineQuantiles(nonMated), measured.cosines.nonMated, 0.06],
      // Poor impressions are no draw from one normal distribution: the lower end of drawn mates is lighter.
      ['mated', cosineQuantiles(mated), measured.cosines.mated, 0.13],
    ] as const;
    for (const [kind, drawn, extracted, tolerance] of compared) {
      for (const [index, share] of QUANTILES.entries()) {
        // The outermost of a few hundred mates are single pairs.
        if (kind === 'mated' && (share < 0.05 || share > 0.99)) continue;
        const difference = Math.abs(drawn.cosines[index]! - extracted.cosines[index]!);
        t.ok(
          difference < tolerance,
          `${kind}, ${share}: ${drawn.cosines[index]} and ${extracted.cosines[index]}`,
        );
      }
    }
  });
}

t.test('each is of the chain that the hub extracts with', async (t) => {
  const { chains } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'models', 'manifest.json'), 'utf8')) as {
    readonly chains: readonly { readonly modality: string; readonly templateVersion: string }[];
  };
  const versionOf = (modality: string) =>
    chains.find((chain) => chain.modality === modality)?.templateVersion;
  t.equal(DISTRIBUTIONS.fingers.templateVersion, versionOf('fingerprint'));
  t.equal(DISTRIBUTIONS.faces.templateVersion, versionOf('face'));
});

t.test('rows survive their code', async (t) => {
  const decoded = decodeRows(
    encodeRows([
      [1, -0.5],
      [0.25, 0],
    ]),
  );
  t.ok([1, -0.5, 0.25, 0].every((value, index) => Math.abs(decoded[index]! - value) < 1 / 127));
});

t.test('principal axes put the matrix together again', async (t) => {
  const matrix = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ].map((row) => Float64Array.from(row));
  const { variances, axes } = principalAxes(matrix);
  t.ok(variances[0]! >= variances[1]! && variances[1]! >= variances[2]!);
  for (const [row, values] of matrix.entries()) {
    for (const [column, value] of values.entries()) {
      const sum = axes.reduce((total, axis, k) => total + variances[k]! * axis[row]! * axis[column]!, 0);
      t.ok(Math.abs(sum - value) < 1e-9);
    }
  }
});
