/** What Eurodac tells the other states of origin of a message, what it obliges each to, and how that ends. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { untilSomebodyWaits } from '../testing/store-fixtures.js';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import { createSweepCalendar } from '../workflows/sweep-calendar.js';

const HOME = '/v1/systems/eurodac';
const TODAY = '2026-09-21';
const TODAY_AT_ONE = `${TODAY}T01:00:00+02:00`;

const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  at(hub, `${TODAY}T10:00:00Z`);
  return hub;
}

function at(hub: WorkingHub, instant: string): void {
  hub.time.today = instant.slice(0, 10);
  hub.time.nowMs = Date.parse(instant);
}

type Sender = { readonly of: string; readonly as?: AuthorityClass };
type Facts = Readonly<Record<string, unknown>>;
type DataSet = {
  readonly of: string;
  readonly subjectId: string;
  readonly encounterId: string;
  readonly comparisonId: string;
};
let serial = 0;

async function transmit(
  hub: WorkingHub,
  sender: Sender,
  [category, digit]: readonly [string, number],
  more: Facts = {},
  samples: readonly object[] = [SAMPLE],
): Promise<DataSet> {
  const facts = {
    kind: 'data-set',
    category,
    eventDate: '2026-09-20',
    referenceNumber: `AT${digit}${++serial}`,
    ...more,
  };
  const encounterAt = `${TODAY}T09:00:00+02:00`;
  const payload = { encounterAt, identity: IDENTITY, facts, samples };
  const { body } = await hub.run(`${HOME}/encounters`, sender, payload);
  if (body.state !== 'completed') throw new Error(JSON.stringify(body));
  return { of: sender.of, ...body.result };
}

const crossing = (hub: WorkingHub) =>
  transmit(hub, { of: 'GRC', as: 'border-authority' }, ['irregular-crossing', 2]);
const application = (hub: WorkingHub, of = 'AUT', more: Facts = {}) =>
  transmit(hub, { of }, ['international-protection', 1], more);

/** By the state of origin. */
async function report(
  hub: WorkingHub,
  { of, subjectId, encounterId }: DataSet,
  facts: Facts,
  more: Facts = {},
) {
  const payload = {
    subjectId,
    encounterAt: `${TODAY}T11:00:00+02:00`,
    identity: IDENTITY,
    facts: { kind: 'status-message', statusDate: TODAY, concerns: encounterId, ...facts },
    ...more,
  };
  return (await hub.run(`${HOME}/encounters`, { of }, payload)).body;
}

/** Later of the day. */
const at11 = (minute: number) => ({ encounterAt: `${TODAY}T11:${minute}:00+02:00` });

const notices = async (hub: WorkingHub, of: string) =>
  (await hub.call('GET', `${HOME}/notices`, { of })).body.notices;
const current = async (hub: WorkingHub, { of, subjectId, encounterId }: DataSet) =>
  (await hub.call('GET', `${HOME}/subjects/${subjectId}/sequence`, { of })).body.dataSets.find(
    ({ dataSetId }: Facts) => dataSetId === encounterId,
  ).own;
const hitsOf = async (hub: WorkingHub, { of, comparisonId }: DataSet) =>
  (await hub.call('GET', `${HOME}/comparisons/${comparisonId}`, { of })).body.hits;
const step = (hub: WorkingHub, of: string, hitId: string, body: object) =>
  hub.call('POST', `${HOME}/hits/${hitId}/steps`, { of }, { operatorId: 'expert-1', ...body });

/** What a state owes, computed anew first. */
async function duties(hub: WorkingHub, of: string) {
  const sweep = createSweepCalendar(hub.ports);
  for (let left = 10; left > 0 && (await sweep()) > 0; left--);
  const answer = await hub.call('GET', '/v1/deadlines?days=30', { of });
  return answer.body.deadlines.filter(({ kind }: { kind: string }) => kind === 'duty');
}

t.test('a notice obliges only to what a message of its state can do; the others are told', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  const resettled = await transmit(hub, { of: 'DEU' }, ['national-resettlement', 8]);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, resettled.subjectId, first.subjectId);
  const applied = await application(hub);

  const responsible = { status: 'member-state-responsible', statusMemberState: 'GRC' };
  t.match(await report(hub, applied, responsible), { state: 'completed' });
  t.match(await notices(hub, 'GRC'), [{ obliges: 'informed', statusMemberState: 'GRC' }], 'Art 16(4)');
  t.match(await notices(hub, 'DEU'), [{ obliges: 'informed' }]);
  t.match(await notices(hub, 'FRA'), [{ obliges: 'update-responsible' }], 'applicants alone');
  t.same(await duties(hub, 'GRC'), [], 'nothing it could do is owed');
  t.match(await duties(hub, 'FRA'), [{ reason: /update responsible/ }]);

  t.match(await report(hub, applied, responsible), { state: 'completed' });
  t.equal((await notices(hub, 'FRA')).length, 1, 'the same message tells nobody twice');
  t.equal((await notices(hub, 'GRC')).length, 1);
  t.match(await report(hub, first, responsible), { state: 'completed' });
  t.same(await notices(hub, 'FRA'), [], 'followed');

  at(hub, '2026-09-24T09:59:59Z');
  t.match(await notices(hub, 'DEU'), [{}, {}], 'an answer may have been lost');
  at(hub, '2026-09-27T10:00:01Z');
  t.same(await notices(hub, 'DEU'), [], 'told');
});

t.test('the mark of protection is copied on data of a crossing, and taken away again', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  hub.finds('eurodac', crossed.subjectId);
  const applied = await application(hub);
  t.match(
    await report(hub, crossed, { status: 'protection-granted' }),
    { state: 'rejected', problem: { pointer: '/facts/status', detail: /once another data set/ } },
    'a crossing alone grants nothing',
  );
  await report(hub, applied, { status: 'protection-granted' });
  t.match(await notices(hub, 'GRC'), [{ obliges: 'mark-too' }]);
  t.match(await report(hub, crossed, { status: 'protection-granted' }), { state: 'completed' });
  t.same(await notices(hub, 'GRC'), [], 'followed');
  t.same(await notices(hub, 'AUT'), [], 'and nobody is told twice');
  t.match(await current(hub, crossed), { isMarked: true, mark: { kind: 'protection' } });
  t.equal((await current(hub, crossed)).protectionGrantedOn, undefined, 'GRC has granted nothing');

  const later = { encounterAt: `${TODAY}T11:30:00+02:00` };
  await report(hub, applied, { status: 'protection-withdrawn' }, later);
  t.match(await notices(hub, 'GRC'), [{ obliges: 'informed', status: 'protection-withdrawn' }]);
  t.match(await report(hub, crossed, { status: 'protection-withdrawn' }, later), { state: 'completed' });
  t.match(await current(hub, crossed), { isMarked: false }, 'Art 31(3)');
});

t.test('a mark that ended, or whose data set is erased, obliges nobody to what cannot be done', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, first.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'protection-granted' });
  t.match(await duties(hub, 'GRC'), [{ reason: /mark too/ }]);
  await report(hub, applied, { status: 'protection-withdrawn' }, at11(30));
  t.same(await notices(hub, 'GRC'), [], 'withdrawn before it was followed');
  t.same(await notices(hub, 'FRA'), [], 'and nobody follows it later');
  t.same(await duties(hub, 'GRC'), []);
  t.match(await report(hub, crossed, { status: 'protection-granted' }), { state: 'rejected' });

  await report(hub, applied, { status: 'protection-granted' }, at11(40));
  t.match(await notices(hub, 'GRC'), [{ obliges: 'mark-too' }], 'granted again');
  await hub.call('DELETE', `${HOME}/subjects/${applied.subjectId}`, { of: 'AUT' });
  t.match(await notices(hub, 'GRC'), [{ obliges: 'mark-too' }], 'protection does not end with its data set');
  t.match(await report(hub, crossed, { status: 'protection-granted' }, at11(45)), { state: 'completed' });
  t.same(await notices(hub, 'GRC'), []);
  t.match(await report(hub, crossed, { status: 'protection-withdrawn' }, at11(50)), { state: 'completed' });
});

t.test('a copied mark is copied from by nobody, and ended by nobody whose it is not', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  hub.finds('eurodac', crossed.subjectId);
  const stayed = await transmit(hub, { of: 'LTU', as: 'immigration-authority' }, ['illegal-stay', 3]);
  hub.finds('eurodac', crossed.subjectId, stayed.subjectId);
  const applied = await application(hub);
  const granted = { status: 'protection-granted' };
  const withdrawn = { status: 'protection-withdrawn' };
  await report(hub, applied, granted);
  t.match(await report(hub, crossed, granted), { state: 'completed' });
  t.equal((await notices(hub, 'LTU')).length, 1, 'a copy tells nobody again');
  t.match(await report(hub, crossed, withdrawn, at11(10)), {
    state: 'rejected',
    problem: { pointer: '/facts/status', detail: /stands.*31\(3\)/ },
  });
  t.match(await current(hub, crossed), { isMarked: true });
  t.same(await notices(hub, 'AUT'), []);

  await report(hub, applied, withdrawn, at11(20));
  t.same(await notices(hub, 'LTU'), [], 'there is nothing to copy');
  t.match(await report(hub, stayed, granted, at11(30)), { state: 'rejected' }, 'a copy is no source');
  t.match(await notices(hub, 'GRC'), [{ obliges: 'informed' }]);
  t.match(await report(hub, crossed, withdrawn, at11(30)), { state: 'completed' });
  t.same(await notices(hub, 'LTU'), []);
});

t.test('the end of a protection leaves the mark of a residence document', async (t) => {
  const hub = await open(t);
  const stayed = await transmit(hub, { of: 'FIN', as: 'immigration-authority' }, ['illegal-stay', 3]);
  hub.finds('eurodac', stayed.subjectId);
  const applied = await application(hub);
  await report(hub, stayed, { status: 'residence-document' });
  await report(hub, applied, { status: 'protection-granted' });
  await report(hub, stayed, { status: 'protection-granted' }, at11(10));
  t.match(await current(hub, stayed), { mark: { kind: 'protection' } });
  await report(hub, applied, { status: 'protection-withdrawn' }, at11(20));
  t.match(await report(hub, stayed, { status: 'protection-withdrawn' }, at11(20)), { state: 'completed' });
  t.match(await current(hub, stayed), { isMarked: true, mark: { kind: 'residence-document' } }, 'Art 31(4)');
  await report(hub, applied, { status: 'protection-granted' }, at11(30));
  await report(hub, stayed, { status: 'protection-granted' }, at11(30));
  await report(hub, stayed, { status: 'residence-document' }, at11(40));
  t.match(await current(hub, stayed), { mark: { kind: 'protection' } }, 'either way round');
});

t.test('a mark that is copied while it ends is not left behind unsaid', async (t) => {
  const hub = await open(t);
  for (let left = 8; left > 0; left--) {
    hub.finds('eurodac');
    const crossed = await crossing(hub);
    hub.finds('eurodac', crossed.subjectId);
    const applied = await application(hub);
    await report(hub, applied, { status: 'protection-granted' });
    await Promise.all([
      report(hub, crossed, { status: 'protection-granted' }, at11(10)),
      report(hub, applied, { status: 'protection-withdrawn' }, at11(10)),
    ]);
    const told = (await notices(hub, 'GRC')).filter(
      ({ about }: { about: Facts }) => about.encounterId === crossed.encounterId,
    );
    const { isMarked } = await current(hub, crossed);
    t.equal(told.length, isMarked ? 1 : 0, isMarked ? 'marked, and told of the end' : 'not marked');
  }
});

t.test('of who is responsible the last word counts', async (t) => {
  const hub = await open(t);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', first.subjectId);
  const applied = await application(hub);
  const say = (statusMemberState: string, minute: number) =>
    report(hub, applied, { status: 'member-state-responsible', statusMemberState }, at11(minute));
  const told = async () =>
    (await notices(hub, 'FRA')).map(({ statusMemberState }: Facts) => statusMemberState);
  await say('GRC', 10);
  await say('DEU', 20);
  t.same(await told(), ['DEU']);
  await say('GRC', 30);
  t.same(await told(), ['GRC'], 'shifted back');
  await say('GRC', 40);
  t.same(await told(), ['GRC'], 'once');
  await report(hub, first, { status: 'member-state-responsible', statusMemberState: 'GRC' });
  t.same(await told(), []);
  await say('DEU', 50);
  await say('GRC', 55);
  t.same(await told(), [], 'back to what its data say already');
});

t.test('citizenship obliges nobody to erase data of refused admission', async (t) => {
  const hub = await open(t);
  const refused = await transmit(hub, { of: 'DEU' }, ['admission', 7], { admissionOutcome: 'refused' });
  const admitted = await transmit(hub, { of: 'BEL' }, ['admission', 7], { admissionOutcome: 'admitted' });
  hub.finds('eurodac', refused.subjectId, admitted.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  t.same(await notices(hub, 'DEU'), [], 'Art 29(4), 30');
  t.match(await notices(hub, 'BEL'), [{ obliges: 'erase-too' }]);
});

t.test('a hit found false takes back what was told because of it', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, first.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  t.match(await notices(hub, 'GRC'), [{ obliges: 'erase-too' }]);
  t.match(await duties(hub, 'GRC'), [{ reason: /erase too/ }]);

  const hits = await hitsOf(hub, applied);
  const hitWith = (of: string) => hits.find(({ memberState }: Facts) => memberState === of).hitId;
  t.equal((await step(hub, 'AUT', hitWith('GRC'), { step: 'rejected' })).status, 200);
  t.same(await notices(hub, 'GRC'), [], 'data of another person');
  t.same(await duties(hub, 'GRC'), []);
  t.match(await notices(hub, 'FRA'), [{ obliges: 'erase-too' }], 'what another hit joins stays owed');
  t.match(await duties(hub, 'FRA'), [{ reason: /erase too/ }]);
});

t.test('a false hit takes back nothing that another hit still joins', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  hub.finds('eurodac', crossed.subjectId);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, first.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  const hit = (await hitsOf(hub, applied)).find(({ memberState }: Facts) => memberState === 'GRC');
  t.equal((await step(hub, 'AUT', hit.hitId, { step: 'rejected' })).status, 200);
  t.match(await notices(hub, 'GRC'), [{ obliges: 'erase-too' }], 'one person by way of FRA');
});

t.test('a false hit waits for who erases a third person, and holds nothing they need', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  hub.finds('eurodac', crossed.subjectId);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  t.equal((await notices(hub, 'FRA')).length, 1);
  const [{ hitId }] = await hitsOf(hub, applied);
  const concluded = await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.fileCalendar.mark(tx, 'eurodac', first.subjectId as SubjectId);
    const answer = step(hub, 'AUT', hitId, { step: 'rejected' });
    await untilSomebodyWaits(hub.unitOfWork.sql);
    await tx.query('delete from eurodac.notices where subject_id = $1', [first.subjectId]);
    return { answer };
  });
  t.equal((await concluded.answer).status, 200);
});

t.test('a message of before what it would end or replace is refused, not taken and forgotten', async (t) => {
  const hub = await open(t);
  const applied = await application(hub);
  const flag = (time: string, statusDate = TODAY) =>
    report(hub, applied, { status: 'security-flag', statusDate }, { encounterAt: `${TODAY}T${time}Z` });
  const end = (time: string, statusDate = TODAY) =>
    report(
      hub,
      applied,
      { status: 'security-flag-ended', othersConsulted: true, statusDate },
      { encounterAt: `${TODAY}T${time}Z` },
    );
  const hasFlag = async () => (await current(hub, applied)).hasSecurityFlag;
  const refusedAt = (pointer: string) => ({ state: 'rejected', problem: { pointer } });
  t.match(await flag('08:00:00'), { state: 'completed' });
  t.match(
    await end('09:00:00', '2026-09-20'),
    { ...refusedAt('/facts/statusDate'), problem: { detail: /later day.*17\(4\)/ } },
    'before the day of the flag',
  );
  t.match(await end('08:00:00'), refusedAt('/encounterAt'), 'nothing says which of the two is the later');
  t.match(await end('09:00:00'), { state: 'completed' });
  t.equal(await hasFlag(), false);
  t.match(await flag('08:30:00'), refusedAt('/encounterAt'), 'sent later, of an encounter before');
  t.match(await flag('09:00:01', '2026-09-20'), refusedAt('/facts/statusDate'), 'before the day of its end');
  t.match(await flag('09:00:01'), { state: 'completed' });
  t.equal(await hasFlag(), true);
  t.match(await flag('09:00:01'), { state: 'completed' }, 'the same again');

  t.match(await report(hub, applied, { status: 'protection-granted' }), { state: 'completed' });
  t.match(await report(hub, applied, { status: 'protection-withdrawn', statusDate: '2026-09-20' }), {
    state: 'rejected',
    problem: { pointer: '/facts/statusDate', detail: /31\(3\)/ },
  });
  const to = (statusMemberState: string, more: Facts = {}) =>
    report(hub, applied, { status: 'member-state-responsible', statusMemberState, ...more });
  t.match(await to('DEU'), { state: 'completed' });
  t.match(await to('FRA', { statusDate: '2026-09-20' }), refusedAt('/facts/statusDate'));
  t.match(await current(hub, applied), { memberStateResponsible: 'DEU' });
  const departed = async (statusDate: string, minute: number) => {
    await report(hub, applied, { status: 'departure', statusDate }, at11(minute));
    return (await current(hub, applied)).departedOn;
  };
  t.equal(await departed(TODAY, 10), TODAY);
  t.equal(await departed('2026-09-20', 20), '2026-09-20', 'what happened once is corrected');
});

t.test('a message brings no biometrics and no other identity', async (t) => {
  const hub = await open(t);
  const applied = await application(hub);
  t.match(await report(hub, applied, { status: 'departure' }, { samples: [SAMPLE] }), {
    status: 422,
    errors: [{ pointer: '/samples', expected: /No biometrics/ }],
  });
  const identity = { ...IDENTITY, surnames: ['Muster'], dateOfBirth: '2024-01-01', nationalities: ['FRA'] };
  const travelDocument = {
    kind: 'passport',
    number: 'X1',
    issuingCountry: 'FRA',
    validUntil: '2030-01-01',
  };
  t.match(await report(hub, applied, { status: 'departure' }, { identity, travelDocument }), {
    state: 'completed',
  });
  const rows = await hub.unitOfWork.sql.query<{
    readonly surnames: readonly string[];
    document: string | null;
  }>('select surnames, document_number as document from eurodac.records where subject_id = $1', [
    applied.subjectId,
  ]);
  t.same(rows, [
    { surnames: ['Rivera'], document: null },
    { surnames: ['Rivera'], document: null },
  ]);
});

t.test('a case of transmission ends with fingerprints, and with nothing else that comes', async (t) => {
  const hub = await open(t);
  const ADDRESS = `${HOME}/transmission-cases`;
  const CROSSING = ['irregular-crossing', 2] as const;
  const eventAt = TODAY_AT_ONE;
  const openCase = async (payload: object) =>
    (await hub.call('POST', ADDRESS, {}, { eventAt, ...payload })).body.caseId;
  const change = (caseId: string, payload: object) =>
    hub.call('PUT', `${ADDRESS}/${caseId}/circumstances`, {}, payload);
  const owed = async () =>
    (await hub.call('GET', ADDRESS, {})).body.transmissions.map(
      ({ referenceNumber }: Facts) => referenceNumber,
    );
  const BORDER = { of: 'AUT', as: 'border-authority' } as const;

  const referenceNumber = 'AT2C1';
  await openCase({ referenceNumber, collection: 'irregular-crossing', fingertips: {} });
  await transmit(hub, BORDER, CROSSING, { referenceNumber }, []);
  t.same(await owed(), ['AT2C1'], 'a data set without biometrics');
  const face = { position: 'face', image: SAMPLE.image };
  await transmit(hub, BORDER, CROSSING, { referenceNumber }, [face]);
  t.same(await owed(), ['AT2C1'], 'a face alone: the retake is owed');
  await transmit(hub, BORDER, CROSSING, { referenceNumber });
  t.same(await owed(), [], 'the prints');

  await openCase({ referenceNumber: 'AT7C1', collection: 'admission-registration' });
  const other = await openCase({ referenceNumber: 'AT7C2', collection: 'admission' });
  const compare = (number: string) =>
    hub.run(`${HOME}/comparisons`, {}, { referenceNumber: number, samples: [SAMPLE] });
  await compare('AT7C1');
  await compare('AT7C2');
  t.same(await owed(), ['AT7C2'], 'Art 18(1): transmitted by being compared; the data of Art 18(2) are owed');

  const because = (reason: string) => change(other, { ended: { because: reason } });
  t.match(await because('concluded-without-comparison'), {
    status: 422,
    body: { code: 'facts-not-permitted', errors: [{ pointer: '/ended/because' }] },
  });
  t.equal((await because('too-late')).status, 400, 'no limit that was missed ends a duty');
  t.match(await because('registered-in-error'), {
    status: 200,
    body: { state: { kind: 'no-limit', isOwed: false, reason: /no such event/ } },
  });
  t.same(await owed(), []);
  t.match(await change(other, {}), { body: { state: { kind: 'pending', isOwed: true } } });
  t.same(await owed(), ['AT7C2'], 'taken back');
  await because('cannot-be-taken');
  const erase = () =>
    hub.ports.eurodac.eraseOld(hub.unitOfWork.sql, { before: '2027-01-01T00:00:00Z', limit: 100 });
  const cases = async () =>
    (await hub.unitOfWork.sql.query('select case_id from eurodac.transmission_cases')).length;
  t.equal(await cases(), 3);
  await erase();
  t.equal(await cases(), 0, 'nothing is kept of what is owed no more');

  for (const isOpenedFirst of [true, false]) {
    const number = isOpenedFirst ? 'AT2C2' : 'AT2C3';
    const begin = () => openCase({ referenceNumber: number, collection: 'irregular-crossing', health: {} });
    if (isOpenedFirst) await begin();
    const { subjectId } = await transmit(hub, BORDER, CROSSING, { referenceNumber: number }, [face]);
    if (!isOpenedFirst) await begin();
    t.same(await owed(), [number]);
    await hub.call('DELETE', `${HOME}/subjects/${subjectId}`, { of: 'AUT' });
    t.equal(await cases(), 0, 'Art 29(10): it goes with the data set that has none');
  }
});

t.test('a page of notices is read on, even where the last of the page before was erased', async (t) => {
  const hub = await open(t);
  const others: DataSet[] = [];
  for (let left = 3; left > 0; left--) others.push(await application(hub, 'GRC'));
  hub.finds('eurodac', ...others.map(({ subjectId }) => subjectId));
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  const page = async (query: string) =>
    (await hub.call('GET', `${HOME}/notices?${query}`, { of: 'GRC' })).body;
  const first = await page('limit=1');
  t.ok(first.next);
  t.equal((await page(`limit=5&after=${first.next}`)).notices.length, 2);
  await hub.call('DELETE', `${HOME}/subjects/${first.notices[0].about.subjectId}`, { of: 'GRC' });
  t.equal((await page(`limit=5&after=${first.next}`)).notices.length, 2, 'what is left');
});

t.test(
  'a false hit of what is not stored is owed too, and no conclusion is older than its hit',
  async (t) => {
    const hub = await open(t);
    const resettled = await transmit(hub, { of: 'DEU' }, ['national-resettlement', 8], {
      referenceNumber: 'DE8H1',
    });
    hub.finds('eurodac', resettled.subjectId);
    const { body } = await hub.run(
      `${HOME}/comparisons`,
      {},
      { referenceNumber: 'AT7H1', samples: [SAMPLE] },
    );
    const [hit] = await hitsOf(hub, { ...resettled, of: 'AUT', comparisonId: body.result.comparisonId });
    const due = async (of: string, as: AuthorityClass = 'asylum-authority') =>
      (await hub.call('GET', '/v1/procedure-deadlines?days=30', { of, as })).body.deadlines;
    t.match(
      await step(hub, 'AUT', hit.hitId, { step: 'rejected', on: '2026-09-20' }),
      { status: 409, body: { code: 'step-not-permitted', errors: [{ expected: /2026-09-21/ }] } },
      'the day before it was found',
    );
    t.same(await due('AUT'), []);
    t.equal((await step(hub, 'AUT', hit.hitId, { step: 'rejected', on: TODAY })).status, 200);
    t.match(await due('AUT'), [
      { procedure: 'false-hit-report', id: hit.hitId, dueOn: '2026-09-24', isOverdue: false, citation: /38/ },
    ]);
    t.same(await due('DEU'), [], 'of the state that received it');
    t.same(await due('AUT', 'visa-authority'), [], 'of who verifies hits');
    at(hub, '2026-09-25T10:00:00Z');
    t.match(await due('AUT'), [{ isOverdue: true }]);
    const referenceNumbers = ['AT7H1', 'DE8H1'];
    t.match(await step(hub, 'AUT', hit.hitId, { step: 'told-eu-lisa', referenceNumbers }), {
      body: { hit: { state: { kind: 'reported', isLate: true } } },
    });
    t.same(await due('AUT'), []);
  },
);

t.test('a conclusion that was wrong is taken back, and with it what followed from it', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  hub.finds('eurodac', crossed.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  const [{ hitId }] = await hitsOf(hub, applied);
  const reopen = (more: object = { because: 'Two files were mixed up.' }) =>
    step(hub, 'AUT', hitId, { step: 'reopened', ...more });
  t.equal((await reopen()).status, 409, 'there is none yet');
  await step(hub, 'AUT', hitId, { step: 'rejected' });
  t.same(await notices(hub, 'GRC'), []);
  t.match(await reopen({}), { status: 400, body: { errors: [{ pointer: '/because' }] } });
  t.equal((await step(hub, 'GRC', hitId, { step: 'reopened', because: 'x' })).status, 404);
  t.match(await reopen(), {
    status: 200,
    body: { hit: { state: { kind: 'returned', foundBy: 'fingerprint' }, handedOver: {} } },
  });
  t.match(await notices(hub, 'GRC'), [{ obliges: 'erase-too' }], 'one person again');
  t.match(await duties(hub, 'GRC'), [{ reason: /erase too/ }]);
  t.same(await duties(hub, 'AUT'), [], 'no false hit is owed');
  t.equal((await step(hub, 'AUT', hitId, { step: 'confirmed' })).status, 200);
  t.equal((await reopen()).status, 200);
  const kept = await hub.unitOfWork.sql.query('select reopened_because, expert_id from eurodac.hits');
  t.same(kept, [{ reopened_because: 'Two files were mixed up.', expert_id: 'expert-1' }]);
});

t.test('what is open again is due anew, and is not what was done or taken back meanwhile', async (t) => {
  const hub = await open(t);
  const crossed = await crossing(hub);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, first.subjectId);
  const applied = await application(hub);
  const to = (statusMemberState: string) => ({ status: 'member-state-responsible', statusMemberState });
  await report(hub, applied, to('DEU'));
  await report(hub, applied, { status: 'protection-granted' });
  const hits = await hitsOf(hub, applied);
  const conclude = async (body: object) => {
    for (const { hitId } of hits) t.equal((await step(hub, 'AUT', hitId, body)).status, 200);
  };
  await conclude({ step: 'rejected' });
  t.same(await notices(hub, 'FRA'), []);
  t.same(await notices(hub, 'GRC'), []);
  await report(hub, first, to('DEU'));
  at(hub, '2026-09-29T10:00:00Z');
  await conclude({ step: 'reopened', because: 'The wrong finger was looked at.' });
  t.match(await notices(hub, 'FRA'), [{ obliges: 'mark-too', dueAt: '2026-10-02T10:00:00.000Z' }]);
  t.match(
    (await notices(hub, 'GRC')).map(({ status, dueAt }: Facts) => `${status} ${dueAt}`).sort(),
    ['member-state-responsible 2026-10-02T10:00:00.000Z', 'protection-granted 2026-10-02T10:00:00.000Z'],
    'FRA does as it is told already',
  );
  t.ok((await duties(hub, 'GRC')).every(({ on }: Facts) => on === '2026-10-02'));

  await conclude({ step: 'rejected' });
  t.match(
    (await hitsOf(hub, applied)).map(({ state }: { state: Facts }) => state),
    [{ reportBy: '2026-09-24' }, { reportBy: '2026-09-24' }],
    'taking it back makes no report less late',
  );
  await report(hub, applied, { status: 'protection-withdrawn' }, at11(30));
  await report(hub, applied, to('ESP'), at11(30));
  await conclude({ step: 'reopened', because: 'It was the right one.' });
  t.same(await notices(hub, 'GRC'), [], 'not said any more');
});

/** Once more, over what was stored before it. */
async function migrateAgain(hub: WorkingHub, name: string): Promise<void> {
  const text = await readFile(join(PACKAGE_ROOT, 'src/store/migrations', name), 'utf8');
  const statements = text.replaceAll(/^--.*$/gm, '').split(';');
  for (const statement of statements.filter((each) => each.trim())) {
    await hub.unitOfWork.sql.query(statement);
  }
}

t.test(
  'notices of before: what nobody could follow is told and no more, what was sent twice stands once',
  async (t) => {
    const hub = await open(t);
    const crossed = await crossing(hub);
    const refused = await transmit(hub, { of: 'DEU' }, ['admission', 7], { admissionOutcome: 'refused' });
    const applied = await application(hub);
    hub.finds('eurodac', crossed.subjectId);
    const granting = await application(hub, 'FRA');
    const { sql } = hub.unitOfWork;
    let minute = 10;
    const send = (
      to: string,
      { encounterId, subjectId }: DataSet,
      [obliges, status, state]: readonly [string, string, string?],
    ) =>
      sql.query(
        `insert into eurodac.notices (notice_id, to_member_state, encounter_id, subject_id, obliges, status, status_date,
         status_member_state, from_member_state, due_at, citation, sent_at)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, '2026-09-21', $6, 'FRA', '2026-09-24', 'Art 16', $7)`,
        [to, encounterId, subjectId, obliges, status, state ?? null, `2026-09-21T10:${++minute}:00Z`],
      );
    const RESPONSIBLE = ['update-responsible', 'member-state-responsible'] as const;
    const GRANTED = ['mark-too', 'protection-granted'] as const;
    await report(hub, granting, { status: 'protection-granted' });
    await sql.query('delete from eurodac.notices');
    await send('GRC', crossed, [...RESPONSIBLE, 'FRA']);
    await send('GRC', crossed, GRANTED);
    await send('GRC', crossed, GRANTED);
    await send('DEU', refused, ['erase-too', 'citizenship', 'FRA']);
    for (const state of ['DEU', 'ESP', 'DEU', 'DEU']) await send('AUT', applied, [...RESPONSIBLE, state]);
    await send('AUT', applied, ['mark-too', 'residence-document']);
    const left = async (of: string) =>
      (await notices(hub, of))
        .map(({ obliges, status, statusMemberState: state, sentAt }: Facts) =>
          [obliges, status, ...(state ? [state] : []), String(sentAt).slice(14, 16)].join(' '),
        )
        .sort();
    await migrateAgain(hub, '490-notices-that-can-be-followed.sql');
    const ofCrossing = ['informed member-state-responsible FRA 11', 'mark-too protection-granted 12'];
    t.same(await left('GRC'), ofCrossing);
    t.same(await left('DEU'), []);
    t.same(
      await left('AUT'),
      ['informed residence-document 19', 'update-responsible member-state-responsible DEU 17'],
      'the last word, since it was said',
    );
    await migrateAgain(hub, '490-notices-that-can-be-followed.sql');
    t.same(await left('GRC'), ofCrossing, 'nothing more');

    await report(hub, granting, { status: 'protection-withdrawn' }, at11(30));
    await sql.query(`update eurodac.notices set settled_at = null where status = 'protection-granted'`);
    await migrateAgain(hub, '490-notices-that-can-be-followed.sql');
    t.same(await left('GRC'), [ofCrossing[0], 'informed protection-granted 12'], 'withdrawn before');
  },
);

t.test('cases of before: compared, or tied to what is there without fingerprints', async (t) => {
  const hub = await open(t);
  const { sql } = hub.unitOfWork;
  const begin = (referenceNumber: string, collection: string) =>
    hub.call(
      'POST',
      `${HOME}/transmission-cases`,
      {},
      { referenceNumber, collection, eventAt: TODAY_AT_ONE },
    );
  const cases = () =>
    sql.query(
      'select reference_number as number, transmitted_at as at, encounter_id as id from eurodac.transmission_cases order by 1',
    );
  await begin('AT7D1', 'admission-registration');
  await begin('AT7D2', 'admission-registration');
  await begin('AT2D1', 'irregular-crossing');
  await hub.run(`${HOME}/comparisons`, {}, { referenceNumber: 'AT7D1', samples: [SAMPLE] });
  const { encounterId } = await transmit(
    hub,
    { of: 'AUT', as: 'border-authority' },
    ['irregular-crossing', 2],
    { referenceNumber: 'AT2D1' },
    [],
  );
  const asItWas = await cases();
  const at = `${TODAY}T10:00:00.000Z`;
  t.same(asItWas, [
    { number: 'AT2D1', at: null, id: encounterId },
    { number: 'AT7D1', at, id: null },
    { number: 'AT7D2', at: null, id: null },
  ]);
  await sql.query('update eurodac.transmission_cases set transmitted_at = null, encounter_id = null');
  await migrateAgain(hub, '491-ended-transmission-cases.sql');
  t.same(await cases(), asItWas);
});

t.test('what a false hit of before has left open ends', async (t) => {
  const hub = await open(t);
  const { sql } = hub.unitOfWork;
  const crossed = await crossing(hub);
  const first = await application(hub, 'FRA');
  hub.finds('eurodac', crossed.subjectId, first.subjectId);
  const applied = await application(hub);
  await report(hub, applied, { status: 'citizenship', statusMemberState: 'AUT' });
  const hit = (await hitsOf(hub, applied)).find(({ memberState }: Facts) => memberState === 'GRC');
  await sql.query('update eurodac.notices set origin_encounter_id = null');
  const left = async () => [(await notices(hub, 'GRC')).length, (await notices(hub, 'FRA')).length];
  await migrateAgain(hub, '492-false-hits-and-wrong-conclusions.sql');
  t.same(await left(), [1, 1], 'while it is none');
  await sql.query(
    `update eurodac.hits set state = 'reported', concluded_on = $2, report_by = $2, is_late = false where hit_id = $1`,
    [hit.hitId, TODAY],
  );
  await migrateAgain(hub, '492-false-hits-and-wrong-conclusions.sql');
  t.same(await left(), [0, 1], 'the other hit stands');
  await hub.call('DELETE', `${HOME}/subjects/${applied.subjectId}`, { of: 'AUT' });
  await migrateAgain(hub, '492-false-hits-and-wrong-conclusions.sql');
  t.same(await left(), [0, 1], 'nothing says that an erased data set was of another person');
});
