import sharp from 'sharp';
import type { Impression } from './render-impression.js';

/** Grey 8-bit PNG that states its resolution, as an operator's capture software would hand it in. */
export function encodePng({ pixels, widthPx, heightPx, ppi }: Impression): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .toColourspace('b-w')
    .withDensity(ppi)
    .png({ compressionLevel: 6 })
    .toBuffer();
}
