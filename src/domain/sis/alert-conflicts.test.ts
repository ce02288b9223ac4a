import t from 'tap';
import { SIS_ALERT_KINDS, type SisAlertKind } from '../law/sis-alert-table.js';
import { COMPATIBILITY_ROWS, compatibilityGroup, PRIORITY_RANK } from '../law/sis-compatibility-table.js';
import { alertConflicts, compatibilityOf, type SisAlert } from './alert-conflicts.js';

const OTHER = 'FRA';
const by = (kind: SisAlertKind, memberState = 'AUT'): SisAlert => ({ kind, memberState });

/** existing (of another state), proposed, outcome, which goes first. Citation: the row that decides. */
const CASES: readonly (readonly [SisAlertKind, SisAlertKind, string, string | undefined])[] = [
  ['arrest', 'arrest', 'enter', undefined],
  ['arrest', 'refusal-of-entry', 'enter', undefined],
  ['refusal-of-entry', 'arrest', 'enter', undefined],
  ['arrest', 'missing', 'enter', undefined],
  ['arrest', 'child-travel', 'enter', undefined],
  ['arrest', 'judicial-procedure', 'enter', undefined],
  ['arrest', 'discreet-check', 'consult', 'existing'],
  ['discreet-check', 'arrest', 'consult', 'proposed'],
  ['refusal-of-entry', 'refusal-of-entry', 'enter', undefined],
  ['refusal-of-entry', 'missing-protected', 'consult', 'existing'],
  ['missing-protected', 'refusal-of-entry', 'consult', 'proposed'],
  ['refusal-of-entry', 'specific-check', 'consult', 'existing'],
  ['missing', 'judicial-procedure', 'enter', undefined],
  ['missing', 'missing-protected', 'enter', undefined],
  ['missing', 'discreet-check', 'consult', 'proposed'],
  ['missing-protected', 'discreet-check', 'consult', 'existing'],
  ['discreet-check', 'discreet-check', 'enter', undefined],
  ['discreet-check', 'specific-check', 'consult', 'proposed'],
  ['specific-check', 'inquiry-check', 'consult', 'existing'],
  ['return', 'return', 'consult', undefined],
  ['return', 'refusal-of-entry', 'consult', undefined],
  ['return', 'arrest', 'consult', 'proposed'],
  ['unknown-wanted', 'unknown-wanted', 'consult', undefined],
  ['object-check', 'object-check', 'enter', undefined],
  ['object-check', 'object-seizure', 'consult', undefined],
];

t.test('two states, one person: (EU) 2018/1861 and 2018/1862 Art 23', async (t) => {
  for (const [existing, proposed, outcome, prevails] of CASES) {
    const entry = alertConflicts([by(existing, OTHER)], by(proposed));
    const name = `${existing}, then ${proposed}: ${entry.conflicts[0]?.row.citation}`;
    t.equal(entry.outcome, outcome, name);
    t.equal(entry.conflicts[0]?.prevails, prevails, `${name}: which goes first`);
  }
});

t.test('one state enters one alert', async (t) => {
  t.equal(alertConflicts([], by('arrest')).outcome, 'enter', 'the nearest that may be entered');
  t.equal(alertConflicts([by('arrest')], by('refusal-of-entry')).outcome, 'wait', 'though compatible');
  const both = alertConflicts([by('discreet-check', OTHER), by('missing')], by('arrest'));
  t.equal(both.outcome, 'wait', 'waiting comes before consulting');
  t.same(
    both.conflicts.map(({ compatibility }) => compatibility),
    ['incompatible', 'same-state'],
    'every existing alert is answered',
  );
});

t.test('the table is symmetric, of one voice, and names known groups', async (t) => {
  const groups = new Set(SIS_ALERT_KINDS.map(compatibilityGroup));
  for (const { one, other } of COMPATIBILITY_ROWS) {
    for (const group of [...one, ...other]) t.ok(groups.has(group), group);
  }
  const pairs = COMPATIBILITY_ROWS.flatMap(({ one, other }) =>
    one.flatMap((a) => other.map((b) => [a, b].sort().join(' '))),
  );
  t.equal(new Set(pairs).size, pairs.length, 'no pair has two rows');
  for (const a of SIS_ALERT_KINDS) {
    for (const b of SIS_ALERT_KINDS) {
      t.equal(compatibilityOf(a, b).compatibility, compatibilityOf(b, a).compatibility, `${a}, ${b}`);
    }
    t.ok(a === 'arrest' || (PRIORITY_RANK[a] ?? 2) > PRIORITY_RANK.arrest!, `arrest goes before ${a}`);
  }
});
