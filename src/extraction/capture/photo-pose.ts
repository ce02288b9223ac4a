/** From which side a photograph of Type 10 shows a face (10.020 POS). */
import type { PhotoDescription } from '../formats/nist/record-image.js';

/** Seen from the right or the left: a set of photographs has them beside the one faces are compared by. */
export function isProfile(photo: PhotoDescription | undefined): boolean {
  return ['R', 'L'].includes(poseOf(photo));
}

/** Less for what is seen more from the front; a pose of no table says nothing. */
export function turnOf(photo: PhotoDescription | undefined): number {
  const known = POSES.indexOf(poseOf(photo));
  return known < 0 ? POSES.indexOf('') : known;
}

/** Frontal, a pose that was determined, one that nobody states, at an angle. */
const POSES: readonly string[] = ['F', 'D', '', 'A'];

function poseOf(photo: PhotoDescription | undefined): string {
  return photo?.pose?.trim().toUpperCase() ?? '';
}
