/**
 * What authorities report that cannot be, or that contradicts itself, from the request to the rows: each has the outcome
 * the law gives it or a problem that names the field, and nothing that was recorded is lost.
 */
import t from 'tap';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, enrol, goTo, PERSON, tryEnrol } from '../testing/hub-over-http.js';

const EES = { as: 'border-authority', system: 'ees' } as const;
const EURODAC = { as: 'border-authority', system: 'eurodac' } as const;
const at = { borderCrossingPoint: 'Vienna' };
const entry = (entryDate: string, more: object = {}) => ({ kind: 'entry', entryDate, ...at, ...more });
const exit = (exitDate: string) => ({ kind: 'exit', exitDate, ...at });

let hub: StoreApp;
t.before(async () => {
  hub = await openStoreApp(t);
  await goTo(hub, '2026-09-21');
});

/** A traveller with these crossings, each recorded whatever the one before says. */
async function traveller(...crossings: readonly object[]) {
  const first = await enrol(hub, { ...EES, facts: crossings[0] as never });
  const { subjectId } = first;
  const encounters = [first.encounterId];
  for (const facts of crossings.slice(1)) {
    encounters.push((await enrol(hub, { ...EES, subjectId, facts: facts as never })).encounterId);
  }
  return { subjectId, encounters };
}

async function faultsOf(subjectId: string, question: object) {
  const url = `/v1/systems/ees/subjects/${subjectId}`;
  const { body } = await ask(hub, 'border-authority', `${url}/stay-calculations`, { body: question });
  const read = await ask(hub, 'border-authority', url);
  const answer = body['answer'] as unknown as { readonly faults?: readonly { readonly kind: string }[] };
  return {
    answer,
    faults: (answer.faults ?? []).map(({ kind }) => kind),
    records: (read.body['records'] as unknown as readonly object[]).length,
  };
}

const ENTERS = { kind: 'entry', entryDate: '2026-09-21' };

t.test(
  'an exit before its entry, two open entries, an exit without an entry, overlapping stays',
  async (t) => {
    const ROWS = [
      ['exit before entry', [entry('2026-09-10'), exit('2026-09-01')], ['exit-before-entry', 'exit-missing']],
      ['two open entries', [entry('2026-07-01'), entry('2026-08-01')], ['exit-missing', 'exit-missing']],
      ['an exit without an entry', [exit('2026-09-01')], ['entry-missing']],
      [
        'overlapping stays',
        [entry('2026-08-01'), entry('2026-08-05'), exit('2026-08-07'), exit('2026-08-10')],
        ['exit-missing', 'entry-missing'],
      ],
    ] as const;
    for (const [id, crossings, expected] of ROWS) {
      const { subjectId } = await traveller(...crossings);
      const { faults, records, answer } = await faultsOf(subjectId, ENTERS);
      t.same([...new Set(faults)].sort(), [...new Set<string>(expected)].sort(), id);
      t.equal(records, crossings.length, `${id}: all of it is kept`);
      t.match(answer, { kind: 'may-stay' }, `${id}: what is not proven takes nothing from a later stay`);
    }
  },
);

t.test('a day that does not exist, and 29 February', async (t) => {
  t.match(await tryEnrol(hub, { ...EES, facts: entry('2026-02-29') }), {
    status: 400,
    body: { code: 'date-invalid', errors: [{ pointer: '/facts/entryDate' }] },
  });
  const { subjectId } = await traveller(exit('2026-09-01'));
  const leap = { kind: 'intended-dates', entryDate: '2028-02-29' };
  t.match((await faultsOf(subjectId, { ...leap, exitDate: '2028-05-28' })).answer, { kind: 'fits' });
  t.match((await faultsOf(subjectId, { ...leap, exitDate: '2028-05-29' })).answer, {
    kind: 'too-long',
    remainingDays: 90,
  });
});

t.test('around midnight the day is that of the border', async (t) => {
  const { subjectId } = await enrol(hub, {
    ...EES,
    encounterAt: '2026-07-01T00:30:00+02:00',
    facts: entry('2026-07-01'),
  });
  t.match((await faultsOf(subjectId, { kind: 'inside', on: '2026-09-28' })).answer, {
    kind: 'within',
    entryDate: '2026-07-01',
    remainingDays: 0,
  });
});

t.test('a visa that ends before it starts', async (t) => {
  const visa = {
    stickerNumber: 'S1',
    validFrom: '2026-09-01',
    validUntil: '2026-08-31',
    durationDays: 30,
  };
  t.match(await tryEnrol(hub, { ...EES, facts: entry('2026-09-21', { visa }) }), {
    status: 400,
    body: { code: 'date-invalid', errors: [{ pointer: '/facts/visa/validUntil' }] },
  });
});

t.test('a person of minus three years, and a country that no longer exists', async (t) => {
  const unborn = { ...PERSON, dateOfBirth: '2029-09-21' };
  t.match(await tryEnrol(hub, { ...EES, identity: unborn, facts: entry('2026-09-21') }), {
    status: 400,
    body: { code: 'date-invalid', errors: [{ pointer: '/identity/dateOfBirth' }] },
  });
  const yugoslav = { ...PERSON, nationalities: ['YUG'] };
  t.match(await tryEnrol(hub, { ...EES, identity: yugoslav, facts: entry('2026-09-21') }), {
    status: 400,
    body: { code: 'country-unknown', errors: [{ pointer: '/identity/nationalities/0' }] },
  });
});

t.test('a record amended after its erasure', async (t) => {
  const { subjectId, encounters } = await traveller(entry('2026-08-01'), exit('2026-08-10'));
  const [concerns] = encounters;
  const correct = (change: string, more: object = {}) =>
    tryEnrol(hub, {
      ...EES,
      subjectId,
      facts: { kind: 'amendment', amendedOn: '2026-09-21', place: 'Vienna', concerns, change, ...more },
    });
  t.match(await correct('erasure'), { state: 'completed' });
  t.match(await correct('rectification', { eventDate: '2026-08-02' }), {
    state: 'rejected',
    problem: { pointer: '/facts/concerns', detail: /was erased/ },
  });
  t.equal((await faultsOf(subjectId, ENTERS)).records, 3, 'what was erased is readable with who erased it');
  const gone = { kind: 'rebuttal', rebuttedOn: '2026-09-21', place: 'Vienna', shows: 'right-to-stay' };
  t.match(
    await tryEnrol(hub, {
      ...EES,
      subjectId,
      facts: { ...gone, concerns: '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03' },
    }),
    { state: 'rejected', problem: { pointer: '/facts/concerns' } },
    'one that is not there at all',
  );
});

t.test('a serious event without a last day, and a decision corrected to a day it cannot have', async (t) => {
  const { subjectId, encounters } = await traveller(entry('2026-05-01'), {
    kind: 'stay-decision',
    decision: 'revocation',
    decidedOn: '2026-06-01',
    place: 'Vienna',
  });
  const [concerns, decision] = encounters;
  const say = (facts: object) => tryEnrol(hub, { ...EES, subjectId, facts: facts as never });
  const event = {
    kind: 'rebuttal',
    rebuttedOn: '2026-09-21',
    place: 'Vienna',
    concerns,
    shows: 'serious-event',
  };
  t.match(await say(event), {
    state: 'rejected',
    problem: { code: 'date-invalid', pointer: '/facts/endsOn' },
  });
  const correction = { kind: 'amendment', amendedOn: '2026-09-21', place: 'Vienna', change: 'rectification' };
  t.match(await say({ ...correction, concerns: decision, endsOn: '2026-05-31' }), {
    state: 'rejected',
    problem: { code: 'date-invalid', pointer: '/facts/endsOn' },
  });
  t.equal((await faultsOf(subjectId, ENTERS)).records, 2, 'nothing of it is entered');

  const listed = async () => {
    const { body } = await ask(hub, 'border-authority', '/v1/systems/ees/overstayers?limit=100');
    return JSON.stringify(body).includes(subjectId);
  };
  t.ok(await listed(), 'since the revocation');
  t.match(await say({ ...event, endsOn: '2026-09-22' }), { state: 'completed' });
  t.notOk(await listed(), 'excused today');
  await goTo(hub, '2026-09-23');
  t.ok(await listed(), 'and not the day after its last day');
  await goTo(hub, '2026-09-21');
});

t.test('a Eurodac data set of a child under six, and a second category for the same event', async (t) => {
  const dataSet = (category: string, referenceNumber: string) => ({
    kind: 'data-set',
    category,
    eventDate: '2026-09-20',
    referenceNumber,
  });
  const child = { ...PERSON, dateOfBirth: '2020-09-22' };
  const crossing = dataSet('irregular-crossing', 'AT2-1');
  t.match(await tryEnrol(hub, { ...EURODAC, identity: child, facts: crossing }), {
    status: 422,
    body: { code: 'facts-not-permitted', errors: [{ pointer: '/identity/dateOfBirth' }] },
  });
  const six = { ...PERSON, dateOfBirth: '2020-09-21' };
  const first = await enrol(hub, { ...EURODAC, identity: six, facts: crossing });
  const { subjectId } = first;
  const second = await enrol(hub, {
    ...EURODAC,
    subjectId,
    identity: six,
    facts: dataSet('search-and-rescue', 'AT9-1'),
  });
  t.match(
    second.operation.result,
    { conflicts: [{}] },
    'both are kept, and the state of origin is told which rule they break',
  );
  const sequence = await ask(hub, 'asylum-authority', `/v1/systems/eurodac/subjects/${subjectId}/sequence`);
  t.equal((sequence.body['dataSets'] as unknown as readonly object[]).length, 2);
});
