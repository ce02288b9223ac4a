/** Sources an application for a travel authorisation is compared with, where they are silent, away or kept elsewhere. */
import t from 'tap';
import { OperationalError } from '../platform/operational-error.js';
import { ask, PERSON } from '../testing/hub-over-http.js';
import {
  aMinuteLater,
  answerTooLate,
  apply,
  CENTRAL,
  decide,
  enterAlert,
  type Hits,
  judge,
  OUTSIDE,
  openHub,
  place,
  runProcessing,
  setAdapter,
} from '../testing/travel-authorisations.js';

t.test('silence beside a hit issues nothing: Art 20, 22(4)', async (t) => {
  await t.test('the silent sources are asked again, and no other', async (t) => {
    const hub = await openHub(t);
    await enterAlert(hub, 'arrest');
    const application = await apply(hub);
    const told = OUTSIDE.slice(0, 1);
    const first = (await runProcessing(hub, application, { external: told })).body as unknown as {
      hits: Hits;
    };
    t.match(first, { route: 'central-unit', notAnswered: ['europol', 'interpol-tdawn', 'risk-indicators'] });
    t.match(await judge(hub, first.hits[0]!.hitId, 'false'), {
      body: { state: 'central-verification', unverified: 0, notAnswered: { length: 3 } },
    });
    t.match((await ask(hub, CENTRAL.as, '/v1/systems/etias/clocks', { state: 'EUE' })).body['clocks'], [
      { state: 'central-verification', notAnswered: ['europol', 'interpol-tdawn', 'risk-indicators'] },
    ]);
    t.match(await runProcessing(hub, application, { external: OUTSIDE.slice(1, 3) }), {
      body: {
        route: 'incomplete',
        asked: ['europol', 'interpol-tdawn', 'risk-indicators'],
        notAnswered: ['risk-indicators'],
        hits: [],
      },
    });
    t.match((await runProcessing(hub, application)).body, {
      route: 'issue',
      asked: ['risk-indicators'],
      notAnswered: [],
      validUntil: '2028-03-01',
    });
    t.match(await runProcessing(hub, application), { status: 409 });
  });

  await t.test('a system that was away answers with a hit, which is verified', async (t) => {
    const hub = await openHub(t);
    await enterAlert(hub, 'arrest');
    await enterAlert(hub, 'judicial-procedure');
    const sis = setAdapter(hub, 'sis', { query: answerTooLate });
    const application = await apply(hub);
    const external = OUTSIDE.map((each) => ({ ...each, hit: each.query === 'europol' }));
    const first = (await runProcessing(hub, application, { external })).body as unknown as { hits: Hits };
    t.match(first, { hits: [{ query: 'europol' }], notAnswered: ['sis-refusal-of-entry', 'sis-arrest'] });
    t.match(await judge(hub, first.hits[0]!.hitId, 'confirmed'), { body: { state: 'manual-processing' } });
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), {
      state: 'rejected',
      problem: { code: 'facts-not-permitted', detail: /sis-arrest/ },
    });
    t.match(await runProcessing(hub, application), {
      body: { route: 'national-unit', notAnswered: { length: 2 } },
    });
    setAdapter(hub, 'sis', sis);
    aMinuteLater(hub);
    const again = (await runProcessing(hub, application)).body as unknown as { hits: Hits };
    t.match(again, { route: 'central-unit', notAnswered: [], hits: [{ query: 'sis-arrest' }] });
    t.equal(again.hits.length, 1);
    const { cases } = (await ask(hub, 'sirene-bureau', '/v1/systems/sis/sirene-cases')).body as unknown as {
      cases: readonly { readonly event: string }[];
    };
    const told = cases.filter(({ event }) => event === 'etias-application');
    t.equal(told.length, 1, 'the bureau is told when SIS has answered');
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'rejected' });
    aMinuteLater(hub);
    t.match(await judge(hub, again.hits[0]!.hitId, 'false'), { body: { state: 'manual-processing' } });
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'completed' });
  });
});

t.test('alerts on documents and flags of another hub are told by who asked it', async (t) => {
  const hub = await openHub(t);
  const local = [
    ...OUTSIDE,
    { query: 'sis-document', hit: false },
    { query: 'ecris-tcn', hit: false },
  ] as const;
  const application = await apply(hub);
  t.match(
    await runProcessing(hub, application, { external: local }),
    { status: 422, body: { code: 'facts-not-permitted', errors: [{ pointer: '/external/4/query' }] } },
    'asked by the hub where they are kept here',
  );
  setAdapter(hub, 'sis', { location: 'remote' });
  let isAsked = false;
  setAdapter(hub, 'ecris-tcn', {
    location: 'remote',
    query: async () => {
      isAsked = true;
      throw new OperationalError('system-refused', 'no right', { retryable: false });
    },
  });
  t.match((await runProcessing(hub, application)).body, {
    route: 'incomplete',
    notAnswered: ['sis-document', 'ecris-tcn'],
  });
  t.equal(isAsked, true);
  isAsked = false;
  t.match((await runProcessing(hub, application, { external: local })).body, {
    route: 'issue',
    notAnswered: [],
  });
  t.equal(isAsked, false);

  const second = await apply(hub, {}, { ...PERSON, surnames: ['Mamani'] });
  const hits = local.map((each) => ({ ...each, hit: each.query === 'sis-document' }));
  const { body } = await runProcessing(hub, second, { external: hits });
  const [hit] = body['hits'] as unknown as Hits;
  t.match(hit, { query: 'sis-document' });
  await judge(hub, hit!.hitId, 'confirmed');
  t.match(await ask(hub, 'etias-national-unit', `${place(second)}/hits`), {
    body: { choice: 'must-refuse' },
  });
});
