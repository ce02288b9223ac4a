import type { FingerRepresentation } from '../extraction/formats/iso/finger-image-record.js';

/** A plain view of 500 pixels an inch, stored as it is: what tests of ISO/IEC 19794-4 records vary. */
export const FINGER_VIEW = {
  number: 1,
  impressionCode: 0,
  quality: 80,
  scaleUnit: 'inch',
  captureResolution: { x: 500, y: 500 },
  imageResolution: { x: 500, y: 500 },
  bitDepth: 8,
  compression: 'none',
} as const satisfies Partial<FingerRepresentation>;
