/** What corresponds on the images of both sides: the same number and colour on both, a line along the ridge. */
import type { MinutiaMark } from './minutiae-marks.js';

/** Of a mark and its number, in pixels of the screen at 500 ppi and the plain size. */
const RADIUS = 5;
const TAIL = 12;
const COLOURS = 6;

export function MinutiaeOverlay(props: {
  readonly marks: readonly MinutiaMark[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly transform: string;
  readonly zoom: number;
  /** Quarters, clockwise. */
  readonly turns: number;
}) {
  const { marks, widthPx, heightPx, transform, zoom, turns } = props;
  // Images of higher resolution have larger pixels to draw in. Marks do not grow with the image: they would cover the
  // ridges that somebody zooms in to see.
  const unit = Math.max(widthPx, heightPx) / 500 / Math.max(zoom, 1);
  return (
    <svg
      class="minutiae"
      // 0 is the middle of the first pixel.
      viewBox={`-0.5 -0.5 ${widthPx} ${heightPx}`}
      style={{ transform }}
      aria-hidden="true"
    >
      {marks.map(({ number, x, y, angle }) => {
        const radians = (angle * Math.PI) / 180;
        const end = { x: x + TAIL * unit * Math.cos(radians), y: y - TAIL * unit * Math.sin(radians) };
        return (
          <g key={number} class={`minutia colour-${number % COLOURS}`}>
            <circle cx={x} cy={y} r={RADIUS * unit} />
            <line x1={x} y1={y} x2={end.x} y2={end.y} />
            {/* Upright, however the image is turned. */}
            <text
              transform={`translate(${x} ${y}) rotate(${-90 * turns})`}
              x={7 * unit}
              y={-5 * unit}
              font-size={11 * unit}
              stroke-width={2.5 * unit}
            >
              {number}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
