import t from 'tap';
import { localDate } from '../local-date.js';
import type { Position } from '../positions.js';
import type { EesFacts } from '../system-record.js';
import { judgeEesBiometrics } from './judge-biometrics.js';

const entry: EesFacts = { kind: 'entry', entryDate: localDate('2026-05-10'), borderCrossingPoint: 'Vienna' };
const judge = (
  positions: readonly Position[],
  facts: EesFacts = entry,
  fileHas = { fingerprints: false, face: false },
) => judgeEesBiometrics(facts, { dateOfBirth: localDate('1990-05-06'), positions, before: [], fileHas });

const RIGHT = ['right-index', 'right-middle', 'right-ring', 'right-little'] as const;
const LEFT = ['left-index', 'left-middle', 'left-ring', 'left-little'] as const;

t.test('four fingers of one hand, the right one or else the left: (EU) 2017/2226 Art 17(1)(c)', async (t) => {
  // positions, index of the refused sample or what is missing
  const ROWS: readonly (readonly [string, readonly Position[], number | readonly string[]])[] = [
    ['right hand', ['face', ...RIGHT], []],
    ['left hand', ['face', ...LEFT], []],
    ['three fingers', ['face', ...RIGHT.slice(1)], ['fingerprints-incomplete']],
    ['one finger, no face', ['left-little'], ['fingerprints-incomplete', 'face']],
    ['no finger', ['face'], ['fingerprints']],
    ['a thumb', ['face', ...RIGHT, 'right-thumb'], 5],
    ['a thumb alone', ['left-thumb'], 0],
    ['both hands', [...LEFT, ...RIGHT], 0],
    ['one of the other hand', [...RIGHT, 'left-index'], 4],
    ['nobody knows which', ['face', 'unknown-finger'], 1],
  ];
  for (const [id, positions, expected] of ROWS) {
    const found = judge(positions);
    if (found.kind === 'refused') {
      t.equal(found.sample, expected, id);
      t.match(found.citation, /17\(1\)\(c\)/, id);
    } else {
      t.same(
        found.missing.map(({ what }) => what),
        expected,
        id,
      );
    }
  }
});

t.test('what the file has is not owed again, and a hand given again is whole', async (t) => {
  const has = { fingerprints: true, face: true };
  t.same(judge([], entry, has), { kind: 'accepted', missing: [] });
  t.match(judge(['right-index'], entry, has), { missing: [{ what: 'fingerprints-incomplete' }] });
});

t.test('a refusal on ground J keeps no finger, so none is asked for', async (t) => {
  const refusal: EesFacts = {
    kind: 'refusal',
    refusalDate: localDate('2026-05-10'),
    borderCrossingPoint: 'Vienna',
    grounds: ['J'],
  };
  t.same(judge([], refusal), { kind: 'accepted', missing: [] });
  t.match(judge(['face', ...RIGHT], refusal), { kind: 'refused', sample: 1 });
});
