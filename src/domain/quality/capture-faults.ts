/**
 * What an operator can do something about in a finger's image. Told beside a template, they say why it may be a poor one, or
 * of something else than it was handed in as. None refuses a sample but `overlapping-fingers`, where so much of two fingers
 * crosses (0.2 cm2, `OVERLAP_REFUSED_CM2`) that the template would be of one, of the other, or of both.
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
