/** Worker thread of `finger-images.ts`: a finger is grown once and kept for its next impressions. */
import { parentPort } from 'node:worker_threads';
import { type Impression, renderImpression } from './render-impression.js';
import { createSyntheticFinger, type SyntheticFinger } from './synthetic-finger.js';

export type FingerImageRequest = {
  /** Names the finger: person and position. */
  readonly finger: string;
  /** Names the impression of that finger. */
  readonly impression: string;
};
export type FingerImageAnswer = Impression;

/** 0.2 MB each. */
const FINGERS_MAX = 64;
const fingers = new Map<string, SyntheticFinger>();

parentPort?.on(
  'message',
  ({ id, request }: { readonly id: number; readonly request: FingerImageRequest }) => {
    const answer = renderImpression(fingerOf(request.finger), `${request.finger}/${request.impression}`);
    parentPort?.postMessage({ id, answer });
  },
);

function fingerOf(name: string): SyntheticFinger {
  const known = fingers.get(name);
  if (known) return known;
  if (fingers.size >= FINGERS_MAX) fingers.delete(fingers.keys().next().value!);
  const finger = createSyntheticFinger(name);
  fingers.set(name, finger);
  return finger;
}
