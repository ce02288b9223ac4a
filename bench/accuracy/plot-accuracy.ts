/** The plots of the accuracy report, as Vega-Lite specifications with their data inside. */
import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../report/plot-svg.js';
import type { ScoredAccuracy, ScoredComparator } from './score-accuracy.js';

const SIZE = { width: 420, height: 320 };
/** Rates of zero have no place on a logarithmic axis; this stands below every rate a set can show. */
const RATE_MIN = 1e-5;
const RATE_TICKS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/** Detection error trade-off: false non-match against false match rate, both logarithmic. */
export function detPlot(scored: readonly ScoredComparator[], by: 'comparator' | 'set'): TopLevelSpec {
  const values = scored.flatMap((each) =>
    each.det.map(([fmr, fnmr]) => ({
      line: each[by],
      fmr: Math.max(fmr, RATE_MIN),
      fnmr: Math.max(fnmr, 1e-3),
    })),
  );
  return {
    ...SIZE,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after' },
    encoding: {
      x: rateAxis('fmr', 'false match rate', [RATE_MIN, 1]),
      y: rateAxis('fnmr', 'false non-match rate', [1e-3, 1]),
      color: lineColour(scored.map((each) => each[by])),
    },
  };
}

/** False non-match rate of what is left when the pairs of the worst quality are discarded. */
export function discardPlot(scored: readonly ScoredComparator[]): TopLevelSpec {
  const values = scored.flatMap(({ comparator, discard }) => [
    ...discard.map(([discarded, fnmr]) => ({ line: comparator, discarded, fnmr })),
  ]);
  return {
    ...SIZE,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'discarded', type: 'quantitative', title: 'share of mated pairs discarded', axis: PERCENT },
      y: { field: 'fnmr', type: 'quantitative', title: 'false non-match rate of the rest', axis: PERCENT },
      color: lineColour(scored.map(({ comparator }) => comparator)),
    },
  };
}

/** Quality of the images, one panel per folder. */
export function qualityPlot({ sets }: ScoredAccuracy): TopLevelSpec {
  const values = sets.flatMap(({ name, qualities }) => qualities.map((quality) => ({ set: name, quality })));
  return {
    data: { values },
    facet: { column: { field: 'set', type: 'nominal', title: null } },
    spec: {
      width: 180,
      height: 140,
      mark: { type: 'bar', color: PALETTE[0] },
      encoding: {
        x: { field: 'quality', type: 'quantitative', bin: { step: 10, extent: [0, 100] }, title: 'quality' },
        y: { aggregate: 'count', type: 'quantitative', title: 'images' },
      },
    },
  };
}

const PERCENT = { format: '.0%' } as const;

function rateAxis(field: string, title: string, domain: readonly [number, number]) {
  return {
    field,
    type: 'quantitative' as const,
    title,
    scale: { type: 'log' as const, domain: [domain[0], domain[1]], clamp: true },
    axis: { values: RATE_TICKS.filter((tick) => tick >= domain[0]), format: '.3~%' },
  };
}

function lineColour(lines: readonly string[]) {
  const distinct = [...new Set(lines)];
  return {
    field: 'line',
    type: 'nominal',
    title: null,
    scale: { domain: distinct, range: distinct.map((_, index) => PALETTE[index % PALETTE.length]!) },
  } as const;
}
