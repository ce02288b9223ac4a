import t from 'tap';
import { randomMinutiae } from '../testing/random-minutiae.js';
import { seededRandom } from '../testing/seeded-random.js';
import { decodeMinutiae, encodeMinutiae } from './minutiae-bytes.js';
import { MAXIMUM_MINUTIAE, type MinutiaeTemplate, NO_RIDGES } from './minutiae-template.js';
import { mirrorMinutiae, mirrorMinutiaeBytes } from './mirror-minutiae.js';

/** Anything the extractor may find, as far apart and as near the edges as it may be. */
function anyTemplate(seed: number): MinutiaeTemplate {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const [columns, rows] = seed % 3 === 0 ? [0, 0] : [1 + upTo(149), 1 + upTo(149)];
  const count = upTo(MAXIMUM_MINUTIAE);
  const [farX, farY] = columns === 0 ? [11_999, 11_999] : [80 * columns - 10, 80 * rows - 10];
  const orientation = Uint8Array.from({ length: columns * rows }, () => upTo(255));
  const wave = orientation.map((each) => (each === NO_RIDGES ? 0 : upTo(255)));
  const many = (most: number) => Array.from({ length: count }, () => upTo(most));
  return {
    x: Int16Array.from(many(farX)),
    y: Int16Array.from(many(farY)),
    direction: Uint8Array.from(many(255)),
    type: Uint8Array.from(many(2)),
    quality: Uint8Array.from(many(100)),
    ridges: { columns, rows, orientation, wave },
    ...(seed % 2 === 0 ? { origin: { x: upTo(900), y: 1 + upTo(900) } } : {}),
  };
}

t.test('the mirror image of the mirror image is the template, and either is one', async (t) => {
  for (let seed = 1; seed <= 300; seed++) {
    const template = anyTemplate(seed);
    const mirrored = mirrorMinutiae(template);
    const bytes = encodeMinutiae(template);
    if (seed <= 20) t.same(mirrorMinutiae(mirrored), template, `seed ${seed}`);
    const back = Buffer.from(mirrorMinutiaeBytes(mirrorMinutiaeBytes(bytes)));
    if (!back.equals(bytes)) t.fail(`seed ${seed} in bytes`);
    if (decodeMinutiae(encodeMinutiae(mirrored)).kind !== 'template') t.fail(`seed ${seed} is none`);
  }
});

t.test('left becomes right, and what points down the slope points up', async (t) => {
  const template: MinutiaeTemplate = {
    x: Int16Array.of(0, 150, 75),
    y: Int16Array.of(0, 30, 70),
    direction: Uint8Array.of(0, 32, 192),
    type: Uint8Array.of(1, 2, 0),
    quality: Uint8Array.of(10, 20, 30),
    ridges: {
      columns: 3,
      rows: 1,
      orientation: Uint8Array.of(0, 51, 0),
      wave: Uint8Array.of(0x31, 0x52, 0x04),
    },
  };
  const { x, y, direction, type, quality, ridges } = mirrorMinutiae(template);
  t.same([...x], [230, 80, 155], 'twenty-four pixels: the first becomes the last');
  t.same([...y], [...template.y]);
  t.same(
    [...direction],
    [128, 96, 192],
    'right becomes left, up to the right up to the left, and down stays',
  );
  t.same([type, quality], [template.type, template.quality]);
  t.same([...ridges.orientation], [0, 204, 0], '36 degrees become 144, and what lies flat stays so');
  t.same([...ridges.wave], [0x04, 0xb2, 0x31], 'counted from the other side, where ridges do not lie flat');
});

t.test('where no skin touches, none does in the mirror image', async (t) => {
  const { ridges } = randomMinutiae(1);
  const orientation = ridges.orientation.slice().fill(NO_RIDGES, 0, 7);
  const mirrored = mirrorMinutiae({ ...randomMinutiae(1), ridges: { ...ridges, orientation } });
  const bare = [...mirrored.ridges.orientation].flatMap((each, cell) => (each === NO_RIDGES ? [cell] : []));
  t.same(bare, [33, 34, 35, 36, 37, 38, 39]);
});

t.test('beyond the middle of the last pixel a minutia stays within the field', async (t) => {
  const template = { ...randomMinutiae(1), x: randomMinutiae(1).x.map(() => 80 * 40 - 1) };
  t.ok(mirrorMinutiae(template).x.every((place) => place === 0));
});

t.test('what is no template has no mirror image', async (t) => {
  t.equal(mirrorMinutiaeBytes(Uint8Array.of(1, 2, 3)).length, 0);
});
