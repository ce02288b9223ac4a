import t from 'tap';
import type { AuthorityClass } from '../authorities.js';
import { EURODAC_CATEGORY_ROWS, type EurodacCollection } from '../law/eurodac-category-table.js';
import { localDate } from '../local-date.js';
import { collectorRefusal, mayCollect, storedData } from './collection.js';

const ON = localDate('2029-06-12');

t.test('who collects', async (t) => {
  const classes: readonly AuthorityClass[] = [
    'asylum-authority',
    'border-authority',
    'immigration-authority',
    'law-enforcement-authority',
    'screening-authority',
    'frontex-team',
  ];
  /** In the order of the classes. */
  const matrix: Readonly<Record<EurodacCollection, string>> = {
    'international-protection': 'xxx.xx',
    'admission-registration': 'x.....',
    admission: 'x.....',
    'national-resettlement': 'x.....',
    'irregular-crossing': '.xx.xx',
    'illegal-stay': '.xx.x.',
    'search-and-rescue': '.xx.xx',
    'temporary-protection': 'x.x..x',
  };
  for (const { collection, citation } of EURODAC_CATEGORY_ROWS) {
    const found = classes.map((each) => (mayCollect(each, collection, ON).mayCollect ? 'x' : '.')).join('');
    t.equal(found, matrix[collection], `${citation}: ${collection}`);
    const refused = classes.map((each) => (collectorRefusal(each, collection) === undefined ? 'x' : '.'));
    t.equal(refused.join(''), matrix[collection], `${citation}: ${collection}, whatever the day`);
  }
  const early = mayCollect('asylum-authority', 'temporary-protection', localDate('2029-06-11'));
  t.match(early, { mayCollect: false, citation: /63\(2\)/ }, 'Art 63(2): the day before');
  t.ok(mayCollect('asylum-authority', 'temporary-protection', ON).mayCollect, 'Art 63(2): the first day');
  t.notOk(mayCollect('asylum-authority', 'admission', localDate('2026-06-11')).mayCollect, 'Art 63(2)');
  t.ok(mayCollect('asylum-authority', 'admission', localDate('2026-06-12')).mayCollect, 'Art 63(2)');
});

t.test('what is stored', async (t) => {
  for (const { storedAs, maySecurityFlag, citation } of EURODAC_CATEGORY_ROWS) {
    if (!storedAs) continue;
    const rules = storedData(storedAs, ON).map(({ rule }) => rule);
    const has = (text: string) => rules.some((rule) => rule.includes(text));
    t.ok(
      has('fingerprint data') && has('facial image') && has('reference number'),
      `${citation}: ${storedAs}`,
    );
    t.equal(has('security flag'), maySecurityFlag, `${citation}: security flag of ${storedAs}`);
    t.equal(has('rejected'), storedAs === 'international-protection', `Art 17(2)(j): ${storedAs}`);
    t.equal(has('discontinued'), storedAs === 'admission', `Art 19(1): ${storedAs}`);
    t.equal(has('Council'), storedAs === 'temporary-protection', `Art 26(2): ${storedAs}`);
  }
  t.same(storedData('temporary-protection', localDate('2029-06-11')), [], 'Art 63(2): the day before');
});
