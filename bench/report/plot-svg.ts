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
    ...spec.config,
  };
  const { spec: compiled } = compile({ ...spec, config } as TopLevelSpec);
  const view = new View(parse(compiled), { renderer: 'none', logLevel: None });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
