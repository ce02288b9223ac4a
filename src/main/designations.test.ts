import t from 'tap';
import { parseDesignations } from './designations.js';

const ENTRY = {
  authorityId: 'AUT-police',
  memberState: 'AUT',
  empowers: ['identification'],
  nationalLaw: 'Act 1/2026, section 3',
  from: '2026-07-01',
};

t.test('mandates are read as they stand', async (t) => {
  t.same(parseDesignations(JSON.stringify([ENTRY, { ...ENTRY, until: '2027-06-30' }])), [
    ENTRY,
    { ...ENTRY, until: '2027-06-30' },
  ]);
  t.same(parseDesignations('[]'), []);
});

for (const [fault, entry] of [
  ['no state of the Union', { ...ENTRY, memberState: 'USA' }],
  ['an unknown power', { ...ENTRY, empowers: ['everything'] }],
  ['no power', { ...ENTRY, empowers: [] }],
  ['a day that does not exist', { ...ENTRY, from: '2026-02-30' }],
  ['no law', { ...ENTRY, nationalLaw: '' }],
  ['an end that is no day', { ...ENTRY, until: 'never' }],
  ['a word too many', { ...ENTRY, untill: '2027-06-30' }],
] as const) {
  t.test(`refused: ${fault}`, async (t) => t.equal(parseDesignations(JSON.stringify([entry])), undefined));
}

t.test('refused: no list', async (t) => t.equal(parseDesignations('{}'), undefined));
