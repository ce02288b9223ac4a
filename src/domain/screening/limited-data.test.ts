import t from 'tap';
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
