import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { idOf } from './gallery-test-fixture.js';
import { hashOfWords, IdTable } from './id-table.js';
import { readUuid, UUID_WORDS, uuidWords } from './uuid-words.js';

const SEED = 20261125;

for (const [name, keyOf] of [
  ['random identifiers', (index: number) => [index * 0x9e3779b1, index * 7, index << 20, index * index]],
  ['identifiers that differ in one word', (index: number) => [1, 2, 3, index]],
  ['identifiers of few values', (index: number) => [index & 1, index & 2, index >> 2, 0]],
] as const) {
  t.test(`agrees with a Map, ${name} (seed ${SEED})`, async (test) => {
    const random = seededRandom(SEED);
    const keys = Array.from({ length: 6_000 }, (_, index) =>
      Uint32Array.from(keyOf(index), (word) => word >>> 0),
    );
    const held: Uint32Array[] = [];
    const table = new IdTable({
      hashOf: (value) => hashOfWords(held[value]!),
      hasKey: (value, key) => held[value]!.join() === key.join(),
    });
    const twin = new Map<string, number>();
    for (let step = 0; step < 40_000; step++) {
      const key = keys[Math.floor(random() * keys.length)]!;
      const text = key.join();
      const known = table.get(key);
      if (random() < 0.6) {
        held.push(key);
        if (known === undefined) table.add(held.length - 1);
        else table.replace(known, held.length - 1);
        twin.set(text, held.length - 1);
      } else {
        if (known !== undefined) table.delete(known);
        twin.delete(text);
      }
    }
    test.equal(table.size, twin.size);
    test.ok(keys.every((key) => table.get(key) === twin.get(key.join())));
  });
}

t.test('identifiers come back from their words, and sort alike', async (test) => {
  const texts = Array.from({ length: 200 }, (_, index) => idOf(`name ${index}`));
  const words = uuidWords(texts);
  test.same(
    texts.map((_, index) => readUuid(words, index * UUID_WORDS)),
    texts,
  );
  const byWords = (a: number, b: number) => {
    for (let word = 0; word < UUID_WORDS; word++) {
      const difference = words[a * UUID_WORDS + word]! - words[b * UUID_WORDS + word]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  test.same(
    [...texts.keys()].sort(byWords).map((index) => texts[index]),
    [...texts].sort(),
  );
  test.throws(() => uuidWords(['no identifier']), /UUIDs/);
});
