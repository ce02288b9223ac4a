import type { ImageCompression } from './record-image.js';

/** SP 500-290e3 table 15; `WSQ` without its version is what some writers of older files send. */
const TAGGED: Readonly<Record<string, ImageCompression>> = {
  NONE: 'none',
  WSQ: 'wsq',
  WSQ20: 'wsq',
  JPEGB: 'jpegb',
  JPEGL: 'jpegl',
  JP2: 'jp2',
  JP2L: 'jp2l',
  PNG: 'png',
};

/** The same algorithms by their binary codes 0 to 6, for Types 3, 4 and 7. */
const BINARY: readonly ImageCompression[] = ['none', 'wsq', 'jpegb', 'jpegl', 'jp2', 'jp2l', 'png'];

export function compressionOf(code: string): ImageCompression {
  return TAGGED[code.trim().toUpperCase()] ?? 'unknown';
}

export function greyscaleCompressionOf(code: number): ImageCompression {
  return BINARY[code] ?? 'unknown';
}

/** BCA of Types 5 and 6. */
export function bilevelCompressionOf(code: number): ImageCompression {
  if (code === 0) return 'none';
  return code === 1 ? 'facsimile' : 'unknown';
}

/** SRT of Type 8. */
export function signatureCompressionOf(code: number): ImageCompression {
  if (code === 2) return 'vector';
  return bilevelCompressionOf(code);
}
