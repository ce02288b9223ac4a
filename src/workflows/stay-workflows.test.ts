/** The calculator, deadlines and the list of overstayers as workflows, on fakes. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import { eesFile, type RecordWords } from '../testing/ees-file.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { createSweepCalendar } from './sweep-calendar.js';
import { createSweepOverstays } from './sweep-overstays.js';

const BORDER = fakeRequester('border-authority');
const SUBJECT = 'traveller' as SubjectId;

async function withFile(ports: FakePorts, subjectId: SubjectId, ...words: readonly RecordWords[]) {
  const { sql } = ports.unitOfWork;
  for (const [index, record] of eesFile(...words).entries()) {
    const encounterId = `${subjectId}-${index}` as typeof record.encounterId;
    await ports.adapters.get('ees')!.record(sql, { ...record, subjectId, encounterId });
    await ports.subjects.insertEncounter(sql, {
      system: 'ees',
      subjectId,
      encounterId,
      memberState: 'AUT',
      authorityId: BORDER.authorityId,
      encounterAt: record.encounterAt,
      samples: [],
      references: [],
    });
  }
}

t.test('the calculator reads the file as an access, and judges by the day of the clock', async (t) => {
  const ports = createFakePorts();
  ports.time.today = '2026-04-20';
  await withFile(ports, SUBJECT, 'in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01');
  const { calculateStay } = createHubWorkflows(ports);
  t.match(await calculateStay(BORDER, SUBJECT, { kind: 'inside' }, {}), {
    kind: 'calculated',
    asOf: '2026-04-20',
    answer: { kind: 'within', entryDate: '2026-04-01', remainingDays: 40, lastDay: '2026-05-30' },
  });
  const permits = [{ kind: 'residence-permit' as const, from: localDate('2026-04-10') }];
  t.match(await calculateStay(BORDER, SUBJECT, { kind: 'inside' }, { permits }), {
    answer: { kind: 'within', explanation: { usedDays: 39 } },
  });
  const arrival = { kind: 'arrival', entryDate: localDate('2026-04-21') } as const;
  t.same(await calculateStay(BORDER, SUBJECT, arrival, {}), {
    kind: 'calculated',
    asOf: '2026-04-20',
    answer: { kind: 'arrival', answer: 'OK', remainingDays: 59 },
  });
  t.same(await calculateStay(BORDER, 'nobody' as SubjectId, { kind: 'inside' }, {}), { kind: 'not-found' });
  t.match(await calculateStay(fakeRequester('hub-operator'), SUBJECT, { kind: 'inside' }, {}), {
    kind: 'denied',
  });
  t.match(ports.state.log.at(-1), { right: 'read', systems: ['ees'], outcome: 'denied', subjectId: SUBJECT });
});

t.test('deadlines of a subject', async (t) => {
  const ports = createFakePorts();
  ports.time.today = '2026-04-20';
  await withFile(ports, SUBJECT, 'in 2026-02-01');
  const { listDeadlines } = createHubWorkflows(ports);
  t.match(await listDeadlines(BORDER, 'ees', SUBJECT, { days: 30 }), {
    kind: 'listed',
    asOf: '2026-04-20',
    deadlines: [{ kind: 'list', on: '2026-05-02' }],
  });
  const all = await listDeadlines(BORDER, 'ees', SUBJECT, { days: 4_000 });
  t.same(all.kind === 'listed' && all.deadlines.map(({ kind, on }) => `${on} ${kind}`), [
    '2026-05-02 list',
    '2031-02-01 notice',
    '2031-05-02 erase-record',
    '2031-05-02 erase-file',
  ]);
  t.same(await listDeadlines(BORDER, 'ees', 'nobody' as SubjectId, { days: 30 }), { kind: 'not-found' });
  t.match(await listDeadlines(fakeRequester('hub-operator'), 'ees', SUBJECT, { days: 30 }), {
    kind: 'denied',
  });
});

t.test('a sweep judges what changed or became due, and nothing else', async (t) => {
  const ports = createFakePorts();
  ports.time.today = '2026-05-01';
  const [first, second] = ['a', 'b'] as unknown as [SubjectId, SubjectId];
  await withFile(ports, first, 'in 2026-02-01');
  await withFile(ports, second, 'in 2026-01-01', 'out 2026-01-05');
  const sweep = createSweepOverstays(ports);
  const { listOverstayers } = createHubWorkflows(ports);
  const listed = async () => {
    const outcome = await listOverstayers(BORDER, { limit: 10 });
    return (
      outcome.kind === 'listed' &&
      outcome.overstayers.map(({ subjectId, flag }) => [subjectId, flag.facts['since']])
    );
  };
  t.equal(await sweep(), 2, 'both are new');
  t.equal(await sweep(), 0);
  t.same(await listed(), []);
  ports.time.today = '2026-05-02';
  t.equal(await sweep(), 1, 'one runs out');
  t.equal(await sweep(), 0);
  t.same(await listed(), [[first, '2026-05-02']]);
  await withFile(ports, first, 'in 2026-02-01', ['proof 2026-05-02 exit 2026-03-01', { concerns: 0 }]);
  t.equal(await sweep(), 1, 'a record makes its file due');
  ports.time.today = '2026-06-01';
  t.equal(await sweep(), 0);
});

t.test('what is due over all files', async (t) => {
  const ports = createFakePorts();
  ports.time.today = '2026-04-20';
  await withFile(ports, 'a' as SubjectId, 'in 2026-02-01');
  await withFile(ports, 'b' as SubjectId, 'in 2023-04-20', 'out 2023-05-01', [
    'in 2026-04-01',
    { state: 'ESP' },
  ]);
  await withFile(ports, 'c' as SubjectId, 'in 2023-01-01', 'out 2023-01-31');
  const sweep = createSweepCalendar(ports);
  t.equal(await sweep(), 3);
  t.equal(await sweep(), 0);
  const { listDueFiles } = createHubWorkflows(ports);
  const ask = async (days: number, more = {}, requester = BORDER) => {
    const outcome = await listDueFiles(requester, { days, limit: 10, ...more });
    return outcome.kind === 'listed'
      ? outcome.deadlines.map(({ on, kind, subjectId }) => `${on} ${kind} ${subjectId}`)
      : outcome.kind;
  };
  const overdue = ['2026-02-01 erase-record c', '2026-02-01 erase-record c', '2026-02-02 erase-file c'];
  const ahead = ['2026-05-02 list a', '2026-05-02 erase-record b', '2026-05-02 erase-record b'];
  t.same(await ask(0), overdue, 'what is overdue comes first');
  t.same(await ask(11), overdue);
  t.same(await ask(12), [...overdue, ...ahead]);
  const first = await listDueFiles(BORDER, { days: 12, limit: 2 });
  t.match(first, { deadlines: { length: 3 }, next: { on: '2026-02-02', system: 'ees', subjectId: 'c' } });
  const after = first.kind === 'listed' ? first.next : undefined;
  t.same(await ask(12, { after }), ahead, 'read on from there');
  t.same(
    await ask(80, {}, fakeRequester('border-authority', 'ESP')),
    ['2026-06-30 list b'],
    'of another state',
  );
  t.equal(await ask(80, {}, fakeRequester('hub-operator')), 'denied');

  ports.time.today = '2026-05-02';
  t.equal(await sweep(), 2, 'the files that had a day');
  t.same(await ask(0), [...overdue, ...ahead.slice(1)], 'who is on the list does not come onto it');
});
