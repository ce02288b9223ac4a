/** Eurodac over HTTP: comparison, hits, verification, sequences, messages, notices, cases, law enforcement, statistics. */
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import { bearer } from '../testing/http-test-app.js';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import { createSweepCalendar } from '../workflows/sweep-calendar.js';

const HOME = '/v1/systems/eurodac';
const TODAY = '2026-09-21';

const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};

type Facts = Readonly<Record<string, unknown>>;
let serial = 0;

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  hub.time.today = TODAY;
  hub.time.nowMs = Date.parse(`${TODAY}T10:00:00Z`);
  return hub;
}

const DIGIT: Readonly<Record<string, number>> = {
  'international-protection': 1,
  'irregular-crossing': 2,
  'illegal-stay': 3,
  admission: 7,
  'national-resettlement': 8,
  'search-and-rescue': 9,
};

function dataSet(category: string, more: Facts = {}): Facts {
  return {
    kind: 'data-set',
    category,
    eventDate: '2026-09-20',
    referenceNumber: `AT${DIGIT[category]}${++serial}`,
    transmittedAt: `${TODAY}T09:00:00+02:00`,
    ...more,
  };
}

/** Who collects what an asylum authority does not. */
const COLLECTOR: Readonly<Record<string, AuthorityClass>> = {
  'irregular-crossing': 'border-authority',
  'illegal-stay': 'immigration-authority',
  'search-and-rescue': 'border-authority',
};

/** Transmits and does all that follows. */
async function transmit(
  hub: WorkingHub,
  of: string,
  facts: Facts,
  more: {
    readonly subjectId?: string;
    readonly samples?: readonly object[];
    readonly identity?: object;
  } = {},
) {
  const { identity = IDENTITY, samples = [SAMPLE], subjectId } = more;
  const payload = {
    encounterAt: `${TODAY}T09:00:00+02:00`,
    identity,
    facts,
    samples,
    ...(subjectId ? { subjectId } : {}),
  };
  const as = COLLECTOR[String(facts.category)] ?? 'asylum-authority';
  const answer = await hub.run(`${HOME}/encounters`, { as, of }, payload);
  return { ...answer, result: answer.body?.result };
}

const comparisonOf = (hub: WorkingHub, of: string, comparisonId: string) =>
  hub.call('GET', `${HOME}/comparisons/${comparisonId}`, { of });
const step = (hub: WorkingHub, of: string, hitId: string, body: object) =>
  hub.call('POST', `${HOME}/hits/${hitId}/steps`, { of }, { operatorId: 'expert-1', ...body });

/** What a state owes, computed anew first. */
async function duties(hub: WorkingHub, of: string) {
  const sweep = createSweepCalendar(hub.ports);
  for (let left = 10; left > 0 && (await sweep()) > 0; left--);
  const answer = await hub.call('GET', '/v1/deadlines?days=30', { of });
  return answer.body.deadlines.filter(({ kind }: { kind: string }) => kind === 'duty');
}

t.test(
  'a data set is compared when it is transmitted, and its hits go to the state that transmitted it',
  async (t) => {
    const hub = await open(t);
    const first = await transmit(hub, 'GRC', dataSet('irregular-crossing'));
    t.match(first.body, { state: 'completed', result: { kind: 'enrol' } }, JSON.stringify(first.body));
    const early = await comparisonOf(hub, 'GRC', first.result.comparisonId);
    t.match(early.body, { comparison: { outcome: 'no-hit', collection: 'irregular-crossing' }, hits: [] });

    hub.finds('eurodac', first.result.subjectId);
    const second = await transmit(hub, 'AUT', dataSet('international-protection'));
    const { body } = await comparisonOf(hub, 'AUT', second.result.comparisonId);
    t.match(body, {
      comparison: {
        outcome: 'hit',
        memberState: 'AUT',
        incoming: { encounterId: second.result.encounterId },
        askedAt: '2026-09-21T10:00:00.000Z',
        dueAt: '2026-09-22T10:00:00.000Z',
      },
      hits: [
        {
          memberState: 'GRC',
          category: 'irregular-crossing',
          foundBy: 'fingerprint',
          state: { kind: 'returned' },
          check: { check: 'where-necessary', expertise: ['fingerprint'] },
          citation: /22\(2\), \(3\)/,
          handedOver: {
            record: { identity: { surnames: ['Rivera'] }, facts: { category: 'irregular-crossing' } },
            current: { isMarked: false },
          },
        },
      ],
    });
    t.equal((await comparisonOf(hub, 'GRC', second.result.comparisonId)).status, 404, 'another state');
    t.equal(
      (await hub.call('GET', `${HOME}/comparisons/${second.result.comparisonId}`, { as: 'visa-authority' }))
        .status,
      403,
      'another class',
    );

    const again = await transmit(hub, 'GRC', dataSet('illegal-stay'));
    t.equal(again.result.comparisonId === undefined, false);
    t.match((await comparisonOf(hub, 'GRC', again.result.comparisonId)).body, {
      comparison: { outcome: 'no-hit' },
    });
    const own = await transmit(hub, 'GRC', dataSet('illegal-stay', { details: { comparesOwn: true } }));
    t.match(
      (await comparisonOf(hub, 'GRC', own.result.comparisonId)).body,
      { comparison: { outcome: 'hit', wantsOwn: true } },
      'own data on request (Art 27(3))',
    );
  },
);

t.test('what is not compared', async (t) => {
  const hub = await open(t);
  const stored = await transmit(hub, 'GRC', dataSet('irregular-crossing'));
  hub.finds('eurodac', stored.result.subjectId);
  const admission = await transmit(hub, 'AUT', dataSet('admission', { admissionOutcome: 'admitted' }));
  t.equal(admission.result.comparisonId, undefined, '18(2): not on transmission');
  const arrival = await transmit(
    hub,
    'AUT',
    dataSet('international-protection', { arrival: 'take-charge', arrivedOn: '2026-09-20' }),
  );
  t.equal(arrival.result.comparisonId, undefined, '16(2)(a)');
  const face = await transmit(hub, 'AUT', dataSet('illegal-stay'), {
    samples: [{ position: 'face', image: SAMPLE.image }],
  });
  t.match((await comparisonOf(hub, 'AUT', face.result.comparisonId)).body, {
    comparison: { outcome: 'not-compared', reason: /facial recognition.*63\(5\)/ },
    hits: [],
  });
  const urgent = await transmit(hub, 'AUT', dataSet('illegal-stay', { details: { isUrgent: true } }));
  t.match(
    (await comparisonOf(hub, 'AUT', urgent.result.comparisonId)).body,
    { comparison: { isUrgent: true, dueAt: '2026-09-21T11:00:00.000Z', outcome: 'hit' } },
    'within the hour (Art 38(2))',
  );
});

t.test('a search that transmits nothing is answered as a transmission would be', async (t) => {
  const hub = await open(t);
  const own = await transmit(hub, 'AUT', dataSet('illegal-stay'));
  const other = await transmit(hub, 'GRC', dataSet('irregular-crossing'));
  hub.finds('eurodac', own.result.subjectId, other.result.subjectId);
  const identify = async (of: string, more: object = {}) =>
    (await hub.run('/v1/identifications', { of }, { systems: ['eurodac'], samples: [SAMPLE], ...more })).body
      .result.candidates;
  t.match(await identify('AUT'), [{ subjectId: other.result.subjectId, rank: 1 }]);
  t.equal((await identify('AUT', { comparesOwn: true })).length, 2, 'own data on request');
  t.match(await identify('GRC'), [{ subjectId: own.result.subjectId }]);
  t.equal((await identify('FRA')).length, 2);
  const search = async (of: string, more: object = {}) =>
    (await hub.run('/v1/searches', { of }, { systems: ['eurodac'], samples: [SAMPLE], ...more })).body.result
      .systems[0].hits;
  t.match(await search('AUT'), [{ subjectId: other.result.subjectId, records: [{ memberState: 'GRC' }] }]);
  t.equal((await search('AUT', { comparesOwn: true })).length, 2);
});

t.test('an admission procedure: compared with the marked, and not stored', async (t) => {
  const hub = await open(t);
  const applicant = await transmit(hub, 'GRC', dataSet('international-protection'));
  const resettled = await transmit(hub, 'AUT', dataSet('national-resettlement'));
  const { subjectId, encounterId } = applicant.result;
  hub.finds('eurodac', subjectId, resettled.result.subjectId);
  const ask = (referenceNumber: string, samples: readonly object[] = [SAMPLE]) =>
    hub.run(`${HOME}/comparisons`, {}, { referenceNumber, samples });
  const before = await ask('AT7A1');
  t.match(
    before.body,
    { kind: 'compare-data-set', result: { hits: 1 } },
    'unmarked data of applicants are no hit',
  );
  t.match((await comparisonOf(hub, 'AUT', before.body.result.comparisonId)).body, {
    hits: [{ category: 'national-resettlement', memberState: 'AUT' }],
  });
  await transmit(
    hub,
    'GRC',
    { kind: 'status-message', status: 'protection-granted', statusDate: TODAY, concerns: encounterId },
    { subjectId, samples: [] },
  );
  const marked = await ask('AT7A2');
  t.match((await comparisonOf(hub, 'AUT', marked.body.result.comparisonId)).body, {
    hits: [
      {
        category: 'international-protection',
        handedOver: { current: { isMarked: true, mark: { kind: 'protection' } } },
      },
      { category: 'national-resettlement' },
    ],
  });
  const rows = await hub.unitOfWork.sql.query<{ count: number }>(
    "select count(*)::int as count from hub.subjects where system = 'eurodac'",
  );
  t.equal(rows[0]?.count, 2, 'nothing of it is stored');

  t.match((await ask('AT1A3')).body, {
    code: 'facts-not-permitted',
    errors: [{ pointer: '/referenceNumber' }],
  });
  t.match((await ask('AT7A4', [{ position: 'face', image: SAMPLE.image }])).body, {
    status: 422,
    code: 'facts-not-permitted',
    errors: [{ pointer: '/samples/0' }],
  });
  const payload = { referenceNumber: 'AT7A5', samples: [SAMPLE] };
  t.equal((await hub.run(`${HOME}/comparisons`, { as: 'border-authority' }, payload)).status, 403);
});

t.test('a comparison with the same key and other terms is another request, and refused', async (t) => {
  const hub = await open(t);
  const headers = { ...(await bearer('asylum-authority')), prefer: 'wait=0', 'idempotency-key': 'k-1' };
  const ask = async (more: object) => {
    const payload = { referenceNumber: 'AT7B1', samples: [SAMPLE], ...more };
    const answer = await hub.app.inject({ method: 'POST', url: `${HOME}/comparisons`, headers, payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  const { status, body } = await ask({});
  t.equal(status, 202);
  t.match(await ask({ isUrgent: false }), { status: 202, body: { operationId: body.operationId } });
  const conflict = { status: 409, body: { code: 'idempotency-conflict' } };
  t.match(await ask({ referenceNumber: 'AT7B2' }), conflict);
  t.match(await ask({ isUrgent: true }), conflict);
});

t.test('a hit is verified: by an expert, confirmed, or false and reported', async (t) => {
  const hub = await open(t);
  const first = await transmit(hub, 'GRC', dataSet('irregular-crossing', { referenceNumber: 'GR2G1' }));
  hub.finds('eurodac', first.result.subjectId);
  const second = await transmit(
    hub,
    'AUT',
    dataSet('international-protection', { referenceNumber: 'AT1H1' }),
  );
  const hit = (await comparisonOf(hub, 'AUT', second.result.comparisonId)).body.hits[0];
  const sequence = (of: string, subjectId: string) =>
    hub.call('GET', `${HOME}/subjects/${subjectId}/sequence`, { of });
  t.match(
    (await sequence('AUT', second.result.subjectId)).body.dataSets
      .map((each: Facts) => each.memberState)
      .sort(),
    ['AUT', 'GRC'],
    'linked by fingerprints until it is found false (Art 3(6))',
  );
  t.equal((await sequence('DEU', second.result.subjectId)).status, 404);

  t.match((await step(hub, 'AUT', hit.hitId, { step: 'expert-asked', expertise: 'face' })).body, {
    code: 'step-not-permitted',
  });
  t.match((await step(hub, 'AUT', hit.hitId, { step: 'expert-asked', expertise: 'fingerprint' })).body, {
    hit: { state: { kind: 'with-expert', expertise: 'fingerprint' } },
  });
  t.equal((await step(hub, 'GRC', hit.hitId, { step: 'rejected' })).status, 404, 'the receiving state');
  t.match((await step(hub, 'AUT', hit.hitId, { step: 'rejected' })).body, {
    hit: { state: { kind: 'false', on: TODAY, reportBy: '2026-09-24' }, handedOver: undefined },
    duties: ['erase-result', 'tell-eu-lisa'],
  });
  t.match((await comparisonOf(hub, 'AUT', second.result.comparisonId)).body.hits[0].handedOver, undefined);
  t.equal((await sequence('AUT', second.result.subjectId)).body.dataSets.length, 1, 'two persons');
  t.match((await step(hub, 'AUT', hit.hitId, { step: 'confirmed' })).status, 409);

  t.match(await duties(hub, 'AUT'), [{ on: '2026-09-24', citation: /Art 38/ }], 'three working days');
  t.same(await duties(hub, 'GRC'), []);
  hub.time.today = '2026-09-25';
  hub.time.nowMs = Date.parse('2026-09-25T10:00:00Z');
  t.match(
    (await step(hub, 'AUT', hit.hitId, { step: 'told-eu-lisa', referenceNumbers: ['AT1H1', 'XX9'] })).body,
    { code: 'step-not-permitted' },
    'both numbers, and the right ones',
  );
  t.match(
    (await step(hub, 'AUT', hit.hitId, { step: 'told-eu-lisa', referenceNumbers: ['AT1H1', 'GR2G1'] })).body,
    { hit: { state: { kind: 'reported', isLate: true } } },
  );
  t.same(await duties(hub, 'AUT'), [], 'nothing is owed any more');
  t.match((await step(hub, 'AUT', hit.hitId, { step: 'confirmed', on: '2026-09-30' })).body, {
    code: 'date-invalid',
  });
});

t.test('a message reaches the other states of origin, which follow', async (t) => {
  const hub = await open(t);
  const first = await transmit(hub, 'GRC', dataSet('irregular-crossing', { referenceNumber: 'GR2M1' }));
  hub.finds('eurodac', first.result.subjectId);
  const second = await transmit(
    hub,
    'AUT',
    dataSet('international-protection', { referenceNumber: 'AT1M1' }),
  );
  const report = (of: string, of_: typeof first, facts: Facts) =>
    transmit(
      hub,
      of,
      { kind: 'status-message', statusDate: TODAY, concerns: of_.result.encounterId, ...facts },
      { subjectId: of_.result.subjectId, samples: [] },
    );
  const notices = async (of: string) => (await hub.call('GET', `${HOME}/notices`, { of })).body.notices;

  const granted = await report('AUT', second, { status: 'protection-granted' });
  t.equal(granted.body.state, 'completed', JSON.stringify(granted.body));
  t.match(await notices('GRC'), [
    {
      obliges: 'mark-too',
      from: 'AUT',
      status: 'protection-granted',
      about: { encounterId: first.result.encounterId, subjectId: first.result.subjectId },
      dueAt: '2026-09-24T10:00:00.000Z',
      citation: /31\(1\)/,
    },
  ]);
  t.same(await notices('AUT'), []);
  t.equal((await hub.call('GET', `${HOME}/notices`, { as: 'visa-authority' })).status, 403);
  t.match(await duties(hub, 'GRC'), [{ on: '2026-09-24', reason: /mark too/ }]);

  t.match(
    (await report('GRC', first, { status: 'protection-granted' })).body,
    { state: 'completed' },
    'the mark of the applicant is put on the crossing too (Art 31(1))',
  );
  t.same(await notices('GRC'), [], 'followed');
  t.same(await notices('AUT'), [], 'and nobody is told twice');
  t.same(await duties(hub, 'GRC'), []);

  await report('AUT', second, { status: 'member-state-responsible', statusMemberState: 'DEU' });
  t.match(await notices('GRC'), [{ obliges: 'informed', statusMemberState: 'DEU' }]);
  await report('AUT', second, { status: 'departure' });
  await report('AUT', second, { status: 'assisted-return' });
  await report('AUT', second, { status: 'border-procedure-decided' });
  const [own] = (
    await hub.call('GET', `${HOME}/subjects/${second.result.subjectId}/sequence`, { of: 'AUT' })
  ).body.dataSets.filter(({ memberState }: Facts) => memberState === 'AUT');
  t.match(own.own, {
    isMarked: true,
    memberStateResponsible: 'DEU',
    departedOn: TODAY,
    assistedReturnOn: TODAY,
    borderDecisionOn: TODAY,
  });
  const refusals = [
    ['GRC', second, { status: 'departure' }, '/facts/status'],
    ['AUT', second, { status: 'security-flag-ended', othersConsulted: true }, '/facts/status'],
    ['AUT', second, { status: 'removal', statusDate: '2026-09-01' }, '/facts/statusDate'],
    ['AUT', second, { status: 'removal', concerns: first.result.encounterId }, '/facts/concerns'],
  ] as const;
  for (const [of, about, facts, pointer] of refusals) {
    const { body } = await report(of, about, facts);
    t.match(body, { state: 'rejected', problem: { pointer } }, `${facts.status} of ${of}`);
  }
  const { body } = await report('AUT', second, { status: 'relocation' });
  t.match(body, { status: 422, errors: [{ pointer: '/facts/statusMemberState' }] });
});

t.test('citizenship: erased before its time, the refused excepted', async (t) => {
  const hub = await open(t);
  const held = await transmit(hub, 'AUT', dataSet('international-protection'));
  const refused = await transmit(hub, 'AUT', dataSet('admission', { admissionOutcome: 'refused' }));
  for (const { result } of [held, refused]) {
    await transmit(
      hub,
      'AUT',
      {
        kind: 'status-message',
        status: 'citizenship',
        statusDate: TODAY,
        statusMemberState: 'AUT',
        concerns: result.encounterId,
      },
      { subjectId: result.subjectId, samples: [] },
    );
  }
  const sweep = createSweepCalendar(hub.ports);
  await sweep();
  const due = (await hub.call('GET', '/v1/deadlines?days=2', {})).body.deadlines;
  const erased = due.filter(({ kind }: Facts) => kind === 'erase-record');
  t.same([...new Set(erased.map(({ subjectId }: Facts) => subjectId))], [held.result.subjectId]);
  t.match(erased, [{ on: '2026-09-22', citation: /Art 30/ }, { on: '2026-09-22' }], 'with its message');
});

t.test('bad data sets: each has its outcome, and nothing is lost', async (t) => {
  const hub = await open(t);
  const child = { ...IDENTITY, dateOfBirth: '2020-09-22' };
  t.match((await transmit(hub, 'AUT', dataSet('illegal-stay'), { identity: child })).body, {
    status: 422,
    code: 'facts-not-permitted',
    errors: [{ pointer: '/identity/dateOfBirth', expected: /Six years.*14\(1\)/ }],
  });
  const six = { ...IDENTITY, dateOfBirth: '2020-09-21' };
  t.match((await transmit(hub, 'AUT', dataSet('illegal-stay'), { identity: six })).body, {
    state: 'completed',
  });

  const minor = { ...IDENTITY, dateOfBirth: '2012-01-01' };
  const takenFromMinor = {
    officialIsTrained: true,
    wasExplainedForChildren: true,
    present: 'representative',
    isUnaccompanied: true,
    means: 'none',
  };
  const take = (more: Facts, identity: object = minor) =>
    transmit(
      hub,
      'AUT',
      dataSet('illegal-stay', { details: { takenFromMinor: { ...takenFromMinor, ...more } } }),
      { identity },
    );
  t.match((await take({})).body, { state: 'completed' });
  const pointer = '/facts/details/takenFromMinor';
  t.match((await take({ means: 'force' })).body, {
    status: 422,
    errors: [{ pointer, expected: /no force/ }],
  });
  t.match((await take({ present: 'nobody' })).body, {
    status: 422,
    errors: [{ pointer, expected: /unaccompanied/ }],
  });
  t.match((await take({ refuses: true, safeguardingRisk: true })).body, {
    status: 422,
    errors: [{ pointer, expected: /child protection/ }],
  });
  t.match((await take({}, IDENTITY)).body, {
    status: 422,
    errors: [{ pointer, expected: /Only of a minor/ }],
  });

  const first = await transmit(hub, 'AUT', dataSet('irregular-crossing', { referenceNumber: 'AT2Z1' }));
  const second = await transmit(hub, 'AUT', dataSet('search-and-rescue', { referenceNumber: 'AT9Z1' }), {
    subjectId: first.result.subjectId,
  });
  t.match(second.body, {
    state: 'completed',
    result: {
      conflicts: [
        {
          kind: 'second-category-for-event',
          memberState: 'AUT',
        },
      ],
    },
  });
  t.same(
    [...second.result.conflicts[0].dataSetIds].sort(),
    [first.result.encounterId, second.result.encounterId].sort(),
  );
  const other = await transmit(hub, 'AUT', dataSet('irregular-crossing', { referenceNumber: 'AT2Z1' }));
  t.match(other.body, { state: 'completed', result: { conflicts: [{ kind: 'reference-repeated' }] } });
  const refused = [
    [{ referenceNumber: 'AT3X' }, '/facts/referenceNumber'],
    [{ admissionOutcome: 'admitted' }, '/facts/admissionOutcome'],
    [{ details: { visa: { memberState: 'DEU' } } }, '/facts/details/visa'],
    [{ arrival: 'relocation' }, '/facts/arrival'],
    [{ biometricsTakenOn: '2026-09-21', transmittedAt: '2026-09-20T10:00:00Z' }, '/facts/transmittedAt'],
  ] as const;
  for (const [facts, at] of refused) {
    const { body } = await transmit(hub, 'AUT', dataSet('irregular-crossing', facts));
    t.match(body, { status: 422, code: 'facts-not-permitted', errors: [{ pointer: at }] }, at);
  }
  t.match((await transmit(hub, 'AUT', dataSet('temporary-protection', { referenceNumber: 'AT01' }))).body, {
    errors: [{ pointer: '/facts/category', expected: /2029-06-12/ }],
  });
  t.match(
    (
      await transmit(hub, 'AUT', dataSet('illegal-stay'), {
        identity: { ...IDENTITY, nationalities: ['FRA'] },
      })
    ).body,
    { errors: [{ pointer: '/identity/nationalities' }] },
  );
});

t.test('what is still to be transmitted', async (t) => {
  const hub = await open(t);
  const ADDRESS = `${HOME}/transmission-cases`;
  const openCase = (payload: object, of = 'AUT') => hub.call('POST', ADDRESS, { of }, payload);
  const crossing = {
    referenceNumber: 'AT2T1',
    collection: 'irregular-crossing',
    eventAt: '2026-09-18T08:00:00+02:00',
  };
  const opened = await openCase(crossing);
  t.match(opened, {
    status: 201,
    body: {
      deadline: { kind: 'instant', dueAt: '2026-09-21T06:00:00.000Z' },
      state: { kind: 'overdue', isOwed: true, citation: /Art 15/ },
    },
  });
  t.equal((await openCase(crossing)).status, 409);
  t.equal((await openCase({ ...crossing, referenceNumber: 'AT3T1' })).body.code, 'facts-not-permitted');
  t.equal((await openCase({ ...crossing, eventAt: '2026-02-30T10:00:00Z' })).status, 400);
  t.equal((await hub.call('POST', ADDRESS, { as: 'visa-authority' }, crossing)).status, 403);
  const { caseId } = opened.body;
  const change = (payload: object, of = 'AUT') =>
    hub.call('PUT', `${ADDRESS}/${caseId}/circumstances`, { of }, payload);
  t.match((await change({ hasTechnicalProblems: true })).body, {
    deadline: { dueAt: '2026-09-23T06:00:00.000Z', reason: /extended/ },
    state: { kind: 'pending' },
  });
  t.match((await change({ custody: {} })).body, { deadline: { kind: 'waiting', for: 'release' } });
  t.match((await change({ fingertips: { retakenAt: '2026-09-21T07:00:00Z' } })).body, {
    deadline: { dueAt: '2026-09-23T07:00:00.000Z' },
  });
  t.equal((await change({}, 'GRC')).status, 404, 'the own state');
  t.match((await hub.call('GET', ADDRESS, {})).body, {
    transmissions: [{ caseId, state: { kind: 'pending' } }],
  });
  await transmit(hub, 'AUT', dataSet('irregular-crossing', { referenceNumber: 'AT2T1' }));
  t.same((await hub.call('GET', ADDRESS, {})).body.transmissions, [], 'the data set has arrived');
});

t.test('law enforcement: stated, verified by another authority, searched once', async (t) => {
  const hub = await open(t);
  const stored = await transmit(hub, 'GRC', dataSet('irregular-crossing'));
  hub.finds('eurodac', stored.result.subjectId);
  const ADDRESS = `${HOME}/law-enforcement-requests`;
  const POLICE = { as: 'law-enforcement-authority' } as const;
  const VERIFIER = { as: 'verifying-authority' } as const;
  const good = {
    referenceNumber: 'AT4L1',
    operatorId: 'officer-7',
    offence: 'terrorist',
    fileNumber: 'F-1',
    isSpecificCase: true,
    hasOverridingConcern: true,
    groundsOfContribution: 'The suspect is said to have applied for asylum.',
    priorCheck: { kind: 'searched', nationalDatabases: true, otherStates: 'searched' },
    key: 'biometrics',
  };
  const ask = (more: object = {}) => hub.call('POST', ADDRESS, POLICE, { ...good, ...more });
  const search = (requestId: string, payload: object = { samples: [SAMPLE] }, caller: object = POLICE) =>
    hub.run(`${ADDRESS}/${requestId}/comparison`, caller, payload);
  const verify = (requestId: string, approves: boolean, caller: object = VERIFIER) =>
    hub.call('POST', `${ADDRESS}/${requestId}/verification`, caller, { approves });

  t.match((await ask({ offence: 'other', isSpecificCase: false, groundsOfContribution: undefined })).body, {
    status: 422,
    code: 'conditions-unmet',
    errors: [{ pointer: '/offence' }, { pointer: '/isSpecificCase' }, { pointer: '/groundsOfContribution' }],
  });
  const unmet = [
    [{ priorCheck: { ...good.priorCheck, otherStates: 'useless' } }, '/priorCheck'],
    [{ childAge: 13 }, '/childIsSuspectWithGrounds'],
    [{ fileNumber: undefined }, '/fileNumber'],
    [{ referenceNumber: 'AT1L1' }, '/referenceNumber'],
  ] as const;
  for (const [more, pointer] of unmet) {
    t.match((await ask(more)).body, { code: 'conditions-unmet', errors: [{ pointer }] }, pointer);
  }
  t.equal((await hub.call('POST', ADDRESS, { as: 'asylum-authority' }, good)).status, 403);
  t.equal((await ask({ childAge: 13, childIsSuspectWithGrounds: true })).status, 201);

  const asked = await ask();
  t.match(asked, { status: 201, body: { state: 'waiting', isUrgent: false } });
  const { requestId } = asked.body;
  t.match(
    (await search(requestId)).body,
    { status: 409, code: 'request-out-of-order' },
    'not before it is verified',
  );
  t.equal((await verify(requestId, true, { ...VERIFIER, of: 'GRC' })).status, 404);
  t.equal((await verify(requestId, true, { ...VERIFIER, id: 'AUT-law-enforcement-authority' })).status, 409);
  t.equal((await verify(requestId, true, POLICE)).status, 403);
  t.match((await hub.call('GET', ADDRESS, VERIFIER)).body.requests.length, 2);
  t.match((await verify(requestId, true)).body, { state: 'approved', verifiedBy: 'AUT-verifying-authority' });
  t.equal((await verify(requestId, false)).status, 409, 'once');
  t.equal(
    (await search(requestId, { identity: { surname: 'Rivera' } })).status,
    409,
    'by what was asked for',
  );
  t.equal((await search(requestId, {})).status, 422);
  t.equal((await search(requestId, undefined, { ...POLICE, id: 'AUT-other' })).status, 404);
  const searched = await search(requestId);
  t.match(searched.body, { result: { kind: 'compare-data-set', hits: undefined } });
  const { comparisonId } = searched.body.result;
  const read = (caller: object) => hub.call('GET', `${HOME}/comparisons/${comparisonId}`, caller);
  t.match((await read(POLICE)).body, {
    comparison: { collection: 'law-enforcement', requestId },
    hits: [{ memberState: 'GRC', handedOver: { record: { identity: { surnames: ['Rivera'] } } } }],
  });
  t.equal((await read({ ...POLICE, id: 'AUT-other' })).status, 404);
  t.equal((await read({ as: 'asylum-authority' })).status, 404);
  t.equal((await search(requestId)).status, 409, 'once');

  const byName = (await ask({ key: 'alphanumeric' })).body.requestId;
  await verify(byName, true);
  const named = (await search(byName, { identity: { surname: 'Rivera' } })).body.result.comparisonId;
  t.match((await hub.call('GET', `${HOME}/comparisons/${named}`, POLICE)).body.hits, [
    { memberState: 'GRC' },
  ]);

  const urgent = (await ask({ imminentDanger: true })).body.requestId;
  const now = (await search(urgent)).body.result;
  const found = (await hub.call('GET', `${HOME}/comparisons/${now.comparisonId}`, POLICE)).body.hits;
  t.equal(found.length, 1, 'before it is verified');
  t.match((await verify(urgent, false)).body, {
    state: 'unjustified',
    duties: ['erase-results', 'confirm-erasure'],
  });
  t.same((await hub.call('GET', `${HOME}/comparisons/${now.comparisonId}`, POLICE)).body.hits, []);
  const confirm = () => hub.call('POST', `${ADDRESS}/${urgent}/erasure-confirmation`, POLICE);
  t.match((await confirm()).body, { state: 'erased' });
  t.equal((await confirm()).status, 409);

  const [row] = await hub.unitOfWork.sql.query<{ request: Buffer }>(
    'select request from eurodac.law_enforcement_requests limit 1',
  );
  t.notMatch(row!.request.toString('latin1'), /suspect|F-1/, 'sealed');
});

t.test('the statistics of a month count persons', async (t) => {
  const hub = await open(t);
  const statistics = async (
    month = '2026-09',
    as: 'asylum-authority' | 'border-authority' = 'asylum-authority',
  ) => hub.call('GET', `${HOME}/statistics?month=${month}`, { as });
  for (let person = 0; person < 6; person++) {
    hub.finds('eurodac');
    const first = await transmit(hub, 'GRC', dataSet('irregular-crossing'));
    hub.finds('eurodac', first.result.subjectId);
    const { subjectId } = (await transmit(hub, 'AUT', dataSet('international-protection'))).result;
    if (person > 0) continue;
    hub.finds('eurodac');
    await transmit(hub, 'AUT', dataSet('international-protection'), { subjectId });
  }
  t.match(
    await statistics(),
    { status: 400, body: { code: 'date-invalid', errors: [{ pointer: '/month' }] } },
    'counted before and after an event a running month would tell of whom it is',
  );
  hub.time.nowMs = Date.parse('2026-10-01T05:59:59.999Z');
  t.equal((await statistics()).status, 400, 'while what is late still comes');
  hub.time.nowMs++;
  const { body } = await statistics();
  t.match(body, {
    month: '2026-09',
    persons: {
      applicants: { total: 6, byState: { AUT: 6 }, isComplete: true },
      firstTimeApplicants: { total: 6 },
      minors: { total: 0 },
    },
    dataSets: {
      'international-protection': { total: 7 },
      'irregular-crossing': { byState: { GRC: 6 } },
    },
    hits: [{ incoming: 'international-protection', stored: 'irregular-crossing', count: 6 }],
  });
  t.match((await statistics('2026-08')).body, { persons: { applicants: { total: 0 } }, hits: [] });
  t.equal((await statistics('2026-13')).status, 400);
  t.equal((await statistics('2026-09', 'border-authority')).status, 403);
});

t.test('every operation is in the log, denied ones too', async (t) => {
  const hub = await open(t);
  await hub.call('GET', `${HOME}/notices`, {});
  await hub.call('GET', `${HOME}/notices`, { as: 'visa-authority' });
  const rows = await hub.unitOfWork.sql.query<{ right: string; outcome: string }>(
    'select access_right as "right", outcome from hub.access_log order by 1, 2',
  );
  t.match(
    rows.map(({ right, outcome }) => `${right} ${outcome}`),
    ['eurodac-notice denied', 'eurodac-notice permitted'],
  );
});
