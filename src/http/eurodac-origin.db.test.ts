/** What only the state of origin, and of it only who collects a category, enters in Eurodac and erases from it. */
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { untilSomebodyWaits } from '../testing/store-fixtures.js';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import type { Sql } from '../workflows/ports/persistence.js';

const HOME = '/v1/systems/eurodac';
const TODAY = '2026-09-21';

const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  hub.time.today = TODAY;
  hub.time.nowMs = Date.parse(`${TODAY}T10:00:00Z`);
  return hub;
}

type Sender = { readonly of?: string; readonly as?: AuthorityClass };
type Facts = Readonly<Record<string, unknown>>;
let serial = 0;

function dataSet(category: string, digit: number, more: Facts = {}): Facts {
  const referenceNumber = `AT${digit}${++serial}`;
  return { kind: 'data-set', category, eventDate: '2026-09-20', referenceNumber, ...more };
}
const crossing = () => dataSet('irregular-crossing', 2);
const application = (more: Facts = {}) => dataSet('international-protection', 1, more);

async function transmit(
  hub: WorkingHub,
  sender: Sender,
  facts: Facts,
  more: { readonly subjectId?: string; readonly samples?: readonly object[] } = {},
) {
  const payload = {
    encounterAt: `${TODAY}T09:00:00+02:00`,
    identity: IDENTITY,
    facts,
    samples: [SAMPLE],
    ...more,
  };
  const { status, body } = await hub.run(`${HOME}/encounters`, sender, payload);
  return { status, body, result: body?.result };
}

const BORDER_OF_GRC = { of: 'GRC', as: 'border-authority' } as const;
const erase = (hub: WorkingHub, of: string, subjectId: string) =>
  hub.call('DELETE', `${HOME}/subjects/${subjectId}`, { of });
const comparisonOf = async (hub: WorkingHub, of: string, comparisonId: string) =>
  (await hub.call('GET', `${HOME}/comparisons/${comparisonId}`, { of })).body;
const sequence = async (hub: WorkingHub, of: string, subjectId: string) =>
  (await hub.call('GET', `${HOME}/subjects/${subjectId}/sequence`, { of })).body.dataSets;

t.test('a data set does not join the subject of another state: the comparison finds it', async (t) => {
  const hub = await open(t);
  const first = await transmit(hub, BORDER_OF_GRC, crossing());
  const { subjectId } = first.result;
  hub.finds('eurodac', subjectId);
  t.match(await transmit(hub, { of: 'FRA' }, application(), { subjectId }), {
    body: {
      state: 'rejected',
      problem: {
        code: 'facts-not-permitted',
        pointer: '/subjectId',
        detail: /without subjectId.*27\(1\)/,
      },
    },
  });
  for (const arrival of ['take-charge', 'relocation']) {
    const arrived = application({ arrival, arrivedOn: '2026-09-20' });
    t.match(
      (await transmit(hub, { of: 'FRA' }, arrived, { subjectId })).body,
      { state: 'rejected', problem: { pointer: '/subjectId' } },
      `${arrival}, which no data set of the subject speaks of`,
    );
  }
  const found = await transmit(hub, { of: 'FRA' }, application());
  t.match(await comparisonOf(hub, 'FRA', found.result.comparisonId), {
    comparison: { outcome: 'hit' },
    hits: [{ memberState: 'GRC', state: { kind: 'returned' } }],
  });
  t.equal((await sequence(hub, 'FRA', found.result.subjectId)).length, 2, 'linked all the same');

  const again = await transmit(hub, BORDER_OF_GRC, crossing(), { subjectId });
  t.match(again.body, { state: 'completed' }, 'of the own state alone');
  const own = await transmit(hub, { of: 'FRA' }, application(), { subjectId: found.result.subjectId });
  t.match(own.body, { state: 'completed' });
  for (const [of, id] of [
    ['GRC', subjectId],
    ['FRA', found.result.subjectId],
  ]) {
    t.equal((await erase(hub, of, id)).status, 202, `${of} erases its own`);
  }
});

t.test(
  'an arrival after a take-charge transfer is not compared, and joins who sent the person',
  async (t) => {
    const hub = await open(t);
    const first = application();
    const applied = await transmit(hub, { of: 'AUT' }, first);
    const { subjectId, encounterId } = applied.result;
    const arrived = () => application({ arrival: 'take-charge', arrivedOn: '2026-09-20' });
    const refused = { state: 'rejected', problem: { pointer: '/subjectId' } };
    t.match(
      (await transmit(hub, { of: 'DEU' }, arrived(), { subjectId })).body,
      refused,
      'before it is said',
    );
    const responsible = {
      kind: 'status-message',
      status: 'member-state-responsible',
      statusDate: TODAY,
      statusMemberState: 'DEU',
      concerns: encounterId,
    };
    const said = await transmit(hub, { of: 'AUT' }, responsible, { subjectId, samples: [] });
    t.match(said.body, { state: 'completed' });
    t.match((await transmit(hub, { of: 'FRA' }, arrived(), { subjectId })).body, refused, 'another state');
    t.match((await transmit(hub, { of: 'DEU' }, application(), { subjectId })).body, refused, 'no arrival');
    t.match((await transmit(hub, { of: 'DEU' }, arrived(), { subjectId })).body, {
      state: 'completed',
      result: { subjectId, comparisonId: undefined },
    });
    t.match((await transmit(hub, { of: 'AUT' }, application(), { subjectId })).body, refused, 'now of two');
    const { referenceNumber } = first;
    const again = application({ referenceNumber });
    const repeated = await transmit(hub, { of: 'AUT' }, again, { subjectId });
    t.match(repeated.body, { state: 'completed', result: { subjectId } }, 'its own, for its quality');
    const sent = { samples: [] };
    t.match((await transmit(hub, { of: 'FRA' }, again, { subjectId, ...sent })).body, refused, 'of no other');
    t.equal((await sequence(hub, 'DEU', subjectId)).length, 3);

    t.equal((await erase(hub, 'FRA', subjectId)).status, 403, 'who has nothing there');
    t.equal((await erase(hub, 'AUT', subjectId)).status, 202, 'each state its own (Art 40(3))');
    t.match(await sequence(hub, 'DEU', subjectId), [{ memberState: 'DEU' }]);
    const { sql } = hub.unitOfWork;
    const left = await sql.query<{ samples: number }>('select count(*)::int as samples from hub.samples');
    t.same(left, [{ samples: 1 }], 'and what it was entered with');
    t.equal((await erase(hub, 'AUT', subjectId)).status, 403, 'nothing of it is left');
    t.equal((await erase(hub, 'DEU', subjectId)).status, 202, 'though another state made the file');
    t.same(await sql.query('select subject_id from hub.subjects'), []);
    const erasures = await sql.query<{ memberState: string; result: string | null }>(
      `select member_state as "memberState", result from hub.access_log
     where access_right = 'erase' and outcome = 'permitted' order by entry_id`,
    );
    t.match(erasures, [
      { memberState: 'AUT', result: 'records' },
      { memberState: 'DEU', result: null },
    ]);
  },
);

t.test('each category is entered by who collects it', async (t) => {
  const hub = await open(t);
  /** Category and digit; who collects it, who enters others and not these. */
  const cases = [
    ['international-protection', 1, ['asylum-authority', 'screening-authority', 'frontex-team'], []],
    [
      'irregular-crossing',
      2,
      ['border-authority', 'screening-authority', 'frontex-team'],
      ['asylum-authority'],
    ],
    [
      'illegal-stay',
      3,
      ['immigration-authority', 'screening-authority'],
      ['frontex-team', 'asylum-authority'],
    ],
    ['search-and-rescue', 9, ['border-authority', 'frontex-team'], ['asylum-authority']],
    ['admission', 7, ['asylum-authority'], ['screening-authority', 'border-authority', 'frontex-team']],
    ['national-resettlement', 8, ['asylum-authority'], ['border-authority', 'immigration-authority']],
  ] as const;
  for (const [category, digit, collectors, others] of cases) {
    for (const as of collectors) {
      const { body } = await transmit(hub, { as }, dataSet(category, digit));
      t.match(body, { state: 'completed' }, `${category}: ${as}`);
    }
    for (const as of others) {
      t.match(
        await transmit(hub, { as }, dataSet(category, digit)),
        { status: 403, body: { code: 'access-denied', detail: /2024\/1358 Art/ } },
        `${category}: not ${as}`,
      );
    }
  }
  const denied = await hub.unitOfWork.sql.query(
    "select distinct event_id from hub.access_log where access_right = 'enrol' and outcome = 'denied'",
  );
  t.equal(denied.length, cases.flatMap(([, , , others]) => others).length, 'and it is in the log');
});

t.test('citizenship of another country than a Member State erases nothing', async (t) => {
  const hub = await open(t);
  const { result } = await transmit(hub, {}, application());
  const { subjectId, encounterId: concerns } = result;
  const message = (statusMemberState: string) =>
    transmit(
      hub,
      {},
      { kind: 'status-message', status: 'citizenship', statusDate: TODAY, statusMemberState, concerns },
      { subjectId, samples: [] },
    );
  t.match(await message('USA'), {
    status: 422,
    body: { code: 'facts-not-permitted', errors: [{ pointer: '/facts/statusMemberState' }] },
  });
  t.match((await message('DEU')).body, { state: 'completed' });
});

/** What `erase` does in a transaction while the work of the hub waits for it; then the work ends. */
async function whileErased(
  hub: WorkingHub,
  erase: { readonly before: (tx: Sql) => Promise<unknown>; readonly after?: (tx: Sql) => Promise<unknown> },
): Promise<void> {
  const { working } = await hub.unitOfWork.transaction(async (tx) => {
    await erase.before(tx);
    const working = hub.work().then(
      () => undefined,
      (error: unknown) => error,
    );
    await untilSomebodyWaits(hub.unitOfWork.sql);
    await erase.after?.(tx);
    return { working };
  });
  const error = await working;
  if (error) throw error;
}

t.test('a data set erased while a comparison finds it is no hit, and the others are', async (t) => {
  const hub = await open(t);
  const [gone, there] = [
    await transmit(hub, BORDER_OF_GRC, crossing()),
    await transmit(hub, BORDER_OF_GRC, crossing()),
  ];
  hub.finds('eurodac', gone.result.subjectId, there.result.subjectId);
  const payload = { encounterAt: `${TODAY}T09:00:00+02:00`, identity: IDENTITY, samples: [SAMPLE] };
  const sent = { ...payload, facts: application() };
  const accepted = await hub.call('POST', `${HOME}/encounters`, { of: 'FRA' }, sent);
  const { subjectId } = gone.result;
  await whileErased(hub, {
    async before(tx) {
      await hub.ports.adapters.get('eurodac')!.erase(tx, subjectId);
      await hub.ports.subjects.erase(tx, 'eurodac', subjectId);
    },
  });
  const { body } = await hub.call('GET', `/v1/operations/${accepted.body.operationId}`, { of: 'FRA' });
  const compared = await comparisonOf(hub, 'FRA', body.result.comparisonId);
  t.match(compared, { comparison: { outcome: 'hit' } });
  t.match(
    compared.hits.map(({ handedOver }: { handedOver: { record: Facts } }) => handedOver.record),
    [{ encounterId: there.result.encounterId }],
  );
});

t.test('a comparison and the erasure of whom it compares wait for each other in one order', async (t) => {
  const hub = await open(t);
  const stored = await transmit(hub, BORDER_OF_GRC, crossing());
  const ready = hub.answers.search;
  hub.answers.search = (...asked) => ({ ...ready(...asked), complete: false });
  await t.rejects(transmit(hub, { of: 'FRA' }, application()), { code: 'gallery-not-ready' });
  const [waiting] = await hub.unitOfWork.sql.query<{ id: OperationId; subjectId: SubjectId }>(
    `select comparison_id as id, subject_id as "subjectId" from eurodac.comparisons where completed_at is null`,
  );
  const { id: operationId, subjectId } = waiting!;
  hub.finds('eurodac', stored.result.subjectId);
  hub.fakes.handedOver.push({ queue: 'search', operationId });
  await whileErased(hub, {
    async before(tx) {
      await hub.ports.subjects.lock(tx, 'eurodac', subjectId);
      await hub.ports.adapters.get('eurodac')!.erase(tx, subjectId);
    },
    after: (tx) => hub.ports.subjects.erase(tx, 'eurodac', subjectId),
  });
  const left = await hub.unitOfWork.sql.query(
    `select subject_id from hub.file_calendars where subject_id = $1
     union all select subject_id from eurodac.hits`,
    [subjectId],
  );
  t.same(left, [], 'nothing of either is left');
});

t.test(
  'a conclusion about a hit and the erasure of either person wait for each other in one order',
  async (t) => {
    const hub = await open(t);
    for (const which of ['stored', 'incoming'] as const) {
      hub.finds('eurodac');
      const stored = await transmit(hub, BORDER_OF_GRC, crossing());
      hub.finds('eurodac', stored.result.subjectId);
      const incoming = await transmit(hub, {}, application());
      const { hits } = await comparisonOf(hub, 'AUT', incoming.result.comparisonId);
      const step = (payload: object) =>
        hub.call('POST', `${HOME}/hits/${hits[0].hitId}/steps`, {}, { operatorId: 'expert-1', ...payload });
      const { subjectId } = (which === 'stored' ? stored : incoming).result;
      const { concluded } = await hub.unitOfWork.transaction(async (tx) => {
        await hub.ports.subjects.lock(tx, 'eurodac', subjectId);
        await hub.ports.adapters.get('eurodac')!.erase(tx, subjectId);
        const concluded = step({ step: 'rejected', on: TODAY });
        await untilSomebodyWaits(hub.unitOfWork.sql);
        await hub.ports.subjects.erase(tx, 'eurodac', subjectId);
        return { concluded };
      });
      t.equal((await concluded).status, 404, `the hit went with the ${which} data set`);
    }
  },
);
