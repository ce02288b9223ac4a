/**
 * A single finger of a slap, where its record says that it lies (14.021, 14.025). A region that is not wholly inside the
 * image is cut to it; one outside, or too small for a finger, is left out with the reason.
 */
import { LIMITS } from '../../platform/limits.js';
import type { ImageSegment } from '../formats/nist/record-image.js';
import { writePgm } from '../formats/pnm/write-pgm.js';
import type { GreyPixels } from './decode-grey.js';

export type CutFinger =
  | { readonly kind: 'finger'; readonly image: Uint8Array }
  | { readonly kind: 'omitted'; readonly reason: string };

/** One at a time: a record may list any number of regions, each as large as the image. */
export function cutFinger(slap: GreyPixels, segment: ImageSegment): CutFinger {
  const box = insideOf(slap, boundsOf(segment));
  if (box === undefined) return { kind: 'omitted', reason: 'lies outside the image' };
  if (Math.min(box.widthPx, box.heightPx) < LIMITS.imageSidePxMin) {
    return { kind: 'omitted', reason: `has ${box.widthPx} x ${box.heightPx} pixels only` };
  }
  return { kind: 'finger', image: writePgm({ ...box, maxValue: 255, samples: copyOf(slap, box) }) };
}

/** Left and top are inside, right and bottom too: they are pixels, not edges. */
type Bounds = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
type Box = {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

function boundsOf(segment: ImageSegment): Bounds {
  if (segment.kind === 'rectangle') return segment;
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of segment.vertices) {
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  }
  return bounds;
}

function insideOf({ widthPx, heightPx }: GreyPixels, bounds: Bounds): Box | undefined {
  const left = Math.max(bounds.left, 0);
  const top = Math.max(bounds.top, 0);
  const width = Math.min(bounds.right + 1, widthPx) - left;
  const height = Math.min(bounds.bottom + 1, heightPx) - top;
  return width > 0 && height > 0 ? { left, top, widthPx: width, heightPx: height } : undefined;
}

function copyOf({ widthPx, data }: GreyPixels, box: Box): Uint8Array {
  const pixels = new Uint8Array(box.widthPx * box.heightPx);
  for (let row = 0; row < box.heightPx; row++) {
    const from = (box.top + row) * widthPx + box.left;
    pixels.set(data.subarray(from, from + box.widthPx), row * box.widthPx);
  }
  return pixels;
}
