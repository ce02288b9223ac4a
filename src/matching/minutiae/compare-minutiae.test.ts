import t from 'tap';
import {
  MAXIMUM_MINUTIAE,
  type MinutiaeTemplate,
  NO_RIDGES,
  WITHOUT_RIDGES,
} from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { compareAlone, compareMinutiae } from './compare-minutiae.js';
import { DESCRIPTOR_POINTS, type DescribedMinutiae, describeMinutiae } from './describe-minutiae.js';
import { minutiaSimilarities } from './minutia-similarities.js';

const SEED = 20261126;
const COLUMNS = 48;
const ROWS = 56;
const CENTRE = { x: 192, y: 224 };

/** A finger in its own frame: a smooth orientation everywhere and minutiae along it. */
type Finger = {
  readonly orientation: (x: number, y: number) => number;
  readonly minutiae: readonly Place[];
};
type Place = { readonly x: number; readonly y: number; readonly angle: number };
type Impression = {
  readonly turn: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** Pixels by which skin gives way. */
  readonly give: number;
  /** Share of the minutiae that are missing, and of false ones that are added. */
  readonly lost: number;
  readonly false: number;
  /** Half height of the skin that touches, in px. */
  readonly half: number;
};
const WHOLE: Impression = { turn: 0, shiftX: 0, shiftY: 0, give: 0, lost: 0, false: 0, half: 200 };

/** With the ridges around minutiae, by minutiae alone, and with a reference that has no ridge field. */
const COMPARISONS = {
  ridges: compareMinutiae,
  'minutiae-alone': compareAlone,
  'minutiae-alone, one side without ridges': (probe: DescribedMinutiae, reference: DescribedMinutiae) =>
    compareMinutiae(probe, describeMinutiae(withoutRidges(reference.template))),
} as const;

for (const [basis, compare] of Object.entries(COMPARISONS)) {
  t.test(`mates score above every stranger, whatever happened to them: ${basis}`, async (test) => {
    const random = seededRandom(SEED);
    const fingers = Array.from({ length: 20 }, () => randomFinger(random));
    const references = fingers.map((finger) => describeMinutiae(impress(finger, WHOLE, random)));
    const strangers = references.flatMap((a, i) => references.slice(i + 1).map((b) => compare(a, b).score));
    const highest = Math.max(...strangers);
    const conditions: Readonly<Record<string, Partial<Impression>>> = {
      'turned by 45 degrees': { turn: Math.PI / 4 },
      'turned by half a turn': { turn: Math.PI },
      shifted: { shiftX: 30, shiftY: -25 },
      distorted: { give: 6 },
      'a third lost, a third false': { lost: 0.33, false: 0.33 },
      'half the area': { half: 90 },
      'all at once': { turn: -0.6, shiftX: 12, shiftY: 9, give: 4, lost: 0.2, false: 0.2, half: 130 },
    };
    for (const [name, condition] of Object.entries(conditions)) {
      const compared = fingers.map((finger, i) =>
        compare(describeMinutiae(impress(finger, { ...WHOLE, ...condition }, random)), references[i]!),
      );
      const lowest = Math.min(...compared.map(({ score }) => score));
      test.ok(lowest > highest, `${name}: ${lowest} above ${highest}`);
      test.ok(compared.every((each) => each.basis === basis.split(',')[0]));
    }
  });
}

t.test('the pairs are the right ones, each minutia in one pair at most', async (test) => {
  const random = seededRandom(SEED + 1);
  const finger = randomFinger(random);
  const reference = impress(finger, WHOLE, random);
  const { pairs } = compareMinutiae(
    describeMinutiae(impress(finger, { ...WHOLE, turn: 0.7 }, random)),
    describeMinutiae(reference),
  );
  test.ok(pairs.length >= 0.8 * reference.x.length, `${pairs.length} of ${reference.x.length}`);
  // Without losses an impression keeps the order of the finger, so that mates have equal indices.
  test.ok(pairs.filter(({ probe, reference: mate }) => probe === mate).length >= 0.95 * pairs.length);
  test.equal(new Set(pairs.map(({ probe }) => probe)).size, pairs.length);
  test.equal(new Set(pairs.map(({ reference: mate }) => mate)).size, pairs.length);
});

t.test('similarities equal the naive ones', async (test) => {
  const random = seededRandom(SEED + 2);
  for (let draw = 0; draw < 5; draw++) {
    const a = describeMinutiae(impress(randomFinger(random), { ...WHOLE, half: 120 }, random));
    const b = describeMinutiae(impress(randomFinger(random), { ...WHOLE, half: 100 }, random));
    const fast = minutiaSimilarities(a, b);
    test.ok(fast.some((similarity) => similarity !== 0));
    for (let row = 0; row < a.count; row++) {
      for (let column = 0; column < b.count; column++) {
        if (Math.abs(fast[row * b.count + column]! - naiveSimilarity(a, row, b, column)) > 1e-12)
          test.fail(`${row}, ${column}`);
      }
    }
  }
});

t.test('the same templates give the same answer; nothing gives nothing', async (test) => {
  const random = seededRandom(SEED + 3);
  const a = describeMinutiae(impress(randomFinger(random), WHOLE, random));
  const none = describeMinutiae(select(a.template, []));
  test.same(compareMinutiae(a, a), compareMinutiae(a, describeMinutiae(a.template)));
  test.same(compareMinutiae(none, a), { basis: 'ridges', score: 0, pairs: [] });
  test.same(compareAlone(a, none), { basis: 'minutiae-alone', score: 0, pairs: [] });
  const one = describeMinutiae(select(a.template, [0]));
  test.ok(compareMinutiae(one, one).score < 0.2, 'one minutia is no evidence');
  const crowd = describeMinutiae(select(a.template, Array<number>(MAXIMUM_MINUTIAE).fill(0)));
  test.ok(compareMinutiae(crowd, a).score < 0.2, 'nor is the same one seventy times');
});

function randomFinger(random: () => number): Finger {
  const waves = Array.from({ length: 4 }, () => ({
    x: (random() - 0.5) * 0.03,
    y: (random() - 0.5) * 0.03,
    phase: random() * 2 * Math.PI,
  }));
  const orientation = (x: number, y: number) =>
    waves.reduce((sum, wave) => sum + 0.6 * Math.sin(wave.x * x + wave.y * y + wave.phase), 0);
  const minutiae: Place[] = [];
  while (minutiae.length < 40) {
    const x = CENTRE.x + (random() - 0.5) * 260;
    const y = CENTRE.y + (random() - 0.5) * 320;
    if (minutiae.some((other) => Math.hypot(other.x - x, other.y - y) < 16)) continue;
    minutiae.push({ x, y, angle: orientation(x, y) + (random() < 0.5 ? 0 : Math.PI) });
  }
  return { orientation, minutiae };
}

function impress(finger: Finger, how: Impression, random: () => number): MinutiaeTemplate {
  const cosine = Math.cos(how.turn);
  const sine = Math.sin(how.turn);
  const phase = random() * 2 * Math.PI;
  const give = (along: number) => how.give * Math.sin(along / 60 + phase);
  const moved = (place: Place): Place => {
    const dx = place.x + give(place.y) - CENTRE.x;
    const dy = place.y + give(place.x) - CENTRE.y;
    return {
      x: CENTRE.x + how.shiftX + cosine * dx + sine * dy,
      y: CENTRE.y + how.shiftY - sine * dx + cosine * dy,
      angle: place.angle + how.turn,
    };
  };
  const onSkin = ({ x, y }: { readonly x: number; readonly y: number }) =>
    x >= 0 && y >= 0 && x < 8 * COLUMNS && Math.abs(y - CENTRE.y) < how.half;
  const kept = finger.minutiae.filter(() => random() >= how.lost).map(moved);
  const added = Array.from({ length: Math.round(how.false * finger.minutiae.length) }, () => ({
    x: random() * 8 * COLUMNS,
    y: random() * 8 * ROWS,
    angle: random() * 2 * Math.PI,
  }));
  const places = [...kept, ...added].filter(onSkin);
  const orientation = new Uint8Array(COLUMNS * ROWS).fill(NO_RIDGES);
  for (let cell = 0; cell < orientation.length; cell++) {
    const x = 8 * (cell % COLUMNS) + 3.5;
    const y = 8 * Math.floor(cell / COLUMNS) + 3.5;
    if (!onSkin({ x, y })) continue;
    const dx = x - CENTRE.x - how.shiftX;
    const dy = y - CENTRE.y - how.shiftY;
    const ridge = finger.orientation(CENTRE.x + cosine * dx - sine * dy, CENTRE.y + sine * dx + cosine * dy);
    orientation[cell] = wrap(Math.round(((ridge + how.turn) * 255) / Math.PI), 255);
  }
  return {
    x: Int16Array.from(places, ({ x }) => Math.round(10 * x)),
    y: Int16Array.from(places, ({ y }) => Math.round(10 * y)),
    direction: Uint8Array.from(places, ({ angle }) => wrap(Math.round((angle * 256) / (2 * Math.PI)), 256)),
    type: Uint8Array.from(places, () => 1 + Math.floor(2 * random())),
    quality: Uint8Array.from(places, () => Math.floor(101 * random())),
    // Any waves: what is told here has to be told by minutiae and orientations; waves are compared in `compare-ridges.test.ts`.
    ridges: {
      columns: COLUMNS,
      rows: ROWS,
      orientation,
      wave: orientation.map((each) => (each === NO_RIDGES ? 0 : Math.floor(256 * random()))),
    },
  };
}

function wrap(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

/** As another system's record has it. */
function withoutRidges(template: MinutiaeTemplate): MinutiaeTemplate {
  return { ...template, ridges: WITHOUT_RIDGES };
}

function select(template: MinutiaeTemplate, indices: readonly number[]): MinutiaeTemplate {
  return {
    x: Int16Array.from(indices, (index) => template.x[index]!),
    y: Int16Array.from(indices, (index) => template.y[index]!),
    direction: Uint8Array.from(indices, (index) => template.direction[index]!),
    type: Uint8Array.from(indices, (index) => template.type[index]!),
    quality: Uint8Array.from(indices, (index) => template.quality[index]!),
    ridges: template.ridges,
  };
}

function naiveSimilarity(a: DescribedMinutiae, row: number, b: DescribedMinutiae, column: number): number {
  let common = 0;
  let sum = 0;
  for (let point = 0; point < DESCRIPTOR_POINTS; point++) {
    const p = row * 2 * DESCRIPTOR_POINTS + point;
    const r = column * 2 * DESCRIPTOR_POINTS + point;
    const [pc, ps] = [a.surroundings[p]!, a.surroundings[p + DESCRIPTOR_POINTS]!];
    const [rc, rs] = [b.surroundings[r]!, b.surroundings[r + DESCRIPTOR_POINTS]!];
    // A vector of unit length, times 127 and rounded, is never zero: zero says that no skin was there.
    if ((pc === 0 && ps === 0) || (rc === 0 && rs === 0)) continue;
    common++;
    sum += pc * rc + ps * rs;
  }
  return common < 16 ? 0 : sum / (127 * 127 * common);
}
