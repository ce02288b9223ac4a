/**
 * Synthetic fingers through the whole extraction and both stages of the comparison: turned, shifted, in part, at other
 * resolutions. Each is compared with an ordinary impression of itself and with those of all others.
 */
import sharp, { type Sharp } from 'sharp';
import t from 'tap';
import type { TemplateId } from '../domain/ids.js';
import { createTwoStageComparator } from '../engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../engine/second-stage/minutiae-pool.js';
import type { ProbeTemplate } from '../matching/template.js';
import { openFingerprintExtractor } from '../testing/fingerprint-extractor.js';
import { type Impression, renderImpression } from '../testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../testing/synthetic/synthetic-finger.js';
import type { Sample } from '../workflows/ports/samples.js';

const FINGERS = 4;
/** 96 comparisons of strangers are made: at this rate one match among them would be a fault and no bad luck. */
const FALSE_MATCH_RATE = 1e-4;
const WHITE = { r: 255, g: 255, b: 255 };

type Condition = {
  readonly name: string;
  readonly image: (picture: Sharp, size: Impression) => Sharp;
  readonly ppi: number;
  /** Mates that must be found, of `FINGERS`; of mirror images none may be, and all must be told. */
  readonly matches: number;
  readonly isMirrored?: boolean;
};

const CONDITIONS: readonly Condition[] = [
  { name: 'as it is', image: (picture) => picture, ppi: 500, matches: 4 },
  {
    name: 'turned by 45 degrees',
    image: (picture) => picture.rotate(45, { background: WHITE }),
    ppi: 500,
    matches: 3,
  },
  {
    name: 'turned by -45 degrees',
    image: (picture) => picture.rotate(-45, { background: WHITE }),
    ppi: 500,
    matches: 3,
  },
  {
    name: 'shifted by 6 mm to the lower right',
    image: (picture) => picture.extend({ left: 118, top: 118, background: WHITE }),
    ppi: 500,
    matches: 4,
  },
  {
    name: 'the left half alone',
    image: (picture, { widthPx, heightPx }) =>
      picture.extract({ left: 0, top: 0, width: Math.round(widthPx / 2), height: heightPx }),
    ppi: 500,
    matches: 3,
  },
  {
    name: 'the upper half alone, in an image of the whole size',
    image: (picture, { widthPx, heightPx }) =>
      picture
        .extract({ left: 0, top: 0, width: widthPx, height: Math.round(heightPx / 2) })
        .extend({ bottom: Math.round(heightPx / 2), background: WHITE }),
    ppi: 500,
    matches: 3,
  },
  {
    name: 'mirrored',
    image: (picture) => picture.flop(),
    ppi: 500,
    matches: 0,
    isMirrored: true,
  },
  { name: 'at 569 ppi', image: scaledTo(569), ppi: 569, matches: 4 },
  { name: 'at 1000 ppi', image: scaledTo(1000), ppi: 1000, matches: 4 },
];

function scaledTo(ppi: number): Condition['image'] {
  return (picture, { widthPx, heightPx }) =>
    picture.resize(Math.round((widthPx * ppi) / 500), Math.round((heightPx * ppi) / 500), {
      kernel: 'cubic',
    });
}

const pool = openMinutiaePool({ threads: 1 });
t.teardown(() => pool.close());
const compare = createTwoStageComparator(pool);
const signal = new AbortController().signal;

t.test('a finger is found whatever was done to its image, and is no other finger', async (t) => {
  const extractor = await openFingerprintExtractor(2);
  t.teardown(() => extractor.close());
  const extract = async (samples: readonly Sample[], use: 'reference' | 'probe') =>
    (await extractor.extract(samples, { use, signal })).map((outcome): ProbeTemplate => {
      if (outcome.kind !== 'template') throw new Error(outcome.kind);
      return outcome.template;
    });

  const fingers = Array.from({ length: FINGERS }, (_, index) => createSyntheticFinger(`robust-${index}`));
  const enrolled = await Promise.all(
    fingers.map((finger, index) =>
      sample(renderImpression(finger, `robust-${index}/enrolled`, { difficulty: 0.5 }), CONDITIONS[0]!),
    ),
  );
  const references = (await extract(enrolled, 'reference')).map(({ views, ...template }, index) => ({
    ...template,
    embedding: views[0]!,
    templateId: `finger ${index}` as TemplateId,
  }));
  const captured = fingers.map((finger, index) =>
    renderImpression(finger, `robust-${index}/captured`, { difficulty: 0.5 }),
  );

  for (const condition of CONDITIONS) {
    const probes = await extract(
      await Promise.all(captured.map((impression) => sample(impression, condition))),
      'probe',
    );
    let matches = 0;
    let mirrored = 0;
    const pairs: number[] = [];
    for (const [index, probe] of probes.entries()) {
      for (const [other, reference] of references.entries()) {
        const { decision, positions, mirrorCheck } = await compare([probe], [reference], {
          falseMatchRate: FALSE_MATCH_RATE,
          signal,
        });
        if (index !== other) {
          const name = `${condition.name}: finger ${index} is not ${other}`;
          t.not(decision, 'match', name);
          t.not(mirrorCheck?.outcome, 'mirrored-image', `${name} mirrored`);
        } else {
          if (decision === 'match') matches++;
          if (mirrorCheck?.outcome === 'mirrored-image') mirrored++;
          const minutiae = positions[0]!.minutiae;
          if (minutiae?.kind === 'compared') pairs.push(minutiae.pairCount);
        }
      }
    }
    t.ok(matches >= condition.matches, `${condition.name}: ${matches} of ${FINGERS} match`);
    t.equal(mirrored, condition.isMirrored ? FINGERS : 0, `${condition.name}: told to be mirrored`);
    if (condition.isMirrored) t.equal(matches, 0, 'a mirror image makes no match');
    t.comment(
      `${condition.name}: ${matches} of ${FINGERS} match; corresponding minutiae ${pairs.join(', ')}`,
    );
  }
});

async function sample(impression: Impression, { image, ppi }: Condition): Promise<Sample> {
  const { pixels, widthPx, heightPx } = impression;
  const picture = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } });
  const bytes = await image(picture, impression).toColourspace('b-w').png().toBuffer();
  return { position: 'right-index', image: bytes, ppi };
}
