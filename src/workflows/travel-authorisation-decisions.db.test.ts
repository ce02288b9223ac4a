/** Who decides on an application for a travel authorisation, and what of a decision is refused. */
import t from 'tap';
import { ask, enrol, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';
import {
  apply,
  CENTRAL,
  DOCUMENT,
  decide,
  enterAlert,
  type Hits,
  judge,
  NATIONAL,
  openHub,
  place,
  runProcessing,
} from '../testing/travel-authorisations.js';

t.test('an application is decided by the state it stands in the name of', async (t) => {
  const hub = await openHub(t);
  const validUntil = '2028-03-01';
  const unprocessed = await apply(hub);
  t.match(
    await decide(hub, unprocessed, 'issued', { validUntil }),
    { state: 'rejected', problem: { code: 'facts-not-permitted' } },
    'nothing was compared yet',
  );
  await enterAlert(hub, 'arrest');
  const application = await apply(hub, {}, PERSON, { number: 'X1' });
  const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
  await judge(hub, hit!.hitId, 'confirmed');
  for (const [event, facts] of [
    ['issued', { validUntil }],
    ['refused', {}],
    ['information-requested', {}],
    ['interview-invited', {}],
  ] as const) {
    t.match(
      await decide(hub, application, event, { ...facts, state: 'DEU' }),
      { state: 'rejected', problem: { code: 'record-unknown' } },
      event,
    );
  }
  const hits = `${place(application)}/hits`;
  t.match(await ask(hub, NATIONAL.as, hits, { state: 'DEU' }), { status: 404 });
  t.match(await ask(hub, NATIONAL.as, hits), { status: 200 });
  t.match(await ask(hub, CENTRAL.as, hits, { state: 'EUE' }), { status: 200 });
  t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-02' }), {
    state: 'rejected',
    problem: { code: 'date-invalid', pointer: '/facts/validUntil' },
  });
  t.match(await decide(hub, application, 'issued', { validUntil }), { state: 'completed' });
  t.match(
    await decide(hub, application, 'revoked', { state: 'DEU' }),
    { state: 'completed' },
    'the state of a new alert revokes',
  );

  const ofNoState = await enrol(hub, {
    ...CENTRAL,
    travelDocument: { ...DOCUMENT, number: 'X2' },
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: 'X2',
      applicationDate: hub.time.today,
      outcome: 'pending',
      answeredYes: true,
    },
  });
  const open2 = (await runProcessing(hub, ofNoState)).body['hits'] as unknown as Hits;
  for (const { hitId, query } of open2) if (query !== 'questions') await judge(hub, hitId, 'confirmed');
  t.match(await ask(hub, NATIONAL.as, `${place(ofNoState)}/hits`, { state: 'DEU' }), { status: 200 });
  t.match(await decide(hub, ofNoState, 'refused', { state: 'DEU' }), { state: 'completed' });
});

t.test('consent, its withdrawal, and input that cannot be', async (t) => {
  const hub = await openHub(t);
  const issued = await apply(hub, { outcome: 'issued', validUntil: '2027-03-01', decidedOn: '2026-12-01' });
  const event = (facts: object, subjectId: string | undefined = issued.subjectId) =>
    tryEnrol(hub, {
      ...NATIONAL,
      ...(subjectId ? { subjectId: subjectId as never } : {}),
      facts: {
        kind: 'authorisation-event',
        concerns: issued.encounterId,
        at: `${hub.time.today}T12:00:00Z`,
        ...facts,
      },
    });
  t.match(await event({ event: 'consent-given', consentYears: 4 }), { status: 400 });
  t.match(await event({ event: 'issued' }), {
    status: 400,
    body: { errors: [{ pointer: '/facts/validUntil' }] },
  });
  t.match(await event({ event: 'issued', validUntil: '2030-01-01' }), { status: 400 });
  t.match(await event({ event: 'revoked', at: '2027-06-01T00:00:00Z' }), { status: 400 }, 'from the future');
  t.match(await event({ event: 'revoked', concerns: issued.subjectId }), {
    problem: { code: 'record-unknown' },
  });
  t.match(await event({ event: 'consent-given', consentYears: 1 }, ''), {
    status: 400,
    body: { errors: [{ pointer: '/subjectId' }] },
  });
  t.match(await event({ event: 'consent-given', consentYears: 1 }), { state: 'completed' });
  t.match(
    await tryEnrol(hub, {
      ...NATIONAL,
      facts: {
        kind: 'travel-authorisation',
        applicationNumber: 'E',
        applicationDate: '2026-12-01',
        outcome: 'pending',
      },
      positions: ['face'],
    }),
    { status: 422, body: { code: 'system-without-biometrics' } },
  );
  const left = async () =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${issued.subjectId}`)).status;
  await goTo(hub, '2027-09-01');
  t.equal(await left(), 200, 'a year longer, with consent');
  t.match(await event({ event: 'consent-withdrawn' }), { state: 'completed' });
  await passDays(hub, 1);
  t.equal(await left(), 404, 'withdrawn: at once');
});
