/**
 * Rank one on folders of real or synthetic impressions named <finger>_<impression>.<ext>: of `--people` random fingers
 * one random impression is enrolled (one view) and another searches (all probe views); the similarity of two is the
 * largest inner product over the views. Repeated for `--draws` seeded draws, per folder and over all folders together.
 *
 *   node dist/bench/accuracy/rank-one.js [--people 20] [--draws 200] [--seed 1] [--workers 2] FOLDER:PPI ...
 *
 * A folder with fewer fingers than `--people` draws all of them. Prints one JSON line per set.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openExtractor } from '../../src/extraction/open-extractor.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { TemplateExtractor } from '../../src/workflows/ports.js';

const BATCH = 16;
const BATCH_MS = 120_000;

type Impression = { readonly finger: string; readonly views: readonly Int8Array[] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '20' },
    draws: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
  },
});

const extractor = await openExtractor({
  modelsDirectory: join(PACKAGE_ROOT, 'models'),
  executionProvider: 'cpu',
  workers: Number(values.workers),
  metrics: createMetrics(),
  log: createLog({ level: 'error', component: 'rank-one' }),
});
try {
  const sets = new Map<string, readonly Impression[]>();
  for (const described of positionals) {
    const [folder, ppi] = splitFolder(described);
    const startedAt = performance.now();
    const { impressions, rejected } = await readFolder(extractor, folder, ppi);
    const perImageMs = (performance.now() - startedAt) / (impressions.length + rejected);
    sets.set(basename(folder), impressions);
    print({
      set: basename(folder),
      impressions: impressions.length,
      rejected,
      perImageMs: round(perImageMs),
    });
  }
  if (sets.size > 1) sets.set('all', [...sets.values()].flat());
  for (const [set, impressions] of sets) {
    print({ set, ...measure(impressions, Number(values.people), Number(values.draws), Number(values.seed)) });
  }
} finally {
  await extractor.close();
}

function splitFolder(described: string): [string, number] {
  const colon = described.lastIndexOf(':');
  return [described.slice(0, colon), Number(described.slice(colon + 1))];
}

async function readFolder(extractor: TemplateExtractor, folder: string, ppi: number) {
  const impressions: Impression[] = [];
  let rejected = 0;
  const names = (await readdir(folder)).filter((name) => /^\d+_\d+\.\w+$/.test(name)).sort();
  for (let first = 0; first < names.length; first += BATCH) {
    const batch = names.slice(first, first + BATCH);
    const samples = await Promise.all(
      batch.map(async (name) => ({
        position: 'unknown-finger' as const,
        image: await readFile(join(folder, name)),
        ppi,
      })),
    );
    const outcomes = await extractor.extract(samples, {
      use: 'probe',
      signal: AbortSignal.timeout(BATCH_MS),
    });
    outcomes.forEach((outcome, index) => {
      if (outcome.kind === 'rejected') rejected += 1;
      else {
        const finger = `${basename(folder)}/${batch[index]!.split('_')[0]}`;
        impressions.push({ finger, views: outcome.template.views });
      }
    });
  }
  return { impressions, rejected };
}

function measure(impressions: readonly Impression[], people: number, draws: number, seed: number) {
  const byFinger = new Map<string, Impression[]>();
  for (const impression of impressions) {
    byFinger.set(impression.finger, [...(byFinger.get(impression.finger) ?? []), impression]);
  }
  const fingers = [...byFinger.keys()].filter((finger) => byFinger.get(finger)!.length > 1);
  const random = seededRandom(seed);
  const rates: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const pairs = sampleOf(fingers, people, random).map((finger) => {
      const [reference, probe] = sampleOf(byFinger.get(finger)!, 2, random);
      return { reference: reference!.views[0]!, probe: probe!.views };
    });
    rates.push(pairs.filter((_, index) => isFirst(pairs, index)).length / pairs.length);
  }
  rates.sort((first, second) => first - second);
  return {
    fingers: Math.min(people, fingers.length),
    draws,
    rankOneMean: round(rates.reduce((sum, rate) => sum + rate, 0) / draws),
    rankOneLowest: rates[0],
    rankOne5thPercentile: rates[Math.floor(draws * 0.05)],
  };
}

function isFirst(
  pairs: readonly { readonly reference: Int8Array; readonly probe: readonly Int8Array[] }[],
  mate: number,
): boolean {
  const scores = pairs.map(({ reference }) => similarity(pairs[mate]!.probe, reference));
  return scores.every((score, index) => index === mate || score < scores[mate]!);
}

function similarity(views: readonly Int8Array[], reference: Int8Array): number {
  return Math.max(
    ...views.map((view) => view.reduce((sum, value, index) => sum + value * reference[index]!, 0)),
  );
}

function sampleOf<T>(values: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...values];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return taken;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
