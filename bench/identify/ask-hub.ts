/** One identification over HTTP, and whether persons are found by it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { IdentifyResult } from '../../src/workflows/results.js';
import type { RunningHub } from '../hub/start-hub.js';
import type { ProbePerson } from '../population/probe-persons.js';
import type { RawFound } from './raw-identify.js';

/** Longest a caller waits for its answer. */
export const WAIT_SECONDS = 30;
const ATTEMPTS = 5;

export function headersOf(hub: RunningHub): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${hub.tokens['border-authority']}`,
    'content-type': 'application/json',
    prefer: `wait=${WAIT_SECONDS}`,
  };
}

/** So many fingers of the person, and the face where it is part of the probe and the person has one. */
export function bodyOf(
  { fingers, face }: ProbePerson,
  probe: { readonly fingers: number; readonly withFace?: boolean },
): string {
  const imaged = fingers.slice(0, probe.fingers);
  if (probe.withFace && face !== undefined) imaged.push(face);
  const samples = imaged.map(({ position, probe: image }) => ({ position, image }));
  return JSON.stringify({ systems: ['ees'], samples });
}

/** A hub that has more work than it can take is asked again, as it says. */
export async function identify(url: string, headers: Readonly<Record<string, string>>, body: string) {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, { method: 'POST', headers, body });
    const { result } = (await answer.json()) as { readonly result?: IdentifyResult };
    if (answer.status === 200 && result !== undefined) return result;
    const waitSeconds = Number(answer.headers.get('retry-after') ?? 1);
    if (attempt === ATTEMPTS) throw new Error(`an identification was answered with ${answer.status}`);
    await pause(1000 * Math.min(waitSeconds, WAIT_SECONDS));
  }
}

/** Each person asked for once. */
export async function findAll(
  url: string,
  headers: Readonly<Record<string, string>>,
  persons: readonly ProbePerson[],
  bodies: readonly string[],
): Promise<RawFound> {
  const found = {
    mated: 0,
    mateFirst: 0,
    mateMatched: 0,
    nonMated: 0,
    nonMatedMatched: 0,
    referencesCompared: 0,
  };
  for (const [index, { subjectId }] of persons.entries()) {
    const { candidates, gallery } = await identify(url, headers, bodies[index]!);
    const [first] = candidates;
    found.referencesCompared = gallery.referencesCompared;
    if (subjectId === undefined) {
      found.nonMated += 1;
      if (first?.decision === 'match') found.nonMatedMatched += 1;
    } else {
      found.mated += 1;
      if (first?.subjectId === subjectId) found.mateFirst += 1;
      if (candidates.some((each) => each.subjectId === subjectId && each.decision === 'match'))
        found.mateMatched += 1;
    }
  }
  return found;
}
