/** Pure geometry of the plots. */

/** A round number at or above `value`: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9));
  return (step ?? 10) * power;
}

const STEPS_MAX = 4;

/** Values at which lines are drawn: from 0 to `max` or a step above; of counts, whole ones. */
export function gridValues(max: number, { isCount = false } = {}): readonly number[] {
  const step = Math.max(roundUp(max / STEPS_MAX), isCount ? 1 : 0);
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

export type PlotPoint = { readonly atMs: number; readonly value: number | undefined };

export type PlotArea = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly max: number;
  readonly width: number;
  readonly height: number;
};

/**
 * The `d` of an SVG path. A gap is left where a value is missing or points lie further apart than `gapMs`: a line over
 * hours when nothing was measured would say something nobody knows.
 */
export function linePath(points: readonly PlotPoint[], area: PlotArea, gapMs: number): string {
  const parts: string[] = [];
  let lastMs: number | undefined;
  for (const { atMs, value } of points) {
    if (value === undefined) {
      lastMs = undefined;
      continue;
    }
    const { x, y } = place(atMs, value, area);
    parts.push(`${lastMs !== undefined && atMs - lastMs <= gapMs ? 'L' : 'M'}${x} ${y}`);
    lastMs = atMs;
  }
  return parts.join('');
}

function place(atMs: number, value: number, { fromMs, toMs, max, width, height }: PlotArea) {
  const round = (number: number) => Math.round(number * 10) / 10;
  return {
    x: round(((atMs - fromMs) / (toMs - fromMs)) * width),
    y: round(height - (Math.min(value, max) / max) * height),
  };
}
