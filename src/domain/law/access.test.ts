import t from 'tap';
import {
  ACCESS_RIGHTS,
  type AccessRight,
  AUTHORITY_CLASSES,
  type AuthorityClass,
  PURPOSES,
  type Purpose,
  type Requester,
} from '../authorities.js';
import { SYSTEMS, type SystemId, systemFacts } from '../systems.js';
import { decideAccess, mayErase, permittedSystems } from './access.js';
import { accessMatrix } from './access-matrix.js';
import { ACCESS_ROWS, PURPOSE_OF, purposesOf, REFUSAL_ROWS } from './access-table.js';

function requester(authorityClass: AuthorityClass, memberState?: string): Requester {
  return {
    authorityId: `AUT-${authorityClass}`,
    authorityClass,
    memberState: memberState ?? (authorityClass === 'etias-central-unit' ? 'EUE' : 'AUT'),
    purpose: PURPOSE_OF[authorityClass],
  };
}

t.test('who may search what, and how', async (t) => {
  const cases: readonly (readonly [AuthorityClass, AccessRight, readonly SystemId[], string])[] = [
    ['border-authority', 'enrol', ['ees', 'eurodac'], 'EES Art 14, Eurodac Art 22'],
    [
      'border-authority',
      'search',
      ['ees', 'vis', 'etias', 'sis'],
      'EES Art 23, VIS Art 18, ETIAS Art 47, SIS Art 34',
    ],
    ['border-authority', 'identify', ['ees', 'vis', 'sis'], 'EES Art 27, VIS Art 20, SIS Art 33'],
    ['border-authority', 'verify', ['ees', 'vis'], 'EES Art 23, VIS Art 18'],
    ['border-authority', 'read', ['ees'], 'EES Art 23'],
    ['border-authority', 'erase', ['ees'], 'EES Art 35'],
    ['visa-authority', 'enrol', ['vis'], 'VIS Art 9'],
    ['visa-authority', 'search', ['ees', 'vis', 'sis'], 'VIS Art 15, EES Art 24, SIS Art 34(1)(f)'],
    ['visa-authority', 'identify', ['vis'], 'VIS Art 15'],
    ['visa-authority', 'verify', ['vis'], 'VIS Art 15'],
    ['visa-authority', 'read', ['vis'], 'VIS Art 15; Eurodac Art 10 only behind a VIS hit'],
    ['visa-authority', 'erase', ['vis'], 'VIS Art 25'],
    ['immigration-authority', 'enrol', ['eurodac'], 'Eurodac Art 23'],
    [
      'immigration-authority',
      'search',
      ['ees', 'etias', 'sis'],
      'EES Art 26, ETIAS Art 49, SIS Art 34(1)(d)',
    ],
    [
      'immigration-authority',
      'identify',
      ['ees', 'vis', 'sis', 'eurodac'],
      'EES Art 27, VIS Art 20, Eurodac Art 23',
    ],
    ['immigration-authority', 'verify', ['ees', 'vis'], 'EES Art 26, VIS Art 19'],
    ['immigration-authority', 'read', ['ees'], 'EES Art 12, 26'],
    ['asylum-authority', 'enrol', ['eurodac'], 'Eurodac Art 15'],
    ['asylum-authority', 'search', ['vis'], 'VIS Art 21, 22; Eurodac Art 40(1) forbids browsing'],
    ['asylum-authority', 'identify', ['vis', 'eurodac'], 'VIS Art 21, 22, Eurodac Art 15, 27'],
    ['asylum-authority', 'verify', ['eurodac'], 'Eurodac Art 38'],
    ['asylum-authority', 'read', [], 'Eurodac Art 40(1)'],
    ['etias-central-unit', 'enrol', ['etias'], 'ETIAS Art 19'],
    ['etias-central-unit', 'search', ['ees', 'vis', 'etias', 'sis'], 'EES Art 25a, VIS Art 18c, SIS Art 36b'],
    ['etias-central-unit', 'identify', [], 'no biometrics in ETIAS'],
    [
      'etias-national-unit',
      'search',
      ['ees', 'vis', 'etias', 'sis'],
      'EES Art 25b, VIS Art 18d, SIS Art 34(1)(h)',
    ],
    ['etias-national-unit', 'read', ['ees', 'vis', 'etias'], 'EES Art 25b, VIS Art 18d'],
    ['etias-national-unit', 'enrol', ['etias'], 'read-only elsewhere'],
    ['etias-national-unit', 'erase', ['etias'], 'ETIAS Art 55'],
    ...ACCESS_RIGHTS.map((right) => ['sirene-bureau', right, ['sis'], '2018/1861 Art 21 to 23'] as const),
    ...ACCESS_RIGHTS.map(
      (right) => ['ecris-central-authority', right, ['ecris-tcn'], '2019/816 Art 5, 7'] as const,
    ),
    ['law-enforcement-authority', 'search', ['sis'], '2018/1862 Art 44(1)(c); two steps elsewhere'],
    ['law-enforcement-authority', 'identify', ['sis'], '2018/1862 Art 43'],
    ['law-enforcement-authority', 'enrol', [], 'no row'],
    ...ACCESS_RIGHTS.map((right) => ['hub-operator', right, [], 'operates only'] as const),
    ...ACCESS_RIGHTS.map(
      (right) => ['supervisory-authority', right, [], '2019/817 Art 51(5): logs'] as const,
    ),
  ];
  for (const [authorityClass, right, systems, citation] of cases) {
    t.same(
      permittedSystems(requester(authorityClass), right),
      systems,
      `${authorityClass} ${right} (${citation})`,
    );
  }
});

t.test('class and purpose must fit', async (t) => {
  for (const authorityClass of AUTHORITY_CLASSES) {
    for (const purpose of PURPOSES.filter((purpose) => !purposesOf(authorityClass).includes(purpose))) {
      const permitted = SYSTEMS.filter((system) =>
        ACCESS_RIGHTS.some(
          (right) => decideAccess({ ...requester(authorityClass), purpose }, right, system).permitted,
        ),
      );
      t.same(permitted, [], `${authorityClass} for ${purpose}`);
    }
  }
});

t.test('a right for one task is none for another', async (t) => {
  const may = (authorityClass: AuthorityClass, purpose: Purpose, right: AccessRight, system: SystemId) =>
    decideAccess({ ...requester(authorityClass), purpose }, right, system).permitted;
  const cases: readonly (readonly [AuthorityClass, Purpose, AccessRight, SystemId, boolean])[] = [
    ['border-authority', 'border-check', 'enrol', 'vis', false],
    ['border-authority', 'visa-examination', 'enrol', 'vis', true],
    ['border-authority', 'visa-examination', 'enrol', 'ees', false],
    ['border-authority', 'visa-examination', 'identify', 'sis', false],
    ['asylum-authority', 'asylum-procedure', 'enrol', 'eurodac', true],
    ['asylum-authority', 'asylum-responsibility', 'enrol', 'eurodac', false],
    ['asylum-authority', 'asylum-responsibility', 'identify', 'eurodac', true],
    ['immigration-authority', 'immigration-control', 'search', 'etias', true],
    ['immigration-authority', 'return', 'search', 'etias', false],
    ['immigration-authority', 'return', 'identify', 'eurodac', false],
    ['visa-authority', 'border-check', 'search', 'ees', false],
  ];
  for (const [authorityClass, purpose, right, system, expected] of cases) {
    t.equal(
      may(authorityClass, purpose, right, system),
      expected,
      `${authorityClass} ${purpose} ${right} ${system}`,
    );
  }
  const refused = decideAccess({ ...requester('border-authority') }, 'enrol', 'vis');
  t.match(refused, { reason: 'The class border-authority has no right to enrol in VIS for border-check.' });
});

t.test('every cell of the matrix has an answer, and it is that of exactly one row or of none', async (t) => {
  for (const { authorityClass, purpose, system, right, decision } of accessMatrix()) {
    const rows = ACCESS_ROWS.filter(
      (row) =>
        row.authorityClass === authorityClass &&
        row.system === system &&
        row.rights.includes(right) &&
        (row.purposes ?? [PURPOSE_OF[authorityClass]]).includes(purpose),
    );
    const said = decision.permitted ? [decision.citation] : [];
    const name = `${authorityClass} ${purpose} ${system} ${right}`;
    if (
      decision.permitted
        ? rows.length !== 1 || said[0] !== rows[0]?.citation
        : rows.length > 0 || !decision.reason
    ) {
      t.fail(name);
    }
  }
  t.equal(accessMatrix().length, (AUTHORITY_CLASSES.length + 3) * SYSTEMS.length * ACCESS_RIGHTS.length);
});

t.test('only states and agencies that operate a system', async (t) => {
  const cases = [
    ['border-authority', 'AUT', 'ees', true],
    ['border-authority', 'CHE', 'ees', true],
    ['border-authority', 'IRL', 'ees', false],
    ['border-authority', 'CYP', 'ees', false],
    ['border-authority', 'USA', 'ees', false],
    ['border-authority', 'EUE', 'ees', false],
    ['border-authority', '', 'ees', false],
    ['etias-central-unit', 'EUE', 'etias', true],
    ['etias-central-unit', 'AUT', 'etias', false],
    ['etias-national-unit', 'AUT', 'etias', true],
  ] as const;
  for (const [authorityClass, memberState, system, permitted] of cases) {
    const decision = decideAccess(requester(authorityClass, memberState), 'search', system);
    t.equal(decision.permitted, permitted, `${authorityClass} of ${memberState || 'nowhere'} in ${system}`);
  }
});

t.test('a refusal names its rule, a permission its article', async (t) => {
  const reasonOf = (authorityClass: AuthorityClass, right: AccessRight, system: SystemId) => {
    const decision = decideAccess(requester(authorityClass), right, system);
    return decision.permitted ? undefined : decision.reason;
  };
  for (const system of ['ees', 'vis', 'etias', 'eurodac'] as const) {
    t.match(reasonOf('law-enforcement-authority', 'search', system), /reasoned request.*2017\/2226 Art 32/);
  }
  t.match(reasonOf('asylum-authority', 'search', 'eurodac'), /biometrics.*2024\/1358 Art 40\(1\)/);
  t.match(reasonOf('hub-operator', 'read', 'ees'), /no data of persons/);
  t.match(reasonOf('supervisory-authority', 'search', 'vis'), /logs/);
  t.equal(reasonOf('border-authority', 'identify', 'etias'), 'ETIAS holds no biometric data.');
  t.equal(
    reasonOf('visa-authority', 'enrol', 'ees'),
    'The class visa-authority has no right to enrol in EES.',
  );
  t.match(decideAccess(requester('visa-authority'), 'search', 'ees'), {
    permitted: true,
    citation: '(EU) 2017/2226 Art 24',
  });
});

t.test('only the state that entered a record erases it', async (t) => {
  const record = { system: 'eurodac', memberState: 'GRC' } as const;
  t.equal(mayErase(requester('asylum-authority', 'GRC'), record).permitted, true);
  t.same(mayErase(requester('asylum-authority', 'AUT'), record), {
    permitted: false,
    reason: 'Only the Member State that entered a record may erase it.',
  });
  t.match(mayErase(requester('border-authority', 'GRC'), record), {
    permitted: false,
    reason: /no right to erase in Eurodac/,
  });
});

t.test('the rows are whole', async (t) => {
  for (const row of ACCESS_ROWS) {
    const name = `${row.authorityClass} ${row.rights.join('/')} ${row.system}`;
    const { hasFingerprints, hasFaces } = systemFacts(row.system);
    const asksBiometrics = row.rights.includes('identify') || row.rights.includes('verify');
    t.ok(hasFingerprints || hasFaces || !asksBiometrics, `${name}: biometrics only where there are any`);
    const twins = ACCESS_ROWS.filter(
      (other) =>
        other.authorityClass === row.authorityClass &&
        other.system === row.system &&
        (other.purposes ?? []).join() === (row.purposes ?? []).join() &&
        other.rights.some((right) => row.rights.includes(right)),
    );
    t.same(twins, [row], `${name}: one row per right`);
    const contradicted = REFUSAL_ROWS.some(
      (refusal) =>
        refusal.authorityClass === row.authorityClass &&
        refusal.systems.includes(row.system) &&
        refusal.rights.some((right) => row.rights.includes(right)),
    );
    t.notOk(contradicted, `${name}: no refusal contradicts it`);
  }
});
