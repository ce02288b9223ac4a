/**
 * A face that never existed: drawn, not photographed, and learnt from nobody. Half a second each; what renders many
 * portraits keeps it.
 */
import { createRandom } from '../random.js';
import { carveRelief } from './carve-relief.js';
import { deformCanvas } from './deform-canvas.js';
import { createCanvas, type FaceCanvas } from './face-canvas.js';
import { drawFaceFeatures, type FaceFeatures } from './face-features.js';
import { type FaceSurface, measureSurface } from './face-surface.js';
import { paintBrows, paintEyes, paintGlasses } from './paint-eyes.js';
import { paintHair } from './paint-hair.js';
import { paintBeard, paintClothes, paintLips, paintNostrils, paintSkin } from './paint-skin.js';

export type SyntheticFace = {
  readonly features: FaceFeatures;
  readonly canvas: FaceCanvas;
  readonly surface: FaceSurface;
};

/** Millimetres by which places of a face lie elsewhere than its features say. */
const OWN_SHAPE_MM = 3;

/** The same seed gives the same face; different seeds give faces of different persons. */
export function createSyntheticFace(seed: number | string): SyntheticFace {
  const random = createRandom(`face/${seed}`);
  const features = drawFaceFeatures(random.fork('features'));
  const even = createCanvas();
  carveRelief(even, features, random.fork('relief'));
  paintSkin(even, features, random.fork('skin'));
  paintLips(even, features);
  paintNostrils(even, features);
  paintEyes(even, features, random.fork('eyes'));
  paintBrows(even, features, random.fork('brows'));
  paintBeard(even, features, random.fork('beard'));
  paintClothes(even, random.fork('clothes'));
  paintHair(even, features, random.fork('hair'));
  paintGlasses(even, features);
  const canvas = deformCanvas(even, OWN_SHAPE_MM, random.fork('own shape'));
  return { features, canvas, surface: measureSurface(canvas) };
}
