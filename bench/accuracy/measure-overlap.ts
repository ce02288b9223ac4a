/**
 * Of which images the hub says that two fingers overlap, and how long it looks: folders of images named
 * <finger>_<impression>.<extension>, through the foreground network and `overlap.ts` alone, one thread.
 *
 *   node dist/bench/accuracy/measure-overlap.js FOLDER:PPI ...
 *
 * Prints one JSON line a folder. Where models/training/overlapping_fingers.py wrote what is true of each image (truth.jsonl),
 * also by how much of the two prints visibly crosses, and of those whose overlap is a third of the prints or more.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  OVERLAP_REFUSED_CM2,
  OVERLAP_TOLD_CM2,
} from '../../src/extraction/fingerprint/fingerprint-quality.js';
import { overlapCm2 } from '../../src/extraction/fingerprint/overlap.js';
import { upperMedian } from '../upper-median.js';
import { listImpressions } from './list-impressions.js';
import { openMaskFile } from './mask-file.js';

/** What overlapping_fingers.py writes of an image, as far as it is read here. */
type Truth = {
  readonly file: string;
  readonly weight: number;
  readonly overlap: number;
  readonly crossingCm2: number;
};
type Measured = { readonly file: string; readonly cm2: number; readonly ms: number };

const GROUPS: Readonly<Record<string, (truth: Truth) => boolean>> = {
  'crossing below 0.1 cm2': ({ crossingCm2 }) => crossingCm2 < 0.1,
  'crossing 0.1 to 0.25 cm2': ({ crossingCm2 }) => crossingCm2 >= 0.1 && crossingCm2 < 0.25,
  'crossing 0.25 to 0.5 cm2': ({ crossingCm2 }) => crossingCm2 >= 0.25 && crossingCm2 < 0.5,
  'crossing 0.5 to 0.75 cm2': ({ crossingCm2 }) => crossingCm2 >= 0.5 && crossingCm2 < 0.75,
  'crossing 0.75 cm2 and more': ({ crossingCm2 }) => crossingCm2 >= 0.75,
  'a third overlaps': ({ overlap }) => overlap >= 1 / 3,
  'a third overlaps, equally strong': ({ overlap, weight }) => overlap >= 1 / 3 && weight === 1,
  'a third overlaps, weight below 0.5': ({ overlap, weight }) => overlap >= 1 / 3 && weight < 0.5,
};

const maskFile = await openMaskFile();
for (const described of process.argv.slice(2)) console.log(JSON.stringify(await measureFolder(described)));

async function measureFolder(described: string) {
  const all = { fingers: Number.POSITIVE_INFINITY, impressions: Number.POSITIVE_INFINITY };
  const { name, ppi, impressions } = listImpressions(described, all);
  const measured: Measured[] = [];
  for (const { path } of impressions) {
    const masked = await maskFile(path, ppi);
    if (masked === undefined) continue;
    const startedAt = performance.now();
    const cm2 = overlapCm2(masked);
    measured.push({ file: basename(path), cm2, ms: performance.now() - startedAt });
  }
  const truths = truthsOf(described.slice(0, described.lastIndexOf(':')));
  return {
    name,
    images: impressions.length,
    withFinger: measured.length,
    all: counts(measured),
    largest: measured
      .filter(({ cm2 }) => cm2 > 0)
      .sort((a, b) => b.cm2 - a.cm2)
      .slice(0, 8)
      .map(({ file, cm2 }) => `${file} ${cm2.toFixed(2)}`),
    medianMs: Math.round(1000 * upperMedian(measured.map(({ ms }) => ms))) / 1000,
    ...(truths.size > 0 ? { byTruth: byTruth(measured, truths) } : {}),
  };
}

function counts(measured: readonly Measured[]) {
  return {
    images: measured.length,
    toldOrRefused: measured.filter(({ cm2 }) => cm2 >= OVERLAP_TOLD_CM2).length,
    refused: measured.filter(({ cm2 }) => cm2 >= OVERLAP_REFUSED_CM2).length,
  };
}

function truthsOf(folder: string): ReadonlyMap<string, Truth> {
  const path = join(folder, 'truth.jsonl');
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Truth).map((truth) => [truth.file, truth]));
}

function byTruth(measured: readonly Measured[], truths: ReadonlyMap<string, Truth>) {
  const known = measured.flatMap((each) => {
    const truth = truths.get(each.file);
    return truth === undefined ? [] : [{ ...each, truth }];
  });
  return Object.fromEntries(
    Object.entries(GROUPS).map(([name, holds]) => [name, counts(known.filter(({ truth }) => holds(truth)))]),
  );
}
