import t from 'tap';
import { EURODAC_CATEGORY_ROWS } from '../law/eurodac-category-table.js';
import { localDate } from '../local-date.js';
import { isComparedWith } from './compare-with.js';
import { originsNotCompared } from './origins-not-compared.js';
import { originsNotSearched } from './plain-search.js';

const ON = localDate('2029-06-13');
const STORED = EURODAC_CATEGORY_ROWS.flatMap(({ storedAs }) => storedAs ?? []);

t.test('leaves out what no mark brings back, and nothing else: (EU) 2024/1358 Art 27', async (t) => {
  let leftOut = 0;
  for (const { collection } of EURODAC_CATEGORY_ROWS) {
    for (const wantsOwn of [false, true]) {
      const incoming = { collection, memberState: 'AUT', wantsOwn };
      const origins = originsNotCompared(incoming);
      for (const category of STORED) {
        for (const memberState of ['AUT', 'GRC']) {
          const isLeftOut = origins.some(
            (each) => each.categories.includes(category) && (each.memberState ?? memberState) === memberState,
          );
          const isEverCompared = [false, true].some(
            (isMarked) =>
              isComparedWith({ ...incoming, on: ON }, { category, memberState, isMarked }).isCompared,
          );
          t.equal(isLeftOut, !isEverCompared, `${collection} ${category} ${memberState} ${wantsOwn}`);
          if (isLeftOut) leftOut++;
        }
      }
    }
  }
  t.ok(leftOut > 0);
});

t.test('a plain search leaves out own data unless they are asked for', async (t) => {
  const ROWS = [
    ['asylum-authority', false, 'AUT'],
    ['immigration-authority', false, 'AUT'],
    ['asylum-authority', true, undefined],
    ['police-authority', false, undefined],
  ] as const;
  for (const [authorityClass, wantsOwn, expected] of ROWS) {
    const left = originsNotSearched({ requester: { authorityClass, memberState: 'AUT' }, wantsOwn });
    t.equal(left[0]?.memberState, expected, `${authorityClass} ${wantsOwn}`);
  }
});
