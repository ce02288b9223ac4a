/** What becomes of links through the public API and the real store: clocks, corrections, letters, notices, races, erasure. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import type { PairRelation } from '../domain/law/link-table.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { createTwoStageComparator } from '../engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../engine/second-stage/minutiae-pool.js';
import { FAKE_IDENTITY, fakeEntry } from '../testing/fakes/fake-people.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { randomMinutiaeBytes } from '../testing/random-minutiae.js';
import { newEncounter, reference } from '../testing/store-fixtures.js';

const YELLOW: PairRelation = { biometrics: 'same', identity: 'different', document: 'absent' };

async function subject(hub: StoreApp, system: SystemId): Promise<SubjectId> {
  const { encounter } = newEncounter({ system });
  await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
  return encounter.subjectId;
}

async function link(
  hub: StoreApp,
  options: {
    readonly verifyBy?: string;
    readonly colour?: 'white';
    readonly identity?: PairRelation['identity'];
  } = {},
) {
  const dataSets = [
    { system: 'ees', subjectId: await subject(hub, 'ees') },
    { system: 'vis', subjectId: await subject(hub, 'vis') },
  ] as const;
  const linkId = randomUUID() as LinkId;
  const { verifyBy, colour = 'yellow', identity = 'same' } = options;
  await hub.unitOfWork.transaction((tx) =>
    hub.ports.identityLinks.keep(tx, {
      linkId,
      dataSets,
      colour,
      relation: colour === 'white' ? { ...YELLOW, identity } : YELLOW,
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['border-authority', 'visa-authority'] },
      ...(verifyBy === undefined ? {} : { verifyBy }),
    }),
  );
  return { linkId, dataSets };
}

async function call(
  { app }: StoreApp,
  path: string,
  options: {
    readonly as?: AuthorityClass;
    readonly state?: string;
    readonly payload?: object;
    readonly key?: string;
  } = {},
) {
  const { as = 'border-authority', state = 'AUT', payload, key } = options;
  const named = await bearer(as, { claims: { member_state: state, sub: `${state}-${as}` } });
  const headers = { ...named, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  const answer = await app.inject({
    method: payload ? 'POST' : 'GET',
    url: path,
    headers,
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
}

const events = ({ unitOfWork }: StoreApp, linkId: LinkId) =>
  unitOfWork.sql.query<{
    event: string;
    colour: string;
    late: boolean | null;
    person_present: boolean | null;
  }>(
    'select event, colour, late, person_present from hub.identity_link_events where link_id = $1 order by event_id',
    [linkId],
  );

t.test('two verifiers at once: one concludes, the other is told', async (t) => {
  const hub = await openStoreApp(t);
  const { linkId } = await link(hub);
  const verify = (as: AuthorityClass, conclusion: string) =>
    call(hub, `/v1/links/${linkId}/verification`, { as, payload: { conclusion, personPresent: true } });
  const [first, second] = await Promise.all([
    verify('border-authority', 'same-person-unjustified'),
    verify('visa-authority', 'same-person-justified'),
  ]);
  t.same([first.status, second.status].sort(), [200, 409]);
  t.equal((first.status === 409 ? first : second).body.code, 'link-already-verified');
  t.same(
    (await events(hub, linkId)).map(({ event }) => event),
    ['detected', 'verified'],
  );
});

t.test('a verifier without jurisdiction sees no link, and is logged', async (t) => {
  const hub = await openStoreApp(t);
  const { linkId } = await link(hub);
  const payload = { conclusion: 'same-person-justified' };
  for (const [as, state] of [
    ['border-authority', 'BEL'],
    ['asylum-authority', 'AUT'],
    ['supervisory-authority', 'EUE'],
  ] as const) {
    for (const path of ['verification', 'correction']) {
      const answer = await call(hub, `/v1/links/${linkId}/${path}`, { as, state, payload });
      t.match(answer, { status: 404, body: { code: 'link-unknown' } }, `${as} of ${state}: ${path}`);
    }
    t.equal((await call(hub, `/v1/links/${linkId}/letter`, { as, state })).status, 404);
  }
  const denied = await hub.unitOfWork.sql.query<{ component: string }>(
    `select component from hub.access_log where outcome = 'denied' and link_id = $1`,
    [linkId],
  );
  t.equal(denied.length, 9);
  t.ok(denied.every(({ component }) => component === 'mid'));
});

t.test(
  'who verifies a link sees what corresponds on the images of both sides; nobody else does',
  async (t) => {
    const pool = openMinutiaePool({ threads: 1 });
    t.teardown(() => pool.close());
    const hub = await openStoreApp(t, { comparator: createTwoStageComparator(pool) });
    const { linkId, dataSets } = await link(hub);
    const samples = await Promise.all(
      dataSets.map(async ({ system, subjectId }, side) => {
        const { encounter, sampleId, templateId } = newEncounter({ system, subjectId });
        const template = {
          ...reference('one finger'),
          position: 'left-thumb' as const,
          minutiae: { templateVersion: 'minutiae-test', bytes: randomMinutiaeBytes(1, 2 * side) },
        };
        const { category } = encounter.references[0]!;
        const image = { mediaType: 'image/png', widthPx: 800, heightPx: 1000, ppi: side === 0 ? 500 : 1000 };
        await hub.unitOfWork.transaction((tx) =>
          hub.ports.subjects.insertEncounter(tx, {
            ...encounter,
            samples: [{ ...encounter.samples[0]!, image }],
            references: [{ templateId, sampleId, category, template }],
          }),
        );
        return sampleId;
      }),
    );
    const path = `/v1/links/${linkId}/comparison`;
    const { status, body } = await call(hub, path);
    t.equal(status, 200, JSON.stringify(body));
    const thumb = body.comparison.positions.find(
      ({ probePosition }: { probePosition: string }) => probePosition === 'left-thumb',
    );
    t.match(thumb, { templateVersion: 'fingerprint-test', minutiae: { kind: 'compared', basis: 'ridges' } });
    t.equal(body.minutiae.length, 1, 'the other fingers were enrolled without minutiae');
    t.same(body.minutiae[0].sampleIds, samples);
    t.equal(body.minutiae[0].pairs.length, thumb.minutiae.pairCount);
    for (const { first, second } of body.minutiae[0].pairs) {
      // Two cells to the right at 500 ppi, on an image that has twice as many pixels.
      t.ok(Math.abs(second.x - (2 * (first.x + 16 + 0.5) - 0.5)) < 0.6, `${first.x} and ${second.x}`);
      t.ok(Math.abs(second.y - (2 * (first.y + 0.5) - 0.5)) < 0.6, `${first.y} and ${second.y}`);
      t.equal(second.angle, first.angle);
    }
    t.notOk('minutiaePairs' in body.comparison);

    t.match(await call(hub, path, { state: 'BEL' }), { status: 404, body: { code: 'link-unknown' } });
    t.match(await call(hub, path, { as: 'asylum-authority' }), { status: 404 });
    const logged = await hub.unitOfWork.sql.query<{ outcome: string }>(
      `select outcome from hub.access_log where link_id = $1 and component = 'mid' order by outcome`,
      [linkId],
    );
    t.same(
      logged.map(({ outcome }) => outcome),
      ['denied', 'denied', 'permitted'],
    );
  },
);

t.test('twelve hours at the border, and a clock that ends during the verification', async (t) => {
  const hub = await openStoreApp(t);
  const inHours = (hours: number) => new Date(hub.time.nowMs + hours * 3_600_000).toISOString();
  const old = await link(hub);
  const late = await link(hub, { verifyBy: inHours(12) });
  const soon = await link(hub, { verifyBy: inHours(1) });
  const listed = (await call(hub, '/v1/links?limit=2')).body;
  t.same(
    listed.links.map(({ linkId }: { linkId: string }) => linkId),
    [soon.linkId, late.linkId],
    'the nearest deadline first',
  );
  t.equal(listed.links[0].verifyBy, inHours(1));
  const rest = (await call(hub, `/v1/links?limit=2&after=${listed.next}`)).body;
  t.same(
    rest.links.map(({ linkId }: { linkId: string }) => linkId),
    [old.linkId],
    'then the others',
  );
  const file = await call(hub, `/v1/links/${soon.linkId}`);
  t.equal(file.status, 200, 'the verification begins in time');
  hub.time.nowMs += 2 * 3_600_000;
  for (const { linkId } of [soon, late]) {
    const payload = { conclusion: 'same-person-justified', personPresent: true };
    t.equal((await call(hub, `/v1/links/${linkId}/verification`, { payload })).status, 200);
  }
  t.match(await events(hub, soon.linkId), [
    { event: 'detected' },
    { event: 'verified', late: true, person_present: true },
  ]);
  t.match(await events(hub, late.linkId), [{ event: 'detected' }, { event: 'verified', late: false }]);
});

t.test('a red link: notices, letter, portal, correction', async (t) => {
  const hub = await openStoreApp(t);
  const { linkId } = await link(hub);
  t.match(await call(hub, `/v1/links/${linkId}/letter`), {
    status: 404,
    body: { code: 'link-without-letter' },
  });
  t.match((await hub.app.inject(`/v1/portal/links/${linkId}`)).json(), {
    status: 404,
    code: 'number-unknown',
  });
  t.match(await call(hub, `/v1/links/${linkId}/correction`, { payload: { remove: true } }), {
    status: 409,
    body: { code: 'link-not-verified' },
  });
  await call(hub, `/v1/links/${linkId}/verification`, { payload: { conclusion: 'same-person-unjustified' } });

  const notices = async (as: AuthorityClass, state = 'AUT') =>
    (await call(hub, '/v1/link-notices', { as, state })).body.notices.map(
      (each: { system: string }) => each.system,
    );
  t.same((await notices('visa-authority')).sort(), ['ees', 'vis'], 'who is responsible for either side');
  t.same(await notices('immigration-authority'), ['ees']);
  t.same(await notices('visa-authority', 'BEL'), []);

  const { body: letter } = await call(hub, `/v1/links/${linkId}/letter`);
  t.match(letter, {
    kind: 'red-link',
    singleIdentificationNumber: linkId,
    authorityReference: 'AUT/border-authority+visa-authority',
  });
  t.ok(letter.text.includes(linkId) && !letter.text.includes('{'));
  t.match(letter.text, 'No decision about you may rest on this link alone.');
  const portal = (await hub.app.inject(`/v1/portal/links/${linkId}`)).json();
  t.match(portal, { memberState: 'AUT', authorityClasses: ['border-authority', 'visa-authority'] });
  t.match(portal.emailTemplate.subject, linkId);
  t.notMatch(JSON.stringify(portal), /ees|"vis"|subject[A-Z_]/, 'nothing of what is linked');

  t.match(
    await call(hub, `/v1/links/${linkId}/correction`, {
      payload: { conclusion: 'different-persons-justified' },
    }),
    {
      status: 422,
      body: { code: 'conclusion-impossible' },
    },
  );
  for (const payload of [{}, { remove: true, conclusion: 'same-person-justified' }, { remove: false }]) {
    t.equal(
      (await call(hub, `/v1/links/${linkId}/correction`, { payload })).status,
      400,
      JSON.stringify(payload),
    );
  }
  const shown = (await call(hub, `/v1/links/${linkId}`)).body.link;
  for (const correction of [{ remove: true }, { conclusion: 'same-person-justified' }]) {
    const payload = { ...correction, seen: shown.createdAt };
    t.match(
      await call(hub, `/v1/links/${linkId}/correction`, { payload }),
      { status: 409, body: { code: 'link-changed' } },
      'it was yellow when it was seen',
    );
  }
  const corrected = await call(hub, `/v1/links/${linkId}/correction`, {
    payload: { conclusion: 'same-person-justified', seen: shown.updatedAt },
  });
  t.match(corrected, { status: 200, body: { removed: false, link: { colour: 'white' } } });
  t.same(await notices('visa-authority'), [], 'no longer red');
  t.match((await call(hub, `/v1/links/${linkId}/letter`)).body, { kind: 'white-link' });
  t.match((await call(hub, `/v1/links/${linkId}/correction`, { payload: { remove: true } })).body, {
    removed: true,
  });
  t.equal((await call(hub, `/v1/links/${linkId}`)).status, 404);
  t.same(
    (await events(hub, linkId)).map(({ event, colour }) => `${event} ${colour}`),
    ['detected yellow', 'verified red', 'corrected white', 'corrected white', 'removed white'],
  );
});

/** Something that a reader of the systems may see of either side. */
async function record(
  hub: StoreApp,
  {
    dataSets,
  }: { readonly dataSets: readonly { readonly system: SystemId; readonly subjectId: SubjectId }[] },
) {
  for (const { system, subjectId } of dataSets) {
    const { encounter } = newEncounter({ system, subjectId });
    const { encounterId, memberState, encounterAt } = encounter;
    await hub.unitOfWork.transaction(async (tx) => {
      await hub.ports.subjects.insertEncounter(tx, encounter);
      const facts = FACTS[system]!;
      const identity = FAKE_IDENTITY;
      const known = { system, subjectId, encounterId, memberState, encounterAt, identity, facts };
      await hub.ports.adapters.get(system)!.record(tx, known);
    });
  }
}

const FACTS: Partial<Record<SystemId, AnyFacts>> = {
  ees: fakeEntry('2026-08-01'),
  vis: {
    kind: 'visa-application',
    applicationNumber: 'V-1',
    applicationDate: localDate('2026-08-01'),
    outcome: 'pending',
  },
};

/** Of another state, with both systems open to it. */
const ELSEWHERE = { as: 'visa-authority', state: 'FRA' } as const;
const RED = { conclusion: 'same-person-unjustified', reason: 'The passport is another person’s.' };

t.test('another authority that sees both sides reports a wrong link to the one responsible', async (t) => {
  const hub = await openStoreApp(t);
  const wrong = await link(hub);
  const { linkId } = wrong;
  const url = `/v1/links/${linkId}`;
  await call(hub, `${url}/verification`, { payload: { conclusion: 'same-person-justified' } });
  const correct = (
    payload: object,
    key?: string,
    caller: { as: AuthorityClass; state: string } = ELSEWHERE,
  ) => call(hub, `${url}/correction`, { ...caller, payload, ...(key === undefined ? {} : { key }) });
  t.equal((await correct(RED)).status, 404, 'nothing of it is open to them');
  await record(hub, wrong);
  t.equal((await call(hub, url, ELSEWHERE)).body.link.colour, 'white');
  t.equal(
    (await correct(RED, undefined, { as: 'police-authority', state: 'FRA' })).status,
    404,
    'nor to these',
  );
  t.equal((await correct(RED, undefined, { as: 'visa-authority', state: 'EUE' })).status, 404, 'of no state');
  t.match(await correct({ remove: true }), { status: 409, body: { code: 'verification-elsewhere' } });
  const impossible = await correct({ ...RED, conclusion: 'different-persons-justified' });
  t.match(impossible, { status: 422, body: { code: 'conclusion-impossible' } });
  const standing = await correct({ ...RED, conclusion: 'same-person-justified' });
  t.match(standing, { status: 409, body: { code: 'link-already-verified' } }, 'what it says already');
  const unfounded = await correct({ conclusion: RED.conclusion });
  t.match(unfounded, { status: 400, body: { code: 'validation-failed', errors: [{ pointer: '/reason' }] } });
  t.same((await call(hub, '/v1/links')).body.links, [], 'nobody has anything to do so far');

  const before = (await call(hub, url, ELSEWHERE)).body;
  t.same(await correct(RED, 'once'), { status: 200, body: { removed: false, reported: true } });
  t.same(await correct(RED, 'once'), { status: 200, body: { removed: false, reported: true } }, 'repeated');
  t.match(await correct(RED), { status: 409, body: { code: 'link-reported' } }, 'once is enough');
  const other = { ...RED, conclusion: 'same-person-justified' };
  t.match(await correct(other, 'once'), { status: 409, body: { code: 'idempotency-conflict' } });
  t.same((await call(hub, url, ELSEWHERE)).body, before, 'to everybody else it is as it was');
  t.equal(
    (await correct(RED, undefined, { as: 'visa-authority', state: 'DEU' })).status,
    200,
    'who adds to it',
  );
  const owed = await call(hub, '/v1/links');
  t.match(owed.body.links, [{ linkId, colour: 'white', isReported: true }], 'whom it concerns has it to do');
  t.equal(owed.body.links.length, 1);
  t.same((await call(hub, '/v1/links', ELSEWHERE)).body.links, []);
  const file = (await call(hub, url)).body;
  t.equal(file.records.length, 2, 'with what it takes to conclude');
  const report = { conclusion: RED.conclusion, reason: RED.reason };
  t.match(file.reports, [
    { ...report, authorityId: 'FRA-visa-authority' },
    { ...report, authorityId: 'DEU-visa-authority' },
  ]);
  const [row] = await hub.unitOfWork.sql.query<{ reason: Buffer }>(
    "select reason from hub.link_decisions where role = 'reporting' limit 1",
  );
  t.notMatch(row?.reason.toString('latin1'), /passport/);

  const confirm = { payload: { conclusion: 'same-person-justified' } };
  t.equal(
    (await call(hub, `${url}/correction`, confirm)).status,
    200,
    'the authority responsible confirms it',
  );
  t.same((await call(hub, '/v1/links')).body.links, []);
  t.equal((await call(hub, url)).body.reports, undefined);
  t.same(await correct(RED, 'once'), { status: 200, body: { removed: false, reported: true } });
  t.same((await call(hub, '/v1/links')).body.links, [], 'the repeat of what was answered reports nothing');
  t.equal((await correct(RED, 'again')).status, 200);
  const red = { payload: { conclusion: RED.conclusion } };
  t.match((await call(hub, `${url}/correction`, red)).body, { link: { colour: 'red' } }, 'or corrects it');
  t.same((await call(hub, '/v1/links')).body.links, []);
});

t.test('two reports of one authority at once are one', async (t) => {
  const hub = await openStoreApp(t);
  const wrong = await link(hub);
  const url = `/v1/links/${wrong.linkId}`;
  await call(hub, `${url}/verification`, { payload: { conclusion: 'same-person-justified' } });
  await record(hub, wrong);
  const correct = () => call(hub, `${url}/correction`, { ...ELSEWHERE, payload: RED });
  const both = await Promise.all([correct(), correct()]);
  t.same(both.map(({ status }) => status).sort(), [200, 409]);
});

t.test('a report takes nothing from a red link', async (t) => {
  const hub = await openStoreApp(t);
  const red = await link(hub);
  const { linkId, dataSets } = red;
  const url = `/v1/links/${linkId}`;
  await call(hub, `${url}/verification`, { payload: { conclusion: RED.conclusion } });
  await record(hub, red);
  const correct = (conclusion: string) =>
    call(hub, `${url}/correction`, { ...ELSEWHERE, payload: { ...RED, conclusion } });
  t.match(await correct(RED.conclusion), { status: 409, body: { code: 'link-already-verified' } });
  t.equal((await correct('same-person-justified')).status, 200);
  t.match((await call(hub, '/v1/links')).body.links, [{ linkId, colour: 'red', isReported: true }]);
  t.match((await call(hub, '/v1/procedure-deadlines')).body.deadlines, []);
  t.equal((await call(hub, url, ELSEWHERE)).body.link.colour, 'red');
  t.equal((await call(hub, '/v1/link-notices')).body.notices.length, 1);
  t.equal((await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode, 200);
  const { identityLinks } = hub.ports;
  await hub.unitOfWork.transaction(async (tx) => {
    const detected = await identityLinks.read(tx, linkId);
    const relation = { ...YELLOW, identity: 'same' } as const;
    t.equal(await identityLinks.keep(tx, { ...detected!, colour: 'white', relation }), 'unchanged');
    await identityLinks.remove(tx, dataSets);
  });
  t.equal(
    (await call(hub, url, ELSEWHERE)).body.link.colour,
    'red',
    'nor does another entry of the person then',
  );
});

t.test('a link that data alone made white is reported too, and other records leave it so', async (t) => {
  const hub = await openStoreApp(t);
  const white = await link(hub, { colour: 'white', identity: 'similar' });
  const { linkId } = white;
  const url = `/v1/links/${linkId}`;
  await record(hub, white);
  const report = { ...ELSEWHERE, payload: RED };
  t.equal((await call(hub, `${url}/correction`, report)).status, 200);
  await hub.unitOfWork.transaction(async (tx) => {
    const detected = await hub.ports.identityLinks.read(tx, linkId);
    const responsible = { ...detected!.responsible, memberState: 'DEU' };
    t.equal(
      await hub.ports.identityLinks.keep(tx, { ...detected!, colour: 'white', responsible }),
      'unchanged',
    );
  });
  t.match((await call(hub, '/v1/links')).body.links, [{ linkId, colour: 'white', isReported: true }]);
  t.match((await call(hub, url)).body, { link: { isReported: true }, reports: [{ reason: RED.reason }] });
  t.equal((await call(hub, `${url}/comparison`)).status, 200, 'with the biometrics of both sides');
  t.equal((await call(hub, `${url}/comparison`, ELSEWHERE)).status, 404);
  const relation = { ...YELLOW, document: 'same' } as const;
  await hub.unitOfWork.transaction(async (tx) => {
    const detected = await hub.ports.identityLinks.read(tx, linkId);
    t.equal(await hub.ports.identityLinks.keep(tx, { ...detected!, colour: 'yellow', relation }), 'changed');
  });
  t.match((await call(hub, url)).body, { link: { colour: 'yellow' }, reports: [{ reason: RED.reason }] });
  t.match(
    (await call(hub, '/v1/links')).body.links,
    [{ linkId, isReported: true }],
    'other data answer nothing',
  );
  t.match((await call(hub, `${url}/verification`, { payload: RED })).body, { colour: 'red' });
  t.match((await call(hub, '/v1/links')).body.links, []);
});

t.test(
  'that a reported link is right can be said where equal names make it white by themselves',
  async (t) => {
    const hub = await openStoreApp(t);
    const white = await link(hub, { colour: 'white', identity: 'similar' });
    const url = `/v1/links/${white.linkId}`;
    await record(hub, white);
    const confirm = () =>
      call(hub, `${url}/correction`, { payload: { conclusion: 'same-person-justified' } });
    t.equal((await call(hub, `${url}/correction`, { ...ELSEWHERE, payload: RED })).status, 200);
    await hub.unitOfWork.transaction(async (tx) => {
      const { identityLinks } = hub.ports;
      const detected = await identityLinks.read(tx, white.linkId);
      const relation = { ...YELLOW, identity: 'same' } as const;
      t.equal(await identityLinks.keep(tx, { ...detected!, colour: 'white', relation }), 'changed');
    });
    t.match((await call(hub, url)).body, { link: { colour: 'white', isReported: true } });
    t.match(await confirm(), { status: 200, body: { link: { colour: 'white' } } });
    t.match((await call(hub, '/v1/links')).body.links, [], 'which answers the report');
    t.match(await confirm(), { status: 422 }, 'unasked there is nothing to conclude about');
  },
);

t.test('a red link of a SIRENE Bureau stays until the Bureau corrects it', async (t) => {
  const hub = await openStoreApp(t);
  const red = await link(hub);
  await call(hub, `/v1/links/${red.linkId}/verification`, {
    payload: { conclusion: 'same-person-unjustified' },
  });
  await record(hub, red);
  await hub.unitOfWork.sql.query(
    `update hub.identity_links set responsible_state = 'BEL', responsible_classes = '{sirene-bureau}'`,
  );
  const payload = { conclusion: 'same-person-justified' };
  const answer = await call(hub, `/v1/links/${red.linkId}/correction`, { as: 'visa-authority', payload });
  t.match(answer, { status: 409, body: { code: 'verification-elsewhere', detail: /sirene-bureau of BEL/ } });
  t.equal((await call(hub, `/v1/links/${red.linkId}`)).body.link.colour, 'red');
});

t.test('a white link nobody verified informs nobody, and can only be removed', async (t) => {
  const hub = await openStoreApp(t);
  const { linkId } = await link(hub, { colour: 'white' });
  t.equal((await call(hub, `/v1/links/${linkId}/letter`)).body.code, 'link-without-letter');
  t.equal((await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode, 404);
  const refused = await call(hub, `/v1/links/${linkId}/correction`, {
    payload: { conclusion: 'same-person-justified' },
  });
  t.match(refused, { status: 422, body: { code: 'conclusion-impossible' } });
  t.equal((await call(hub, `/v1/links/${linkId}/correction`, { payload: { remove: true } })).status, 200);
});

t.test('a link to an erased record is gone with it, whatever its colour', async (t) => {
  const hub = await openStoreApp(t);
  const red = await link(hub);
  const yellow = await link(hub);
  await call(hub, `/v1/links/${red.linkId}/verification`, {
    payload: { conclusion: 'same-person-unjustified' },
  });
  for (const { linkId, dataSets } of [red, yellow]) {
    const [{ subjectId }] = dataSets;
    await hub.unitOfWork.transaction((tx) => hub.ports.subjects.erase(tx, 'ees', subjectId));
    t.equal((await events(hub, linkId)).at(-1)?.event, 'removed', 'and the comparison log says so');
    const payload = { conclusion: 'same-person-justified' };
    t.equal((await call(hub, `/v1/links/${linkId}/verification`, { payload })).status, 404);
    t.equal((await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode, 404);
  }
  t.equal((await hub.unitOfWork.sql.query('select from hub.link_notices')).length, 0);
});

t.test('a number that is none', async (t) => {
  const hub = await openStoreApp(t);
  t.equal((await hub.app.inject('/v1/portal/links/x')).statusCode, 400);
  t.equal((await hub.app.inject(`/v1/portal/links/${randomUUID()}`)).json().code, 'number-unknown');
});

t.test('no letter goes out that names no portal, and the portal itself goes on answering', async (t) => {
  const hub = await openStoreApp(t, { portalAddress: undefined });
  const { linkId } = await link(hub);
  const letter = () => call(hub, `/v1/links/${linkId}/letter`);
  t.match(await letter(), { status: 404, body: { code: 'link-without-letter' } }, 'nobody is informed of it');
  await call(hub, `/v1/links/${linkId}/verification`, { payload: { conclusion: 'same-person-unjustified' } });
  t.match(await letter(), { status: 501, body: { code: 'portal-address-missing' } });
  t.equal((await hub.app.inject(`/v1/portal/links/${linkId}`)).statusCode, 200);
});
