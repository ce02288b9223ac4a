/** Alerts entered after a travel authorisation was issued: who is told, and what is left when they are withdrawn. */
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { copyRecords } from '../testing/copy-records.js';
import { ask, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';
import {
  apply,
  enterAlert,
  eraseAt,
  type Hits,
  ISSUED,
  NATIONAL,
  openHub,
  place,
  reportDocument,
} from '../testing/travel-authorisations.js';

t.test('the file of whoever keeps the authorisation says nothing of what is withdrawn', async (t) => {
  const hub = await openHub(t);
  const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
  const found = async () => {
    const { body } = await ask(hub, NATIONAL.as, `${place(application)}/hits`);
    return (body['hits'] as unknown as Hits).map(({ query }) => query);
  };
  const enter = async (validUntil: string) => {
    const { status, body } = await ask(hub, NATIONAL.as, '/v1/systems/etias/watchlist', {
      body: { surnames: ['Rivera'], dateOfBirth: PERSON.dateOfBirth, validUntil },
    });
    t.equal(status, 201);
    return `/v1/systems/etias/watchlist/${body['entryId']}`;
  };
  const removed = await enter('2027-12-01');
  t.same(await found(), ['watchlist']);
  await eraseAt(hub, removed, NATIONAL.as);
  t.same(await found(), [], 'an entry that is removed: at once');

  await enter('2026-12-02');
  await passDays(hub, 1);
  t.same(await found(), ['watchlist'], 'its last day');
  await passDays(hub, 1);
  t.same(await found(), [], 'an entry that ended');

  const reported = await reportDocument(hub, t);
  await passDays(hub, 1);
  t.same(await found(), ['sis-document']);
  await eraseAt(hub, reported);
  await passDays(hub, 1);
  t.same(await found(), [], 'an alert on the document: by the day after');

  const { subjectId } = await enterAlert(hub, 'refusal-of-entry');
  await passDays(hub, 1);
  t.same(await found(), ['sis-refusal-of-entry']);
  await eraseAt(hub, `/v1/systems/sis/subjects/${subjectId}`);
  await passDays(hub, 1);
  t.same(await found(), [], 'an alert on the person');
});

t.test('a new alert is compared with valid authorisations: Art 41(3)', async (t) => {
  const hub = await openHub(t);
  const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
  const held = await apply(hub, issued, PERSON, { number: 'HELD1' });
  await apply(hub);
  const other = await apply(
    hub,
    issued,
    { ...PERSON, surnames: ['Mamani'], dateOfBirth: '1970-01-01' },
    { number: 'LOST7' },
  );
  const list = async (state?: string) =>
    (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices', state ? { state } : {})).body;
  const conclude = (noticeId: string, conclusion: string, state?: string) =>
    ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${noticeId}/conclusion`, {
      body: { conclusion },
      ...(state ? { state } : {}),
    });
  await enterAlert(hub, 'arrest');
  t.same(await list(), { notices: [], overflow: false }, 'an arrest warrant is none of them');

  const cause = await enterAlert(hub, 'refusal-of-entry');
  const found = (await list())['notices'] as unknown as readonly { noticeId: string }[];
  t.match(found, [
    {
      subjectId: held.subjectId,
      applicationId: held.encounterId,
      trigger: 'new-refusal-alert',
      duty: 'revoke',
      foundAt: '2026-12-01T12:00:00.000Z',
      limit: '2026-12-05T12:00:00.000Z',
      isOverdue: false,
      citation: /41\(3\)/,
    },
  ]);
  t.equal(found.length, 1, 'one that is not decided is none');
  t.notOk(JSON.stringify(found).includes(cause.subjectId), 'whom the alert is about is not told');
  t.same((await list('DEU'))['notices'], [], 'told to the state that entered the alert');
  t.match(
    (await ask(hub, 'etias-national-unit', `${place(held)}/hits`)).body['hits'],
    [{ query: 'sis-refusal-of-entry', system: 'sis' }],
    'under the name of the query that finds the same in an application',
  );
  t.match(await conclude(found[0]!.noticeId, 'kept'), { status: 422, body: { code: 'facts-not-permitted' } });
  t.match(await conclude(found[0]!.noticeId, 'not-the-person', 'DEU'), { status: 404 });
  t.match(await conclude(found[0]!.noticeId, 'perhaps'), { status: 400 });
  t.match(await ask(hub, 'border-authority', '/v1/systems/etias/alert-notices'), { status: 403 });

  await goTo(hub, '2026-12-02');
  const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'LOST 7',
      issuedOn: '2026-12-01',
      reviewBy: '2030-11-01',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(reported.status, 201, JSON.stringify(reported.body));
  await goTo(hub, '2026-12-06');
  const both = (await list())['notices'] as unknown as readonly { noticeId: string; duty: string }[];
  t.match(both, [
    { trigger: 'new-refusal-alert', isOverdue: true },
    { trigger: 'document-reported', duty: 'assess', subjectId: other.subjectId, isOverdue: false },
  ]);
  t.match(await conclude(both[1]!.noticeId, 'kept'), { status: 204 });
  t.match(await conclude(both[1]!.noticeId, 'kept'), { status: 404 }, 'once');
  t.match(
    await tryEnrol(hub, {
      ...NATIONAL,
      subjectId: held.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: held.encounterId,
        event: 'revoked',
        at: '2026-12-06T11:00:00Z',
      },
    }),
    { state: 'completed' },
  );
  t.same((await list())['notices'], [], 'a revocation answers it');
  const rests = await hub.unitOfWork.sql.query(
    'select from etias.hits where application_id = $1 and cause_subject_id = $2 and is_cause',
    [held.encounterId, cause.subjectId],
  );
  t.equal(rests.length, 1, 'and rests on the alert: it ends seven days after it (Art 54(1)(b))');
});

t.test('every authorisation a new alert may be about is noted, however many they are', async (t) => {
  const hub = await openHub(t);
  const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
  const document = { number: 'MANY1' };
  await apply(hub, issued, PERSON, document);
  const similar = { ...PERSON, givenNames: ['Anna'] };
  await apply(hub, issued, similar, { number: 'ONE1' });
  await copyRecords(hub, 'etias', LIMITS.systemSimilarRowsMax / 2);
  const { sql } = hub.unitOfWork;
  // The first in order are not decided: valid ones are found on the last page, too.
  await sql.query(
    `update etias.records set outcome = 'pending' where encounter_id in (
       select encounter_id from etias.records order by subject_id limit $1)`,
    [LIMITS.systemSimilarRowsMax - 2 * LIMITS.systemHitsMax],
  );
  const valid = async (number: string) =>
    (
      await sql.query("select from etias.records where outcome = 'issued' and document_number like $1", [
        number,
      ])
    ).length;
  await enterAlert(hub, 'refusal-of-entry');
  const count = async (trigger: string) =>
    (await sql.query('select from etias.alert_notices where trigger = $1', [trigger])).length;
  t.equal(await count('new-refusal-alert'), 2 * LIMITS.systemHitsMax + 2);
  t.equal(await valid('%'), 2 * LIMITS.systemHitsMax + 2);
  const { surnames, dateOfBirth } = PERSON;
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames, dateOfBirth, validUntil: '2027-12-01' },
    }),
    { status: 201, body: { toAssess: { length: await valid('%') }, overflow: false } },
  );
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { document: { ...document, issuingCountry: 'PER' }, validUntil: '2027-12-01' },
    }),
    { status: 201, body: { toAssess: { length: await valid('MANY1') }, overflow: false } },
  );
  const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'MANY 1',
      issuedOn: '2026-12-01',
      reviewBy: '2030-11-01',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(reported.status, 201, JSON.stringify(reported.body));
  t.equal(await count('document-reported'), await valid('MANY1'));
});

t.test('an alert that is deleted asks for nothing any more', async (t) => {
  const hub = await openHub(t);
  await apply(hub, { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' });
  const { subjectId } = await enterAlert(hub, 'refusal-of-entry');
  const notices = async () =>
    (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices')).body[
      'notices'
    ] as unknown as readonly { readonly noticeId: string }[];
  const [notice] = await notices();
  await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${subjectId}`, { method: 'DELETE' });
  t.same(await notices(), []);
  t.match(
    await ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${notice!.noticeId}/conclusion`, {
      body: { conclusion: 'not-the-person' },
    }),
    { status: 404 },
  );
});

t.test('an alert on somebody else of that name is concluded, and leaves no hit', async (t) => {
  const hub = await openHub(t);
  await apply(hub, { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' });
  await enterAlert(hub, 'refusal-of-entry');
  const url = '/v1/systems/etias/alert-notices';
  const [notice] = (await ask(hub, 'etias-national-unit', url)).body['notices'] as unknown as readonly {
    noticeId: string;
  }[];
  const count = async () => (await hub.unitOfWork.sql.query('select from etias.hits')).length;
  t.equal(await count(), 1);
  t.match(
    await ask(hub, 'etias-national-unit', `${url}/${notice!.noticeId}/conclusion`, {
      body: { conclusion: 'not-the-person' },
    }),
    { status: 204 },
  );
  t.same((await ask(hub, 'etias-national-unit', url)).body['notices'], []);
  t.equal(await count(), 0);
});
