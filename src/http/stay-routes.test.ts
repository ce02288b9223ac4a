/** The routes of the calculator and of deadlines: what reaches the workflow, what comes back whole, what is refused. */
import t from 'tap';
import { answerStayQuestion } from '../domain/ees/answer-stay-question.js';
import { localDate } from '../domain/local-date.js';
import { eesFile } from '../testing/ees-file.js';
import { bearer, openTestApp, SUBJECT_ID } from '../testing/http-test-app.js';

const URL = `/v1/systems/ees/subjects/${SUBJECT_ID}/stay-calculations`;
const TODAY = localDate('2026-10-01');
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const RECORDS = eesFile('in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01').map((record, index) => ({
  ...record,
  encounterId: id(index) as typeof record.encounterId,
}));

async function open(t: Parameters<typeof openTestApp>[0]) {
  const { app } = await openTestApp(t, {
    workflows: {
      calculateStay: async (requester, _, question, evidence) => ({
        kind: 'calculated',
        asOf: TODAY,
        answer: answerStayQuestion({ records: RECORDS, ...evidence }, question, {
          today: TODAY,
          memberState: requester.memberState,
        }),
      }),
      listDeadlines: async (_requester, system, subjectId, { days }) => ({
        kind: 'listed',
        asOf: TODAY,
        deadlines: [
          {
            kind: 'erase-record',
            on: localDate('2029-01-31'),
            system,
            subjectId,
            encounterId: RECORDS[0]!.encounterId,
            reason: `Kept for 3 years; asked for ${days} days.`,
            citation: '(EU) 2017/2226 Art 34(1)',
          },
        ],
      }),
    },
  });
  const headers = await bearer('border-authority');
  return { app, headers };
}

t.test('an answer comes back whole', async (t) => {
  const { app, headers } = await open(t);
  const ask = async (payload: object) => {
    const response = await app.inject({ method: 'POST', url: URL, headers, payload });
    t.equal(response.statusCode, 200, response.body);
    t.equal(response.headers['cache-control'], 'no-store');
    return response.json();
  };
  const questions = [
    { kind: 'entry', entryDate: '2026-10-02' },
    {
      kind: 'entry',
      entryDate: '2026-04-05',
      visa: { stickerNumber: 'A', validUntil: '2026-12-31', durationDays: 30, entries: 'single' },
    },
    { kind: 'inside' },
    { kind: 'inside', on: '2026-04-20' },
    { kind: 'inside', on: '2026-02-20' },
    { kind: 'exit', exitDate: '2026-08-10' },
    { kind: 'intended-dates', entryDate: '2026-11-01', exitDate: '2026-11-30' },
    { kind: 'arrival', entryDate: '2026-11-01' },
    { kind: 'entry', entryDate: '2026-10-02', freeMovement: true },
    { kind: 'inside', permits: [{ kind: 'residence-permit', from: '2026-05-01' }] },
    { kind: 'inside', permits: [{ kind: 'residence-permit', from: '2026-05-01', until: '2026-04-01' }] },
    { kind: 'inside', stamps: [{ entryDate: '2026-05-01' }] },
  ] as const;
  for (const { ...payload } of questions) {
    const { permits, stamps, ...question } = payload as Record<string, unknown>;
    const evidence = { ...(permits ? { permits } : {}), ...(stamps ? { stamps } : {}) };
    const answer = answerStayQuestion({ records: RECORDS, ...(evidence as object) }, question as never, {
      today: TODAY,
      memberState: 'AUT',
    });
    t.same(
      await ask(payload),
      { asOf: TODAY, answer: JSON.parse(JSON.stringify(answer)) },
      JSON.stringify(payload),
    );
  }
});

t.test('questions that cannot be', async (t) => {
  const { app, headers } = await open(t);
  const rows = [
    [{ kind: 'entry' }, 'validation-failed', '/entryDate'],
    [{ kind: 'entry', entryDate: '2026-02-29' }, 'date-invalid', '/entryDate'],
    [{ kind: 'forecast' }, 'validation-failed', '/kind'],
    [{ kind: 'exit', exitDate: '2026-08-10', reason: 'none' }, 'validation-failed', '/reason'],
    [
      { kind: 'inside', permits: [{ kind: 'visa', from: '2026-01-01' }] },
      'validation-failed',
      '/permits/0/kind',
    ],
    [
      {
        kind: 'entry',
        entryDate: '2026-10-02',
        visa: { stickerNumber: 'A', validFrom: '2026-02-01', validUntil: '2026-01-01', durationDays: 9 },
      },
      'date-invalid',
      '/visa/validUntil',
    ],
    [
      {
        kind: 'entry',
        entryDate: '2026-10-02',
        visa: { stickerNumber: 'A', validUntil: '2026-01-01', durationDays: 91 },
      },
      'validation-failed',
      '/visa/durationDays',
    ],
  ] as const;
  for (const [payload, code, pointer] of rows) {
    const response = await app.inject({ method: 'POST', url: URL, headers, payload });
    t.match(response.json(), { status: 400, code, errors: [{ pointer }] }, JSON.stringify(payload));
  }
  const nobody = await openTestApp(t);
  const response = await nobody.app.inject({
    method: 'POST',
    url: URL,
    headers,
    payload: { kind: 'inside' },
  });
  t.match(response.json(), { status: 404, code: 'subject-unknown' });
});

t.test('deadlines', async (t) => {
  const { app, headers } = await open(t);
  const url = `/v1/systems/ees/subjects/${SUBJECT_ID}/deadlines`;
  const response = await app.inject({ url: `${url}?days=1000`, headers });
  t.match(response.json(), {
    asOf: TODAY,
    deadlines: [
      {
        kind: 'erase-record',
        on: '2029-01-31',
        system: 'ees',
        encounterId: id(0),
        reason: /1000 days/,
        citation: /34\(1\)/,
      },
    ],
  });
  t.match((await app.inject({ url, headers })).json(), { deadlines: [{ reason: /90 days/ }] });
  for (const days of ['0', '4001', 'x'])
    t.equal((await app.inject({ url: `${url}?days=${days}`, headers })).statusCode, 400, days);
});

t.test('what is due over all files', async (t) => {
  const next = { on: localDate('2026-11-01'), system: 'ees', subjectId: SUBJECT_ID } as const;
  const asked: object[] = [];
  const { app } = await openTestApp(t, {
    workflows: {
      listDueFiles: async (_requester, page) => {
        asked.push(page);
        return { kind: 'listed', asOf: TODAY, deadlines: [], next };
      },
    },
  });
  const headers = await bearer('border-authority');
  const get = (query: string) => app.inject({ url: `/v1/deadlines${query}`, headers });
  const first = (await get('')).json();
  t.same(first, { asOf: TODAY, deadlines: [], next: `2026-11-01.ees.${SUBJECT_ID}` });
  await get(`?days=0&limit=5&after=${first.next}`);
  t.same(asked, [
    { days: 30, limit: 100 },
    { days: 0, limit: 5, after: next },
  ]);
  const wrong = [
    'x',
    `2026-02-30.ees.${SUBJECT_ID}`,
    `2026-11-01.ees.1`,
    `2026-11-01.mid.${SUBJECT_ID}`,
    `${first.next}.1`,
  ];
  for (const query of ['?days=-1', '?limit=0', '?limit=101', ...wrong.map((cursor) => `?after=${cursor}`)]) {
    t.match((await get(query)).json(), { status: 400, code: 'validation-failed' }, query);
  }
});
