/** SIS over HTTP: entry beside other alerts, what is said about an alert, hiding, objects, unknown persons, hits, cases. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { untilSomebodyWaits } from '../testing/store-fixtures.js';
import { type Caller, openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import { createEraseExpired } from '../workflows/erase-expired.js';
import { createSweepCalendar } from '../workflows/sweep-calendar.js';

const HOME = '/v1/systems/sis';
const TODAY = '2026-09-21';
const NOW = `${TODAY}T10:00:00Z`;

const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};

type Facts = Readonly<Record<string, unknown>>;
const SIRENE = (of = 'AUT') => ({ as: 'sirene-bureau', of }) as const;

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  at(hub, NOW);
  return hub;
}

function at(hub: WorkingHub, instant: string): void {
  hub.time.today = instant.slice(0, 10);
  hub.time.nowMs = Date.parse(instant);
}

function alert(
  alertKind: string,
  { details = {}, ...more }: Facts & { readonly details?: object } = {},
): Facts {
  return {
    kind: 'alert',
    alertKind,
    issuedOn: '2026-09-20',
    reviewBy: '2027-09-20',
    actionToBeTaken: 'as the kind says',
    details: { reason: 'a reason', decisionReference: 'D-1', isProportionate: true, ...details },
    ...more,
  };
}

async function enter(
  hub: WorkingHub,
  of: string,
  facts: Facts,
  more: {
    readonly subjectId?: string;
    readonly identity?: object;
    readonly samples?: readonly object[];
  } = {},
) {
  const { identity = IDENTITY, subjectId, samples = [] } = more;
  const payload = { encounterAt: NOW, identity, facts, samples, ...(subjectId ? { subjectId } : {}) };
  const answer = await hub.run(`${HOME}/encounters`, SIRENE(of), payload);
  return { ...answer, result: answer.body?.result };
}

const read = (hub: WorkingHub, alertId: string, of = 'AUT') =>
  hub.call('GET', `${HOME}/alerts/${alertId}`, SIRENE(of));
const say = (hub: WorkingHub, of: string, alertId: string, body: object) =>
  hub.call('POST', `${HOME}/alerts/${alertId}/events`, SIRENE(of), body);

async function duties(hub: WorkingHub, of: string) {
  const sweep = createSweepCalendar(hub.ports);
  for (let left = 10; left > 0 && (await sweep()) > 0; left--);
  const answer = await hub.call('GET', '/v1/deadlines?days=200', SIRENE(of));
  return answer.body.deadlines.filter(({ kind }: Facts) => kind === 'duty' || kind === 'review');
}

t.test('an alert beside another: compatible, consulted, or waiting', async (t) => {
  const hub = await open(t);
  const first = await enter(hub, 'AUT', alert('arrest'));
  t.match(first.body, { state: 'completed' }, JSON.stringify(first.body));
  const { subjectId } = first.result;
  t.match((await enter(hub, 'AUT', alert('judicial-procedure'), { subjectId })).body, {
    state: 'rejected',
    problem: {
      code: 'alert-incompatible',
      pointer: '/facts/alertKind',
      detail: /one alert on a person.*It waits/,
    },
  });
  t.match((await enter(hub, 'DEU', alert('refusal-of-entry'), { subjectId })).body, { state: 'completed' });
  const check = alert('check', { details: { fineKind: 'discreet-check' } });
  t.match((await enter(hub, 'FRA', check, { subjectId })).body, {
    state: 'rejected',
    problem: { detail: /incompatible.*existing one goes first.*consult/ },
  });
  const agreed = alert('check', { details: { fineKind: 'discreet-check', consultedOn: TODAY } });
  t.match((await enter(hub, 'FRA', agreed, { subjectId })).body, { state: 'completed' });
});

t.test('a new alert that resembles somebody: contact within twelve hours', async (t) => {
  const hub = await open(t);
  const first = await enter(hub, 'DEU', alert('arrest'));
  const second = await enter(hub, 'AUT', alert('judicial-procedure'));
  t.match(second.result, {
    similarAlerts: [{ alertId: first.result.encounterId, memberState: 'DEU' }],
  });
  const cases = (await hub.call('GET', `${HOME}/sirene-cases`, SIRENE('AUT'))).body.cases;
  t.match(cases, [
    {
      event: 'similar-identity-found',
      fromState: 'DEU',
      toState: 'AUT',
      deadline: { kind: 'by-instant', by: '2026-09-21T22:00:00.000Z' },
      isOverdue: false,
    },
  ]);
  t.match(await duties(hub, 'AUT'), [{ kind: 'duty', on: TODAY, owedBy: 'AUT', citation: /Art 46/ }]);
  t.same(
    (await duties(hub, 'DEU')).filter(({ kind }: Facts) => kind === 'duty'),
    [],
  );
  const other = await enter(hub, 'AUT', alert('arrest'), {
    identity: { ...IDENTITY, surnames: ['Morales'], givenNames: ['Luz'] },
  });
  t.equal(other.result.similarAlerts, undefined);
});

t.test('what may not be entered', async (t) => {
  const hub = await open(t);
  const rows = [
    [alert('arrest', { details: { reason: undefined } }), '/facts/details/reason'],
    [alert('return', { details: { decisionReference: undefined } }), '/facts/details/decisionReference'],
    [alert('arrest', { reviewBy: '2031-09-21' }), '/facts/reviewBy'],
    [alert('check', { reviewBy: '2027-09-21' }), '/facts/reviewBy'],
    [alert('arrest', { reviewBy: '2026-09-19' }), '/facts/reviewBy'],
    [alert('arrest', { details: { isProportionate: false } }), '/facts/details/isProportionate'],
    [alert('arrest', { details: { fineKind: 'missing' } }), '/facts/details/fineKind'],
    [alert('arrest', { details: { palmPrints: 3 } }), '/facts/details/palmPrints'],
    [alert('arrest', { details: { arePrintsFromScene: true } }), '/facts/details/arePrintsFromScene'],
    [alert('unknown-wanted'), '/identity/surnames'],
  ] as const;
  for (const [facts, pointer] of rows) {
    const { body } = await enter(hub, 'AUT', facts);
    t.match(body, { status: 422, code: 'facts-not-permitted' }, pointer);
    t.ok(
      body.errors.some((each: Facts) => each.pointer === pointer && /\(EU\)/.test(String(each.expected))),
      `${pointer} with its article`,
    );
  }
  const allowed = [
    alert('arrest', { reviewBy: '2031-09-20' }),
    alert('check', { details: { fineKind: 'specific-check' } }),
    alert('refusal-of-entry', { reviewBy: '2029-09-20' }),
    alert('refusal-of-entry', { reviewBy: '2031-09-20', details: { decisionValidUntil: '2030-01-01' } }),
    alert('arrest', { details: { isProportionate: false, isTerrorism: true, palmPrints: 2 } }),
  ];
  for (const [index, facts] of allowed.entries()) {
    const identity = { ...IDENTITY, surnames: [`Name ${'abcde'[index]}`] };
    const { body } = await enter(hub, 'AUT', facts, { identity });
    t.match(body, { state: 'completed' }, JSON.stringify(body));
  }
});

t.test('what is said about an alert', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest', { details: { offence: 'robbery' } }));
  const alertId = result.encounterId;
  t.match((await read(hub, alertId)).body, {
    kind: 'arrest',
    memberState: 'AUT',
    flaggedBy: [],
    age: 'in-force',
    review: { reviewBy: '2031-09-20' },
    record: { facts: { details: { offence: 'robbery' } } },
  });
  t.equal((await hub.call('GET', `${HOME}/alerts/${alertId}`, { as: 'border-authority' })).status, 403);
  t.equal((await read(hub, result.subjectId)).status, 404);

  t.match((await say(hub, 'AUT', alertId, { kind: 'flagged' })).body, { code: 'alert-event-refused' });
  t.match((await say(hub, 'DEU', alertId, { kind: 'flag-withdrawn' })).status, 409);
  t.match((await say(hub, 'DEU', alertId, { kind: 'flagged' })).body, { flaggedBy: ['DEU'] });
  const hit = async (of: string) =>
    (
      await hub.call(
        'POST',
        `${HOME}/hits`,
        { as: 'border-authority', of },
        { alertId, foundAt: NOW, foundBy: 'fingerprint' },
      )
    ).body;
  t.match((await hit('DEU')).action, { action: 'communicate-whereabouts', because: 'flag' });
  t.match((await hit('FRA')).action, { action: 'arrest', because: 'kind' });
  t.match((await say(hub, 'DEU', alertId, { kind: 'flag-withdrawn' })).body, { flaggedBy: [] });

  t.match(
    (await say(hub, 'AUT', alertId, { kind: 'extended', on: TODAY, isProportionate: false })).status,
    409,
  );
  t.match(
    (await say(hub, 'DEU', alertId, { kind: 'extended', on: TODAY, isProportionate: true })).status,
    409,
  );
  t.match((await say(hub, 'AUT', alertId, { kind: 'extended', isProportionate: true })).status, 400);
  t.match((await say(hub, 'AUT', alertId, { kind: 'extended', on: TODAY, isProportionate: true })).body, {
    extendedOn: TODAY,
    reviewBy: '2031-09-21',
    record: { facts: {} },
  });
  const [kept] = await hub.unitOfWork.sql.query<{ review_by: string }>(
    "select to_char(review_by, 'YYYY-MM-DD') as review_by from sis.records",
  );
  t.equal(kept?.review_by, '2031-09-21', 'what retention goes by');

  const object = await hub.call('POST', `${HOME}/object-alerts`, SIRENE(), {
    kind: 'object-seizure',
    category: 'vehicle',
    number: 'WVW ZZZ-1',
    issuedOn: TODAY,
    reason: 'stolen',
    actionToBeTaken: 'seize',
  });
  t.match((await say(hub, 'AUT', alertId, { kind: 'linked', to: object.body.alertId })).body, {
    links: [object.body.alertId],
  });
  t.match((await read(hub, object.body.alertId)).body, { links: [alertId], kind: 'object-seizure' });
  t.equal((await say(hub, 'AUT', alertId, { kind: 'linked', to: alertId })).status, 409);
  await hub.call('DELETE', `${HOME}/object-alerts/${object.body.alertId}`, SIRENE());
  t.match((await read(hub, alertId)).body, { links: [] }, 'a link goes with either alert');

  const victim = { surname: 'Real', 'date-of-birth': '1991-01-01' };
  t.match(
    (await say(hub, 'AUT', alertId, { kind: 'misused-identity', victim, consented: ['surname'] })).body,
    {
      misusedIdentity: ['surname'],
      victim: { surname: 'Real' },
      leftOut: ['date-of-birth'],
    },
  );
  const sealed = await hub.unitOfWork.sql.query<{ victim: Buffer | null }>(
    'select victim from sis.alert_events where victim is not null',
  );
  t.notMatch(sealed[0]!.victim!.toString('latin1'), /Real/, 'sealed');
  const gone = (await say(hub, 'AUT', alertId, { kind: 'misused-identity-deleted' })).body;
  t.same([gone.misusedIdentity, gone.victim], [undefined, undefined], 'on request');
  t.same(
    await hub.unitOfWork.sql.query('select 1 from sis.alert_events where victim is not null'),
    [],
    'and nothing of it is left',
  );

  at(hub, '2031-05-21T10:00:00Z');
  const reviews = (await duties(hub, 'AUT')).filter(({ kind }: Facts) => kind === 'review');
  t.match(reviews, [{ kind: 'review', on: '2031-05-21' }], 'four months before the extended end');
  t.match((await read(hub, alertId)).body, { age: 'ends-soon' });
  at(hub, '2031-09-22T10:00:00Z');
  t.match(
    (await say(hub, 'AUT', alertId, { kind: 'extended', on: '2031-09-22', isProportionate: true })).body,
    {
      code: 'alert-event-refused',
      detail: /deleted when its period ended/,
    },
  );
});

t.test('a state deletes its alert beside those of others, with all that hangs on it', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'), { samples: [SAMPLE] });
  const { subjectId, encounterId: arrest } = result;
  const refusal = (await enter(hub, 'DEU', alert('refusal-of-entry'), { subjectId, samples: [SAMPLE] }))
    .result.encounterId;
  for (const alertId of [arrest, refusal]) {
    const hit = { alertId, foundAt: NOW, foundBy: 'identity' };
    await hub.call('POST', `${HOME}/hits`, { as: 'border-authority', of: 'FRA' }, hit);
  }
  const remove = (alertId: string, caller: Caller = SIRENE()) =>
    hub.call('DELETE', `${HOME}/alerts/${alertId}`, caller);
  t.equal(
    (await hub.call('DELETE', `${HOME}/subjects/${subjectId}`, SIRENE())).status,
    403,
    'not the person',
  );
  t.equal((await remove(arrest, SIRENE('DEU'))).status, 403, 'the alert of another state');
  t.equal((await remove(arrest, { as: 'border-authority' })).status, 403);
  t.match((await remove(subjectId)).body, { status: 404, code: 'alert-unknown' });
  t.equal((await read(hub, arrest)).status, 200, 'nothing is gone');

  t.match(await remove(arrest), {
    status: 202,
    body: { kind: 'erase', state: 'queued' },
  });
  t.equal((await read(hub, arrest)).status, 404);
  t.equal((await read(hub, refusal)).status, 200, 'that of the other state stands');
  const stored = await hub.ports.subjects.read(hub.unitOfWork.sql, 'sis', subjectId);
  t.match(stored?.samples, [{ encounterId: refusal }], 'its prints went with it');
  t.equal(stored?.samples.length, 1);
  const changes = await hub.unitOfWork.sql.query("select 1 from hub.gallery_changes where kind = 'erased'");
  t.equal(changes.length, 1, 'and its template leaves the gallery');
  t.match((await hub.call('GET', `${HOME}/hits`, SIRENE('FRA'))).body.hits, [{ alertId: refusal }]);
  const found = await hub.run(
    '/v1/searches',
    { as: 'border-authority' },
    { identity: { surname: 'Rivera' }, systems: ['sis'] },
  );
  t.match(
    found.body.result.systems[0].hits[0].records.map((each: Facts) => each['encounterId']),
    [refusal],
  );
  t.equal((await remove(arrest)).status, 404, 'once');
  t.equal(
    (await remove(refusal, SIRENE('DEU'))).status,
    202,
    'although another state entered the person first',
  );
  t.equal(await hub.ports.subjects.read(hub.unitOfWork.sql, 'sis', subjectId), undefined, 'the last one');
  const log = await hub.unitOfWork.sql.query(
    `select case_id as alert, subject_id as subject, member_state as state, outcome, result from hub.access_log
     where access_right = 'erase' and component = 'sis' and case_id is not null order by entry_id`,
  );
  const entry = (alertId: string, state: string, outcome: string, subject: string | null = subjectId) => ({
    alert: alertId,
    subject,
    state,
    outcome,
    result: 'alert',
  });
  t.same(log, [
    entry(arrest, 'DEU', 'denied'),
    entry(arrest, 'AUT', 'denied', null),
    entry(arrest, 'AUT', 'permitted'),
    entry(refusal, 'DEU', 'permitted'),
  ]);
});

t.test(
  'a hit reported while the person is erased waits for it, and neither for the other for ever',
  async (t) => {
    const hub = await open(t);
    const { sql } = hub.unitOfWork;
    const { alerts, hits } = hub.ports.sis;
    const eraseBeside = async <Erased>(subjectId: string, alertId: string, erase: () => Promise<Erased>) => {
      const { erased } = await hub.unitOfWork.transaction(async (tx) => {
        await alerts.lockSubject(tx, alertId);
        const erased = erase();
        await untilSomebodyWaits(tx);
        const events = [{ step: 'found', at: NOW }] as const;
        const states = { issuingState: 'AUT', executingState: 'DEU' };
        const about = { hitId: hub.ports.ids.uuid(), alertId, subjectId: subjectId as SubjectId };
        const hit = { ...about, ...states, alertKind: 'arrest', foundBy: 'identity', events } as const;
        await hits.insert(tx, hit, false);
        return { erased };
      });
      const answer = await erased;
      t.same(await sql.query('select from sis.hits where subject_id = $1', [subjectId]), [], 'it went along');
      return answer;
    };
    const one = (await enter(hub, 'AUT', alert('arrest'))).result;
    const remove = () => hub.call('DELETE', `${HOME}/subjects/${one.subjectId}`, SIRENE());
    t.equal((await eraseBeside(one.subjectId, one.encounterId, remove)).status, 202);

    const other = (await enter(hub, 'AUT', alert('arrest', { reviewBy: '2026-09-22' }))).result;
    at(hub, '2026-09-25T10:00:00Z');
    await duties(hub, 'AUT');
    await eraseBeside(other.subjectId, other.encounterId, createEraseExpired(hub.ports));
    t.same(await sql.query('select from sis.records'), []);
  },
);

t.test('the issuing state is warned four months before its alert ends', async (t) => {
  const hub = await open(t);
  await enter(hub, 'AUT', alert('arrest', { reviewBy: '2027-02-21' }));
  t.match(await duties(hub, 'AUT'), [{ kind: 'review', on: '2026-10-21', citation: /Art 39|Art 53/ }]);
  at(hub, '2026-10-21T10:00:00Z');
  const [entered] = await hub.unitOfWork.sql.query<{ encounter_id: string }>(
    'select encounter_id from sis.records',
  );
  t.match((await read(hub, entered!.encounter_id)).body, { age: 'ends-soon' }, 'as the alert itself says');
});

t.test('what is held of a victim goes with the consent it was given by', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'));
  const misused = async (...consented: readonly string[]) =>
    (
      await say(hub, 'AUT', result.encounterId, {
        kind: 'misused-identity',
        victim: { surname: 'Real', 'date-of-birth': '1991-01-01' },
        consented,
      })
    ).body;
  await misused('surname', 'date-of-birth');
  t.match(await misused('surname'), { victim: { surname: 'Real' }, leftOut: ['date-of-birth'] });
  const held = await hub.unitOfWork.sql.query('select 1 from sis.alert_events where victim is not null');
  t.equal(held.length, 1, 'no more than what was consented to last');
});

t.test('an alert is extended on a day that has been, to a later end', async (t) => {
  const hub = await open(t);
  const check = alert('check', { details: { fineKind: 'discreet-check' }, reviewBy: '2027-09-20' });
  const { result } = await enter(hub, 'AUT', check);
  const extend = (on: string) =>
    say(hub, 'AUT', result.encounterId, { kind: 'extended', on, isProportionate: true });
  t.match(await extend('2029-01-01'), { status: 409, body: { detail: /no later than tomorrow/ } });
  t.match(await extend('2026-09-20'), { status: 409, body: { detail: /until 2027-09-20 already/ } });
  t.match((await extend(TODAY)).body, { reviewBy: '2027-09-21' });
});

t.test('a state chooses the last day of its alert', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'));
  const alertId = result.encounterId;
  const object = await hub.call('POST', `${HOME}/object-alerts`, SIRENE(), {
    kind: 'object-seizure',
    category: 'vehicle',
    number: 'B1',
    issuedOn: TODAY,
    reason: 'stolen',
    actionToBeTaken: 'seize',
    linkedTo: alertId,
  });
  const endOf = async (id: string) => (await read(hub, id)).body.reviewBy;
  const extended = { kind: 'extended', on: TODAY, until: '2029-03-01', isProportionate: true };
  t.match((await say(hub, 'AUT', alertId, extended)).body, { reviewBy: '2029-03-01' });
  t.same([await endOf(alertId), await endOf(object.body.alertId)], ['2029-03-01', '2029-03-01']);
  t.equal((await say(hub, 'AUT', alertId, { kind: 'shortened' })).status, 400);
  const shortened = { kind: 'shortened', until: '2026-12-31' };
  t.match((await say(hub, 'AUT', alertId, shortened)).body, {
    reviewBy: '2026-12-31',
    record: { facts: { alertKind: 'arrest' } },
  });
  t.same([await endOf(alertId), await endOf(object.body.alertId)], ['2026-12-31', '2026-12-31']);
  const [kept] = await hub.unitOfWork.sql.query<{ review_by: string }>(
    "select to_char(review_by, 'YYYY-MM-DD') as review_by from sis.records",
  );
  t.equal(kept?.review_by, '2026-12-31', 'what retention goes by');
});

t.test('an alert on an object ends with that on the person, and follows it', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'));
  const put = async (number: string, more: Facts = {}) =>
    (
      await hub.call('POST', `${HOME}/object-alerts`, SIRENE(), {
        kind: 'object-seizure',
        category: 'vehicle',
        number,
        issuedOn: TODAY,
        reason: 'stolen',
        actionToBeTaken: 'seize',
        linkedTo: result.encounterId,
        ...more,
      })
    ).body;
  const bound = (await put('B1')).alertId;
  const own = (await put('B2', { reviewBy: '2027-01-01' })).alertId;
  t.match(await put('B3', { linkedTo: bound }), { errors: [{ pointer: '/linkedTo' }] }, 'not of an object');
  const ofAnother = (await enter(hub, 'DEU', alert('arrest', { details: { consultedOn: TODAY } }))).result;
  t.match(
    await put('B3', { linkedTo: ofAnother.encounterId }),
    { errors: [{ pointer: '/linkedTo', expected: /another Member State/ }] },
    'nor of another state, whose deletion would take it along',
  );
  const extend = (alertId: string) =>
    say(hub, 'AUT', alertId, { kind: 'extended', on: TODAY, isProportionate: true });
  t.match((await extend(bound)).body, {
    status: 409,
    detail: /kept until 2027-09-20 already\. Linked to an alert on a person.*Art 54/,
  });
  t.match((await extend(result.encounterId)).body, { reviewBy: '2031-09-21' });
  t.match((await read(hub, bound)).body, { reviewBy: '2031-09-21' }, 'moved with it');
  t.match((await read(hub, own)).body, { reviewBy: '2027-01-01' }, 'as its state set it');
  t.match((await extend(own)).body, { reviewBy: '2031-09-21' }, 'up to the end of the other');
  t.match((await read(hub, own)).body, { reviewBy: '2031-09-21', extendedOn: TODAY });
});

t.test('states speak of linked alerts at the same time', async (t) => {
  const hub = await open(t);
  const named = async (surname: string) =>
    (await enter(hub, 'AUT', alert('arrest'), { identity: { ...IDENTITY, surnames: [surname] } })).result
      .encounterId as string;
  const [one, other] = [await named('Onlyone'), await named('Different')];
  const link = (from: string, to: string) => say(hub, 'AUT', from, { kind: 'linked', to });
  for (let times = 0; times < 8; times++) {
    const answers = await Promise.all([link(one, other), link(other, one)]);
    t.same(
      answers.map(({ status }) => status),
      [200, 200],
      'neither waits for the other for ever',
    );
  }
  const { alerts } = hub.ports.sis;
  await say(hub, 'AUT', one, { kind: 'hidden', inStates: ['AUT'] });
  const waiting = await hub.unitOfWork.transaction(async (tx) => {
    await alerts.lockSubject(tx, one);
    t.equal((await read(hub, one)).status, 200, 'reading waits for nobody');
    t.match((await read(hub, other)).body, { links: [one] }, 'nor for an alert that is linked');
    const shown = say(hub, 'AUT', one, { kind: 'shown-again' });
    await untilSomebodyWaits(tx);
    const event = { eventId: hub.ports.ids.uuid(), alertId: one, memberState: 'AUT', at: NOW };
    await alerts.say(tx, { ...event, kind: 'shown-again' }, { isObject: false });
    return { shown };
  });
  t.match(await waiting.shown, { status: 409, body: { detail: /not hidden/ } }, 'judged as it is by then');
});

t.test('an alert for arrest is hidden for 48 hours, and its bureaux see it', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'), { samples: [SAMPLE] });
  const alertId = result.encounterId;
  hub.finds('sis', result.subjectId);
  const search = async (of: string, as: 'border-authority' | 'sirene-bureau' = 'border-authority') =>
    (await hub.run('/v1/searches', { as, of }, { identity: { surname: 'Rivera' }, systems: ['sis'] })).body
      .result.systems[0].hits.length;
  const identify = async (of: string) =>
    (
      await hub.run(
        '/v1/identifications',
        { as: 'border-authority', of },
        { systems: ['sis'], samples: [SAMPLE] },
      )
    ).body.result.candidates.length;
  t.equal(await search('AUT'), 1);
  const other = await enter(hub, 'AUT', alert('return'), { identity: { ...IDENTITY, surnames: ['Other'] } });
  const hide = (id = alertId, of = 'AUT') => say(hub, of, id, { kind: 'hidden', inStates: ['AUT', 'DEU'] });
  t.equal((await hide(other.result.encounterId)).status, 409, 'arrest only');
  t.equal((await hide(alertId, 'DEU')).status, 409, 'by the issuing state');
  t.match((await hide()).body, { visibility: { kind: 'hidden', until: '2026-09-23T10:00:00.000Z' } });
  t.equal(await search('DEU'), 0);
  t.equal(await identify('DEU'), 0);
  t.equal(await search('FRA'), 1, 'no state of the operation');
  t.equal(await identify('FRA'), 1);
  t.equal(await search('DEU', 'sirene-bureau'), 1);
  const subject = `${HOME}/subjects/${result.subjectId}`;
  for (const as of ['border-authority', 'law-enforcement-authority', 'europol'] as const) {
    t.equal((await hub.call('GET', subject, { as, of: 'DEU' })).status, 403, `${as} reads no alert directly`);
  }
  at(hub, '2026-09-23T10:00:00.001Z');
  t.equal(await search('DEU'), 1, 'after 48 hours');
  await hide();
  t.equal(await search('DEU'), 0, 'renewed');
  t.match((await say(hub, 'AUT', alertId, { kind: 'shown-again' })).body, {
    visibility: { kind: 'visible' },
  });
  t.equal(await search('DEU'), 1);
});

t.test('alerts on objects', async (t) => {
  const hub = await open(t);
  const ADDRESS = `${HOME}/object-alerts`;
  const passport = {
    kind: 'object-seizure',
    category: 'travel-document',
    number: 'P 123-456',
    issuingCountry: 'AUT',
    issuedOn: '2026-09-01',
    reason: 'lost',
    actionToBeTaken: 'seize',
  };
  const put = (more: object = {}, of = 'AUT') =>
    hub.call('POST', ADDRESS, SIRENE(of), { ...passport, ...more });
  const found = async (number: string) =>
    (
      await hub.call(
        'POST',
        `${ADDRESS}/search`,
        { as: 'border-authority', of: 'DEU' },
        { category: 'travel-document', number },
      )
    ).body.alerts;
  const entered = await put();
  t.match(
    entered,
    { status: 201, body: { reviewBy: '2036-09-01', memberState: 'AUT' } },
    JSON.stringify(entered.body),
  );
  t.match(await found('p123456'), [{ alertId: entered.body.alertId }]);
  t.same(await found('P123457'), []);
  t.match((await put()).body, { status: 409, code: 'alert-incompatible', detail: /one alert/ });
  t.match((await put({ kind: 'object-check' }, 'DEU')).body, {
    code: 'alert-incompatible',
    detail: /incompatible/,
  });
  t.equal((await put({ kind: 'object-check', isConsulted: true }, 'DEU')).status, 201);
  t.match((await put({ number: 'X1', reviewBy: '2036-09-02' })).body, {
    code: 'facts-not-permitted',
    errors: [{ pointer: '/reviewBy', expected: /10 years.*Art 54/ }],
  });
  t.match((await put({ number: 'X1', issuedOn: '2026-09-22' })).body, { code: 'date-invalid' });
  t.match((await put({ number: 'X1', category: 'boot' })).status, 400);
  const unknown = '00000000-0000-4000-8000-000000000000';
  t.match((await put({ number: 'X1', linkedTo: unknown })).body, {
    errors: [{ pointer: '/linkedTo' }],
  });
  const person = await enter(hub, 'AUT', alert('arrest'));
  const linked = await put({ number: 'X1', linkedTo: person.result.encounterId });
  t.match(linked.body, { reviewBy: '2027-09-20' }, 'lives as long as the alert on the person');
  t.equal(
    (
      await hub.call(
        'POST',
        `${ADDRESS}/search`,
        { as: 'asylum-authority' },
        {
          category: 'vehicle',
          number: '1',
        },
      )
    ).status,
    403,
  );
  t.equal((await hub.call('DELETE', `${ADDRESS}/${entered.body.alertId}`, SIRENE('DEU'))).status, 404);
  t.equal((await hub.call('DELETE', `${ADDRESS}/${entered.body.alertId}`, SIRENE())).status, 200);
  t.match((await found('P123456')).length, 1, 'that of the other state stands');
  at(hub, '2027-09-21T10:00:00Z');
  t.same(await found('X1'), [], 'over');
  await put({ number: 'Y1' });
  const rows = await hub.unitOfWork.sql.query('select 1 from sis.object_alerts where number_form = $1', [
    'X1',
  ]);
  t.same(rows, [], 'and deleted by itself');
});

t.test('an unknown wanted person: prints and nothing else', async (t) => {
  const hub = await open(t);
  const ADDRESS = `${HOME}/unknown-person-alerts`;
  const facts = alert('unknown-wanted', { reviewBy: '2029-09-20', details: { arePrintsFromScene: true } });
  const put = (more: object = {}) =>
    hub.run(ADDRESS, SIRENE(), { encounterAt: NOW, facts, samples: [SAMPLE], ...more });
  const entered = await put();
  t.match(entered.body, { state: 'completed' }, JSON.stringify(entered.body));
  const { subjectId, encounterId } = entered.body.result;
  t.match((await hub.call('GET', `${HOME}/subjects/${subjectId}`, SIRENE())).body, {
    records: [{ identity: { surnames: [], givenNames: [] }, facts: { alertKind: 'unknown-wanted' } }],
  });
  t.match((await read(hub, encounterId)).body, {
    kind: 'unknown-wanted',
    review: { reviewBy: '2029-09-20' },
  });
  hub.finds('sis', subjectId);
  const identified = await hub.run(
    '/v1/identifications',
    { as: 'border-authority' },
    { systems: ['sis'], samples: [SAMPLE] },
  );
  t.match(identified.body.result.candidates, [{ subjectId }]);
  t.match((await put({ samples: [{ position: 'face', image: SAMPLE.image }] })).body, {
    code: 'facts-not-permitted',
    errors: [{ pointer: '/samples', expected: /Art 22\(1\), 40/ }],
  });
  t.match((await put({ facts: alert('arrest') })).body, { code: 'facts-not-of-system' });
  t.match((await put({ facts: { ...facts, reviewBy: '2029-09-21' } })).body, {
    errors: [{ pointer: '/facts/reviewBy' }],
  });
});

t.test('a hit and what follows it', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('arrest'));
  const alertId = result.encounterId;
  const report = (body: object, of = 'DEU') =>
    hub.call(
      'POST',
      `${HOME}/hits`,
      { as: 'border-authority', of },
      { alertId, foundAt: NOW, foundBy: 'identity', ...body },
    );
  t.match((await report({ foundAt: '2026-09-21T11:00:00Z' })).body, { code: 'date-invalid' });
  t.match((await report({ alertId: result.subjectId })).body, { code: 'alert-unknown' });
  const hit = (await report({})).body;
  t.match(hit, {
    issuingState: 'AUT',
    executingState: 'DEU',
    action: { action: 'arrest' },
    followUp: { step: 'found', owed: { by: 'executing-state', next: ['not-the-person', 'reported'] } },
  });
  const step = (of: string, name: string, when: string) =>
    hub.call('POST', `${HOME}/hits/${hit.hitId}/steps`, SIRENE(of), { step: name, at: when });
  t.match(await duties(hub, 'DEU'), [{ owedBy: 'DEU', on: TODAY, encounterId: alertId }]);
  t.equal((await step('FRA', 'reported', NOW)).status, 404);
  t.match((await step('AUT', 'reported', NOW)).body, { code: 'step-not-permitted' });
  t.match((await step('DEU', 'action-taken', NOW)).body, { code: 'step-not-permitted' });
  t.equal((await step('DEU', 'reported', NOW)).status, 200);
  t.match(
    (await step('DEU', 'action-taken', '2026-09-21T09:00:00Z')).body,
    { code: 'step-not-permitted' },
    'backwards',
  );
  t.match((await step('DEU', 'action-taken', NOW)).body, {
    followUp: { owed: { by: 'issuing-state', limit: '2026-09-21T22:00:00.000Z', isOverdue: false } },
  });
  const [purpose] = (await hub.call('GET', `${HOME}/sirene-cases`, SIRENE())).body.cases;
  t.match(
    purpose,
    { event: 'purpose-achieved', deadline: { by: '2026-10-06' }, toState: 'AUT' },
    'fifteen days',
  );
  at(hub, '2026-09-21T22:00:00.001Z');
  t.match((await hub.call('GET', `${HOME}/hits`, SIRENE())).body.hits, [
    { followUp: { owed: { isOverdue: true } } },
  ]);
  t.equal((await step('DEU', 'alert-deleted', NOW)).status, 409, 'the issuing state decides');
  t.match((await step('AUT', 'alert-deleted', '2026-09-21T22:00:00Z')).body, {
    followUp: { isClosed: true },
  });
  t.equal((await read(hub, alertId)).status, 404, 'and it is deleted');
  t.equal(await hub.ports.subjects.read(hub.unitOfWork.sql, 'sis', result.subjectId), undefined);
  t.same(
    await hub.unitOfWork.sql.query("select 1 from hub.file_calendars where system = 'sis'"),
    [],
    'nothing is due about it',
  );
  await hub.call('DELETE', `${HOME}/subjects/${result.subjectId}`, SIRENE());
  for (const list of ['hits', 'sirene-cases']) {
    const { body } = await hub.call('GET', `${HOME}/${list}`, SIRENE());
    t.same(body.hits ?? body.cases, [], `${list} go with the alert`);
  }
});

t.test('an alert on an object goes with the step that says so', async (t) => {
  const hub = await open(t);
  const { alertId } = (
    await hub.call('POST', `${HOME}/object-alerts`, SIRENE(), {
      kind: 'object-seizure',
      category: 'vehicle',
      number: 'WVW ZZZ-1',
      issuedOn: TODAY,
      reason: 'stolen',
      actionToBeTaken: 'seize',
    })
  ).body;
  const found = { alertId, foundAt: NOW, foundBy: 'document' };
  const { hitId } = (await hub.call('POST', `${HOME}/hits`, { as: 'border-authority', of: 'DEU' }, found))
    .body;
  const step = async (of: string, name: string) =>
    (await hub.call('POST', `${HOME}/hits/${hitId}/steps`, SIRENE(of), { step: name, at: NOW })).status;
  t.equal(await step('AUT', 'alert-deleted'), 409, 'not before it is reported');
  t.equal((await read(hub, alertId)).status, 200);
  t.same(
    [await step('DEU', 'reported'), await step('DEU', 'action-taken'), await step('AUT', 'alert-deleted')],
    [200, 200, 200],
  );
  t.equal((await read(hub, alertId)).status, 404);
});

t.test('a refusal of entry takes effect when the person has left', async (t) => {
  const hub = await open(t);
  const { result } = await enter(
    hub,
    'AUT',
    alert('refusal-of-entry', { details: { leftOn: '2026-09-25' } }),
  );
  const alertId = result.encounterId;
  const report = async () =>
    (
      await hub.call(
        'POST',
        `${HOME}/hits`,
        { as: 'border-authority', of: 'DEU' },
        { alertId, foundAt: NOW, foundBy: 'identity' },
      )
    ).body.action;
  t.match(await report(), { action: 'none', because: 'person-has-not-left' });
  await say(hub, 'AUT', alertId, { kind: 'left-territory', on: '2026-09-21' });
  t.match(await report(), { action: 'refuse-entry' });
});

t.test('what the SIRENE Bureaux owe one another', async (t) => {
  const hub = await open(t);
  const { result } = await enter(hub, 'AUT', alert('refusal-of-entry'));
  const ask = (body: object, of = 'DEU') =>
    hub.call('POST', `${HOME}/sirene-cases`, SIRENE(of), {
      event: 'permit-planned',
      alertId: result.encounterId,
      at: '2026-09-21T08:00:00+02:00',
      ...body,
    });
  const rows = [
    ['permit-planned', '2026-10-01', /silence is no objection/],
    ['alert-on-permit-holder', '2026-10-05', /may be entered or kept/],
    ['error-evidence', '2026-09-23', /overdue/],
    ['error-notified', '2026-11-21', /supervisory/],
    ['information-requested', '2026-09-21T18:00:00.000Z', /overdue/],
  ] as const;
  for (const [event, by] of rows) {
    t.match(
      (await ask({ event })).body,
      { event, toState: 'AUT', deadline: { by }, isOverdue: false },
      event,
    );
  }
  t.equal((await ask({}, 'AUT')).status, 409, 'a state asks another');
  t.equal((await ask({ alertId: result.subjectId })).status, 404);
  const listed = (await hub.call('GET', `${HOME}/sirene-cases`, SIRENE())).body.cases;
  t.equal(listed.length, rows.length);
  const caseOf = (event: string) => listed.find((each: Facts) => each.event === event).caseId;
  const answer = (caseId: string, body: object, of = 'AUT') =>
    hub.call('POST', `${HOME}/sirene-cases/${caseId}/answer`, SIRENE(of), body);
  t.equal((await answer(caseOf('permit-planned'), { extend: true })).status, 409);
  t.match((await answer(caseOf('alert-on-permit-holder'), { extend: true })).body, {
    isExtended: true,
    deadline: { by: '2026-10-17' },
  });
  t.equal((await answer(caseOf('alert-on-permit-holder'), { extend: true })).status, 409, 'once');
  t.equal((await answer(caseOf('error-evidence'), { answer: 'corrected' }, 'DEU')).status, 404);
  t.match((await answer(caseOf('error-evidence'), { answer: 'corrected' })).body, { answer: 'corrected' });
  t.equal((await answer(caseOf('error-evidence'), { answer: 'again' })).status, 409);
  t.equal((await answer(caseOf('permit-planned'), {})).status, 400);
  at(hub, '2026-10-02T10:00:00Z');
  const late = (await hub.call('GET', `${HOME}/sirene-cases`, SIRENE())).body.cases;
  t.match(
    late.find(({ event }: Facts) => event === 'permit-planned'),
    {
      isOverdue: true,
      ifMissed: 'silence is no objection',
    },
  );
  t.equal((await hub.call('GET', `${HOME}/sirene-cases`, { as: 'border-authority' })).status, 403);
});
