/** A second operator for a link, through the public API and the real store: who decides, races, and when it starts anew. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import type { PairRelation } from '../domain/law/link-table.js';
import type { ConcludedColour } from '../domain/links/second-operator.js';
import type { SystemId } from '../domain/systems.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter } from '../testing/store-fixtures.js';

const YELLOW: PairRelation = { biometrics: 'same', identity: 'different', document: 'absent' };
const RED = 'same-person-unjustified';
const WHITE = 'same-person-justified';
/** In no log, no error and no column. */
const REASON = 'Zyxwvutsrq showed a forged certificate.';

async function open(t: Parameters<typeof openStoreApp>[0], colours: readonly ConcludedColour[] = ['red']) {
  const hub = await openStoreApp(t, { secondOperatorColours: colours });
  const { linkId, detected } = await yellowLink(hub);
  return {
    ...hub,
    linkId,
    detected,
    keep: (change: object) =>
      hub.unitOfWork.transaction((tx) => hub.ports.identityLinks.keep(tx, { ...detected, ...change })),
    conclude: (
      operator: string | undefined,
      conclusion: string,
      options: {
        readonly as?: AuthorityClass;
        readonly key?: string;
        readonly personPresent?: boolean;
        readonly seen?: string;
      } = {},
    ) => {
      const { as, key, ...body } = options;
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      const payload = { conclusion, reason: REASON, ...body };
      return call(hub, `/v1/links/${linkId}/verification`, {
        ...{ operator, headers, payload },
        ...(as === undefined ? {} : { as }),
      });
    },
    read: (operator?: string, as?: AuthorityClass) =>
      call(hub, `/v1/links/${linkId}`, { operator, ...(as === undefined ? {} : { as }) }),
    colour: async () => {
      const link = await hub.ports.identityLinks.read(hub.unitOfWork.sql, linkId);
      return link?.colour;
    },
    record: () =>
      hub.unitOfWork.sql.query(
        `select operator_id as operator, role, conclusion, pending, overruled
         from hub.link_decisions where link_id = $1 order by decided_at`,
        [linkId],
      ),
  };
}

async function yellowLink(hub: StoreApp) {
  const dataSets = [
    { system: 'ees', subjectId: await subject(hub, 'ees') },
    { system: 'vis', subjectId: await subject(hub, 'vis') },
  ] as const;
  const linkId = randomUUID() as LinkId;
  const detected = {
    linkId,
    dataSets,
    colour: 'yellow',
    relation: YELLOW,
    citation: '(EU) 2019/817 Art 30(1)(a)',
    responsible: { memberState: 'AUT', authorityClasses: ['border-authority', 'visa-authority'] },
  } as const;
  await hub.unitOfWork.transaction((tx) => hub.ports.identityLinks.keep(tx, detected));
  return { linkId, detected };
}

async function subject(hub: StoreApp, system: SystemId): Promise<SubjectId> {
  const { encounter } = newEncounter({ system });
  await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
  return encounter.subjectId;
}

async function call(
  { app }: Pick<StoreApp, 'app'>,
  url: string,
  options: {
    readonly operator?: string | undefined;
    readonly as?: AuthorityClass;
    readonly headers?: object;
    readonly payload?: object;
  },
) {
  const { operator, as = 'border-authority', headers = {}, payload } = options;
  const claims = operator === undefined ? {} : { operator_id: operator };
  const answer = await app.inject({
    method: payload ? 'POST' : 'GET',
    url,
    headers: { ...(await bearer(as, { claims })), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

t.test('nothing configured: one operator, named or not, as ever', async (t) => {
  for (const operator of [undefined, 'a']) {
    const { conclude, record } = await open(t, []);
    t.match(await conclude(operator, RED), { status: 200, body: { colour: 'red' } });
    const row = { operator: operator ?? null, role: 'alone', conclusion: RED };
    t.same(await record(), [{ ...row, pending: false, overruled: false }]);
  }
});

t.test('two operators who agree', async (t) => {
  const hub = await open(t);
  const { conclude, read, colour, record, linkId, unitOfWork } = hub;
  t.match(await conclude(undefined, RED), { status: 403, body: { code: 'operator-missing' } });
  t.match(await conclude('a', 'different-persons-justified'), { body: { code: 'conclusion-impossible' } });
  const first = await conclude('a', RED, { personPresent: true });
  t.match(first, {
    status: 202,
    body: {
      state: 'awaits-second-operator',
      link: { colour: 'yellow', verificationState: 'awaits-second-operator' },
      verification: {
        authorityId: 'AUT-border-authority',
        mayConclude: false,
        because: 'same-operator',
        rule: /Art 29/,
      },
    },
  });
  t.equal(await colour(), 'yellow');
  const notices = () => unitOfWork.sql.query('select from hub.link_notices where link_id = $1', [linkId]);
  t.equal((await notices()).length, 0, 'nobody is told of a colour that is not there');
  const letter = await call(hub, `/v1/links/${linkId}/letter`, {});
  t.equal(letter.body.code, 'link-without-letter', 'nor does the person get a letter');
  const correction = await call(hub, `/v1/links/${linkId}/correction`, { payload: { remove: true } });
  t.match(correction.body, { code: 'link-not-verified' }, 'what is not verified is not corrected');

  t.match((await read('b')).body.verification, {
    state: 'awaits-second-operator',
    mayConclude: true,
    conclusions: [{ operatorId: 'a', conclusion: RED, reason: REASON, isOwn: false }],
  });
  t.match((await read('a')).body.verification, { mayConclude: false, conclusions: [{ isOwn: true }] });
  t.match((await read()).body.verification, { mayConclude: false, because: 'operator-missing' });
  const list = await call(hub, '/v1/links', {});
  t.match(list.body.links, [{ linkId, verificationState: 'awaits-second-operator' }]);

  t.match(await conclude('a', RED), { status: 409, body: { code: 'second-operator-needed' } });
  t.match(await conclude('a', WHITE), { status: 409, body: { code: 'second-operator-needed' } });
  t.match(await conclude('b', RED), { status: 200, body: { colour: 'red', says: 'unjustified' } });
  t.same(await record(), [
    { operator: 'a', role: 'first', conclusion: RED, pending: false, overruled: false },
    { operator: 'b', role: 'second', conclusion: RED, pending: false, overruled: false },
  ]);
  t.equal((await notices()).length, 2);
  t.equal((await call(hub, `/v1/links/${linkId}/letter`, {})).status, 200);
  const [event] = await unitOfWork.sql.query<{ person_present: boolean }>(
    `select person_present from hub.identity_link_events where link_id = $1 and event = 'verified'`,
    [linkId],
  );
  t.equal(event?.person_present, true, 'as the one who was there stated it');
  const logged = await unitOfWork.sql.query<{ operator_id: string | null }>(
    `select distinct operator_id from hub.access_log
     where link_id = $1 and access_right = 'link-verification' and operator_id is not null order by operator_id`,
    [linkId],
  );
  t.same(
    logged.map(({ operator_id }) => operator_id),
    ['a', 'b'],
  );
});

t.test('two who differ, and a third who decides', async (t) => {
  const { conclude, read, colour, record } = await open(t);
  await conclude('a', RED);
  const second = await conclude('b', WHITE);
  t.match(second, { status: 202, body: { state: 'disputed', verification: { because: 'same-operator' } } });
  t.equal(await colour(), 'yellow');
  for (const [operator, conclusion] of [
    ['a', WHITE],
    ['b', RED],
  ] as const) {
    t.match((await conclude(operator, conclusion)).body, { code: 'second-operator-needed' });
  }
  t.match(await conclude(undefined, WHITE), { status: 403, body: { code: 'operator-missing' } });
  t.match((await read('c')).body, {
    link: { verificationState: 'disputed' },
    verification: { mayConclude: true, conclusions: [{ operatorId: 'a' }, { operatorId: 'b' }] },
  });
  t.match(await conclude('c', WHITE), { status: 200, body: { colour: 'white' } });
  t.same(await record(), [
    { operator: 'a', role: 'first', conclusion: RED, pending: false, overruled: true },
    { operator: 'b', role: 'dissenting', conclusion: WHITE, pending: false, overruled: false },
    { operator: 'c', role: 'decider', conclusion: WHITE, pending: false, overruled: false },
  ]);
});

t.test('a colour that is not named needs no second, until somebody proposed one that is', async (t) => {
  const { conclude } = await open(t);
  t.match(await conclude(undefined, WHITE), { status: 200, body: { colour: 'white' } });
  const other = await open(t);
  await other.conclude('a', RED);
  t.match(await other.conclude('b', WHITE), { status: 202, body: { state: 'disputed' } });
});

t.test('another authority that could have verified the link is told whose it is, not what', async (t) => {
  const { conclude, read } = await open(t);
  await conclude('a', RED);
  const elsewhere = await conclude('a', RED, { as: 'visa-authority' });
  t.match(elsewhere, { status: 409, body: { code: 'verification-elsewhere' } });
  const { body } = await read('b', 'visa-authority');
  t.match(body.verification, { because: 'other-authority', authorityId: 'AUT-border-authority' });
  t.notMatch(JSON.stringify(body), REASON);
  t.equal(body.verification.conclusions, undefined);
});

t.test('the same request again', async (t) => {
  const { conclude, record } = await open(t);
  const first = await conclude('a', RED, { key: 'one' });
  t.same(await conclude('a', RED, { key: 'one' }), first);
  t.equal((await record()).length, 1);
  t.match(await conclude('a', RED, { key: 'two' }), { body: { code: 'second-operator-needed' } });
  t.match(await conclude('a', WHITE, { key: 'one' }), {
    status: 409,
    body: { code: 'idempotency-conflict' },
  });
  t.match(await conclude('b', RED, { key: 'one' }), { status: 409, body: { code: 'idempotency-conflict' } });
  await conclude('b', WHITE, { key: 'other' });
  t.match(await conclude('a', RED, { key: 'one' }), { status: 202, body: { state: 'disputed' } });
  await conclude('c', WHITE, { key: 'third' });
  t.match(await conclude('c', WHITE, { key: 'third' }), { status: 200, body: { colour: 'white' } });
  t.match(await conclude('b', WHITE, { key: 'other' }), { status: 200, body: { colour: 'white' } });
  t.match(
    await conclude('a', RED, { key: 'one' }),
    { status: 409, body: { code: 'link-already-verified' } },
    'what was overruled is not told as done',
  );
});

t.test('operators at the same instant: none is lost, none counts twice', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const same = await open(t);
    const both = await Promise.all(['a', 'b'].map((operator) => same.conclude(operator, RED)));
    t.same(both.map(({ status }) => status).sort(), [200, 202]);
    t.equal(await same.colour(), 'red');

    const differ = await open(t);
    const two = await Promise.all([differ.conclude('a', RED), differ.conclude('b', WHITE)]);
    // White alone needs nobody else, where it comes first.
    const statuses = two.map(({ status }) => status);
    t.ok([String([202, 202]), String([409, 200])].includes(String(statuses)), String(statuses));

    const alone = await open(t);
    const twice = await Promise.all([1, 2].map(() => alone.conclude('a', RED)));
    t.same(twice.map(({ status }) => status).sort(), [202, 409]);
    t.equal(await alone.colour(), 'yellow');
    const sent = await open(t);
    const keyed = await Promise.all([1, 2].map(() => sent.conclude('a', RED, { key: 'one' })));
    t.same(
      keyed.map(({ status }) => status),
      [202, 202],
    );
    t.equal((await sent.record()).length, 1);
  }
});

t.test('what was proposed falls when the link changes, stays while the data relate as before', async (t) => {
  const { conclude, keep, read, record } = await open(t);
  await conclude('a', RED, { key: 'one' });
  t.equal(await keep({ linkId: randomUUID() }), 'unchanged');
  t.equal((await record()).length, 1);
  const responsible = { memberState: 'AUT', authorityClasses: ['border-authority'] } as const;
  t.equal(await keep({ responsible }), 'changed');
  t.same(await record(), []);
  t.equal((await read('b')).body.verification, undefined);
  t.match(await conclude('b', RED), { status: 202 }, 'the second is the first now');
  const relation = { biometrics: 'same', identity: 'similar', document: 'absent' } as const;
  t.equal(await keep({ responsible, colour: 'white', relation }), 'changed');
  t.same(await record(), []);
  t.match(await conclude('c', RED), { body: { code: 'link-already-verified' } });
});

t.test('a conclusion about the link as it was before it changed is none', async (t) => {
  const { conclude, keep, read, record, colour } = await open(t);
  const seen: string = (await read('a')).body.link.updatedAt;
  t.match(await conclude('a', RED, { seen }), { status: 202 });
  t.equal((await read('b')).body.link.updatedAt, seen, 'the second operator sees the same link');
  const relation = { ...YELLOW, document: 'same' } as const;
  t.equal(await keep({ relation }), 'changed');
  for (const conclusion of [RED, WHITE]) {
    t.match(await conclude('b', conclusion, { seen }), { status: 409, body: { code: 'link-changed' } });
  }
  t.same([await record(), await colour()], [[], 'yellow']);
  const now: string = (await read('b')).body.link.updatedAt;
  t.equal(await keep({ relation }), 'unchanged');
  t.match(await conclude('b', RED, { seen: now, key: 'one' }), { status: 202 });
  t.match(await conclude('c', RED, { seen: now, key: 'two' }), { status: 200, body: { colour: 'red' } });
  t.match(await conclude('c', RED, { seen: now, key: 'two' }), { status: 200 }, 'a repeat is told');
});

t.test('it goes with either data set', async (t) => {
  const { conclude, ports, unitOfWork, record, detected } = await open(t);
  await conclude('a', RED);
  const [, { system, subjectId }] = detected.dataSets;
  await unitOfWork.transaction((tx) => ports.subjects.erase(tx, system, subjectId));
  t.same(await record(), []);
  t.match(await conclude('b', RED), { status: 404 });
});

t.test('reasons are sealed, and in no error', async (t) => {
  const { conclude, unitOfWork, linkId } = await open(t);
  const answers = [await conclude('a', RED), await conclude('a', RED), await conclude(undefined, RED)];
  t.notMatch(JSON.stringify(answers.slice(1)), /Zyxwvutsrq/);
  const [row] = await unitOfWork.sql.query<{ reason: Buffer }>(
    'select reason from hub.link_decisions where link_id = $1',
    [linkId],
  );
  t.notMatch(row?.reason.toString('latin1'), /Zyxwvutsrq/);
});

t.test('a correction gives no named colour by one operator either', async (t) => {
  const hub = await open(t);
  const { conclude, colour, record, linkId, unitOfWork } = hub;
  t.match(await conclude('a', WHITE), { status: 200, body: { colour: 'white' } });
  const correct = (operator: string | undefined, payload: object, key?: string) =>
    call(hub, `/v1/links/${linkId}/correction`, {
      operator,
      payload,
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });
  const red = { conclusion: RED, reason: REASON };
  t.match(await correct(undefined, red), { status: 403, body: { code: 'operator-missing' } });
  t.equal(await colour(), 'white');
  const first = await correct('a', red, 'once');
  t.match(first, {
    status: 202,
    body: {
      state: 'awaits-second-operator',
      link: { colour: 'yellow' },
      verification: { mayConclude: false },
    },
  });
  t.equal(await colour(), 'yellow', 'what was found wrong is not told any more');
  t.same((await unitOfWork.sql.query('select from hub.link_notices where link_id = $1', [linkId])).length, 0);
  t.match(await correct('a', red, 'once'), { status: 202 }, 'a repeat is told what it did');
  t.match(await correct('b', red, 'once'), { status: 409, body: { code: 'idempotency-conflict' } });
  t.match(await correct('b', red), { status: 409, body: { code: 'link-not-verified' } });
  t.match(await conclude('a', RED), { status: 409, body: { code: 'second-operator-needed' } });
  t.match(await conclude('b', RED), { status: 200, body: { colour: 'red' } });
  t.equal(
    (await unitOfWork.sql.query('select from hub.link_notices where link_id = $1', [linkId])).length,
    2,
  );

  const white = { conclusion: WHITE, reason: REASON };
  t.match(await correct('a', white, 'back'), { status: 200, body: { link: { colour: 'white' } } });
  t.match(await correct('a', white, 'back'), { status: 200 }, 'not named: one is enough, once');
  t.match(await correct('a', red, 'back'), { status: 409, body: { code: 'idempotency-conflict' } });
  t.same(
    await record(),
    [
      { operator: 'a', role: 'alone', conclusion: WHITE },
      { operator: 'a', role: 'first', conclusion: RED },
      { operator: 'b', role: 'second', conclusion: RED },
      { operator: 'a', role: 'alone', conclusion: WHITE },
    ].map((each) => ({ ...each, pending: false, overruled: false })),
    'who corrected is in the record',
  );
  const events = await unitOfWork.sql.query<{ event: string; colour: string }>(
    'select event, colour from hub.identity_link_events where link_id = $1 order by event_id',
    [linkId],
  );
  t.same(
    events.map(({ event, colour: given }) => `${event} ${given}`),
    ['detected yellow', 'verified white', 'corrected yellow', 'verified red', 'corrected white'],
  );
});

t.test('a red link that waits for a second operator is protected as a red one is', async (t) => {
  const { conclude, colour, keep, record, linkId, detected, read, ...hub } = await open(t, ['white']);
  t.match(await conclude(undefined, RED), { status: 200, body: { colour: 'red' } });
  const payload = { conclusion: WHITE, reason: REASON };
  const portal = async () => (await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode;
  t.equal(await portal(), 200);
  t.equal((await call(hub, `/v1/links/${linkId}/correction`, { operator: 'a', payload })).status, 202);
  t.equal(await colour(), 'yellow');
  t.equal(await portal(), 200, 'whoever has a letter in hand is still told whom to turn to');
  const relation = { ...YELLOW, identity: 'same' } as const;
  t.equal(await keep({ colour: 'white', relation }), 'unchanged', 'as while it was red');
  await hub.unitOfWork.transaction((tx) => hub.ports.identityLinks.remove(tx, detected.dataSets));
  t.equal(await colour(), 'yellow');
  t.match((await record()).at(-1), { pending: true }, 'and what was proposed stands');
  t.match((await read('b')).body, { link: { citation: /Art 31\(3\), 32\(7\), 33\(5\)/ } });
  t.match(await conclude('b', WHITE), { status: 200, body: { colour: 'white' } });
  t.equal(await keep({ colour: 'white', relation }), 'changed', 'white, it follows its data again');
});

t.test('a correction that waits is not undone by the next record in another state', async (t) => {
  const { conclude, colour, keep, ...hub } = await open(t);
  const relation = { ...YELLOW, identity: 'similar' } as const;
  t.equal(await keep({ colour: 'white', relation }), 'changed');
  const payload = { conclusion: RED, reason: REASON };
  const { linkId } = hub;
  t.equal((await call(hub, `/v1/links/${linkId}/correction`, { operator: 'a', payload })).status, 202);
  const elsewhere = { memberState: 'DEU', authorityClasses: ['border-authority'] } as const;
  t.equal(await keep({ colour: 'white', relation, responsible: elsewhere }), 'unchanged');
  t.equal(await colour(), 'yellow');
  t.equal((await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode, 404, 'nobody was informed of it');
  t.match(await conclude('b', RED), { status: 200, body: { colour: 'red' } });
});
