/** The plots of the surge report, as Vega-Lite specifications with their data inside. */
import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../report/plot-svg.js';
import type { RawPhase } from './raw-surge.js';

const WIDTH = 760;

export function backlogPlot({ name, backlog }: RawPhase): TopLevelSpec {
  const values = backlog.flatMap(({ atMs, unfinished }) =>
    Object.entries(unfinished).map(([queue, jobs]) => ({ second: atMs / 1000, queue, jobs })),
  );
  return {
    title: name,
    width: WIDTH,
    height: 180,
    data: { values },
    mark: { type: 'area', interpolate: 'step-after' },
    encoding: {
      x: { field: 'second', type: 'quantitative', title: 'seconds since midnight of the day' },
      y: { field: 'jobs', type: 'quantitative', title: 'jobs unfinished', stack: 'zero' },
      color: { field: 'queue', type: 'nominal', title: null, scale: { range: [...PALETTE] } },
    },
  };
}

export function borderPlot(phases: readonly RawPhase[]): TopLevelSpec {
  const values = phases.flatMap(({ name, border }) =>
    border
      .filter(({ status }) => status === 200)
      .map(({ plannedMs, latencyMs }) => ({ day: name, second: plannedMs / 1000, ms: latencyMs })),
  );
  return {
    width: WIDTH,
    height: 220,
    data: { values },
    mark: { type: 'point', filled: true, size: 14, opacity: 0.6 },
    encoding: {
      x: { field: 'second', type: 'quantitative', title: 'seconds since midnight of the day' },
      y: {
        field: 'ms',
        type: 'quantitative',
        title: 'milliseconds of a border check',
        scale: { type: 'log', nice: false },
      },
      color: { field: 'day', type: 'nominal', title: null, scale: { range: [PALETTE[0], PALETTE[4]] } },
    },
  };
}
