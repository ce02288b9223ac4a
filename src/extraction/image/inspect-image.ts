/** Decides from the header alone whether a file may be decoded. */
import { sampleFormatNames } from '../../domain/sample-formats.js';
import { LIMITS } from '../../platform/limits.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { faultRejection } from './fault-rejection.js';
import { type ImageHeader, readImageHeader } from './image-header.js';

export function inspectImage(
  file: Uint8Array,
): { readonly kind: 'header'; readonly header: ImageHeader } | SampleRejection {
  if (file.length > LIMITS.imageBytesMax) {
    return rejected('image-too-large', `The image file exceeds ${LIMITS.imageBytesMax} bytes.`);
  }
  const outcome = readImageHeader(file);
  switch (outcome.kind) {
    case 'unknown':
      return rejected('not-an-image', `The sample is no file of the kinds ${sampleFormatNames()}.`);
    case 'cut-off':
      return rejected('image-truncated', 'The image file ends too early or its structure is damaged.');
    case 'malformed':
      return faultRejection(outcome.fault);
    case 'header':
      return judgeDimensions(outcome.header);
  }
}

function judgeDimensions(
  header: ImageHeader,
): { readonly kind: 'header'; readonly header: ImageHeader } | SampleRejection {
  const { widthPx, heightPx } = header;
  if (widthPx * heightPx > LIMITS.imagePixelsMax) {
    return rejected(
      'image-too-large',
      `The image has ${widthPx} x ${heightPx} pixels; at most ${LIMITS.imagePixelsMax} pixels are taken.`,
    );
  }
  if (Math.min(widthPx, heightPx) < LIMITS.imageSidePxMin) {
    return rejected(
      'image-too-small',
      `The image has ${widthPx} x ${heightPx} pixels; each side needs at least ${LIMITS.imageSidePxMin}.`,
    );
  }
  return { kind: 'header', header };
}
