/**
 * An answer on its way from the search thread. Taking thousands of candidates out of a message at once would hold the event
 * loop up, so they come as bytes and are read part by part, with turns for others in between.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { LIMITS } from '../platform/limits.js';
import type { Candidate, GalleryAnswer } from '../workflows/ports/gallery.js';

/** Whether it is complete is known outside of the thread. */
type ThreadAnswer = Omit<GalleryAnswer, 'complete'>;

export type PackedAnswer = Omit<ThreadAnswer, 'candidates'> & { readonly parts: readonly Uint8Array[] };

/** `turn` is awaited between two parts. */
export async function packAnswer(
  { candidates, ...rest }: ThreadAnswer,
  turn: () => Promise<void>,
): Promise<PackedAnswer> {
  const parts: Uint8Array[] = [];
  for (let first = 0; first < candidates.length; first += LIMITS.candidatesOfPart) {
    if (first > 0) await turn();
    parts.push(serialize(candidates.slice(first, first + LIMITS.candidatesOfPart)));
  }
  return { ...rest, parts };
}

export async function unpackAnswer({ parts, ...rest }: PackedAnswer): Promise<ThreadAnswer> {
  const candidates: Candidate[][] = [];
  for (const part of parts) {
    if (candidates.length > 0) await nextTurn();
    candidates.push(deserialize(part));
  }
  return { ...rest, candidates: candidates.flat() };
}
