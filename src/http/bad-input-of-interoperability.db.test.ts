/**
 * What comes in wrong, or merely unusual, through the doors of the interoperability components: each has its outcome and
 * its entry in the logs, and no log holds a name. Links, clocks of verification and two verifiers at once are in
 * `link-procedures.db.test.ts`, mandates in `identity-repository.db.test.ts`.
 */
import t from 'tap';
import { until } from '../testing/until.js';
import { type Caller, openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';

const SIRENE: Caller = { as: 'sirene-bureau' };
const BORDER: Caller = { as: 'border-authority' };

type LogRow = { readonly outcome: string; readonly component: string; readonly result: string | null };
const logged = (hub: WorkingHub, right: string, caller: string) =>
  hub.unitOfWork.sql.query<LogRow>(
    `select outcome, component, result from hub.access_log
     where access_right = $1 and authority_id = $2 order by entry_id`,
    [right, caller],
  );

t.test('impossible combinations of purpose and authority', async (t) => {
  const hub = await openWorkingHub(t);
  hub.answers.search = () => {
    throw new Error('nothing may be searched');
  };
  const identity = { surname: 'Zyxnobody' };
  const consultation = {
    identity,
    offence: 'terrorist',
    isSpecificCase: true,
    reasonableGrounds: 'grounds',
    fileReference: 'F',
    operatorId: 'O',
    orderedBy: 'P',
  };
  const police = { identity, ground: 'no-document', personPresent: true, reference: 'R', operatorId: 'O' };
  for (const [url, as, purpose, payload, right] of [
    ['/v1/searches', 'border-authority', 'law-enforcement', { identity }, 'search'],
    ['/v1/searches', 'visa-authority', 'border-check', { identity }, 'search'],
    ['/v1/federated-searches', 'asylum-authority', 'return', { identity }, 'search'],
    ['/v1/identifications', 'immigration-authority', 'visa-examination', { samples: [SAMPLE] }, 'identify'],
    ['/v1/cir/identifications', 'police-authority', 'law-enforcement', police, 'cir-identification'],
    ['/v1/cir/consultations', 'law-enforcement-authority', 'screening', consultation, 'cir-law-enforcement'],
  ] as const) {
    const id = `AUT-${as}-${purpose}`;
    const { status, body } = await hub.call('POST', url, { as, id, purpose }, payload);
    t.match({ status, body }, { status: 403, body: { code: 'access-denied' } }, `${as} for ${purpose}`);
    t.notMatch(JSON.stringify(body), /Zyxnobody/);
    const entries = await logged(hub, right, id);
    t.ok(entries.length > 0 && entries.every(({ outcome }) => outcome === 'denied'), 'logged as denied');
  }
  t.equal(hub.fakes.state.operations.size, 0);
});

t.test('a purpose nobody has heard of, and a token whose time is over', async (t) => {
  const hub = await openWorkingHub(t);
  const ask = (caller: Caller) => hub.call('POST', '/v1/searches', caller, { identity: { surname: 'X' } });
  t.match(await ask({ ...BORDER, purpose: 'curiosity' }), { status: 401 });
  t.match(await ask({ ...BORDER, id: 'AUT-late', expires: -60 }), {
    status: 401,
    body: { code: 'token-expired' },
  });
  const noted = () => logged(hub, 'authentication', 'AUT-late');
  await until(async () => (await noted()).length > 0);
  t.match(
    await noted(),
    [{ outcome: 'denied', component: 'hub', result: 'token expired' }],
    'the signature says whose it was',
  );
  await ask({ ...BORDER, id: 'AUT-late', purpose: 'curiosity', expires: -60 });
  t.equal(
    (await logged(hub, 'authentication', 'AUT-late')).length,
    1,
    'nothing known of a mandate nobody has',
  );
});

t.test('a request on behalf of another state', async (t) => {
  const hub = await openWorkingHub(t);
  const url = '/v1/federated-searches';
  const ask = (caller: Caller, onBehalfOf: string) =>
    hub.call('POST', url, caller, { identity: { surname: 'Zyxnobody' }, onBehalfOf });
  t.match(await ask({ ...BORDER, id: 'AUT-b' }, 'FRA'), { status: 403, body: { code: 'access-denied' } });
  t.match(await logged(hub, 'search', 'AUT-b'), [{ outcome: 'denied', result: 'on behalf of FRA' }]);
  t.equal((await ask({ as: 'visa-authority', id: 'AUT-v' }, 'FRA')).status, 200, 'a represented state');
  t.ok(
    (await logged(hub, 'search', 'AUT-v')).some(
      ({ outcome, result }) => outcome === 'permitted' && result?.includes('on behalf of FRA'),
    ),
  );
  t.match(await ask({ as: 'visa-authority' }, 'USA'), { status: 403 }, 'no Member State');
});

/** The same name in seven scripts, and what it is searched by in Latin letters. */
const SCRIPTS: readonly (readonly [string, string, string])[] = [
  ['Latin', 'Müller', 'Mueller'],
  ['Greek', 'Παπαδόπουλος', 'Papadopoulos'],
  ['Cyrillic', 'Иванов', 'Ivanov'],
  ['Arabic', 'محمد', 'mhmd'],
  ['Hebrew', 'לוי', 'Lvy'],
  ['Armenian', 'Պետրոսյան', 'Petrosyan'],
  ['Georgian', 'გელაშვილი', 'Gelashvili'],
];

t.test('names in seven scripts, of one letter, of two hundred', async (t) => {
  const hub = await openWorkingHub(t);
  const longest = `${'Ab'.repeat(99)}cd`;
  const cases = [...SCRIPTS, ['one letter', 'O', 'O'], ['200 characters', longest, longest]] as const;
  for (const [name, stored] of cases) {
    const { status, body } = await hub.run('/v1/systems/sis/encounters', SIRENE, alertOn(stored));
    t.match({ status, body }, { status: 200, body: { state: 'completed' } }, `${name} is kept`);
  }
  for (const [name, stored, searched] of cases) {
    for (const surname of [stored, searched]) {
      const { body } = await hub.call('POST', '/v1/federated-searches', BORDER, {
        identity: { surname, dateOfBirth: '1990-05-06' },
        systems: ['sis'],
      });
      const found = body.systems[0].hits.map(
        ({ records }: { records: { identity: { surnames: string[] } }[] }) =>
          records[0]!.identity.surnames[0],
      );
      t.ok(found.includes(stored), `${name}: found by ${surname.slice(0, 20)}`);
    }
  }
  for (const surname of ['', ' ', 'x'.repeat(201), '\u0000']) {
    const answer = await hub.call('POST', '/v1/federated-searches', BORDER, { identity: { surname } });
    t.match(answer, { status: 400, body: { code: 'validation-failed' } });
  }
  const rows = await hub.unitOfWork.sql.query<{ row: string }>(
    'select row_to_json(access_log)::text as row from hub.access_log',
  );
  t.ok(rows.length >= 2 * cases.length);
  t.notOk(
    rows.some(({ row }) => cases.some(([, stored]) => stored.length > 1 && row.includes(stored))),
    'no name in any log',
  );
});

t.test('dates of birth that are unknown or known in part', async (t) => {
  const hub = await openWorkingHub(t);
  for (const [surname, dateOfBirth, dateOfBirthKnown] of [
    ['Wholly', '1990-05-06', undefined],
    ['Month', '1990-05-01', 'year-and-month'],
    ['Year', '1990-01-01', 'year'],
    ['Unknown', '1900-01-01', 'none'],
  ] as const) {
    const { body } = await hub.run(
      '/v1/systems/sis/encounters',
      SIRENE,
      alertOn(surname, { dateOfBirth, ...(dateOfBirthKnown ? { dateOfBirthKnown } : {}) }),
    );
    t.equal(body.state, 'completed', surname);
  }
  const found = async (surname: string, dateOfBirth: string) => {
    const { body } = await hub.call('POST', '/v1/federated-searches', BORDER, {
      identity: { surname, dateOfBirth },
      systems: ['sis'],
    });
    return body.systems[0].hits.length;
  };
  for (const [surname, dateOfBirth, hits] of [
    ['Wholly', '1990-05-06', 1],
    ['Wholly', '1990-05-07', 0],
    ['Month', '1990-05-31', 1],
    ['Month', '1990-06-01', 0],
    ['Year', '1990-12-31', 1],
    ['Year', '1991-01-01', 0],
    ['Unknown', '1975-03-02', 1],
  ] as const) {
    t.equal(await found(surname, dateOfBirth), hits, `${surname} ${dateOfBirth}`);
  }
  for (const dateOfBirth of ['1990-02-30', '1990-5-6', 'unknown', '1990']) {
    const answer = await hub.call('POST', '/v1/federated-searches', BORDER, {
      identity: { surname: 'Wholly', dateOfBirth },
    });
    t.match(answer, { status: 400, body: { code: 'date-invalid' } }, dateOfBirth);
  }
});

t.test('dates of birth written in other calendars', async (t) => {
  const hub = await openWorkingHub(t);
  const persian = alertOn('Zyxpersian', { dateOfBirth: '1369-02-16', dateOfBirthCalendar: 'persian' });
  t.equal((await hub.run('/v1/systems/sis/encounters', SIRENE, persian)).body.state, 'completed');
  const search = (identity: object) =>
    hub.call('POST', '/v1/federated-searches', BORDER, { identity, systems: ['sis'] });
  for (const [dateOfBirth, dateOfBirthCalendar] of [
    ['1990-05-06', undefined],
    ['1369-02-16', 'persian'],
    ['1410-10-10', 'islamic'],
    ['2533-05-06', 'buddhist'],
    ['1982-08-28', 'ethiopic'],
    ['1990-04-23', 'julian'],
  ] as const) {
    const calendar = dateOfBirthCalendar === undefined ? {} : { dateOfBirthCalendar };
    const { body } = await search({ surname: 'Zyxpersian', dateOfBirth, ...calendar });
    t.match(
      body.systems[0].hits,
      [{ records: [{ identity: { dateOfBirth: '1990-05-06' } }] }],
      `${dateOfBirth} ${dateOfBirthCalendar}`,
    );
  }
  t.match(await search({ surname: 'X', dateOfBirth: '1369-12-31', dateOfBirthCalendar: 'persian' }), {
    status: 400,
    body: { code: 'date-invalid' },
  });
  t.match(await search({ surname: 'X', dateOfBirth: '1990-05-06', dateOfBirthCalendar: 'martian' }), {
    status: 400,
    body: { code: 'validation-failed' },
  });
  t.match(await search({ surname: 'X', dateOfBirthCalendar: 'persian' }), { status: 400 }, 'no date');
});

function alertOn(surname: string, more: object = {}) {
  return {
    encounterAt: '2026-09-01T10:00:00Z',
    identity: {
      surnames: [surname],
      givenNames: [],
      dateOfBirth: '1990-05-06',
      sex: 'female',
      nationalities: ['PER'],
      ...more,
    },
    facts: {
      kind: 'alert',
      alertKind: 'arrest',
      issuedOn: '2026-09-01',
      reviewBy: '2027-08-31',
      actionToBeTaken: 'arrest',
      details: { reason: 'invented', decisionReference: 'D-1', isProportionate: true },
    },
  };
}
