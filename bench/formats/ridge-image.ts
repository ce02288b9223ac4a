import type { RawImage } from '../../src/extraction/formats/wsq/encode-wsq.js';

/** Curved ridges nine pixels apart on a lighter edge: like a finger where it matters to a codec, and quickly made. */
export function ridgeImage(widthPx: number, heightPx: number): RawImage {
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row += 1) {
    for (let column = 0; column < widthPx; column += 1) {
      const [x, y] = [column - widthPx * 0.45, row - heightPx * 0.6];
      const radius = Math.hypot(x, y * 0.8 + 3 * Math.sin(column / 17));
      const ridge = Math.cos((radius * 2 * Math.PI) / 9);
      const grain = ((Math.imul(row * widthPx + column + 1, 2654435761) >>> 20) & 7) - 3.5;
      pixels[row * widthPx + column] = Math.round(
        150 + 70 * ridge + grain + 25 * (radius / Math.max(widthPx, heightPx)),
      );
    }
  }
  return { widthPx, heightPx, pixels, ppi: 500 };
}
