import type { Times } from '../times-of.js';
import type { RawPairs } from './raw-accuracy.js';
import type { ScoredComparator } from './score-accuracy.js';

export type Bar = {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
};

/** What is asked of the hub on the four B sets of FVC2002; on other images the same lines are for comparison only. */
export function accuracyBars(
  comparators: readonly ScoredComparator[],
  stages: Readonly<Record<string, Times>>,
  comparisonMs: RawPairs['meanMs'],
): readonly Bar[] {
  const sets = new Set(comparators.map(({ set }) => set));
  const whole = sets.has('pooled') ? 'pooled' : [...sets][0];
  const ofWhole = comparators.filter(
    ({ comparator, set, protocol }) => comparator !== 'embedding' && set === whole && protocol === 'all',
  );
  return [
    ...ofWhole.flatMap(({ comparator, eer, points }) => [
      ...bar(`EER, all pairs, one threshold, ${comparator}`, eer.value, 0.04, percent),
      ...bar(
        `FNMR at FMR 0.1 %, ${comparator}`,
        points.find(({ wantedFmr }) => wantedFmr === 1e-3)?.fnmr.value,
        0.12,
        percent,
      ),
    ]),
    ...bar('extraction of one finger on one core, median', stages['all']?.p50Ms, 60, milliseconds),
    ...bar('comparison of minutiae, mean', comparisonMs.minutiae, 1, milliseconds),
    ...bar('comparison of minutiae alone, mean', comparisonMs['minutiae-alone'], 1, milliseconds),
  ];
}

function bar(
  name: string,
  found: number | undefined,
  wanted: number,
  format: (value: number) => string,
): readonly Bar[] {
  if (found === undefined) return [];
  return [{ name, wanted: `at most ${format(wanted)}`, found: format(found), reached: found <= wanted }];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}
