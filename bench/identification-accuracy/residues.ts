/**
 * Beside some prints `models/training/finger_images.py` lays what the finger before left on the glass, as real sensors have it: faintly,
 * and where this finger does not touch, the print of finger 15 - k of the same batch of 16. Such an image shows
 * both. If the faint one is found in it, the two are no strangers who look alike, and the tail of strangers' scores must not
 * be read from them: it would promise as much of every other person of a gallery, where one at most touched the glass before.
 */
export function shareGlass(finger: number, other: number): boolean {
  return (
    Math.floor(finger / BATCH) === Math.floor(other / BATCH) &&
    (finger % BATCH) + (other % BATCH) === BATCH - 1
  );
}

/** `BATCH` of `finger_images.py`. */
const BATCH = 16;
