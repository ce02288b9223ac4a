/** The plots of the identification report, as Vega-Lite specifications with their data inside. */
import type { TopLevelSpec } from 'vega-lite';
import type { StageTimes } from '../hub/stage-metrics.js';
import { PALETTE } from '../report/plot-svg.js';
import { timesOf } from '../times-of.js';
import type { RawProbe } from './raw-identify.js';

const SIZE = { width: 420, height: 300 };
const COLOURS = { range: [...PALETTE] };

type Cell = { readonly persons: number; readonly probe: RawProbe };

/** At half the peak: the median, and 95 of 100 stay below the dashed line. */
export function latencyPlot(cells: readonly Cell[]): TopLevelSpec {
  const values = cells.flatMap(({ persons, probe }) => {
    const open = probe.open.find(({ shareOfPeak }) => shareOfPeak === 0.5) ?? probe.open[0];
    const ms = open?.answers.filter(({ status }) => status === 200).map(({ latencyMs }) => latencyMs) ?? [];
    if (ms.length === 0) return [];
    const { p50Ms, p95Ms } = timesOf(ms);
    return [
      { persons, probe: probe.probe, percentile: 'p50', ms: p50Ms },
      { persons, probe: probe.probe, percentile: 'p95', ms: p95Ms },
    ];
  });
  return {
    ...SIZE,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'persons',
        type: 'quantitative',
        title: 'persons in the gallery',
        scale: { type: 'log', nice: false },
        axis: { format: '~s', values: [...new Set(values.map(({ persons }) => persons))] },
      },
      y: { field: 'ms', type: 'quantitative', title: 'milliseconds at half the peak', scale: { zero: true } },
      color: { field: 'probe', type: 'nominal', title: null, scale: COLOURS },
      strokeDash: { field: 'percentile', type: 'nominal', title: null },
    },
  };
}

export function throughputPlot(cells: readonly Cell[]): TopLevelSpec {
  const values = cells.flatMap(({ persons, probe }) =>
    probe.closed.map(({ connections, answered, seconds }) => ({
      probe: probe.probe,
      gallery: `${persons.toLocaleString('en-GB')} persons`,
      connections,
      perSecond: answered / seconds,
    })),
  );
  return {
    ...SIZE,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'connections',
        type: 'quantitative',
        title: 'callers at once',
        scale: { type: 'log', base: 2, nice: false },
        axis: { values: [...new Set(values.map(({ connections }) => connections))] },
      },
      y: { field: 'perSecond', type: 'quantitative', title: 'identifications a second' },
      color: { field: 'probe', type: 'nominal', title: null, scale: COLOURS },
      strokeDash: { field: 'gallery', type: 'nominal', title: null },
    },
  };
}

export function stagesPlot(
  cells: readonly { readonly name: string; readonly stages: readonly StageTimes[] }[],
): TopLevelSpec {
  const values = cells.flatMap(({ name, stages }) =>
    stages.map(({ stage, meanMs }) => ({ name, stage, meanMs })),
  );
  return {
    data: { values },
    width: SIZE.width,
    height: { step: 14 },
    mark: 'bar',
    encoding: {
      x: { field: 'meanMs', type: 'quantitative', title: 'milliseconds, mean' },
      y: { field: 'stage', type: 'nominal', title: null },
      yOffset: { field: 'name', type: 'nominal' },
      color: { field: 'name', type: 'nominal', title: null, scale: COLOURS },
    },
  };
}
