/** Who may ask at all: every fault a token can have, and what is open without one. */
import t from 'tap';
import { bearer, openTestApp, operationOf, SUBJECT_ID, type TokenChanges } from '../testing/http-test-app.js';

const FAULTS: readonly (readonly [string, string, TokenChanges])[] = [
  ['expired', 'token-expired', { expires: -60 }],
  ['not yet valid', 'token-not-yet-valid', { notBefore: 600 }],
  ['without expiry', 'token-claims-invalid', { expires: null }],
  ['for another audience', 'token-audience-wrong', { audience: 'another' }],
  ['of another issuer', 'token-issuer-unknown', { issuer: 'another' }],
  ['signed by a foreign key', 'token-signature-invalid', { foreignKey: true }],
  ['without a purpose', 'token-claims-invalid', { claims: { purpose: undefined } }],
  ['with an unknown purpose', 'token-claims-invalid', { claims: { purpose: 'curiosity' } }],
  ['with an unknown class', 'token-claims-invalid', { claims: { authority_class: 'king' } }],
  ['of a state that is no Member State', 'token-claims-invalid', { claims: { member_state: 'USA' } }],
  ['with an authority that is no identifier', 'token-claims-invalid', { claims: { sub: 'a b' } }],
];

t.test('a token with a fault is refused with its own code, before the body is read', async (t) => {
  const { app, accepted } = await openTestApp(t);
  for (const [name, code, changes] of FAULTS) {
    const response = await app.inject({
      method: 'POST',
      url: '/v1/identifications',
      headers: { ...(await bearer('border-authority', changes)), 'content-type': 'application/json' },
      payload: 'not even JSON',
    });
    t.equal(response.statusCode, 401, name);
    t.match(response.headers['content-type'], 'application/problem+json');
    t.match(response.headers['www-authenticate'], /^Bearer realm="hub", error="invalid_token"/);
    t.match(response.json(), { code, type: `urn:hub:problem:${code}`, status: 401 }, name);
  }
  t.equal(accepted.length, 0);
});

t.test('a peer hub asks a system and nothing else, and vouches for gateways alone', async (t) => {
  const noted: unknown[] = [];
  const { app, accepted } = await openTestApp(t, {
    workflows: { noteExpiredToken: async (requester) => void noted.push(requester) },
  });
  const payload = { document: { number: 'P1', issuingCountry: 'PER' } };
  const query = { ...payload, probes: [], falsePositiveIdentificationRate: 0.01, candidatesMax: 5 };
  const ask = async (changes: TokenChanges, as: 'police-authority' | 'hub-operator' = 'police-authority') => {
    const { authorization } = await bearer(as, changes);
    const headers = { authorization, prefer: 'respond-async' };
    const url = '/v1/systems/ees/query';
    return (await app.inject({ method: 'POST', url, headers, payload: query })).json();
  };
  const vouched = { gateway: 'police' };

  await ask({ peerKey: true, claims: vouched });
  t.match(accepted, [{ request: { kind: 'search-systems', gateway: 'police' } }]);
  await ask({});
  t.equal(accepted.length, 2, 'the identity provider may send somebody too');
  const refused = { code: 'token-claims-invalid', detail: /Only a peer hub/ };
  t.match(await ask({ claims: vouched }), refused, 'and does not vouch');
  t.match(await ask({ claims: vouched, expires: -60 }), refused);
  t.match(await ask({ foreignKey: true, claims: vouched }), { code: 'token-signature-invalid' });
  t.match(await ask({ peerKey: true, audience: 'another' }), { code: 'token-audience-wrong' });
  t.match(await ask({ peerKey: true, claims: vouched, expires: -60 }), { code: 'token-expired' });
  t.match(noted, [{ authorityClass: 'police-authority', vouchedGateway: 'police' }]);
  t.equal(accepted.length, 2);

  const elsewhere = [
    ['GET', `/v1/operations/${SUBJECT_ID}`],
    ['GET', '/metrics'],
    ['POST', '/v1/searches'],
    ['GET', `/v1/systems/ees/subjects/${SUBJECT_ID}`],
    ['GET', '/v1/nothing'],
  ] as const;
  for (const [method, url] of elsewhere) {
    const headers = await bearer('hub-operator', { peerKey: true });
    const body = method === 'POST' ? { payload } : {};
    const response = await app.inject({ method, url, headers, ...body });
    t.match(response.json(), { code: 'token-signature-invalid' }, url);
  }
  const gateway = await bearer('hub-operator', { claims: vouched });
  t.match((await app.inject({ url: '/metrics', headers: gateway })).json(), refused);
});

t.test('what is no token is refused', async (t) => {
  const { app } = await openTestApp(t);
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
  const cases = [
    [undefined, 'token-missing'],
    ['Basic dXNlcjpwYXNz', 'token-missing'],
    ['Bearer nonsense', 'token-malformed'],
    [`Bearer ${unsigned}`, 'token-signature-invalid'],
  ] as const;
  for (const [authorization, code] of cases) {
    const response = await app.inject({
      url: `/v1/operations/${SUBJECT_ID}`,
      headers: authorization === undefined ? {} : { authorization },
    });
    t.equal(response.statusCode, 401);
    t.equal(response.json().code, code, String(authorization));
    t.match(response.headers['www-authenticate'], /^Bearer realm="hub"/);
  }
});

t.test('only health is open', async (t) => {
  const { app } = await openTestApp(t);
  t.equal((await app.inject('/healthz')).statusCode, 200);
  t.equal((await app.inject('/readyz')).statusCode, 503, 'open, and truthful');
  for (const url of [
    '/metrics',
    '/openapi.json',
    '/documentation/',
    '/documentation/json',
    '/v1/nothing',
    '/',
  ]) {
    t.equal((await app.inject(url)).statusCode, 401, url);
  }
  const known = await app.inject({ url: '/v1/nothing', headers: await bearer() });
  t.equal(known.json().code, 'route-unknown');
});

t.test('the documentation is open where it is asked for', async (t) => {
  const { app } = await openTestApp(t, { openDocumentation: true });
  for (const url of ['/openapi.json', '/documentation/', '/documentation/json']) {
    t.equal((await app.inject(url)).statusCode, 200, url);
  }
  t.equal((await app.inject('/metrics')).statusCode, 401);
});

t.test('metrics are for the operator and the supervisor', async (t) => {
  const { app } = await openTestApp(t);
  for (const role of ['hub-operator', 'supervisory-authority'] as const) {
    const response = await app.inject({ url: '/metrics', headers: await bearer(role) });
    t.equal(response.statusCode, 200, role);
    t.match(response.headers['content-type'], 'text/plain');
    t.match(response.payload, /^# HELP /m);
  }
  const refused = await app.inject({ url: '/metrics', headers: await bearer('border-authority') });
  t.equal(refused.statusCode, 403);
  t.equal(refused.json().code, 'access-denied');
  const { payload } = await app.inject({ url: '/metrics', headers: await bearer('hub-operator') });
  t.match(payload, /hub_http_request_seconds_count\{operation="read-metrics",status="403"\} 1/);
});

t.test('the requester of a token reaches the workflow, and its refusal the caller', async (t) => {
  const denied = { kind: 'denied', reason: 'Not yours.' } as const;
  const seen: unknown[] = [];
  const { app } = await openTestApp(t, {
    workflows: {
      readOperation: async (requester) => {
        seen.push(requester);
        return operationOf({ kind: 'erase', system: 'ees', subjectId: SUBJECT_ID });
      },
      accept: async () => denied,
      readSubject: async () => denied,
      eraseSubject: async () => denied,
      listOverstayers: async () => denied,
    },
  });
  const headers = await bearer('visa-authority');
  await app.inject({ url: `/v1/operations/${SUBJECT_ID}`, headers });
  t.same(seen, [
    {
      authorityId: 'AUT-visa-authority',
      authorityClass: 'visa-authority',
      memberState: 'AUT',
      purpose: 'visa-examination',
    },
  ]);
  const subject = `/v1/systems/vis/subjects/${SUBJECT_ID}`;
  const document = { number: 'P1', issuingCountry: 'PER' };
  const requests = [
    { method: 'GET', url: subject },
    { method: 'DELETE', url: subject },
    { method: 'GET', url: '/v1/systems/ees/overstayers' },
    { method: 'POST', url: '/v1/searches', payload: { document } },
  ] as const;
  for (const request of requests) {
    const response = await app.inject({ ...request, headers });
    t.equal(response.statusCode, 403, request.url);
    t.match(response.json(), { code: 'access-denied', detail: 'Not yours.' });
  }
});
