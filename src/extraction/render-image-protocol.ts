/** Messages of a thread that decodes one image. */
import type { Raster } from './image/raster.js';

export type RenderReply =
  | { readonly kind: 'raster'; readonly raster: Raster }
  | { readonly kind: 'rejected'; readonly detail: string };
