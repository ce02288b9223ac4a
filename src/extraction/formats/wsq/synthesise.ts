/**
 * Subbands to pixels: the inverse wavelet transform (IAFIS-IC-0110(V3) 3.6), node by node, columns first, in place.
 * Equal to the reference decoder to the last bit, which fixes the order of every 32-bit addition.
 *
 * The filters all known encoders use, of 7 and 9 taps, have their own kernel. Other filters, and images of less than 81
 * pixels in a direction, whose smallest lines are shorter than the filters reach, go by a plan of products: there the
 * reference takes samples of neighbouring lines for its own, and an image is only the same if these are too. Where it
 * would read outside of the image (below 33 pixels), there is nothing to be equal to: the lines are mirrored as the
 * standard says.
 */
import { joinNineSeven, NINE_SEVEN_LENGTH_MIN } from './join-nine-seven.js';
import { joinByPlan, type LinePlan, type Lines, planLine, reachesOutside } from './line-plan.js';
import type { Filters } from './read-tables.js';
import type { Node, SubbandLayout } from './subband-layout.js';

/**
 * Changes `image` from coefficients into values around 0. `false` where the image is too small for the filters; nothing
 * is changed then.
 */
export function synthesise(image: Float32Array, layout: SubbandLayout, filters: Filters): boolean {
  const lengthMin = Math.min(...layout.nodes.map(({ width, height }) => Math.min(width, height)));
  if (lengthMin < 2) return false;
  const isNineSeven = filters.low.length === 7 && filters.high.length === 9;
  if (isNineSeven && lengthMin >= NINE_SEVEN_LENGTH_MIN) joinNineSeven(image, layout, filters);
  else if (synthesiseGenerally(image, layout, filters)) return true;
  else if (isNineSeven) joinNineSeven(image, layout, filters);
  else return false;
  return true;
}

type Pass = { readonly plan: LinePlan; readonly from: Lines; readonly to: Lines };

/**
 * Any filters: every product as the reference does it, including what it reads beyond short lines. `false` where it would
 * read outside of the image; nothing is changed then.
 */
export function synthesiseGenerally(image: Float32Array, layout: SubbandLayout, filters: Filters): boolean {
  const passes = planPasses(layout, filters);
  if (passes.flat().some(({ plan, from }) => reachesOutside(plan, from, image.length))) return false;
  // Laid out like the image and kept from node to node, as short lines read what earlier nodes left.
  const between = new Float32Array(image.length);
  for (const [columns, rows] of passes) {
    joinByPlan(columns.plan, { source: image, from: columns.from, target: between, to: columns.to });
    joinByPlan(rows.plan, { source: between, from: rows.from, target: image, to: rows.to });
  }
  return true;
}

function planPasses(
  { nodes }: SubbandLayout,
  filters: Filters,
): readonly (readonly [columns: Pass, rows: Pass])[] {
  const stride = nodes[0]!.width;
  const plans = new Map<string, LinePlan>();
  const planOf = (length: number, isInverted: boolean) => {
    const key = `${length} ${isInverted}`;
    const plan = plans.get(key) ?? planLine({ length, isInverted }, filters);
    plans.set(key, plan);
    return plan;
  };
  return [...nodes].reverse().map((node: Node) => {
    const { x, y, width, height } = node;
    const corner = y * stride + x;
    const columns = { count: width, pitch: 1, step: stride };
    const rows = { count: height, pitch: stride, step: 1 };
    return [
      {
        plan: planOf(height, node.invertsColumns),
        from: { ...columns, at: corner },
        to: { ...columns, at: 0 },
      },
      { plan: planOf(width, node.invertsRows), from: { ...rows, at: 0 }, to: { ...rows, at: corner } },
    ] as const;
  });
}
