import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { appendLine, readLines } from './chain-lines.js';
import { collectPairs } from './collect-pairs.js';
import { fastGallery } from './fast-gallery.js';
import { minutiaeScoreOf, type PreparedImpression, prepareImpression } from './prepared-gallery.js';
import { type ScoredLine, scoreBehind, ZEROS_PER_KEPT } from './scored-pairs.js';

const FINGERS = 90;
/** Of the first finger there are two. */
const impressions = impressionsOf(FINGERS);
const lines: readonly ScoredLine[] = impressions.map(({ finger, impression }, index) => ({
  chain: 'a',
  finger,
  impression,
  others: scoreBehind(impressions, index).others,
}));

t.test(
  'every pair of strangers is compared once; those that score 0 are thinned, and count for all',
  async (test) => {
    const pairs = impressions.map((_, index) => scoreBehind(impressions, index).pairs);
    const all = pairs.reduce((sum, each) => sum + each, 0);
    const others = lines.flatMap((line) => line.others);
    test.equal(all, strangers().length);
    const scored = others.filter(([, , score]) => score > 0);
    test.equal(scored.length, strangers().filter(([a, b]) => minutiaeScoreOf(a, b) > 5e-5).length);
    test.ok(scored.length > 20, `${scored.length} score at all`);
    test.ok(scored.every(([, , , weight]) => weight === 1));
    const zeros = others.filter(([, , score]) => score === 0);
    test.ok(zeros.every(([, , , weight]) => weight === ZEROS_PER_KEPT));
    const standsFor = zeros.length * ZEROS_PER_KEPT;
    test.ok(
      Math.abs(standsFor / (all - scored.length) - 1) < 0.25,
      `${standsFor} for ${all - scored.length}`,
    );
  },
);

t.test('the same impressions give the same lines, whatever was compared before', async (test) => {
  for (const index of [40, 3]) test.same(scoreBehind(impressions, index).others, lines[index]!.others);
});

t.test(
  'a file goes on where it ended: an unfinished line and those of another chain are left out',
  async (test) => {
    const path = join(mkdtempSync(join(tmpdir(), 'pairs-')), 'pairs.jsonl');
    test.same(readLines<ScoredLine>(path, 'a'), []);
    for (const line of lines) appendLine(path, line);
    appendLine(path, { ...lines[0]!, chain: 'b' });
    writeFileSync(path, JSON.stringify(lines[1]).slice(0, 40), { flag: 'a' });
    test.same(readLines<ScoredLine>(path, 'a'), lines);
  },
);

t.test(
  'a sample of all pairs: mated in both orders, each stranger with its cosine and worse quality',
  async (test) => {
    const sample = collectPairs(impressions, lines);
    test.equal(sample.mated.length, 2);
    test.equal(sample.cosines.length, strangers().length);
    test.equal(
      sample.nonMated.length,
      lines.reduce((sum, { others }) => sum + others.length, 0),
    );
    const some = sample.nonMated.find(({ minutiae }) => minutiae > 0)!;
    const [probe, reference] = [some.finger, some.otherFinger].map(
      (wanted) => impressions.find(({ finger }) => finger === wanted)!,
    );
    test.equal(some.quality, Math.min(probe!.quality, reference!.quality));
  },
);

t.test('pairs of other impressions are no sample', async (test) => {
  test.throws(() => collectPairs(impressions, lines.slice(1)), /1 of 91 have no line/);
  test.throws(() => collectPairs(impressions.slice(1), lines), /of 91 lines/);
});

function strangers(): readonly (readonly [PreparedImpression, PreparedImpression])[] {
  const pairs = impressions.flatMap((probe, index) =>
    impressions
      .slice(index + 1)
      .filter(({ finger }) => finger !== probe.finger)
      .map((reference) => [probe, reference] as const),
  );
  return pairs.filter(
    ([{ finger: a }, { finger: b }]) =>
      Math.floor(a / 16) !== Math.floor(b / 16) || (a % 16) + (b % 16) !== 15,
  );
}

function impressionsOf(fingers: number): readonly PreparedImpression[] {
  const common = Array.from({ length: 256 }, (_, index) => Math.cos(index));
  const templates = fastGallery('scored-pairs', fingers + 1, common);
  return templates.map(({ quality, embedding, minutiae }, index) =>
    prepareImpression({
      finger: Math.max(0, index - 1),
      impression: index === 1 ? 2 : 1,
      quality,
      measures: {} as never,
      views: [embedding],
      floats: [],
      minutiae,
    }),
  );
}
