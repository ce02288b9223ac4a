import type { Times } from '../times-of.js';
import type { RawPairs } from './raw-accuracy.js';
import { isResolved } from './resolved-rate.js';
import type { Rate, ScoredComparator } from './score-accuracy.js';

export type Bar = {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
  /** False where these images are too few to say; absent in files scored before this was asked. */
  readonly isDecided?: boolean;
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
    ...ofWhole.flatMap(({ comparator, eer, points, matedPairs, nonMatedPairs }) => {
      const atThousandth = points.find(({ wantedFmr }) => wantedFmr === 1e-3);
      const pairs = Math.min(matedPairs, nonMatedPairs);
      return [
        rateBar(`EER, all pairs, one threshold, ${comparator}`, eer, { wanted: 0.04, pairs }),
        ...(atThousandth === undefined
          ? []
          : [
              rateBar(`FNMR at FMR 0.1 %, ${comparator}`, atThousandth.fnmr, {
                ...{ wanted: 0.12, pairs: matedPairs },
                isFmrResolved: atThousandth.isResolved,
              }),
            ]),
      ];
    }),
    ...bar('extraction of one finger on one core, median', stages['all']?.p50Ms, 60, milliseconds),
    ...bar('comparison of minutiae, mean', comparisonMs.minutiae, 1, milliseconds),
    ...bar('comparison of minutiae alone, mean', comparisonMs['minutiae-alone'], 1, milliseconds),
  ];
}

/**
 * Decided where the pairs can show the wanted rate, and, without an error, where the fingers are enough to exclude a
 * higher one; also where the interval lies above the wanted rate, however few there are.
 */
function rateBar(
  name: string,
  { value, interval }: Rate,
  options: { readonly wanted: number; readonly pairs: number; readonly isFmrResolved?: boolean },
): Bar {
  const { wanted, pairs, isFmrResolved = true } = options;
  const isNoneSeen = value === 0;
  const isEnough = isResolved({ rate: wanted, pairs, isNoneSeen }) && (!isNoneSeen || interval[1] <= wanted);
  return {
    name,
    wanted: `at most ${percent(wanted)}`,
    found: `${percent(value)} (${percent(interval[0])} to ${percent(interval[1])})`,
    reached: value <= wanted,
    isDecided: isFmrResolved && (isEnough || interval[0] > wanted),
  };
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
