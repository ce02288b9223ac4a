/**
 * What an operator can do something about in a finger's image. None refuses a sample: a template was made, and these say
 * why it may be a poor one, or of something else than it was handed in as.
 */
export const CAPTURE_FAULTS = [
  'too-dry',
  'too-wet',
  'too-small',
  'too-partial',
  'no-ridge-structure',
  'resolution-suspect',
  'polarity-suspect',
  'overlapping-fingers',
] as const;

export type CaptureFault = (typeof CAPTURE_FAULTS)[number];

export function isCaptureFault(text: string): text is CaptureFault {
  return (CAPTURE_FAULTS as readonly string[]).includes(text);
}
