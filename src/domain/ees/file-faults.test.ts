import t from 'tap';
import { eesFile, eesVisa, type RecordWords } from '../../testing/ees-file.js';
import { readStays } from '../ees-stays.js';
import { localDate } from '../local-date.js';
import { provenanceOf } from './effective-records.js';
import { type FileFault, fileFaults } from './file-faults.js';

t.test('what is wrong with a file is said, and nothing is lost', async (t) => {
  const visa = eesVisa('2026-06-20', 90, { validFrom: localDate('2026-05-01'), entries: 'single' });
  const rows: readonly (readonly [
    id: string,
    records: readonly RecordWords[],
    faults: readonly (readonly [FileFault['kind'], string])[],
  ])[] = [
    ['a sound file', ['in 2026-01-01', 'out 2026-01-10', 'in 2026-02-01'], []],
    ['two open entries', ['in 2026-01-01', 'in 2026-02-01'], [['exit-missing', '0']]],
    ['exit without entry', ['out 2026-01-01'], [['entry-missing', '0']]],
    [
      'exit before entry',
      [
        ['in 2026-02-01', { at: '2026-02-01T10:00:00Z' }],
        ['out 2026-01-01', { at: '2026-02-05T10:00:00Z' }],
      ],
      [['exit-before-entry', '0+1']],
    ],
    [
      'overlapping stays',
      ['in 2026-01-01', 'in 2026-01-05', 'out 2026-01-07', 'out 2026-01-10'],
      [
        ['exit-missing', '0'],
        ['entry-missing', '3'],
      ],
    ],
    [
      'a visa that ends before it begins',
      [['in 2026-05-10', { visa: { ...visa, validUntil: localDate('2026-04-01') } }]],
      [['visa-ends-before-it-begins', '0']],
    ],
    ['entry before the visa begins', [['in 2026-04-30', { visa }]], [['visa-not-valid-at-entry', '0']]],
    ['entry on its first day', [['in 2026-05-01', { visa }]], []],
    ['entry on its last day', [['in 2026-06-20', { visa }]], []],
    ['entry after its last day', [['in 2026-06-21', { visa }]], [['visa-not-valid-at-entry', '0']]],
    [
      'a second entry on a visa for one',
      [['in 2026-05-01', { visa }], 'out 2026-05-02', ['in 2026-05-03', { visa }]],
      [['visa-entries-exceeded', '2']],
    ],
    ['a decision without a stay', ['extend 2026-01-05 2026-02-01'], [['decision-without-stay', '0']]],
    [
      'a decision before the first entry',
      ['extend 2026-01-05 2026-02-01', 'in 2026-01-06'],
      [['decision-without-stay', '0']],
    ],
    [
      'proof where an exit is recorded',
      ['in 2026-01-01', 'out 2026-01-10', ['proof 2026-02-01 exit 2026-01-08', { concerns: 0 }]],
      [['rebuttal-without-effect', '2']],
    ],
    [
      'proof of an exit before the entry',
      ['in 2026-01-02', ['proof 2026-02-01 exit 2026-01-01', { concerns: 0 }]],
      [['rebuttal-without-effect', '1']],
    ],
    ['proof of an exit', ['in 2026-01-01', ['proof 2026-02-01 exit 2026-01-08', { concerns: 0 }]], []],
    ['proof of a right to stay', ['in 2026-01-01', ['proof 2026-05-01 right-to-stay', { concerns: 0 }]], []],
    [
      'a record amended after its erasure',
      ['in 2026-01-01', ['correct 2026-02-01 2026-01-02', { concerns: 9 }]],
      [['amendment-of-missing-record', '1']],
    ],
    [
      'a corrected pair',
      [
        ['in 2026-02-01', { at: '2026-02-01T10:00:00Z' }],
        ['out 2026-01-01', { at: '2026-02-05T10:00:00Z' }],
        ['correct 2026-02-06 2026-02-05', { concerns: 1 }],
      ],
      [],
    ],
    [
      'an entry erased as recorded by mistake',
      ['in 2026-01-01', ['erase 2026-01-01', { concerns: 0 }], 'in 2026-01-03'],
      [],
    ],
  ];
  for (const [id, words, expected] of rows) {
    const faults = fileFaults(eesFile(...words));
    t.same(
      faults.map(({ kind, encounterIds }) => [kind, encounterIds.join('+')]),
      expected,
      id,
    );
    t.ok(faults.every(({ citation }) => /2017\/2226 Art/.test(citation)));
    t.notMatch(JSON.stringify(faults), /Rivera|Ana|AUT012345678/, 'a fault holds no data of the person');
  }
});

t.test('an amendment has an author and leaves what it corrects', async (t) => {
  const records = eesFile(
    'in 2026-01-01',
    'out 2026-01-10',
    ['correct 2026-01-20 2026-01-11', { concerns: 1, state: 'ESP' }],
    ['correct 2026-01-25 2026-01-12', { concerns: 1 }],
  );
  t.match(provenanceOf(records, records[1]!.encounterId), [
    { encounterId: '2', change: 'rectification', amendedOn: '2026-01-20', memberState: 'ESP' },
    { encounterId: '3', amendedOn: '2026-01-25', memberState: 'AUT' },
  ]);
  t.same(provenanceOf(records, records[0]!.encounterId), []);
  const exitAsOf = (day: string) => {
    const stay = readStays(records, localDate(day))[0];
    return stay?.kind === 'closed' ? stay.exit.facts.exitDate : undefined;
  };
  t.equal(exitAsOf('2026-01-19'), '2026-01-10');
  t.equal(exitAsOf('2026-01-20'), '2026-01-11');
  t.equal(exitAsOf('2026-12-31'), '2026-01-12', 'the latest counts');
  t.match(records[1]!.facts, { exitDate: '2026-01-10' });
});
