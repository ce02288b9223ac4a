/** A line plot as SVG: some series over time, with a legend that says the newest value of each. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { shownMinute, shownMinuteOfZone, shownTime } from './formats.js';
import { gridValues, linePath, type PlotPoint } from './plot-scale.js';
import { say } from './texts.js';

export type Series = { readonly name: string; readonly points: readonly PlotPoint[] };

const HEIGHT = 150;
const LEFT = 52;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
/** Points are 20 s apart in the history; twice that and a little more is a gap. */
const GAP_MS = 50_000;

export function Plot(props: {
  readonly title: string;
  readonly series: readonly Series[];
  readonly spanMs: number;
  readonly nowMs: number;
  readonly shown: (value: number) => string;
  /** There are no halves. */
  readonly isCount?: boolean;
  /** Of what is not drawn. */
  readonly note?: string | undefined;
}) {
  const { title, series, spanMs, nowMs, shown, isCount = false, note } = props;
  const [box, width] = useWidth();
  const fromMs = nowMs - spanMs;
  const visible = series.map(({ name, points }) => ({
    name,
    points: points.filter(({ atMs }) => atMs >= fromMs && atMs <= nowMs),
  }));
  const values = visible.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  const grid = gridValues(Math.max(...values, 0) || 1, { isCount });
  const max = grid.at(-1) ?? 1;
  const area = { fromMs, toMs: nowMs, max, width: Math.max(width - LEFT - RIGHT, 10), height: HEIGHT };
  const newest = (points: readonly PlotPoint[]) => points.findLast(({ value }) => value !== undefined)?.value;
  const said = visible
    .map(({ name, points }) => `${name} ${newest(points) === undefined ? '–' : shown(newest(points) ?? 0)}`)
    .join(', ');
  const hasPoints = visible.some(({ points }) => points.length > 1);
  const y = (value: number) => TOP + HEIGHT - (value / max) * HEIGHT;
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div class="plot-box" ref={box}>
        <svg
          role="img"
          aria-label={say('now.plot.describe', {
            title,
            from: shownTime(fromMs),
            to: shownTime(nowMs),
            now: said,
          })}
          width={width}
          height={HEIGHT + TOP + BOTTOM}
        >
          {grid.map((value) => (
            <g key={value}>
              <line class="plot-grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
              <text class="plot-label" x={LEFT - 6} y={y(value) + 4} text-anchor="end">
                {shown(value)}
              </text>
            </g>
          ))}
          {[0, 0.5, 1].map((share) => (
            <text
              key={share}
              class="plot-label"
              x={LEFT + share * area.width}
              y={HEIGHT + TOP + 17}
              text-anchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
            >
              {(share === 1 ? shownMinuteOfZone : shownMinute)(fromMs + share * spanMs)}
            </text>
          ))}
          <g transform={`translate(${LEFT} ${TOP})`}>
            {visible.map(({ name, points }, index) => (
              <path key={name} class={`plot-line series-${index % 6}`} d={linePath(points, area, GAP_MS)} />
            ))}
          </g>
        </svg>
        {hasPoints ? null : <p class="plot-empty">{say('now.plot.empty')}</p>}
      </div>
      <ul class="legend">
        {visible.map(({ name, points }, index) => (
          <li key={name}>
            <svg width="22" height="10" aria-hidden="true">
              <path class={`plot-line series-${index % 6}`} d="M1 5L21 5" />
            </svg>
            {name} <b>{newest(points) === undefined ? '–' : shown(newest(points) ?? 0)}</b>
          </li>
        ))}
      </ul>
      {note === undefined ? null : <p class="plot-note">{note}</p>}
    </figure>
  );
}

/** A small line without axes, beside a number that says the same. */
export function Sparkline({
  points,
  spanMs,
  nowMs,
}: {
  readonly points: readonly PlotPoint[];
  readonly spanMs: number;
  readonly nowMs: number;
}) {
  const fromMs = nowMs - spanMs;
  const visible = points.filter(({ atMs }) => atMs >= fromMs);
  const max = Math.max(...visible.map(({ value }) => value ?? 0), 0) || 1;
  const area = { fromMs, toMs: nowMs, max, width: 120, height: 26 };
  return (
    <svg class="spark" viewBox="0 -2 120 30" preserveAspectRatio="none" aria-hidden="true">
      <path class="plot-line series-0" d={linePath(visible, area, GAP_MS)} />
    </svg>
  );
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    setWidth(Math.floor(element.clientWidth));
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
