/**
 * Persons with fingers that can be imaged: some are enrolled through the API like anybody, and their later impressions
 * are probes that must find them; others are known to nobody.
 */
import { availableParallelism } from 'node:os';
import type { IdentityData, TravelDocument } from '../../src/domain/identity-data.js';
import { addDays, localDate } from '../../src/domain/local-date.js';
import { createHubClient } from '../../src/main/hub-client.js';
import { type FingerImages, openFingerImages } from '../../src/testing/synthetic/finger-images.js';
import type { EnrolResult } from '../../src/workflows/results.js';
import type { RunningHub } from '../hub/start-hub.js';
import { drawPerson } from './draw-person.js';

export type ImagedFinger = {
  readonly position: string;
  /** PNG in base64. */
  readonly reference: string;
  readonly probe: string;
};

export type ProbePerson = {
  readonly identity: IdentityData;
  readonly travelDocument: TravelDocument;
  readonly fingers: readonly ImagedFinger[];
  /** Undefined for a person nobody has enrolled. */
  readonly subjectId: string | undefined;
};

/** Numbers no population reaches. */
const FIRST_NUMBER = 2 ** 31;

/** Images of `count` persons, two impressions of each of `fingers` fingers; half a second a finger on one core. */
export async function imagePersons(options: {
  readonly seed: string;
  readonly count: number;
  readonly fingers: number;
  readonly signal: AbortSignal;
}): Promise<readonly ProbePerson[]> {
  const { seed, count, fingers, signal } = options;
  const today = localDate(new Date().toISOString().slice(0, 10));
  const renderers = await Promise.all(
    Array.from({ length: Math.min(4, availableParallelism()) }, () => openFingerImages()),
  );
  try {
    let turn = 0;
    return await Promise.all(
      Array.from({ length: count }, async (_, index): Promise<ProbePerson> => {
        const person = drawPerson({ seed, number: FIRST_NUMBER + index, today, fingers });
        const imaged = person.fingers.map(async ({ position }) => {
          const images = renderers[turn++ % renderers.length]!;
          signal.throwIfAborted();
          const finger = `bench/${seed}/${index}/${position}`;
          const reference = await base64(images, finger, 'reference');
          return { position, reference, probe: await base64(images, finger, 'probe') };
        });
        return {
          identity: person.identity,
          travelDocument: person.travelDocument,
          fingers: await Promise.all(imaged),
          subjectId: undefined,
        };
      }),
    );
  } finally {
    await Promise.all(renderers.map((each) => each.close()));
  }
}

/** As a border guard would at the first entry of a traveller who needs no visa. */
export async function enrolPersons(
  hub: Pick<RunningHub, 'url' | 'tokens'>,
  persons: readonly ProbePerson[],
  signal: AbortSignal,
): Promise<readonly ProbePerson[]> {
  const client = createHubClient({ url: hub.url, tokens: hub.tokens, signal });
  const enrolled: ProbePerson[] = [];
  for (const person of persons) {
    const { subjectId } = await client.result<EnrolResult>({
      role: 'border-authority',
      method: 'POST',
      path: '/v1/systems/ees/encounters',
      body: entryBody(person),
    });
    enrolled.push({ ...person, subjectId });
  }
  return enrolled;
}

/** What the EES stores of a traveller: four fingers of the right hand ((EU) 2017/2226 Art 17(1)(c)). */
const STORED_FINGERS = 4;

/** Body of an entry, by the reference impressions. */
function entryBody({ identity, travelDocument, fingers }: ProbePerson): object {
  const today = new Date().toISOString().slice(0, 10);
  const entryDate = addDays(localDate(today), -1);
  return {
    encounterAt: `${entryDate}T10:00:00Z`,
    identity,
    travelDocument,
    facts: { kind: 'entry', entryDate, borderCrossingPoint: 'Vienna airport' },
    samples: fingers
      .slice(0, STORED_FINGERS)
      .map(({ position, reference }) => ({ position, image: reference })),
  };
}

async function base64(images: FingerImages, finger: string, impression: string): Promise<string> {
  return Buffer.from(await images.image({ finger, impression })).toString('base64');
}
