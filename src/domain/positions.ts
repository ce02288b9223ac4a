/** Anatomical positions a sample can come from: ten fingers, an unknown finger, and the face. */
export const FINGER_POSITIONS = [
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
] as const;
export type FingerPosition = (typeof FINGER_POSITIONS)[number];

export const POSITIONS = [...FINGER_POSITIONS, 'unknown-finger', 'face'] as const;
export type Position = (typeof POSITIONS)[number];

export const MODALITIES = ['fingerprint', 'face'] as const;
export type Modality = (typeof MODALITIES)[number];

export function modalityOf(position: Position): Modality {
  return position === 'face' ? 'face' : 'fingerprint';
}

export function isPosition(text: string): text is Position {
  return (POSITIONS as readonly string[]).includes(text);
}

/**
 * Reference positions a probe of `position` is compared with. A finger whose position is unknown is compared with
 * every finger; a known one with its own position and with references whose position was unknown at enrolment.
 */
export function comparablePositions(position: Position): readonly Position[] {
  if (position === 'face') return ['face'];
  if (position === 'unknown-finger') return [...FINGER_POSITIONS, 'unknown-finger'];
  return [position, 'unknown-finger'];
}
