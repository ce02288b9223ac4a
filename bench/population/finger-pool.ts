/**
 * Fingers for persons who register only once: a pool of images and their mirror images, which are other fingers, dealt
 * out at random to persons and positions. Two persons share a finger at the same position now and then, and never ten.
 */
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import type { LocalDate } from '../../src/domain/local-date.js';
import { openFingerImages } from '../../src/testing/synthetic/finger-images.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import {
  entry,
  eurodacDataSet,
  type SyntheticEncounter,
  visaApplication,
  visaFor,
} from '../../src/testing/synthetic/synthetic-encounter.js';
import {
  createIdentity,
  createPassport,
  VISA_EXEMPT,
  VISA_REQUIRED,
} from '../../src/testing/synthetic/synthetic-identity.js';
import { FINGER_ORDER } from './draw-person.js';

export type FingerPool = readonly string[];

/** PNG images in base64, twice as many as fingers are grown: half a second each on one core. */
export async function openFingerPool(options: {
  readonly seed: string;
  readonly fingers: number;
  readonly signal: AbortSignal;
}): Promise<FingerPool> {
  const renderers = await Promise.all(
    Array.from({ length: Math.min(4, availableParallelism()) }, () => openFingerImages()),
  );
  try {
    const pairs = Array.from({ length: options.fingers }, async (_, index) => {
      options.signal.throwIfAborted();
      const finger = `pool/${options.seed}/${index}`;
      const png = await renderers[index % renderers.length]!.image({ finger, impression: '0' });
      const mirrored = await sharp(png).flop().withMetadata({ density: 500 }).png().toBuffer();
      return [png, mirrored].map((image) => Buffer.from(image).toString('base64'));
    });
    return (await Promise.all(pairs)).flat();
  } finally {
    await Promise.all(renderers.map((each) => each.close()));
  }
}

export type Registration = Pick<SyntheticEncounter, 'system' | 'authorityClass'> & { readonly body: string };

export const REGISTRATIONS = ['asylum', 'irregular-crossing', 'visa', 'first-entry'] as const;
export type RegistrationKind = (typeof REGISTRATIONS)[number];

const FINGERS: Readonly<Record<RegistrationKind, number>> = {
  asylum: 10,
  'irregular-crossing': 10,
  visa: 10,
  'first-entry': 4,
};

/** The request that registers person number n of a kind: the same every time. */
export function drawRegistration(options: {
  readonly seed: string;
  readonly number: number;
  readonly kind: RegistrationKind;
  readonly pool: FingerPool;
  readonly today: LocalDate;
}): Registration {
  const { seed, number, kind, pool, today } = options;
  const random = createRandom(`registration/${seed}/${kind}/${number}`);
  const { system, authorityClass, withFingerprints, ...encounter } = encounterOf(kind, random, today);
  const samples = FINGER_ORDER.slice(0, FINGERS[kind]).map((position) => ({
    position,
    image: random.pick(pool),
  }));
  return { system, authorityClass, body: JSON.stringify({ ...encounter, samples }) };
}

function encounterOf(
  kind: RegistrationKind,
  random: ReturnType<typeof createRandom>,
  today: LocalDate,
): SyntheticEncounter {
  const nationalities = kind === 'first-entry' ? VISA_EXEMPT : VISA_REQUIRED;
  const identity = createIdentity(random, { today, nationalities });
  const persona = {
    identity,
    travelDocument: createPassport(random, { today, issuingCountry: identity.nationalities[0]! }),
  };
  // At midnight of today, whatever the hour: nothing is registered before it happens.
  const at = <Encounter extends SyntheticEncounter>(encounter: Encounter): Encounter => ({
    ...encounter,
    encounterAt: `${today}T00:00:00Z`,
  });
  switch (kind) {
    case 'asylum':
      return at(
        eurodacDataSet(random, { identity }, { category: 'international-protection', eventDate: today }),
      );
    case 'irregular-crossing':
      return at(eurodacDataSet(random, { identity }, { category: 'irregular-crossing', eventDate: today }));
    case 'visa': {
      const visa = visaFor(random, { from: today, durationDays: 30 });
      return at(visaApplication(random, persona, { appliedOn: today, outcome: 'issued', visa }));
    }
    case 'first-entry':
      return at(entry(random, persona, { entryDate: today }));
  }
}
