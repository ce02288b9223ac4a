import t from 'tap';
import {
  isOfFinger,
  isPalmPosition,
  isUnknownPosition,
  PALM_POSITIONS,
  SAMPLE_POSITIONS,
} from '../palm-positions.js';
import { comparablePositions, POSITIONS } from '../positions.js';
import { SYSTEMS } from '../systems.js';
import { noPalmPrints, notSearched } from './palm-print-table.js';

t.test('SIS keeps palm prints, and no other system does', async (t) => {
  t.same(
    SYSTEMS.filter((system) => noPalmPrints(system) === undefined),
    ['sis'],
  );
  for (const system of SYSTEMS.filter((each) => each !== 'sis')) {
    t.match(noPalmPrints(system), { system, rule: /no palm prints$/, citation: /^\((EU|EC)\) \d+\/\d+ Art/ });
  }
});

t.test('a palm print is in no search: (EU) 2019/817 Art 13(1)(c), (d)', async (t) => {
  for (const position of PALM_POSITIONS) {
    t.match(notSearched(position), { rule: /palm prints/, citation: '(EU) 2019/817 Art 13(1)(c), (d)' });
  }
  for (const position of POSITIONS) {
    t.equal(notSearched(position), undefined, position);
    t.notOk(comparablePositions(position).some(isPalmPosition), `${position} is compared with no palm`);
  }
});

t.test('what a position is of', async (t) => {
  t.equal(new Set(SAMPLE_POSITIONS).size, POSITIONS.length + PALM_POSITIONS.length, 'each once');
  t.same(SAMPLE_POSITIONS.filter(isUnknownPosition), ['unknown-finger', 'unknown-palm']);
  t.equal(SAMPLE_POSITIONS.filter(isOfFinger).length, 11);
  t.notOk(isOfFinger('face'));
  t.notOk(isPalmPosition('right-slap'));
});
