/** What a refusal, a revocation and an annulment rest on, and when the file goes for it: Art 54. */
import t from 'tap';
import { localDate } from '../domain/local-date.js';
import type { StoreApp } from '../testing/http-store-app.js';
import { ask, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';
import { newEncounter } from '../testing/store-fixtures.js';
import {
  aMinuteLater,
  apply,
  decide,
  decideOn,
  enterAlert,
  eraseAt,
  type Hits,
  ISSUED,
  judge,
  keepAuthorisation,
  NATIONAL,
  OUTSIDE,
  openHub,
  type Place,
  reportDocument,
  runProcessing,
  setAdapter,
  statusOf,
  watch,
} from '../testing/travel-authorisations.js';

t.test('an alert for refusal of entry leaves no choice; the file goes seven days after it', async (t) => {
  const hub = await openHub(t);
  const cause = await enterAlert(hub, 'refusal-of-entry');
  const application = await apply(hub);
  const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
  await judge(hub, hit!.hitId, 'confirmed');
  const decide = (event: string, facts: object = {}) =>
    tryEnrol(hub, {
      ...NATIONAL,
      subjectId: application.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: application.encounterId,
        event,
        at: `${hub.time.today}T12:00:00Z`,
        ...facts,
      },
    });
  t.match(await decide('issued', { validUntil: '2028-03-01' }), {
    state: 'rejected',
    problem: { code: 'facts-not-permitted', detail: /Art 26\(3\)\(a\)/ },
  });
  t.match(
    await decide('hits-false'),
    { status: 422, body: { code: 'facts-not-permitted' } },
    'nobody enters it',
  );
  t.match(await decide('revoked'), { problem: { code: 'facts-not-permitted' } });
  t.match(await decide('refused', { grounds: ['alert'] }), { state: 'completed' });

  await goTo(hub, '2027-02-01');
  const left = async () =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${application.subjectId}`)).status;
  t.equal(await left(), 200);
  const erased = await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${cause.subjectId}`, {
    method: 'DELETE',
  });
  t.ok(erased.status < 300, JSON.stringify(erased));
  await goTo(hub, '2027-02-02');
  await goTo(hub, '2027-02-09');
  t.equal(await left(), 200, 'noticed on 2 February: kept to the 9th');
  await passDays(hub, 1);
  t.equal(await left(), 404);
});

t.test('a refusal goes early only when all it rests on is known to be deleted', async (t) => {
  const refused = async (
    hub: StoreApp,
    application: Awaited<ReturnType<typeof apply>>,
    external: object = OUTSIDE,
  ) => {
    const { hits } = (await runProcessing(hub, application, { external })).body as unknown as { hits: Hits };
    for (const { hitId } of hits) await judge(hub, hitId, 'confirmed');
    const decided = await tryEnrol(hub, {
      ...NATIONAL,
      subjectId: application.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: application.encounterId,
        event: 'refused',
        at: `${hub.time.today}T12:00:00Z`,
        grounds: ['alert'],
      },
    });
    t.match(decided, { state: 'completed' });
  };
  const left = async (hub: StoreApp, { subjectId }: Place) =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${subjectId}`)).status;

  await t.test('an alert that another hub keeps is not here, and not deleted', async (t) => {
    const hub = await openHub(t);
    const sis = hub.ports.adapters.get('sis')!;
    const { encounter } = newEncounter({ system: 'sis' });
    const { subjectId, encounterId, memberState, encounterAt } = encounter;
    const facts = {
      kind: 'alert',
      alertKind: 'refusal-of-entry',
      issuedOn: localDate('2026-11-01'),
      reviewBy: localDate('2027-10-31'),
      actionToBeTaken: 'refuse',
    } as const;
    const record = { system: 'sis', subjectId, encounterId, memberState, encounterAt, facts } as const;
    const remote: typeof sis = {
      ...sis,
      location: 'remote',
      query: async () => ({
        overflow: false,
        hits: [
          {
            system: 'sis',
            subjectId,
            foundBy: ['identity'],
            records: [{ ...record, identity: PERSON as never }],
          },
        ],
      }),
    };
    (hub.ports.adapters as Map<'sis', typeof sis>).set('sis', remote);
    const application = await apply(hub);
    await refused(hub, application);
    await passDays(hub, 9);
    t.equal(await left(hub, application), 200);
  });

  await t.test('an alert that is deleted, beside data of Europol that may still be there', async (t) => {
    const hub = await openHub(t);
    const cause = await enterAlert(hub, 'arrest');
    const application = await apply(hub);
    await refused(
      hub,
      application,
      OUTSIDE.map((each) => (each.query === 'europol' ? { ...each, hit: true } : each)),
    );
    const erased = await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${cause.subjectId}`, {
      method: 'DELETE',
    });
    t.ok(erased.status < 300, JSON.stringify(erased));
    await passDays(hub, 9);
    t.equal(await left(hub, application), 200);
  });

  await t.test('alerts on the document: seven days after the last of them', async (t) => {
    const hub = await openHub(t);
    const alertIds: string[] = [];
    for (const category of ['travel-document', 'identity-document']) {
      const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
        body: {
          kind: 'object-seizure',
          category,
          number: 'LOST 1',
          issuingCountry: 'PER',
          issuedOn: '2026-11-01',
          reviewBy: '2027-10-31',
          reason: 'stolen',
          actionToBeTaken: 'seize',
        },
      });
      t.equal(reported.status, 201, JSON.stringify(reported.body));
      alertIds.push(reported.body['alertId'] as unknown as string);
    }
    const application = await apply(hub, {}, PERSON, { number: 'LOST1' });
    await refused(hub, application);
    for (const alertId of alertIds) {
      t.equal(await left(hub, application), 200, 'an alert is still there');
      const at = `/v1/systems/sis/object-alerts/${alertId}`;
      const erased = await ask(hub, 'sirene-bureau', at, { method: 'DELETE' });
      t.ok(erased.status < 300, JSON.stringify(erased));
      await passDays(hub, 8);
    }
    t.equal(await left(hub, application), 200, 'noticed on the day after: kept for seven days');
    await passDays(hub, 1);
    t.equal(await left(hub, application), 404);
  });

  await t.test('entries of the watchlist: seven days after the last of them', async (t) => {
    const hub = await openHub(t);
    const entries = [await watch(hub, t), await watch(hub, t)];
    const application = await apply(hub);
    await refused(hub, application);
    for (const entry of entries) {
      t.equal(await left(hub, application), 200, 'an entry is still there');
      await eraseAt(hub, entry, NATIONAL.as);
      await passDays(hub, 8);
    }
    t.equal(await left(hub, application), 200, 'noticed on the day after: kept for seven days');
    await passDays(hub, 1);
    t.equal(await left(hub, application), 404);
  });

  await t.test('also an entry that was made while the application waited for a person', async (t) => {
    const hub = await openHub(t);
    const first = await watch(hub, t);
    const application = await apply(hub);
    const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
    const second = await watch(hub, t);
    await judge(hub, hit!.hitId, 'confirmed');
    await judge(hub, hit!.hitId, 'confirmed');
    aMinuteLater(hub);
    t.match(await decide(hub, application, 'refused', { grounds: ['alert'] }), { state: 'completed' });
    await eraseAt(hub, first, NATIONAL.as);
    await passDays(hub, 9);
    t.equal(await left(hub, application), 200, 'it rests on the second as well');
    await eraseAt(hub, second, NATIONAL.as);
    await passDays(hub, 9);
    t.equal(await left(hub, application), 404);
  });

  await t.test(
    'entries are kept with a hit of late: one that was found before stays to the end',
    async (t) => {
      const hub = await openHub(t);
      const first = await watch(hub, t);
      const application = await apply(hub);
      const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
      await hub.unitOfWork.sql.query('update etias.hits set cause_entry_ids = null');
      const second = await watch(hub, t);
      await judge(hub, hit!.hitId, 'confirmed');
      await judge(hub, hit!.hitId, 'confirmed');
      aMinuteLater(hub);
      t.match(await decide(hub, application, 'refused', { grounds: ['alert'] }), { state: 'completed' });
      for (const entry of [first, second]) await eraseAt(hub, entry, NATIONAL.as);
      await passDays(hub, 9);
      t.equal(await left(hub, application), 200);
    },
  );

  await t.test('an entry removed while the systems were asked is no hit', async (t) => {
    const hub = await openHub(t);
    const entry = await watch(hub, t);
    const ees = setAdapter(hub, 'ees', {
      query: async (...asked) => {
        await eraseAt(hub, entry, NATIONAL.as);
        return ees.query(...asked);
      },
    });
    t.match((await runProcessing(hub, await apply(hub))).body, { route: 'issue', hits: [] });
  });
});

t.test('a refusal that also rests on an answer with yes does not go with the alert', async (t) => {
  const hub = await openHub(t);
  const cause = await enterAlert(hub, 'arrest');
  const application = await apply(hub, { answeredYes: true });
  const { hits } = (await runProcessing(hub, application)).body as unknown as { hits: Hits };
  for (const { hitId, query } of hits) if (query !== 'questions') await judge(hub, hitId, 'confirmed');
  t.match(await decideOn(hub, application, 'refused', { grounds: ['alert'] }), { state: 'completed' });
  await eraseAt(hub, `/v1/systems/sis/subjects/${cause.subjectId}`);
  await passDays(hub, 9);
  t.equal(await statusOf(hub, application), 200);
});

t.test('a revocation rests on what was found since the issue, and ends with it', async (t) => {
  const revoke = async (hub: StoreApp, application: Place) =>
    t.match(await decideOn(hub, application, 'revoked', { grounds: ['alert'] }), { state: 'completed' });

  await t.test('a reported document: seven days after its alert', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await reportDocument(hub, t);
    await revoke(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the alert is still there');
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });

  await t.test('an entry of the watchlist: seven days after the entry', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED);
    const entered = await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames: ['Rivera'], dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
    });
    t.equal(entered.status, 201);
    await revoke(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the entry is still there');
    await eraseAt(hub, `/v1/systems/etias/watchlist/${entered.body['entryId']}`, 'etias-national-unit');
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });

  await t.test('a hit that did not stand in the way of the issue is none of its causes', async (t) => {
    const hub = await openHub(t);
    const old = await enterAlert(hub, 'arrest');
    const application = await apply(hub, {}, PERSON, { number: 'LOST1' });
    const { hits } = (await runProcessing(hub, application)).body as unknown as { hits: Hits };
    for (const { hitId } of hits) await judge(hub, hitId, 'doubtful');
    t.match(await decideOn(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'completed' });
    await reportDocument(hub, t);
    await revoke(hub, application);
    await eraseAt(hub, `/v1/systems/sis/subjects/${old.subjectId}`);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'it rests on the document');
    const causes = await hub.unitOfWork.sql.query('select query from etias.hits where is_cause');
    t.same(causes, [{ query: 'sis-document' }]);
  });

  await t.test('nor is a notice the unit answered by keeping the authorisation', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await reportDocument(hub, t);
    await keepAuthorisation(hub, t);
    await revoke(hub, application);
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200);
  });
});

t.test('an annulment rests on what was there when it was decided', async (t) => {
  const annul = async (hub: StoreApp, application: Place) =>
    t.match(await decideOn(hub, application, 'annulled', { grounds: ['fraud'] }), { state: 'completed' });

  await t.test('not on an alert that was gone', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    await eraseAt(hub, await reportDocument(hub, t));
    await annul(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'nothing it rests on is deleted');
  });

  await t.test('not on a notice the unit answered by keeping the authorisation', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await reportDocument(hub, t);
    await keepAuthorisation(hub, t);
    await annul(hub, application);
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200);
  });

  await t.test('on one that is not answered: seven days after its alert', async (t) => {
    const hub = await openHub(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await reportDocument(hub, t);
    await annul(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the alert is still there');
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });
});
