import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { idOf, MemoryFeed, randomEmbedding, reference, similarEmbedding } from './gallery-test-fixture.js';
import { never, openLoaded, search } from './open-test-gallery.js';

const random = seededRandom(20261128);
const finger = randomEmbedding(random);
const again = (noise: number) => similarEmbedding(finger, noise, random);
const POLISH = { memberState: 'POL', category: 'entry' } as const;
const SPANISH = { memberState: 'ESP', category: 'entry' } as const;

/** Nearer to the finger the smaller the number. */
function person() {
  const of = (id: string, noise: number, origin = POLISH as typeof POLISH | typeof SPANISH) =>
    reference('ees', 'somebody', 'right-index', again(noise), { id, origin });
  return [
    of('third', 0.6),
    of('first', 0.1),
    of('second', 0.3, SPANISH),
    of('fourth', 0.9),
    reference('ees', 'somebody', 'left-index', again(0.2), { id: 'other finger', origin: POLISH }),
    reference('ees', 'somebody', 'unknown-finger', again(0.2), { id: 'unnamed', origin: POLISH }),
  ];
}

const named = (...names: readonly string[]) => names.map((each) => idOf(each));

t.test('the next best references of a finger are listed where they are asked for', async (test) => {
  const feed = new MemoryFeed();
  feed.add(...person());
  const { gallery } = await openLoaded(test, feed);
  const listed = async (options: Parameters<typeof search>[2]) => {
    const { candidates } = await gallery.search(search('right-index', [finger], options), never);
    const [position] = candidates[0]!.positions;
    const { templateId, further } = position!;
    return { templateId, further: further?.map((each) => each.templateId) };
  };
  const best = idOf('first');
  test.same(await listed({}), { templateId: best, further: undefined }, 'not asked for');
  test.same(await listed({ furtherReferencesMax: 2 }), {
    templateId: best,
    further: named('second', 'third'),
  });
  test.same(
    await listed({ furtherReferencesMax: 9 }),
    { templateId: best, further: named('second', 'third', 'fourth') },
    'of this finger alone, not of one that nobody named',
  );
  test.same(
    await listed({ furtherReferencesMax: 9, memberStates: ['POL'] }),
    { templateId: best, further: named('third', 'fourth') },
    'of what may be seen alone',
  );
  // More than the best groups of rows prove: every row is scored.
  test.same(await listed({ furtherReferencesMax: 1, candidatesMax: 5_000 }), {
    templateId: best,
    further: named('second'),
  });
});

t.test('faces have none', async (test) => {
  const feed = new MemoryFeed();
  feed.add(
    reference('ees', 'somebody', 'face', again(0.1), { id: 'one' }),
    reference('ees', 'somebody', 'face', again(0.2), { id: 'two' }),
  );
  const { gallery } = await openLoaded(test, feed);
  const { candidates } = await gallery.search(search('face', [finger], { furtherReferencesMax: 3 }), never);
  test.equal(candidates[0]!.positions.length, 1);
  test.notOk('further' in candidates[0]!.positions[0]!);
});
