/** What is known of a sample before a pixel of it is decoded: the image inside it, what its records say, its header. */
import type { AnySample, ImageFacts } from '../../workflows/ports/samples.js';
import type { SampleRejection } from '../sample-rejection.js';
import type { ImageHeader } from './image-header.js';
import { inspectImage } from './inspect-image.js';
import { judgePosition } from './judge-position.js';
import { type UnwrappedSample, unwrapSample } from './unwrap-sample.js';

export type InspectedSample = UnwrappedSample & { readonly header: ImageHeader };

export function inspectSample({ position, slap, image }: AnySample): InspectedSample | SampleRejection {
  const unwrapped = unwrapSample(image);
  if (unwrapped.kind === 'rejected') return unwrapped;
  const mismatch = judgePosition(slap?.position ?? position, unwrapped.stated);
  if (mismatch) return mismatch;
  const inspected = inspectImage(unwrapped.image);
  return inspected.kind === 'rejected' ? inspected : { ...unwrapped, header: inspected.header };
}

/** The type is that of the file as it is kept; the size is that of the image as it is meant to be seen. */
export function imageFactsOf(
  { header, recordMediaType }: InspectedSample,
  ppi: number | undefined,
): ImageFacts {
  const { mediaType, widthPx, heightPx, isTurned } = header;
  return {
    mediaType: recordMediaType ?? mediaType,
    widthPx: isTurned ? heightPx : widthPx,
    heightPx: isTurned ? widthPx : heightPx,
    ...(ppi === undefined ? {} : { ppi }),
  };
}
