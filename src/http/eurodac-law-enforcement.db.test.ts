/** What may go wrong with what Eurodac does beside its data sets: decided too late, by a bad image, kept too long. */
import t from 'tap';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import { createFailOperation } from '../workflows/fail-operation.js';

const HOME = '/v1/systems/eurodac';
const ADDRESS = `${HOME}/law-enforcement-requests`;
const TODAY = '2026-09-21';
const POLICE = { as: 'law-enforcement-authority' } as const;
const VERIFIER = { as: 'verifying-authority' } as const;
const URGENT = { imminentDanger: true };

const dataSet = (category: string, referenceNumber: string) => ({
  encounterAt: `${TODAY}T09:00:00+02:00`,
  identity: {
    surnames: ['Rivera'],
    givenNames: ['Ana'],
    dateOfBirth: '1990-05-06',
    sex: 'female',
    nationalities: ['PER'],
  },
  facts: { kind: 'data-set', category, eventDate: '2026-09-20', referenceNumber },
  samples: [SAMPLE],
});

/** A hub whose gallery finds one person, whose crossing GRC has transmitted. */
async function open(t: Parameters<typeof openWorkingHub>[0]) {
  const hub = await openWorkingHub(t);
  hub.time.today = TODAY;
  hub.time.nowMs = Date.parse(`${TODAY}T10:00:00Z`);
  const sender = { as: 'border-authority', of: 'GRC' } as const;
  const stored = await hub.run(`${HOME}/encounters`, sender, dataSet('irregular-crossing', 'GR2L1'));
  hub.finds('eurodac', stored.body.result.subjectId);
  return hub;
}

async function ask(hub: WorkingHub, more: object = {}): Promise<string> {
  const asked = await hub.call('POST', ADDRESS, POLICE, {
    referenceNumber: 'AT4L1',
    operatorId: 'officer-7',
    offence: 'terrorist',
    fileNumber: 'F-1',
    isSpecificCase: true,
    hasOverridingConcern: true,
    groundsOfContribution: 'The suspect is said to have applied for asylum.',
    priorCheck: { kind: 'searched', nationalDatabases: true, otherStates: 'searched' },
    key: 'biometrics',
    ...more,
  });
  return asked.body.requestId;
}

const search = (hub: WorkingHub, requestId: string) =>
  hub.run(`${ADDRESS}/${requestId}/comparison`, POLICE, { samples: [SAMPLE] });
const searchLater = (hub: WorkingHub, requestId: string) =>
  hub.call('POST', `${ADDRESS}/${requestId}/comparison`, POLICE, { samples: [SAMPLE] });
const verify = (hub: WorkingHub, requestId: string, approves: boolean) =>
  hub.call('POST', `${ADDRESS}/${requestId}/verification`, VERIFIER, { approves });
const confirm = (hub: WorkingHub, requestId: string) =>
  hub.call('POST', `${ADDRESS}/${requestId}/erasure-confirmation`, POLICE);
const read = async (hub: WorkingHub, requestId: string) =>
  (await hub.call('GET', `${ADDRESS}/${requestId}`, POLICE)).body;
const comparison = async (hub: WorkingHub, comparisonId: string) =>
  (await hub.call('GET', `${HOME}/comparisons/${comparisonId}`, POLICE)).body;
/** How many hits a search has, as its authority reads them. */
const found = async (hub: WorkingHub, requestId: string): Promise<number> => {
  const { comparisonId } = (await search(hub, requestId)).body.result;
  return (await comparison(hub, comparisonId)).hits.length;
};
const hits = async ({ unitOfWork }: WorkingHub) =>
  (await unitOfWork.sql.query('select hit_id from eurodac.hits')).length;

t.test('a search found unjustified before it was made finds nothing for anybody', async (t) => {
  const hub = await open(t);
  const requestId = await ask(hub, URGENT);
  t.equal((await searchLater(hub, requestId)).status, 202);
  const verified = await verify(hub, requestId, false);
  t.match(verified.body, { state: 'unjustified' });
  t.match(
    await confirm(hub, requestId),
    { status: 409, body: { code: 'request-out-of-order' } },
    'while it is under way something is left',
  );
  await hub.work();
  t.equal(await hits(hub), 0);
  t.match(await comparison(hub, verified.body.comparisonId), {
    comparison: { outcome: 'not-compared', reason: /not justified.*Art 32/ },
    hits: [],
  });
  t.match((await confirm(hub, requestId)).body, { state: 'erased' });
});

t.test('of a search found unjustified nothing is told, not even that there were hits', async (t) => {
  const hub = await open(t);
  const requestId = await ask(hub, URGENT);
  const { comparisonId } = (await search(hub, requestId)).body.result;
  t.match(await comparison(hub, comparisonId), { comparison: { outcome: 'hit' }, hits: [{}] });
  const operation = async () => (await hub.call('GET', `/v1/operations/${comparisonId}`, POLICE)).body.result;
  const silent = { hits: undefined, overflow: undefined };
  t.match(await operation(), silent, 'the comparison alone says it, as long as it may');
  const { sql } = hub.unitOfWork;
  const [kept] = (await hub.ports.eurodac.comparisons.read(sql, comparisonId))!.hits;
  await verify(hub, requestId, false);
  const told = { comparison: { outcome: 'not-compared', overflow: false }, hits: [] };
  t.match(await comparison(hub, comparisonId), told);
  t.match(await operation(), silent);
  // Written beside the decision before the two waited for each other.
  const ending = { completedAt: `${TODAY}T10:00:00.000Z`, outcome: 'hit', overflow: false } as const;
  await hub.ports.eurodac.comparisons.close(sql, comparisonId, ending, [kept!]);
  t.same((await comparison(hub, comparisonId)).hits, []);
});

t.test('an image without a finger does not use up the request', async (t) => {
  const hub = await open(t);
  const { extract } = hub.answers;
  const defect = 'not-an-image';
  const badly = async (requestId: string) => {
    hub.answers.extract = () => ({ kind: 'rejected', defect, detail: 'The image cannot be read.' });
    const answer = await search(hub, requestId);
    hub.answers.extract = extract;
    return answer.body;
  };
  const urgent = await ask(hub, URGENT);
  const rejected = await badly(urgent);
  t.match(rejected, { state: 'rejected', problem: { code: defect } });
  t.match(await read(hub, urgent), { state: 'waiting', comparisonId: undefined }, 'not searched');
  t.match(
    await comparison(hub, rejected.operationId),
    { comparison: { outcome: 'not-compared', reason: /cannot be read/ }, hits: [] },
    'and nobody waits for it',
  );
  t.equal(await found(hub, urgent), 1, 'with the corrected image');
  t.equal((await search(hub, urgent)).status, 409, 'once');
  t.match((await verify(hub, urgent, true)).body, { state: 'justified' });

  const ordinary = await ask(hub);
  await verify(hub, ordinary, true);
  await badly(ordinary);
  t.match(await read(hub, ordinary), { state: 'approved' });
  t.equal(await found(hub, ordinary), 1);

  const decided = await ask(hub, URGENT);
  hub.answers.extract = () => ({ kind: 'rejected', defect, detail: 'The image cannot be read.' });
  await searchLater(hub, decided);
  await verify(hub, decided, true);
  await hub.work();
  hub.answers.extract = extract;
  t.match(await read(hub, decided), { state: 'approved', verifiedBy: 'AUT-verifying-authority' });
  t.equal(await found(hub, decided), 1, 'the decision stands');
  t.equal((await verify(hub, decided, false)).status, 409);

  const unjustified = await ask(hub, URGENT);
  hub.answers.extract = () => ({ kind: 'rejected', defect, detail: 'The image cannot be read.' });
  await searchLater(hub, unjustified);
  await verify(hub, unjustified, false);
  await hub.work();
  hub.answers.extract = extract;
  t.equal((await search(hub, unjustified)).status, 409, 'never');
  t.match((await confirm(hub, unjustified)).body, { state: 'erased' });
});

t.test('neither does a search that fails for good, and one to be tried again stays the search', async (t) => {
  const hub = await open(t);
  const fail = createFailOperation(hub.ports);
  const requestId = await ask(hub, URGENT);
  const { operationId } = (await searchLater(hub, requestId)).body;
  const problem = { code: 'internal-error', detail: 'Could not be carried out.' };
  await fail(operationId, problem, { mayPass: true });
  t.match(await read(hub, requestId), { state: 'searched', comparisonId: operationId });
  await fail(operationId, problem);
  t.match(await read(hub, requestId), { state: 'waiting', comparisonId: undefined });
  t.equal(await found(hub, requestId), 1);
  await fail(operationId, problem);
  t.match(await read(hub, requestId), { state: 'searched' }, 'the second is not given back for the first');
});

t.test('what hangs on no data set ends after a year', async (t) => {
  const hub = await open(t);
  const { sql } = hub.unitOfWork;
  const eraseOld = (before: string, limit = 10) => hub.ports.eurodac.eraseOld(sql, { before, limit });
  const count = async (table: string) =>
    (await sql.query<{ count: number }>(`select count(*)::int as count from eurodac.${table}`))[0]!.count;
  const [searched, refused, unsearched, waiting, emergency, unjustified] = [
    await ask(hub),
    await ask(hub),
    await ask(hub),
    await ask(hub),
    await ask(hub, URGENT),
    await ask(hub, URGENT),
  ];
  for (const requestId of [searched, unsearched]) await verify(hub, requestId, true);
  await verify(hub, refused, false);
  const { comparisonId } = (await search(hub, searched)).body.result;
  const unverified = (await search(hub, emergency)).body.result.comparisonId;
  await search(hub, unjustified);
  await verify(hub, unjustified, false);
  const compared = await hub.run(`${HOME}/comparisons`, {}, { referenceNumber: 'AT7L1', samples: [SAMPLE] });
  const unstored = compared.body.result.comparisonId;
  const later = await ask(hub);
  await verify(hub, later, true);
  await hub.call('POST', `${ADDRESS}/${later}/comparison`, POLICE, { samples: [SAMPLE] });

  const askedAt = `${TODAY}T10:00:00.000Z`;
  t.equal(await eraseOld(askedAt), 0, 'not before a year is over');
  const after = `${TODAY}T10:00:00.001Z`;
  t.equal(await eraseOld(after, 1), 2, 'a page of each');
  for (let left = 10; left > 0 && (await eraseOld(after)) > 0; left--);
  for (const requestId of [searched, refused, unsearched, waiting, emergency, unjustified]) {
    t.equal((await hub.call('GET', `${ADDRESS}/${requestId}`, POLICE)).status, 404, requestId);
  }
  for (const id of [comparisonId, unverified]) {
    t.equal((await hub.call('GET', `${HOME}/comparisons/${id}`, POLICE)).status, 404, 'nor its hits');
  }
  t.equal((await hub.call('GET', `${HOME}/comparisons/${unstored}`, {})).status, 404, 'Art 29(2)');
  t.equal(await hits(hub), 0, 'not of the emergency nobody has verified either');
  t.match(await read(hub, later), { state: 'approved' }, 'it is being searched');
  t.equal(await count('comparisons'), 2, 'that of the data set too');
  await hub.work();
  t.equal(await eraseOld(after), 1, 'when it has been');
});

t.test('a case goes with the data set that ended it, not with another of its number', async (t) => {
  const hub = await open(t);
  const transmit = async (encounterAt: string) => {
    const payload = { ...dataSet('international-protection', 'AT1N1'), encounterAt };
    return (await hub.run(`${HOME}/encounters`, {}, payload)).body.result;
  };
  const before = await transmit(`${TODAY}T09:30:00+02:00`);
  const owed = { referenceNumber: 'AT1N1', collection: 'international-protection' };
  const opened = { ...owed, eventAt: '2026-09-20T08:00:00+02:00' };
  t.equal((await hub.call('POST', `${HOME}/transmission-cases`, {}, opened)).status, 201);
  // As the caller dates it: before the other.
  const ended = await transmit(`${TODAY}T08:00:00+02:00`);
  const left = async () =>
    (await hub.unitOfWork.sql.query('select case_id from eurodac.transmission_cases')).length;
  await hub.call('DELETE', `${HOME}/subjects/${before.subjectId}`, {});
  t.equal(await left(), 1);
  await hub.call('DELETE', `${HOME}/subjects/${ended.subjectId}`, {});
  t.equal(await left(), 0);
});

t.test('a case that was transmitted goes with its data set, and after a year without it', async (t) => {
  const hub = await open(t);
  const { sql } = hub.unitOfWork;
  const opened = async (referenceNumber: string) => {
    const collection = 'international-protection';
    const eventAt = '2026-09-20T08:00:00+02:00';
    const health = { endedAt: '2026-09-20T09:00:00+02:00' };
    const payload = { referenceNumber, collection, eventAt, health };
    return (await hub.call('POST', `${HOME}/transmission-cases`, {}, payload)).status;
  };
  const transmit = async (referenceNumber: string) =>
    (await hub.run(`${HOME}/encounters`, {}, dataSet('international-protection', referenceNumber))).body
      .result;
  const cases = async () =>
    (
      await sql.query<{ number: string }>(
        'select reference_number as number from eurodac.transmission_cases order by 1',
      )
    ).map(({ number }) => number);
  for (const referenceNumber of ['AT1E1', 'AT1E2', 'AT1E3']) {
    t.equal(await opened(referenceNumber), 201, referenceNumber);
  }
  const first = await transmit('AT1E1');
  await transmit('AT1E2');
  t.equal((await hub.call('DELETE', `${HOME}/subjects/${first.subjectId}`, {})).status, 202);
  t.same(await cases(), ['AT1E2', 'AT1E3'], 'nothing is left of whom the number was');
  await hub.ports.eurodac.eraseOld(sql, { before: `${TODAY}T10:00:00.001Z`, limit: 10 });
  t.same(await cases(), ['AT1E3'], 'what is still owed stays');
});
