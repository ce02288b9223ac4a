import t from 'tap';
import { eesFile } from '../../testing/ees-file.js';
import type { AnyFacts, SystemRecord } from '../system-record.js';
import { isLimitedToSecurity, securityRecords } from './limited-data.js';

const FACTS: readonly (readonly [string, object, boolean])[] = [
  ['EES refusal on ground B', { kind: 'refusal', grounds: ['B'] }, true],
  ['EES refusal on grounds A and J', { kind: 'refusal', grounds: ['A', 'J'] }, true],
  ['EES refusal on ground A', { kind: 'refusal', grounds: ['A'] }, false],
  ['EES refusal on ground F', { kind: 'refusal', grounds: ['F'] }, false],
  ['EES entry', { kind: 'entry' }, false],
  ['EES exit', { kind: 'exit' }, false],
  [
    'VIS refusal on a ground of security',
    { kind: 'visa-decision', decision: 'refused', grounds: ['12(2)(a)(vi)'] },
    true,
  ],
  [
    'VIS revocation on a ground of security',
    { kind: 'visa-decision', decision: 'revoked', grounds: ['12(2)(a)(i)'] },
    true,
  ],
  [
    'VIS refusal on another ground',
    { kind: 'visa-decision', decision: 'refused', grounds: ['12(2)(a)(iii)'] },
    false,
  ],
  ['VIS refusal without a ground', { kind: 'visa-decision', decision: 'refused' }, false],
  [
    'VIS issue that names a ground',
    { kind: 'visa-decision', decision: 'issued', grounds: ['12(2)(a)(vi)'] },
    false,
  ],
  ['VIS application', { kind: 'visa-application' }, false],
  [
    'ETIAS refusal on a ground of security',
    { kind: 'authorisation-event', event: 'refused', grounds: ['37(1)(b)'] },
    true,
  ],
  [
    'ETIAS refusal on another ground',
    { kind: 'authorisation-event', event: 'refused', grounds: ['37(1)(c)'] },
    false,
  ],
  ['ETIAS issue', { kind: 'authorisation-event', event: 'issued' }, false],
  ['SIS alert', { kind: 'alert' }, true],
  ['ECRIS-TCN, of which only flagged ones get so far', { kind: 'conviction-index' }, true],
  ['Eurodac data set', { kind: 'data-set' }, false],
];

t.test('what a screening may learn', async (t) => {
  for (const [name, facts, isShown] of FACTS) {
    const record = { facts: facts as AnyFacts } as SystemRecord;
    t.equal(securityRecords([record]).length === 1, isShown, name);
  }
  t.ok(isLimitedToSecurity('screening-authority'));
  t.notOk(isLimitedToSecurity('border-authority'));
});

t.test('a refusal of entry as it reads after correction: (EU) 2017/2226 Art 35', async (t) => {
  const file = (correction: string) =>
    eesFile('no 2026-03-01', correction).map((record) =>
      record.facts.kind === 'refusal' ? { ...record, facts: { ...record.facts, grounds: ['B'] } } : record,
    );
  t.same(securityRecords(file('erase 2026-03-10')), [], 'erased: nothing is known of the person');
  t.match(
    securityRecords(file('correct 2026-03-10 2026-03-02')),
    [{ encounterId: '0', facts: { kind: 'refusal', refusalDate: '2026-03-02' } }],
    'rectified: on the day it took place',
  );
});
