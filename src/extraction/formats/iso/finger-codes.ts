/** Words for the codes of ISO/IEC 19794-2 and -4 (2011, tables 6 and 7; those of 2005 are among them). */
import type { SamplePosition } from '../../../domain/palm-positions.js';
import type { Position } from '../../../domain/positions.js';
import type { SlapPosition } from '../../../domain/slap-positions.js';
import { palmPositionOf } from '../palm-codes.js';
import { slapPositionOf } from '../slap-codes.js';

/**
 * The hub's position of a single finger, of a slap or of a palm; `several-fingers` for pairs and other groups, `undefined` for
 * codes the standard does not assign.
 */
export function fingerPositionOf(
  code: number,
): SamplePosition | SlapPosition | 'several-fingers' | undefined {
  if (code <= 10) return SINGLE_FINGERS[code];
  if (code >= 13 && code <= 15) return slapPositionOf(code);
  if (code >= 20 && code <= 36) return palmPositionOf(code);
  return code >= 40 && code <= 50 ? 'several-fingers' : undefined;
}

export function fingerPositionCode(position: Position): number {
  const code = SINGLE_FINGERS.indexOf(position);
  if (code < 0) throw new RangeError('a face is no finger position');
  return code;
}

/** Of a finger or a palm, found and not captured: in the records of all formats the same codes. */
export function isLatentImpression(code: number | undefined): boolean {
  return code !== undefined && ((code >= 4 && code <= 7) || (code >= 12 && code <= 15));
}

/** A word or two for people; the number itself where the standard assigns none. */
export function impressionOf(code: number): string {
  return IMPRESSIONS[code] ?? `code ${code}`;
}

const SINGLE_FINGERS: readonly Position[] = [
  'unknown-finger',
  'right-thumb',
  'right-index',
  'right-middle',
  'right-ring',
  'right-little',
  'left-thumb',
  'left-index',
  'left-middle',
  'left-ring',
  'left-little',
];

const IMPRESSIONS: Readonly<Record<number, string>> = {
  0: 'live-scan plain',
  1: 'live-scan rolled',
  2: 'non-live-scan plain',
  3: 'non-live-scan rolled',
  4: 'latent impression',
  5: 'latent tracing',
  6: 'latent photo',
  7: 'latent lift',
  8: 'live-scan swipe',
  9: 'live-scan vertical roll',
  10: 'live-scan palm',
  11: 'non-live-scan palm',
  12: 'latent palm impression',
  13: 'latent palm tracing',
  14: 'latent palm photo',
  15: 'latent palm lift',
  20: 'live-scan optical contact plain',
  21: 'live-scan optical contact rolled',
  22: 'live-scan non-optical contact plain',
  23: 'live-scan non-optical contact rolled',
  24: 'live-scan optical contactless plain',
  25: 'live-scan optical contactless rolled',
  26: 'live-scan non-optical contactless plain',
  27: 'live-scan non-optical contactless rolled',
  28: 'other',
  29: 'unknown',
};
