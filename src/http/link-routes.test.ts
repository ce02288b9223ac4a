import t from 'tap';
import type { LinkId } from '../domain/ids.js';
import { bearer, NOW, OPERATION_ID, openTestApp, SUBJECT_ID } from '../testing/http-test-app.js';
import type { VerifyLinkOutcome } from '../workflows/hub-workflows.js';
import type { VisibleLink } from '../workflows/results.js';

const LINK_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03' as LinkId;
const LINK: VisibleLink = {
  linkId: LINK_ID,
  dataSets: [
    { system: 'ees', subjectId: SUBJECT_ID },
    { system: 'vis', subjectId: SUBJECT_ID },
  ],
  colour: 'yellow',
  says: 'verification-pending',
  citation: '(EU) 2019/817 Art 28(4), 30(1)(a)',
  responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
  createdAt: NOW,
  updatedAt: NOW,
};

const WAITS = {
  state: 'awaits-second-operator',
  authorityId: 'AUT-border-authority',
  mayConclude: false,
  because: 'same-operator',
  rule: 'documented',
} as const;

t.test('links to verify come in pages', async (t) => {
  const asked: unknown[] = [];
  const { app } = await openTestApp(t, {
    workflows: {
      listLinks: async (requester, page) => {
        asked.push([requester.authorityClass, page]);
        return { links: [LINK], next: LINK_ID };
      },
    },
  });
  const headers = await bearer();
  const answer = await app.inject({ url: '/v1/links', headers });
  t.equal(answer.statusCode, 200);
  t.same(answer.json(), { links: [LINK], next: LINK_ID });
  t.equal(answer.headers['cache-control'], 'no-store');
  await app.inject({ url: `/v1/links?after=${LINK_ID}&limit=2`, headers });
  t.same(asked, [
    ['border-authority', { limit: 50 }],
    ['border-authority', { limit: 2, after: LINK_ID }],
  ]);
  for (const query of ['limit=0', 'limit=201', 'after=x', 'colour=red']) {
    t.equal((await app.inject({ url: `/v1/links?${query}`, headers })).statusCode, 400, query);
  }
});

t.test('the file of a link', async (t) => {
  const relation = { biometrics: 'same', identity: 'different', document: 'absent' } as const;
  const { app } = await openTestApp(t, {
    workflows: {
      readLink: async (_, linkId) =>
        linkId === LINK_ID ? { kind: 'found', link: LINK, relation, records: [] } : { kind: 'not-found' },
    },
  });
  const headers = await bearer();
  const known = await app.inject({ url: `/v1/links/${LINK_ID}`, headers });
  t.same(known.json(), { link: LINK, relation, records: [] });
  const unknown = await app.inject({ url: `/v1/links/${OPERATION_ID}`, headers });
  t.equal(unknown.statusCode, 404);
  t.equal(unknown.json().code, 'link-unknown');
  t.equal((await app.inject({ url: '/v1/links/x', headers })).statusCode, 400);
  t.equal((await app.inject({ url: `/v1/links/${LINK_ID}` })).statusCode, 401);
});

t.test('every end of a verification', async (t) => {
  const cases: readonly (readonly [VerifyLinkOutcome, number, string | undefined])[] = [
    [{ kind: 'verified', link: { ...LINK, colour: 'red', says: 'unjustified' } }, 200, undefined],
    [{ kind: 'not-found' }, 404, 'link-unknown'],
    [{ kind: 'already-verified', colour: 'green' }, 409, 'link-already-verified'],
    [{ kind: 'changed' }, 409, 'link-changed'],
    [{ kind: 'refused', reason: 'It contradicts the data.' }, 422, 'conclusion-impossible'],
    [{ kind: 'proposed', link: LINK, verification: WAITS }, 202, undefined],
    [{ kind: 'not-this-operator', because: 'operator-missing' }, 403, 'operator-missing'],
    [{ kind: 'not-this-operator', because: 'same-operator' }, 409, 'second-operator-needed'],
    [{ kind: 'not-this-operator', because: 'other-authority' }, 409, 'verification-elsewhere'],
    [{ kind: 'idempotency-conflict' }, 409, 'idempotency-conflict'],
  ];
  for (const [outcome, status, code] of cases) {
    const { app } = await openTestApp(t, { workflows: { verifyLink: async () => outcome } });
    const answer = await app.inject({
      method: 'POST',
      url: `/v1/links/${LINK_ID}/verification`,
      headers: await bearer(),
      payload: { conclusion: 'same-person-unjustified' },
    });
    t.equal(answer.statusCode, status, outcome.kind);
    t.equal(answer.json().code, code);
  }
});

t.test('a conclusion that is none', async (t) => {
  const { app } = await openTestApp(t);
  for (const payload of [
    {},
    { conclusion: 'guilty' },
    { conclusion: 'same-person-justified', colour: 'red' },
    { conclusion: 'same-person-justified', seen: 'yesterday' },
  ]) {
    const answer = await app.inject({
      method: 'POST',
      url: `/v1/links/${LINK_ID}/verification`,
      headers: await bearer(),
      payload,
    });
    t.equal(answer.statusCode, 400, JSON.stringify(payload));
    t.equal(answer.json().code, 'validation-failed');
  }
});

t.test('what the operator saw goes with the conclusion and with the correction', async (t) => {
  const told: unknown[] = [];
  const { app } = await openTestApp(t, {
    workflows: {
      verifyLink: async (_, __, conclusion, details) => {
        told.push([conclusion, details]);
        return { kind: 'changed' };
      },
      correctLink: async (_, __, correction, details) => {
        told.push([correction, details]);
        return { kind: 'changed' };
      },
    },
  });
  const conclusion = 'same-person-justified';
  for (const [path, payload] of [
    ['verification', { conclusion, seen: NOW }],
    ['verification', { conclusion }],
    ['correction', { conclusion, seen: NOW }],
    ['correction', { remove: true, seen: NOW }],
    ['correction', { remove: true }],
  ] as const) {
    const url = `/v1/links/${LINK_ID}/${path}`;
    const answer = await app.inject({ method: 'POST', url, headers: await bearer(), payload });
    t.equal(answer.statusCode, 409, path);
    t.equal(answer.json().code, 'link-changed');
  }
  t.same(told, [
    [conclusion, { seen: NOW }],
    [conclusion, {}],
    [{ conclusion }, { seen: NOW }],
    [{ remove: true }, { seen: NOW }],
    [{ remove: true }, {}],
  ]);
});
