import { None, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Colours that stay apart for the colour-blind (Okabe and Ito); the hub's own is the first. */
export const PALETTE = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#D55E00', '#56B4E9', '#000000'] as const;

/** A Vega-Lite specification as an SVG that needs nothing else. */
export async function plotSvg(spec: TopLevelSpec): Promise<string> {
  const config = {
    font: 'system-ui, sans-serif',
    background: 'white',
    legend: { labelLimit: 320 },
    axisXDiscrete: { labelAngle: 0 },
    ...spec.config,
  };
  const { spec: compiled } = compile(withDashedLegends({ ...spec, config }) as TopLevelSpec);
  const view = new View(parse(compiled), { renderer: 'none', logLevel: None });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** A short line: of lines with points the library draws a point, and nobody sees which of two lines is dashed. */
const DASHED_LEGEND = {
  symbolType: 'stroke',
  symbolSize: 500,
  symbolFillColor: 'transparent',
  symbolStrokeColor: '#333333',
  symbolStrokeWidth: 2,
} as const;

function withDashedLegends(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withDashedLegends);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      // The rows of the data are no part of the specification.
      if (key === 'values') return [key, value];
      return key === 'strokeDash' && isEncoded(value)
        ? [key, { legend: DASHED_LEGEND, ...value }]
        : [key, withDashedLegends(value)];
    }),
  );
}

function isEncoded(value: unknown): value is { readonly field: string } {
  return typeof value === 'object' && value !== null && 'field' in value;
}
