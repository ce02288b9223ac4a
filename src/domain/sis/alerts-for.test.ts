import t from 'tap';
import type { AuthorityClass, Purpose } from '../authorities.js';
import { permittedSystems } from '../law/access.js';
import { ALERT_ACCESS_ROWS } from '../law/alert-access-table.js';
import { SIS_ALERT_KINDS, SIS_ALERT_ROWS, type SisAlertKind } from '../law/sis-alert-table.js';
import { localDate } from '../local-date.js';
import type { SisFacts, SystemRecord } from '../system-record.js';
import { alertsFor } from './alerts-for.js';
import { alertKindOf } from './current-alert.js';

const PERSONS = SIS_ALERT_ROWS.flatMap(({ kind, recordedAs }) =>
  recordedAs ? [record(kind, recordedAs)] : [],
);

function record(kind: SisAlertKind, alertKind: SisFacts['alertKind']): SystemRecord {
  const fineKind = kind as NonNullable<SisFacts['details']>['fineKind'];
  const facts: SisFacts = {
    kind: 'alert',
    alertKind,
    issuedOn: localDate('2026-09-20'),
    reviewBy: localDate('2027-09-20'),
    actionToBeTaken: 'as the kind says',
    ...(fineKind && kind !== alertKind ? { details: { fineKind } } : {}),
  };
  return { system: 'sis', facts } as SystemRecord;
}

function kindsOf(records: readonly SystemRecord[]): readonly string[] {
  return records.map(({ facts }) => (facts.kind === 'alert' ? alertKindOf(facts) : facts.kind));
}

t.test('the kinds each class learns of', async (t) => {
  const all = kindsOf(PERSONS);
  t.equal(all.length, 13, 'every kind of alert on a person');
  const ofEurojust = all.filter(
    (kind) =>
      !['return', 'refusal-of-entry', 'discreet-check', 'inquiry-check', 'specific-check'].includes(kind),
  );
  const rows: readonly (readonly [AuthorityClass, Purpose, readonly string[], string])[] = [
    ['visa-authority', 'visa-examination', ['return', 'refusal-of-entry'], '1861 Art 34(1)(f)'],
    ['border-authority', 'visa-examination', ['return', 'refusal-of-entry'], '1861 Art 34(1)(f)'],
    ['border-authority', 'border-check', all, '1862 Art 44(1)(a)'],
    ['immigration-authority', 'immigration-control', all, '1862 Art 44(1)(d)'],
    ['immigration-authority', 'return', all, '1862 Art 44(1)(d)'],
    ['eurojust', 'judicial-cooperation', ofEurojust, '1862 Art 49(1)'],
    ['europol', 'law-enforcement', all, '1862 Art 48'],
    ['sirene-bureau', 'alert-management', all, '1862 Art 7, 8'],
  ];
  for (const [authorityClass, purpose, kinds, citation] of rows) {
    const shown = alertsFor({ authorityClass, purpose }, PERSONS);
    t.same(kindsOf(shown), kinds, `${authorityClass} for ${purpose}: ${citation}`);
  }
});

t.test('records of other systems stay', async (t) => {
  const stay = { system: 'ees', facts: { kind: 'exit' } } as SystemRecord;
  const visa = { authorityClass: 'visa-authority', purpose: 'visa-examination' } as const;
  t.same(alertsFor(visa, [stay, record('arrest', 'arrest')]), [stay]);
});

t.test('the rows narrow a right there is, once for a class and task', async (t) => {
  for (const row of ALERT_ACCESS_ROWS) {
    const { authorityClass, purpose, kinds } = row;
    const name = `${authorityClass} for ${purpose}`;
    const memberState = authorityClass === 'eurojust' ? 'EUE' : 'AUT';
    const requester = { authorityId: 'A', authorityClass, purpose, memberState };
    t.ok(permittedSystems(requester, 'search').includes('sis'), `${name} searches SIS`);
    t.ok(kinds.length > 0 && kinds.length < SIS_ALERT_KINDS.length, `${name}: some kinds`);
    t.same(new Set(kinds).size, kinds.length, `${name}: each once`);
    const twins = ALERT_ACCESS_ROWS.filter(
      (other) => other.authorityClass === authorityClass && other.purpose === purpose,
    );
    t.same(twins, [row], `${name}: one row`);
  }
});
