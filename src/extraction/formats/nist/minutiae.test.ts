import t from 'tap';
import { taggedRecord } from './build-record.js';
import { minutiaeOf } from './minutiae.js';

t.test('each set of fields is read in its own units', async (t) => {
  const record = taggedRecord(9, 1, {
    6: '08',
    12: [
      ['001', '21952030101', '00', 'D', '033,04'],
      ['002', '00010002359', '63', 'A'],
      ['003', '00010002000', '', 'C'],
    ],
    14: '08',
    23: [['001', '21951869281', '05', 'B', '03304']],
    130: 2,
    131: 197,
    132: 197,
    134: [['08'], ['03']],
    137: [
      ['001', '491', '260', '137', '1', '100'],
      ['002', '1', '2', '0', '2', '0'],
      ['003', '1', '2', '179', '0', '7'],
      ['004', '1', '2', '1', '9', ''],
    ],
    302: [['3', 'A'], ['7']],
    331: [
      ['1000', '2000', '359', 'E'],
      ['1', '2', '3', 'B', '4'],
      ['1', '2', '3', 'U'],
    ],
  });
  const mm = { unit: '0.01 mm', ppi: undefined, unreadableCount: 0 };
  t.same(minutiaeOf(record), [
    {
      ...mm,
      fieldSet: 'standard',
      origin: 'bottom-left',
      positions: [8],
      minutiae: [
        { x: 2195, y: 2030, angleDeg: 101, type: 'unknown', quality: 0 },
        { x: 1, y: 2, angleDeg: 359, type: 'ending', quality: 63 },
        { x: 1, y: 2, angleDeg: 0, type: 'compound', quality: undefined },
      ],
    },
    {
      ...mm,
      fieldSet: 'iafis',
      origin: 'top-left',
      positions: [8],
      minutiae: [{ x: 2195, y: 1869, angleDeg: 281, type: 'bifurcation', quality: 5 }],
    },
    {
      fieldSet: 'incits-378',
      unit: 'px',
      origin: 'top-left',
      ppi: { horizontal: 500.38, vertical: 500.38 },
      positions: [8, 3],
      unreadableCount: 0,
      minutiae: [
        { x: 491, y: 260, angleDeg: 274, type: 'ending', quality: 100 },
        { x: 1, y: 2, angleDeg: 0, type: 'bifurcation', quality: 0 },
        { x: 1, y: 2, angleDeg: 358, type: 'other', quality: 7 },
        { x: 1, y: 2, angleDeg: 2, type: 'unknown', quality: undefined },
      ],
    },
    {
      ...mm,
      fieldSet: 'extended',
      origin: 'top-left',
      positions: [3, 7],
      minutiae: [
        { x: 1000, y: 2000, angleDeg: 359, type: 'ending', quality: undefined },
        { x: 1, y: 2, angleDeg: 3, type: 'bifurcation', quality: undefined },
        { x: 1, y: 2, angleDeg: 3, type: 'unknown', quality: undefined },
      ],
    },
  ]);
});

t.test('what is no minutia is counted and not guessed', async (t) => {
  const count = (number: number, rows: string[][]) => {
    const [set] = minutiaeOf(taggedRecord(9, 1, { [number]: rows }));
    return [set?.minutiae.length, set?.unreadableCount];
  };
  t.same(
    count(12, [
      ['1', '21952030101'],
      ['2', '2195203010'],
      ['3', '219520301011'],
      ['4', '2195203010x'],
      ['5'],
    ]),
    [1, 4],
  );
  t.same(
    count(137, [
      ['1', '1', '2', '3'],
      ['2', '1', '', '3'],
      ['3', '-1', '2', '3'],
      ['4', '1', '2', ''],
    ]),
    [1, 3],
  );
  t.same(
    count(331, [
      ['1', '2', '3'],
      ['1', '2'],
      ['1', '2', '-3'],
    ]),
    [1, 2],
  );
});

t.test('a record without minutiae, and one of another type, have none', async (t) => {
  t.same(minutiaeOf(taggedRecord(9, 1, { 3: 0, 12: '' })), []);
  t.same(minutiaeOf(taggedRecord(14, 1, { 12: 8 })), []);
});
