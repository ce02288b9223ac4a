/**
 * Portraits of faces that never existed, as JPEG files: drawings, learnt from nobody. They make the face chain do its work
 * and say nothing of how well it tells persons apart. Through YuNet and face-reidentification-retail-0095, 320 faces with
 * 3 portraits each: all 960 found (quality 66 to 94, 91 at the median); cosine of portraits of one face 0.88 at the
 * median, 1 % below 0.61; of different faces 0.27 at the median, 1 % above 0.54; equal error rate 0.7 %; the right face
 * first of 320 for 637 of 640 portraits. Different photographs lie lower: of drawn pairs 13 % reach 0.403, of persons'
 * 0.1 %. Measured by `bench/population/measure-templates.js --faces --fingers 320 --impressions 3 --seed
 * face-distribution` and `fit-distribution.js`.
 */
import sharp from 'sharp';
import { renderPortrait } from './face/render-portrait.js';
import { createSyntheticFace } from './face/synthetic-face.js';

/**
 * One JPEG for each of the named portraits of the named face, 600 x 800 pixels; the same names give the same images.
 * Half a second for the face and a quarter for each portrait, on the thread that calls.
 */
export async function faceImages(face: string, portraits: readonly string[]): Promise<readonly Uint8Array[]> {
  const drawn = createSyntheticFace(face);
  const images: Uint8Array[] = [];
  for (const portrait of portraits) {
    const { pixels, widthPx, heightPx } = renderPortrait(drawn, `${face}/${portrait}`);
    const raw = { width: widthPx, height: heightPx, channels: 3 } as const;
    images.push(await sharp(pixels, { raw }).jpeg({ quality: JPEG_QUALITY }).toBuffer());
  }
  return images;
}

/** Compression of about 10 to 1, which nothing of a face suffers from. */
const JPEG_QUALITY = 90;
