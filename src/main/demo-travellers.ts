/** The persons of one run of the demonstration: fresh ones each time, and their fingerprints when they are asked for. */
import type { IdentityData, Sex } from '../domain/identity-data.js';
import type { LocalDate } from '../domain/local-date.js';
import type { FingerPosition } from '../domain/positions.js';
import { openFingerImages } from '../testing/synthetic/finger-images.js';
import { createRandom, type Random } from '../testing/synthetic/random.js';
import type { Persona } from '../testing/synthetic/synthetic-encounter.js';
import {
  createIdentity,
  createPassport,
  VISA_EXEMPT,
  VISA_REQUIRED,
} from '../testing/synthetic/synthetic-identity.js';

export type DemoTraveller = {
  readonly persona: Required<Persona>;
  readonly name: string;
  readonly random: Random;
  /** Samples of one occasion: no two occasions give the same image. */
  fingerprints(count: number): Promise<readonly DemoSample[]>;
};
export type DemoSample = { readonly position: FingerPosition; readonly image: string };

export type DemoTravellers = {
  create(name: string, options: { readonly needsVisa: boolean }): DemoTraveller;
  /** Another identity, without a document, for a person who goes by two. */
  alias(name: string, sex: Sex): Persona;
  close(): Promise<void>;
};

const HAND = ['right-index', 'right-middle', 'right-ring', 'right-little'] as const;

export async function openDemoTravellers(options: {
  readonly seed: string;
  readonly today: LocalDate;
}): Promise<DemoTravellers> {
  const { seed, today } = options;
  const images = await openFingerImages();
  return {
    create: (name, { needsVisa }) => {
      const random = createRandom(`${seed}/${name}`);
      const identity = createIdentity(random, {
        today,
        nationalities: needsVisa ? VISA_REQUIRED : VISA_EXEMPT,
      });
      let occasions = 0;
      return {
        name: nameOf(identity),
        random,
        persona: {
          identity,
          travelDocument: createPassport(random, { today, issuingCountry: identity.nationalities[0]! }),
        },
        fingerprints: async (count) => {
          occasions += 1;
          const impression = `occasion-${occasions}`;
          return Promise.all(
            HAND.slice(0, count).map(async (position) => {
              const png = await images.image({ finger: `${seed}/${name}/${position}`, impression });
              return { position, image: Buffer.from(png).toString('base64') };
            }),
          );
        },
      };
    },
    alias: (name, sex) => ({
      identity: createIdentity(createRandom(`${seed}/${name}/alias`), {
        today,
        nationalities: VISA_REQUIRED,
        sex,
      }),
    }),
    close: () => images.close(),
  };
}

export function nameOf({ givenNames, surnames }: IdentityData): string {
  return `${givenNames[0]!} ${surnames.join(' ')}`;
}
