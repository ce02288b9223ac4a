/** How operations are accepted and told: waiting, statuses, places to look, repeats, and the two forms of a body. */
import t from 'tap';
import { Compile } from 'typebox/compile';
import { Operation as OperationShape, Subject } from '../../schemas/operation.js';
import { SystemQueryResult } from '../../schemas/system-query.js';
import { LIMITS } from '../platform/limits.js';
import { FAKE_IDENTITY, fakeEntry, fakeRequester } from '../testing/fakes/fake-people.js';
import {
  type Accepted,
  bearer,
  NOW,
  OPERATION_ID,
  openTestApp,
  operationOf,
  pngHeader,
  SUBJECT_ID,
} from '../testing/http-test-app.js';
import type { AcceptOutcome } from '../workflows/hub-workflows.js';
import type { Operation } from '../workflows/ports/operations.js';
import type { EnrolResult, SearchSystemsResult } from '../workflows/results.js';

const EES = '/v1/systems/ees/encounters';
const IMAGE = pngHeader();
const ENCOUNTER_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03';
const ENROLMENT = {
  encounterAt: '2026-09-01T10:00:00Z',
  identity: FAKE_IDENTITY,
  facts: fakeEntry('2026-09-01'),
  samples: [
    { position: 'right-index', image: IMAGE.toString('base64'), ppi: 500 },
    { position: 'face', image: pngHeader(300, 300).toString('base64') },
  ],
};
const ENROLLED = {
  kind: 'enrol',
  system: 'ees',
  subjectId: SUBJECT_ID,
  encounterId: ENCOUNTER_ID,
  samples: [
    {
      sampleId: ENCOUNTER_ID,
      position: 'right-index',
      quality: 71,
      captureFaults: ['too-dry'],
      image: { mediaType: 'image/png', widthPx: 400, heightPx: 400, ppi: 500 },
      findings: [{ verdict: 'warned', reason: 'Why.', citation: 'Art 1', sureness: 'verified' }],
    },
  ],
} as unknown as EnrolResult;

function ending(changes: Partial<Operation>) {
  return {
    accept: async (
      requester: Accepted['requester'],
      request: Accepted['request'],
    ): Promise<AcceptOutcome> => ({
      kind: 'accepted',
      operation: operationOf(request, requester, changes),
    }),
  };
}

t.test('an enrolment that ends within the wait is 201 with its subject', async (t) => {
  const { app } = await openTestApp(t, { workflows: ending({ state: 'completed', result: ENROLLED }) });
  const response = await app.inject({
    method: 'POST',
    url: EES,
    headers: await bearer(),
    payload: ENROLMENT,
  });
  t.equal(response.statusCode, 201);
  t.equal(response.headers.location, `/v1/systems/ees/subjects/${SUBJECT_ID}`);
  t.equal(response.headers['cache-control'], 'no-store');
  t.ok(Compile(OperationShape).Check(response.json()), 'as described');
  t.match(response.json(), {
    operationId: OPERATION_ID,
    kind: 'enrol',
    state: 'completed',
    result: { subjectId: SUBJECT_ID },
    links: { self: `/v1/operations/${OPERATION_ID}`, subject: `/v1/systems/ees/subjects/${SUBJECT_ID}` },
  });
});

t.test('one that does not is 202 with a place to look', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const response = await app.inject({
    method: 'POST',
    url: EES,
    headers: await bearer(),
    payload: ENROLMENT,
  });
  t.equal(response.statusCode, 202);
  t.equal(response.headers.location, `/v1/operations/${OPERATION_ID}`);
  t.match(accepted[0], {
    requester: fakeRequester('border-authority'),
    request: { kind: 'enrol', system: 'ees', facts: { kind: 'entry' } },
    samples: [{ position: 'right-index', ppi: 500 }, { position: 'face' }],
    options: { waitMs: 10_000 },
  });
  t.ok(IMAGE.equals(accepted[0]!.samples[0]!.image));
});

const IDENTIFY = {
  kind: 'identify',
  systems: ['ees'],
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.01,
} as const;

t.test('while an operation runs, when to look again grows with its age', async (t) => {
  const hints = async (changes: Partial<Operation>) => {
    const operation = operationOf(IDENTIFY, undefined, changes);
    const { app } = await openTestApp(t, {
      workflows: {
        accept: async () => ({ kind: 'accepted', operation }),
        readOperation: async () => operation,
      },
    });
    const headers = await bearer();
    const begun = await app.inject({ method: 'POST', url: EES, headers, payload: ENROLMENT });
    const read = await app.inject({ url: `/v1/operations/${OPERATION_ID}`, headers });
    return [begun.headers['retry-after'], read.headers['retry-after']];
  };
  for (const [ageMs, expected] of [
    [0, '1'],
    [6_000, '1'],
    [41_000, '10'],
    [3_600_000, '30'],
  ] as const) {
    const createdAt = new Date(Date.parse(NOW) - ageMs).toISOString();
    t.same(await hints({ createdAt }), [expected, expected], `${ageMs} ms`);
  }
  const result = { kind: 'erase' } as unknown as NonNullable<Operation['result']>;
  t.same(await hints({ state: 'completed', result }), [undefined, undefined], 'one that has ended');
});

t.test('Prefer is read strictly and what is applied is said', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const cases = [
    [undefined, 10_000, undefined],
    ['wait=0', 0, 'wait=0'],
    ['wait=60', 60_000, 'wait=60'],
    ['respond-async, wait=5', 5000, 'wait=5'],
    ['respond-async', 0, 'respond-async'],
    ['return=minimal', 10_000, undefined],
  ] as const;
  for (const [prefer, waitMs, applied] of cases) {
    const headers = { ...(await bearer()), ...(prefer === undefined ? {} : { prefer }) };
    const response = await app.inject({ method: 'POST', url: EES, headers, payload: ENROLMENT });
    t.equal(accepted.at(-1)!.options.waitMs, waitMs, `Prefer: ${prefer}`);
    t.equal(response.headers['preference-applied'], applied, `Prefer: ${prefer}`);
  }
  for (const prefer of ['wait=61', 'wait=-1', 'wait=1.5', 'wait=', 'wait=soon', 'wait', 'wait=1e1']) {
    const headers = { ...(await bearer()), prefer };
    const response = await app.inject({ method: 'POST', url: EES, headers, payload: ENROLMENT });
    t.equal(response.statusCode, 400, prefer);
    t.equal(response.json().code, 'prefer-invalid', prefer);
  }
});

t.test('an idempotency key reaches the workflow; used otherwise it is a conflict', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = { ...(await bearer()), 'idempotency-key': 'crossing-17' };
  await app.inject({ method: 'POST', url: EES, headers, payload: ENROLMENT });
  t.equal(accepted[0]!.options.idempotencyKey, 'crossing-17');
  const bad = { ...(await bearer()), 'idempotency-key': 'with space' };
  const refused = await app.inject({ method: 'POST', url: EES, headers: bad, payload: ENROLMENT });
  t.equal(refused.json().code, 'idempotency-key-invalid');

  const conflicting = await openTestApp(t, {
    workflows: { accept: async () => ({ kind: 'idempotency-conflict' }) },
  });
  const response = await conflicting.app.inject({ method: 'POST', url: EES, headers, payload: ENROLMENT });
  t.equal(response.statusCode, 409);
  t.equal(response.json().code, 'idempotency-conflict');
});

t.test('what ends without a result within the wait is a problem', async (t) => {
  const cases = [
    ['rejected', 'no-finger-found', 422],
    ['rejected', 'face-models-missing', 501],
    ['rejected', 'subject-unknown', 404],
    ['failed', 'gallery-not-ready', 503],
    ['failed', 'something-new', 500],
  ] as const;
  for (const [state, code, status] of cases) {
    const problem = { code, detail: 'Why.', pointer: '/samples/0' };
    const { app } = await openTestApp(t, { workflows: ending({ state, problem }) });
    const response = await app.inject({
      method: 'POST',
      url: EES,
      headers: await bearer(),
      payload: ENROLMENT,
    });
    t.equal(response.statusCode, status, code);
    t.match(response.json(), {
      code: status === 500 ? 'internal-error' : code,
      detail: 'Why.',
      operationId: OPERATION_ID,
      errors: [{ pointer: '/samples/0' }],
    });
    t.equal(response.headers['retry-after'] !== undefined, status === 503, code);
  }
});

t.test('a multipart request means the same as its JSON form', async (t) => {
  const { app, accepted } = await openTestApp(t);
  await app.inject({ method: 'POST', url: EES, headers: await bearer(), payload: ENROLMENT });
  for (const jsonPart of [
    JSON.stringify(inRequestPart()),
    new Blob([JSON.stringify(inRequestPart())], { type: 'application/json' }),
  ]) {
    const response = await postForm(app, formOf(jsonPart));
    t.equal(response.statusCode, 202, response.payload);
  }
  t.equal(accepted.length, 3);
  t.same(accepted[1], accepted[0]);
  t.same(accepted[2], accepted[0]);
});

t.test('a multipart request that is not as described is refused', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const request = JSON.stringify(inRequestPart());
  const oneImage = new FormData();
  oneImage.append('request', request);
  oneImage.append('samples', new Blob([IMAGE]), 'a.png');
  const noRequest = new FormData();
  noRequest.append('samples', new Blob([IMAGE]), 'a.png');
  const stranger = formOf(request);
  stranger.append('photo', new Blob([IMAGE]), 'b.png');
  const manyFiles = formOf(request);
  for (let count = 0; count < 20; count += 1) manyFiles.append('samples', new Blob([IMAGE]), 'c.png');
  const notImage = new FormData();
  notImage.append('request', request);
  notImage.append('samples', new Blob([IMAGE]), 'a.png');
  notImage.append('samples', new Blob(['text']), 'b.png');
  const cases = [
    [oneImage, 400, 'malformed-multipart'],
    [noRequest, 400, 'malformed-multipart'],
    [stranger, 400, 'malformed-multipart'],
    [manyFiles, 400, 'samples-too-many'],
    [formOf(JSON.stringify(ENROLMENT)), 400, 'malformed-multipart'],
    [formOf('{'), 400, 'malformed-json'],
    [formOf(new Blob(['{'], { type: 'application/json' })), 400, 'malformed-json'],
    [formOf('7'), 400, 'validation-failed'],
    [notImage, 422, 'not-an-image'],
  ] as const;
  for (const [form, status, code] of cases) {
    const response = await postForm(app, form);
    t.equal(response.statusCode, status, `${code} ${response.payload}`);
    t.equal(response.json().code, code);
  }
  const large = new FormData();
  large.append('request', request);
  large.append('samples', new Blob([IMAGE, new Uint8Array(LIMITS.imageBytesMax)]), 'a.png');
  const tooLarge = await postForm(app, large);
  t.equal(tooLarge.statusCode, 413);
  t.equal(tooLarge.json().code, 'image-bytes-exceeded');

  const broken = await app.inject({
    method: 'POST',
    url: EES,
    headers: { ...(await bearer()), 'content-type': 'multipart/form-data; boundary=x' },
    payload: '--x\r\ncontent-disposition: form-data; name="request"\r\n\r\n{}',
  });
  t.equal(broken.statusCode, 400);
  t.equal(broken.json().code, 'malformed-multipart');
  const elsewhere = await app.inject({
    method: 'POST',
    url: '/v1/systems/ees/query',
    headers: { ...(await bearer()), 'content-type': 'multipart/form-data; boundary=x' },
    payload: '--x--',
  });
  t.equal(elsewhere.statusCode, 415);
  t.equal(accepted.length, 0);
});

t.test('defaults of a search are those of the contract', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = await bearer();
  const samples = [ENROLMENT.samples[0]];
  await app.inject({ method: 'POST', url: '/v1/identifications', headers, payload: { samples } });
  await app.inject({
    method: 'POST',
    url: '/v1/searches',
    headers,
    payload: { identity: { surname: 'Rivera', dateOfBirth: '1990-05-06' }, systems: ['vis'] },
  });
  const verification = `/v1/systems/ees/subjects/${SUBJECT_ID}/verifications`;
  await app.inject({ method: 'POST', url: verification, headers, payload: { samples } });
  t.same(
    accepted.map(({ request }) => request),
    [
      {
        kind: 'identify',
        systems: ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'],
        candidatesMax: 10,
        falsePositiveIdentificationRate: 0.01,
      },
      {
        kind: 'search-systems',
        systems: ['vis'],
        identity: { surname: 'Rivera', dateOfBirth: '1990-05-06' },
        candidatesMax: 10,
        falsePositiveIdentificationRate: 0.01,
      },
      { kind: 'verify', system: 'ees', subjectId: SUBJECT_ID, falseMatchRate: 0.0001 },
    ],
  );
});

t.test('whether mirror images are looked at is a choice of each identification', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = await bearer();
  const send = (checkMirrored: unknown, url = '/v1/identifications') =>
    app.inject({ method: 'POST', url, headers, payload: { checkMirrored, samples: [ENROLMENT.samples[0]] } });
  await send(true);
  await send(false);
  t.match(
    accepted.map(({ request }) => request),
    [{ checkMirrored: true }, { checkMirrored: false }],
  );
  t.match((await send('yes')).json(), { code: 'validation-failed', errors: [{ pointer: '/checkMirrored' }] });
  const verification = `/v1/systems/ees/subjects/${SUBJECT_ID}/verifications`;
  t.match(
    (await send(true, verification)).json(),
    { code: 'validation-failed' },
    'there it is always looked',
  );
});

const RECORD = {
  system: 'ees',
  subjectId: SUBJECT_ID,
  encounterId: ENCOUNTER_ID,
  memberState: 'AUT',
  encounterAt: '2026-09-01T10:00:00Z',
  identity: FAKE_IDENTITY,
  facts: fakeEntry('2026-09-01'),
};
const HIT = { system: 'ees', subjectId: SUBJECT_ID, foundBy: ['identity'], records: [RECORD] };
const ANSWERED = {
  system: 'ees',
  status: 'answered',
  location: 'local',
  askedBy: ['identity'],
  tookMs: 3,
  hits: [HIT],
  overflow: false,
};
const QUERY = {
  identity: { surname: 'Rivera' },
  probes: [
    {
      position: 'right-index',
      templateVersion: 'fingerprint-2',
      quality: 80,
      views: [Buffer.alloc(256, 0xff).toString('base64')],
      minutiae: { templateVersion: 'minutiae-1', bytes: 'SE3/AA==' },
    },
  ],
  falsePositiveIdentificationRate: 0.01,
  candidatesMax: 5,
};

function searched(...systems: readonly object[]): SearchSystemsResult {
  return {
    kind: 'search-systems',
    complete: true,
    systems,
    flags: [],
    links: [],
  } as unknown as SearchSystemsResult;
}

t.test('a peer is answered by one system, wholly or not at all', async (t) => {
  const failure = { system: 'ees', status: 'not-answered', location: 'remote', detail: 'Why.', tookMs: 1 };
  const incomplete = {
    complete: false,
    referencesCompared: 1,
    threshold: 1,
    overflow: false,
  };
  const cases: readonly (readonly [Partial<Operation>, number, string | undefined])[] = [
    [{ state: 'completed', result: searched(ANSWERED) }, 200, undefined],
    [{ state: 'queued' }, 504, 'system-deadline-exceeded'],
    [
      { state: 'completed', result: searched({ ...failure, reason: 'system-circuit-open' }) },
      503,
      'system-circuit-open',
    ],
    [
      { state: 'completed', result: searched({ ...failure, reason: 'system-unreachable' }) },
      502,
      'system-unreachable',
    ],
    [
      { state: 'completed', result: { ...searched(ANSWERED), gallery: incomplete } },
      503,
      'gallery-not-ready',
    ],
    [
      { state: 'failed', problem: { code: 'database-unavailable', detail: 'Why.' } },
      503,
      'database-unavailable',
    ],
  ];
  for (const [changes, status, code] of cases) {
    const { app } = await openTestApp(t, { workflows: ending(changes) });
    const response = await app.inject({
      method: 'POST',
      url: '/v1/systems/ees/query',
      headers: await bearer(),
      payload: QUERY,
    });
    t.equal(response.statusCode, status, code ?? 'answered');
    t.equal(response.json().code, code);
    if (status === 200) {
      t.same(response.json(), { hits: [HIT], overflow: false });
      t.ok(Compile(SystemQueryResult).Check(response.json()), 'as described');
    }
  }
  const { app, accepted } = await openTestApp(t);
  await app.inject({ method: 'POST', url: '/v1/systems/ees/query', headers: await bearer(), payload: QUERY });
  t.match(accepted[0], {
    request: { kind: 'search-systems', systems: ['ees'], candidatesMax: 5, identity: { surname: 'Rivera' } },
    samples: [],
    options: { probes: [{ position: 'right-index', templateVersion: 'fingerprint-2', quality: 80 }] },
  });
  const [probe] = accepted[0]!.options.probes!;
  t.same(probe!.views, [new Int8Array(256).fill(-1)]);
  t.same(probe!.minutiae, { templateVersion: 'minutiae-1', bytes: Uint8Array.of(72, 77, 255, 0) });
  t.notOk('isBulk' in accepted[0]!.options);
  const headers = { ...(await bearer()), priority: 'u=7' };
  await app.inject({ method: 'POST', url: '/v1/systems/ees/query', headers, payload: QUERY });
  t.equal(accepted[1]!.options.isBulk, true, 'what is bulk at the peer is bulk here');
});

t.test('a peer learns what its probes were not compared with', async (t) => {
  const ask = async (answer: object, gallery: object | undefined) => {
    const result = { ...searched({ ...ANSWERED, hits: [], ...answer }), ...(gallery ? { gallery } : {}) };
    const { app } = await openTestApp(t, {
      workflows: ending({ state: 'completed', result: result as SearchSystemsResult }),
    });
    const headers = await bearer();
    const response = await app.inject({
      method: 'POST',
      url: '/v1/systems/ees/query',
      headers,
      payload: QUERY,
    });
    return { status: response.statusCode, body: response.json() };
  };
  const gallery = (referencesCompared: number, leftOut: number) => ({
    complete: true,
    referencesCompared,
    threshold: 1,
    overflow: false,
    ...(leftOut === 0
      ? {}
      : { referencesNotCompared: [{ reason: 'template-version', references: leftOut }] }),
  });
  const [byFingers, byBoth] = [{ askedBy: ['biometrics'] }, { askedBy: ['biometrics', 'identity'] }];
  const told = (referencesCompared: number, referencesNotCompared: number, complete = true) => ({
    status: 200,
    body: { hits: [], overflow: false, biometrics: { referencesCompared, referencesNotCompared, complete } },
  });
  t.same(await ask(byFingers, gallery(9, 0)), told(9, 0));
  t.same(await ask(byFingers, gallery(9, 3)), told(9, 3));
  t.same(await ask(byFingers, gallery(0, 0)), told(0, 0), 'an empty gallery leaves nobody out');
  t.same(await ask(byBoth, gallery(0, 3)), told(0, 3, false), 'what was found by name is an answer');
  const incomplete = { reason: 'template-version', detail: 'Still to be extracted again.' };
  t.same(await ask({ ...byBoth, incomplete }, gallery(1, 3)), told(1, 3, false), 'some were compared');
  const refused = { status: 503, body: { code: 'gallery-not-ready' } };
  t.match(await ask({ ...byFingers, incomplete }, gallery(1, 3)), refused, 'nobody of some is not nobody');
  t.match(await ask({ ...byFingers, incomplete }, gallery(9, 0)), refused, 'nor where minutiae are others');
  const found = { status: 200, body: { hits: [HIT], biometrics: { complete: false } } };
  t.match(await ask({ ...byFingers, incomplete, hits: [HIT] }, gallery(1, 3)), found, 'found is found');
  t.match(await ask(byFingers, gallery(0, 3)), { status: 503, body: { code: 'gallery-not-ready' } });
  const nothing = { status: 200, body: { hits: [], overflow: false } };
  t.same(await ask({ askedBy: ['identity'] }, gallery(0, 3)), nothing, 'no word of what was not asked');
  const elsewhere = {
    ...byBoth,
    location: 'remote',
    biometrics: { referencesCompared: 0, referencesNotCompared: 5 },
  };
  t.same(await ask(elsewhere, gallery(9, 0)), told(0, 5, false), 'of a third hub, what that hub said');
});

t.test('a federated answer, a subject and an erasure are told as described', async (t) => {
  const flag = {
    kind: 'overstay',
    reason: 'r',
    citation: 'c',
    restsOn: [{ system: 'ees', encounterId: ENCOUNTER_ID }],
    facts: { daysOver: 3 },
  };
  const result = { ...searched(ANSWERED), flags: [flag] } as unknown as SearchSystemsResult;
  const erase = { kind: 'erase', system: 'ees', subjectId: SUBJECT_ID } as const;
  const { app } = await openTestApp(t, {
    workflows: {
      ...ending({ state: 'completed', result }),
      readSubject: async () =>
        ({
          kind: 'found',
          subject: { system: 'ees', subjectId: SUBJECT_ID, memberState: 'AUT', samples: [] },
          records: [RECORD],
        }) as never,
      eraseSubject: async () => ({ kind: 'erased', operation: operationOf(erase) }),
    },
  });
  const headers = await bearer();
  const search = await app.inject({
    method: 'POST',
    url: '/v1/searches',
    headers,
    payload: { identity: { surname: 'R' } },
  });
  t.equal(search.statusCode, 200);
  t.ok(Compile(OperationShape).Check(search.json()));
  const subject = await app.inject({ url: `/v1/systems/ees/subjects/${SUBJECT_ID}`, headers });
  t.equal(subject.statusCode, 200);
  t.ok(Compile(Subject).Check(subject.json()));
  const erasure = await app.inject({
    method: 'DELETE',
    url: `/v1/systems/ees/subjects/${SUBJECT_ID}`,
    headers,
  });
  t.equal(erasure.statusCode, 202);
  t.equal(erasure.headers.location, `/v1/operations/${OPERATION_ID}`);
});

t.test('request ids: a plain one is kept, another replaced, each returned', async (t) => {
  const { app } = await openTestApp(t);
  const kept = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'lane-7.42' } });
  t.equal(kept.headers['x-request-id'], 'lane-7.42');
  const replaced = await app.inject({
    url: '/v1/none',
    headers: { 'x-request-id': 'with space', ...(await bearer()) },
  });
  t.match(replaced.headers['x-request-id'], /^request-\d+$/);
  t.equal(replaced.json().requestId, replaced.headers['x-request-id']);
});

t.test('an error of the hub itself says nothing of itself', async (t) => {
  const { app } = await openTestApp(t, {
    workflows: {
      accept: async () => {
        throw new Error('duplicate key (surname)=(Rivera)');
      },
    },
  });
  const response = await app.inject({
    method: 'POST',
    url: EES,
    headers: await bearer(),
    payload: ENROLMENT,
  });
  t.equal(response.statusCode, 500);
  t.equal(response.json().code, 'internal-error');
  t.notMatch(response.payload, /duplicate|Rivera/);
});

function inRequestPart(): object {
  return { ...ENROLMENT, samples: ENROLMENT.samples.map(({ image: _, ...sample }) => sample) };
}

function formOf(request: string | Blob): FormData {
  const form = new FormData();
  form.append('request', request as string);
  for (const { image } of ENROLMENT.samples)
    form.append('samples', new Blob([Buffer.from(image, 'base64')]), 'x.png');
  return form;
}

async function postForm(app: Awaited<ReturnType<typeof openTestApp>>['app'], form: FormData) {
  // A Request writes the form out, with its boundary.
  const request = new Request('http://hub', { method: 'POST', body: form });
  return app.inject({
    method: 'POST',
    url: EES,
    headers: { ...(await bearer()), 'content-type': request.headers.get('content-type')! },
    payload: Buffer.from(await request.arrayBuffer()),
  });
}
