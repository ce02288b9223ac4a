/** The watchlist of ETIAS: who reads it, and what it is beside applications and authorisations at the same time. */
import t from 'tap';
import { localDate } from '../domain/local-date.js';
import { OperationalError } from '../platform/operational-error.js';
import type { openStoreApp, StoreApp } from '../testing/http-store-app.js';
import { ask, enrol, PERSON } from '../testing/hub-over-http.js';
import {
  aMinuteLater,
  apply,
  CENTRAL,
  DOCUMENT,
  decide,
  enterAlert,
  eraseAt,
  type Hits,
  judge,
  NATIONAL,
  OUTSIDE,
  openHub,
  type Place,
  place,
  runProcessing,
  watch,
} from '../testing/travel-authorisations.js';

t.test('whoever entered something into the watchlist reads it, to review it: Art 35', async (t) => {
  const hub = await openHub(t);
  const url = '/v1/systems/etias/watchlist';
  const document = { number: 'P-77 1', issuingCountry: 'PER' };
  const mine = [
    await watch(hub, t),
    await watch(hub, t, { givenNames: ['Ana'], document }),
    await watch(hub, t, { validUntil: '2026-12-31' }),
  ].sort();
  const german = await watch(hub, t, {}, 'DEU');
  const ofEuropol = await ask(hub, 'europol', url, {
    body: { document, validUntil: '2027-12-01' },
    state: 'EUE',
  });
  const european = `${url}/${ofEuropol.body['entryId']}`;
  type Page = { readonly entries: readonly { readonly entryId: string }[]; readonly next?: string };
  const page = async (query = '', as: Parameters<typeof ask>[1] = NATIONAL.as, state = 'AUT') => {
    const { status, body } = await ask(hub, as, `${url}${query}`, { state });
    t.equal(status, 200, JSON.stringify(body));
    return body as unknown as Page;
  };
  const placesIn = ({ entries }: Page) => entries.map(({ entryId }) => `${url}/${entryId}`);

  t.same(placesIn(await page()), mine, 'its own, and no other');
  t.same(placesIn(await page('', NATIONAL.as, 'DEU')), [german]);
  t.same(placesIn(await page('', 'europol', 'EUE')), [european]);
  t.same(placesIn(await page('', 'etias-central-unit', 'EUE')), [], 'another agency of the Union');
  const first = await page('?limit=2');
  t.same(placesIn(first), mine.slice(0, 2));
  // What a review ends with: it must not hide what comes behind it.
  await eraseAt(hub, mine[1]!, NATIONAL.as);
  const last = await page(`?limit=2&after=${first.next}`);
  t.same([placesIn(last), last.next], [[mine[2]], undefined]);
  t.match(await ask(hub, NATIONAL.as, `${url}?limit=0`), { status: 400 });

  const kept = await watch(hub, t, { givenNames: ['Ana'], document });
  t.same((await ask(hub, NATIONAL.as, kept)).body, {
    entryId: kept.slice(url.length + 1),
    enteredAt: (await ask(hub, NATIONAL.as, kept)).body['enteredAt'],
    validUntil: '2027-12-01',
    surnames: ['Rivera'],
    givenNames: ['Ana'],
    dateOfBirth: '1990-05-06',
    document,
  });
  t.match((await ask(hub, 'europol', european, { state: 'EUE' })).body, {
    document,
    validUntil: '2027-12-01',
  });
  const unknown = { status: 404, body: { code: 'watchlist-entry-unknown' } };
  t.match(await ask(hub, NATIONAL.as, kept, { state: 'DEU' }), unknown, 'of another state');
  t.match(await ask(hub, NATIONAL.as, european), unknown, 'of Europol');
  t.match(await ask(hub, 'etias-central-unit', european, { state: 'EUE' }), unknown, 'of another agency');
  t.match(await ask(hub, NATIONAL.as, mine[1]!), unknown, 'removed');
  const remove = (entry: string, as: Parameters<typeof ask>[1], state: string) =>
    ask(hub, as, entry, { method: 'DELETE', state });
  t.match(await remove(german, NATIONAL.as, 'AUT'), unknown, 'of another state');
  t.match(await remove(european, NATIONAL.as, 'AUT'), unknown, 'of Europol');
  t.match(await remove(european, 'etias-central-unit', 'EUE'), unknown, 'of another agency');
  t.match(await remove(european, 'europol', 'EUE'), { status: 204 });
  t.match(await remove(german, NATIONAL.as, 'DEU'), { status: 204 });
  for (const each of [url, kept]) {
    t.match(await ask(hub, 'border-authority', each), { status: 403, body: { code: 'access-denied' } });
  }
  const log = await hub.unitOfWork.sql.query<{ readonly row: string }>(
    "select log::text as row from hub.access_log log where access_right = 'watchlist'",
  );
  const times = (text: string) => log.filter(({ row }) => row.includes(text)).length;
  t.equal(times('listed'), 6);
  t.equal(times('denied'), 2);
  t.equal(times(kept.slice(url.length + 1)), 5, 'entered, read, asked for by another state, and denied');
  t.notOk(
    log.some(({ row }) => /rivera|P-77/i.test(row)),
    'no name and no number',
  );
});

t.test('of an entry of the watchlist and an authorisation at the same time one sees the other', async (t) => {
  const hub = await openHub(t);
  const { sql } = hub.unitOfWork;
  const etias = hub.ports.adapters.get('etias')!;
  const adapters = hub.ports.adapters as Map<'etias', typeof etias>;
  const enter = () =>
    ask(hub, 'europol', '/v1/systems/etias/watchlist', {
      body: { surnames: PERSON.surnames, dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
      state: 'EUE',
    });
  const application = await apply(hub);
  adapters.set('etias', {
    ...etias,
    async query(...asked) {
      adapters.set('etias', etias);
      const answer = await etias.query(...asked);
      t.match(await runProcessing(hub, application), { body: { route: 'issue' } });
      return answer;
    },
  });
  const { status, body } = await enter();
  const issued = { subjectId: application.subjectId, applicationId: application.encounterId };
  t.match({ status, body }, { status: 201, body: { toAssess: [issued], overflow: false } });
  const noted = await sql.query('select application_id, entry_id from etias.alert_notices');
  t.same(noted, [{ application_id: application.encounterId, entry_id: body['entryId'] }]);

  let asked = 0;
  adapters.set('etias', {
    ...etias,
    async query(...query) {
      if (asked++ > 0)
        throw new OperationalError('system-deadline-exceeded', 'ETIAS did not answer in time.');
      return etias.query(...query);
    },
  });
  t.match(
    await enter(),
    { status: 201, body: { toAssess: [issued], overflow: true } },
    'entered all the same',
  );
  adapters.set('etias', etias);

  const issuedSince = async (meanwhile: (place: Place) => Promise<void>) => {
    const next = await apply(hub);
    let looks = 0;
    adapters.set('etias', {
      ...etias,
      async query(...query) {
        const answer = looks++ === 1 ? await etias.query(...query) : { hits: [], overflow: false };
        if (looks === 2) await meanwhile(next);
        return answer;
      },
    });
    await sql.query(
      "update etias.records set outcome = 'issued', valid_until = '2028-03-01' where encounter_id = $1",
      [next.encounterId],
    );
    return next;
  };
  const erase = async ({ encounterId }: Place) => {
    await sql.query('delete from etias.records where encounter_id = $1', [encounterId]);
  };
  const erased = await issuedSince(erase);
  const others = await enter();
  t.equal(others.status, 201, 'one that is erased while it is noted is no fault');
  t.notOk(others.body['overflow']);
  const notedOf = ({ encounterId }: Place) =>
    sql.query('select from etias.alert_notices where application_id = $1 and entry_id = $2', [
      encounterId,
      others.body['entryId'],
    ]);
  t.equal((await notedOf(erased)).length, 0);
  t.equal((await notedOf(application)).length, 1, 'the others are noted all the same');

  const applications = hub.ports.etiasApplications as { noteAlert: unknown };
  const { noteAlert } = applications;
  const unnoted = await issuedSince(async () => {
    applications.noteAlert = async () => {
      throw new Error('the database is away');
    };
  });
  const told = await enter();
  applications.noteAlert = noteAlert;
  t.match(
    told,
    { status: 201, body: { entryId: /-/, overflow: true } },
    'whoever enters it learns its number',
  );
  t.ok(JSON.stringify(told.body['toAssess']).includes(unnoted.encounterId), 'and what is not noted');
  adapters.set('etias', etias);
});

/** What `attempt` answers when an entry about everybody's name is being written; it is to wait for it. */
async function whileEntering<Answer>(
  t: Parameters<typeof openStoreApp>[0] & { ok(value: unknown, message: string): unknown },
  hub: StoreApp,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  const { sql } = hub.unitOfWork;
  let answer: Promise<Answer> | undefined;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.etiasApplications.holdWatchlist(tx, 'to-write');
    await hub.ports.etiasApplications.addToWatchlist(tx, {
      entryId: crypto.randomUUID(),
      enteredBy: 'EUE-europol',
      memberState: 'EUE',
      surnames: PERSON.surnames,
      dateOfBirth: localDate(PERSON.dateOfBirth),
      validUntil: localDate('2027-12-01'),
    });
    let isDone = false;
    answer = attempt().finally(() => {
      isDone = true;
    });
    let isWaiting = false;
    while (!isDone && !isWaiting) {
      const waiting = await sql.query(
        `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      isWaiting = waiting.length > 0;
    }
    t.ok(isWaiting, 'for the entry');
  });
  return answer!;
}

t.test('what is issued while an entry of the watchlist is written has seen the entry', async (t) => {
  const hub = await openHub(t);
  const application = await apply(hub);
  t.match(await whileEntering(t, hub, () => runProcessing(hub, application)), {
    body: { route: 'central-unit', hits: [{ query: 'watchlist' }] },
  });
});

t.test(
  'an entry of the watchlist made while an application waits for a person is verified: Art 22',
  async (t) => {
    const enter = async (hub: StoreApp) => {
      const { status, body } = await ask(hub, 'europol', '/v1/systems/etias/watchlist', {
        body: { surnames: PERSON.surnames, dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
        state: 'EUE',
      });
      t.match({ status, body }, { status: 201, body: { toAssess: [] } }, 'nothing is issued yet');
    };
    const waiting = async (t: Parameters<typeof openStoreApp>[0], body?: object) => {
      const hub = await openHub(t);
      await enterAlert(hub, 'arrest');
      const application = await apply(hub);
      const [hit] = (await runProcessing(hub, application, body)).body['hits'] as unknown as Hits;
      return { hub, application, hitId: hit!.hitId };
    };
    const onList = async (hub: StoreApp, application: Place) => {
      const { body } = await ask(hub, NATIONAL.as, `${place(application)}/hits`);
      const hits = body['hits'] as unknown as readonly { hitId: string; query: string; verdict: string }[];
      const { hitId, verdict } = hits.find(({ query }) => query === 'watchlist') ?? {};
      return { state: body['state'], hitId: hitId!, verdict };
    };
    const validUntil = '2028-03-01';

    await t.test('before the last false hit issues it', async (t) => {
      const { hub, application, hitId } = await waiting(t);
      await enter(hub);
      t.match((await judge(hub, hitId, 'false')).body, { state: 'central-verification', unverified: 1 });
      const entry = await onList(hub, application);
      t.match(entry, { verdict: 'unverified' });
      t.match((await judge(hub, entry.hitId, 'false')).body, { state: 'issued' }, 'and is asked for once');
    });

    await t.test('before a unit issues it by hand', async (t) => {
      const { hub, application, hitId } = await waiting(t);
      await judge(hub, hitId, 'doubtful');
      await enter(hub);
      aMinuteLater(hub);
      t.match(await decide(hub, application, 'issued', { validUntil }), {
        state: 'rejected',
        problem: { code: 'facts-not-permitted', pointer: '/facts/event', detail: /watchlist/ },
      });
      const first = await onList(hub, application);
      t.match(first, { state: 'central-verification', verdict: 'unverified' });
      aMinuteLater(hub);
      t.match((await judge(hub, first.hitId, 'doubtful')).body, { state: 'manual-processing' });

      await enter(hub);
      aMinuteLater(hub);
      t.match(
        await decide(hub, application, 'issued', { validUntil }),
        { state: 'rejected' },
        'another entry',
      );
      const second = await onList(hub, application);
      t.match(second, { state: 'central-verification', verdict: 'unverified' });
      aMinuteLater(hub);
      t.match((await judge(hub, second.hitId, 'false')).body, { state: 'manual-processing' });
      aMinuteLater(hub);
      t.match(await decide(hub, application, 'issued', { validUntil }), { state: 'completed' });
    });

    await t.test('before the sources that were silent issue it', async (t) => {
      const { hub, application, hitId } = await waiting(t, { external: OUTSIDE.slice(1) });
      t.match((await judge(hub, hitId, 'false')).body, { state: 'central-verification', unverified: 0 });
      await enter(hub);
      const { body } = await runProcessing(hub, application);
      t.match(body, { route: 'central-unit', asked: ['interpol-sltd'], hits: [{ query: 'watchlist' }] });
      const [hit] = body['hits'] as unknown as Hits;
      t.match((await judge(hub, hit!.hitId, 'false')).body, { state: 'issued', validUntil });
    });

    await t.test('also while it is being written', async (t) => {
      const { hub, hitId } = await waiting(t);
      const judged = await whileEntering(t, hub, () => judge(hub, hitId, 'false'));
      t.match(judged.body, { state: 'central-verification', unverified: 1 });
      const byHand = await waiting(t);
      await judge(byHand.hub, byHand.hitId, 'doubtful');
      aMinuteLater(byHand.hub);
      const issue = () => decide(byHand.hub, byHand.application, 'issued', { validUntil });
      t.match(await whileEntering(t, byHand.hub, issue), {
        state: 'rejected',
        problem: { detail: /watchlist/ },
      });
    });
  },
);

t.test(
  'what a new entry of the watchlist concerns is told to who has to assess it: Art 34, 41',
  async (t) => {
    const hub = await openHub(t);
    const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
    const held = await apply(hub, issued);
    await apply(hub);
    const ofNoState = await enrol(hub, {
      ...CENTRAL,
      travelDocument: { ...DOCUMENT, number: 'Y2' },
      facts: {
        kind: 'travel-authorisation',
        applicationNumber: 'Y2',
        applicationDate: hub.time.today,
        ...issued,
      },
    });
    const list = async (state = 'AUT') =>
      (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices', { state })).body[
        'notices'
      ] as unknown as readonly { readonly noticeId: string; readonly applicationId: string }[];
    const enter = (surname: string) =>
      ask(hub, 'europol', '/v1/systems/etias/watchlist', {
        body: { surnames: [surname], dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
        state: 'EUE',
      });
    const etias = hub.ports.adapters.get('etias')!;
    const adapters = hub.ports.adapters as Map<'etias', typeof etias>;
    adapters.set('etias', {
      ...etias,
      query: async () => {
        throw new OperationalError('system-deadline-exceeded', 'ETIAS did not answer in time.');
      },
    });
    t.equal((await enter('Rivera')).status, 504);
    t.same(await hub.unitOfWork.sql.query('select from etias.watchlist'), [], 'no entry nobody knows of');
    adapters.set('etias', etias);

    const { status, body } = await enter('Rivera');
    t.match({ status, body }, { status: 201, body: { toAssess: { length: 2 }, overflow: false } });
    const mine = await list();
    t.same(
      mine.map(({ applicationId }) => applicationId).sort(),
      [held.encounterId, ofNoState.encounterId].sort(),
      'of its own state, and of no state',
    );
    t.match(mine, [{ trigger: 'watchlist-entry', duty: 'assess' }, { trigger: 'watchlist-entry' }]);
    t.notOk(JSON.stringify(mine).includes(body['entryId'] as unknown as string), 'not which entry');
    t.match(await list('DEU'), [{ applicationId: ofNoState.encounterId }]);
    t.equal((await list('DEU')).length, 1);
    const { noticeId } = mine.find(({ applicationId }) => applicationId === held.encounterId)!;
    const conclude = (state: string) =>
      ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${noticeId}/conclusion`, {
        body: { conclusion: 'kept' },
        state,
      });
    t.match(await conclude('DEU'), { status: 404 });
    t.match(await conclude('AUT'), { status: 204 });
    t.equal((await list()).length, 1);
    t.match(
      await ask(hub, 'europol', `/v1/systems/etias/watchlist/${body['entryId']}`, {
        method: 'DELETE',
        state: 'EUE',
      }),
      { status: 204 },
    );
    t.same(await list(), [], 'an entry that is gone asks for nothing');
  },
);
