/**
 * Compares every two impressions of different fingers by their minutiae, and keeps the scores: what the ends of non-mated
 * scores are read from (`calibrate.ts`). One thread, 0.12 ms a pair; several processes share the work (`part`).
 * Goes on where it stopped, and leaves out what the file has.
 *
 *   node dist/bench/identification-accuracy/score-pairs.js TEMPLATES.jsonl [--and TEMPLATES.jsonl ...] FILE [--part 0/2]
 *
 * Of pairs that score 0, which are 24 of 25, one in `ZEROS_PER_KEPT` is kept and stands for as many.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModelManifest } from '../../src/extraction/model-manifest.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { appendLine, readLines } from './chain-lines.js';
import { chainName, probeViews } from './chain-name.js';
import { prepareImpression } from './prepared-gallery.js';
import { type ScoredLine, scoreBehind } from './scored-pairs.js';
import { readImpressions } from './template-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    and: { type: 'string', multiple: true, default: [] },
    part: { type: 'string', default: '0/1' },
  },
});
const [templates, file] = positionals;
if (templates === undefined || file === undefined)
  throw new Error('name TEMPLATES.jsonl and the FILE to write');
const [part, parts] = values.part.split('/').map(Number) as [number, number];
const manifest = await readModelManifest(join(PACKAGE_ROOT, 'models'));
const chain = chainName(manifest);
const impressions = readImpressions([templates, ...values.and], chain, probeViews(manifest)).map(
  prepareImpression,
);
const known = new Set(
  readLines<ScoredLine>(file, chain).map(({ finger, impression }) => `${finger}_${impression}`),
);
const missing = impressions
  .map((probe, index) => ({ probe, index }))
  .filter(({ probe, index }) => index % parts === part && !known.has(`${probe.finger}_${probe.impression}`));
const startedAt = performance.now();
let compared = 0;
for (const [done, { index }] of missing.entries()) {
  scoreRow(index);
  if ((done + 1) % 50 === 0 || done + 1 === missing.length)
    console.error(
      `${done + 1} of ${missing.length} impressions, ${compared} pairs, ${Math.round((performance.now() - startedAt) / 1000)} s`,
    );
}

function scoreRow(index: number): void {
  const { finger, impression } = impressions[index]!;
  const { others, pairs } = scoreBehind(impressions, index);
  compared += pairs;
  appendLine(file!, { chain, finger, impression, others } satisfies ScoredLine);
}
