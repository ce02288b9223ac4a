/**
 * Persons with fingers, and faces where they are asked for, that can be imaged: some are enrolled through the API like anybody, and their later impressions
 * are probes that must find them; others are known to nobody.
 */
import { availableParallelism } from 'node:os';
import type { IdentityData, TravelDocument } from '../../src/domain/identity-data.js';
import { addDays, localDate } from '../../src/domain/local-date.js';
import { createHubClient } from '../../src/main/hub-client.js';
import { faceImages } from '../../src/testing/synthetic/face-images.js';
import { type FingerImages, openFingerImages } from '../../src/testing/synthetic/finger-images.js';
import type { EnrolResult } from '../../src/workflows/results.js';
import type { RunningHub } from '../hub/start-hub.js';
import { drawPerson } from './draw-person.js';

/** A finger or the face: what is enrolled, and what is searched with. */
export type ImagedPosition = {
  readonly position: string;
  /** PNG of a finger, JPEG of a face, in base64. */
  readonly reference: string;
  readonly probe: string;
};

export type ProbePerson = {
  readonly identity: IdentityData;
  readonly travelDocument: TravelDocument;
  readonly fingers: readonly ImagedPosition[];
  readonly face: ImagedPosition | undefined;
  /** Undefined for a person nobody has enrolled. */
  readonly subjectId: string | undefined;
};

/** Numbers no population reaches. */
const FIRST_NUMBER = 2 ** 31;

/**
 * Images of `count` persons, two impressions of each of `fingers` fingers, and two portraits where faces are asked for;
 * half a second a finger and a second a face on one core.
 */
export async function imagePersons(options: {
  readonly seed: string;
  readonly count: number;
  readonly fingers: number;
  readonly faces?: boolean;
  readonly signal: AbortSignal;
}): Promise<readonly ProbePerson[]> {
  const { seed, count, fingers, faces, signal } = options;
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
          face: faces === true ? await imageFace(`bench/${seed}/${index}`) : undefined,
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

/** What the EES stores of a traveller beside the face: four fingers of the right hand ((EU) 2017/2226 Art 17(1)(c)). */
const STORED_FINGERS = 4;

/** Body of an entry, by the reference impressions. */
function entryBody({ identity, travelDocument, fingers, face }: ProbePerson): object {
  const today = new Date().toISOString().slice(0, 10);
  const entryDate = addDays(localDate(today), -1);
  return {
    encounterAt: `${entryDate}T10:00:00Z`,
    identity,
    travelDocument,
    facts: { kind: 'entry', entryDate, borderCrossingPoint: 'Vienna airport' },
    samples: [...fingers.slice(0, STORED_FINGERS), ...(face === undefined ? [] : [face])].map(
      ({ position, reference }) => ({ position, image: reference }),
    ),
  };
}

async function imageFace(name: string): Promise<ImagedPosition> {
  const images = await faceImages(name, ['reference', 'probe']);
  const [reference, probe] = images.map((image) => Buffer.from(image).toString('base64'));
  return { position: 'face', reference: reference!, probe: probe! };
}

async function base64(images: FingerImages, finger: string, impression: string): Promise<string> {
  return Buffer.from(await images.image({ finger, impression })).toString('base64');
}
