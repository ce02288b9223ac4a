/** Files of the field's formats as requests: what reaches the workflows, what comes back, what is refused and how. */
import t from 'tap';
import { Compile } from 'typebox/compile';
import { Operation as OperationShape, Problem } from '../../schemas/operation.js';
import { FINGER_POSITIONS } from '../domain/positions.js';
import { FAKE_IDENTITY, fakeEntry } from '../testing/fakes/fake-people.js';
import {
  bearer,
  OPERATION_ID,
  openTestApp,
  operationOf,
  pngHeader,
  SUBJECT_ID,
} from '../testing/http-test-app.js';
import type { CaptureOutcome, CaptureReport } from '../workflows/ports/captures.js';
import type { Operation, OperationRequest } from '../workflows/ports/operations.js';

const NIST = 'application/vnd.ansi-nist-itl';
const EES = '/v1/systems/ees/encounters';
const VERIFY = `/v1/systems/ees/subjects/${SUBJECT_ID}/verifications`;

const REPORT: CaptureReport = {
  format: 'ansi-nist',
  transaction: { tot: 'CAR', dat: '20260901', dai: 'HUB', ori: 'BORDER', tcn: 'TCN-1' },
  fingersMissing: [{ position: 'left-thumb', reason: 'amputated' }],
  omitted: [{ record: 3, type: 'Type-17', reason: 'irises are not used' }],
  findings: [{ field: '2.020', detail: 'a code nobody knows' }],
};
const CAPTURE: CaptureOutcome = {
  kind: 'capture',
  ...REPORT,
  samples: [{ position: 'right-index', image: pngHeader(), ppi: 500 }],
  identity: FAKE_IDENTITY,
  travelDocument: { kind: 'other', number: 'X1', issuingCountry: 'PER' },
};
const FILE = Buffer.from('1.001:...');

type Part = {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
  readonly filename?: string;
};

function multipart(parts: readonly Part[]) {
  const boundary = 'boundary-of-the-test';
  const chunks = parts.flatMap(({ name, type, body, filename }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n` +
        `Content-Type: ${type}\r\n\r\n`,
    ),
    body,
    Buffer.from('\r\n'),
  ]);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function captureParts(request: object, type = NIST) {
  return multipart([
    { name: 'request', type: 'application/json', body: Buffer.from(JSON.stringify(request)) },
    { name: 'capture', type, body: FILE, filename: 'request.an2' },
  ]);
}

t.test('a transaction as the whole body identifies, verifies and searches', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: CAPTURE });
  const send = async (url: string) =>
    app.inject({
      method: 'POST',
      url,
      headers: { ...(await bearer()), 'content-type': NIST },
      payload: FILE,
    });
  t.equal((await send('/v1/identifications?systems=ees,vis&candidatesMax=3')).statusCode, 202);
  t.equal((await send(`${VERIFY}?falseMatchRate=0.001`)).statusCode, 202);
  t.equal((await send('/v1/searches')).statusCode, 202);
  t.match(accepted[0], {
    request: { kind: 'identify', systems: ['ees', 'vis'], candidatesMax: 3, capture: REPORT },
    samples: [{ position: 'right-index', ppi: 500 }],
  });
  t.same(Buffer.from(accepted[0]!.samples[0]!.image), pngHeader());
  t.match(accepted[1], { request: { kind: 'verify', falseMatchRate: 0.001, capture: REPORT } });
  t.match(accepted[2], {
    request: { kind: 'search-systems', identity: { surname: FAKE_IDENTITY.surnames[0] }, capture: REPORT },
  });
});

t.test('a slap of a file is a slap, with the fingers it lacks', async (t) => {
  const slap = { position: 'right-slap', missing: ['right-ring'] } as const;
  const whole = { position: 'two-thumbs', missing: [] } as const;
  const samples = [slap, whole].map((each) => ({
    position: 'unknown-finger' as const,
    image: pngHeader(),
    ppi: 500,
    slap: each,
  }));
  const { app, accepted } = await openTestApp(t, { capture: { ...CAPTURE, samples } });
  const bare = await app.inject({
    method: 'POST',
    url: '/v1/identifications',
    headers: { ...(await bearer()), 'content-type': NIST },
    payload: FILE,
  });
  t.equal(bare.statusCode, 202, bare.body);
  const { headers, payload } = captureParts({});
  const parts = await app.inject({
    method: 'POST',
    url: '/v1/identifications',
    headers: { ...headers, ...(await bearer()) },
    payload,
  });
  t.equal(parts.statusCode, 202, parts.body);
  for (const { samples: taken } of accepted)
    t.match(taken, [
      { position: 'unknown-finger', ppi: 500, slap },
      { position: 'unknown-finger', ppi: 500, slap: whole },
    ]);
  t.equal(accepted.length, 2);
});

t.test('with facts it enrols, as parts; what the request says goes before what the file says', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: CAPTURE });
  const request = {
    encounterAt: '2026-09-01T10:00:00Z',
    identity: { surnames: ['Corrected'] },
    facts: fakeEntry('2026-09-01'),
  };
  const { headers, payload } = captureParts(request);
  const response = await app.inject({
    method: 'POST',
    url: EES,
    headers: { ...headers, ...(await bearer()) },
    payload,
  });
  t.equal(response.statusCode, 202, response.body);
  t.match(accepted[0], {
    request: {
      kind: 'enrol',
      identity: { ...FAKE_IDENTITY, surnames: ['Corrected'] },
      travelDocument: { number: 'X1' },
      capture: REPORT,
    },
    samples: [{ position: 'right-index' }],
  });
  t.ok(Compile(OperationShape).Check(response.json()), 'as described');
  t.match(response.json(), {
    transaction: { tcn: 'TCN-1', ori: 'BORDER' },
    capture: { fingersMissing: [{ position: 'left-thumb' }], omitted: [{ record: 3 }] },
  });
});

const PALMS: CaptureOutcome = {
  ...CAPTURE,
  palmPrints: [
    {
      sample: { position: 'right-full-palm', image: pngHeader(2750, 2750), ppi: 500 },
      record: 2,
      type: 'Type-15',
    },
  ],
};

const ALERT = {
  kind: 'alert',
  alertKind: 'arrest',
  issuedOn: '2026-09-01',
  reviewBy: '2027-09-01',
  actionToBeTaken: 'arrest',
  details: { reason: 'a warrant' },
};

t.test('palm prints of a file go to the system that keeps them', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: PALMS });
  const { headers, payload } = captureParts({
    encounterAt: '2026-09-01T10:00:00Z',
    facts: ALERT,
  });
  const response = await app.inject({
    method: 'POST',
    url: '/v1/systems/sis/encounters',
    headers: { ...headers, ...(await bearer('sirene-bureau')) },
    payload,
  });
  t.equal(response.statusCode, 202, response.body);
  t.match(accepted[0]?.samples, [
    { position: 'right-index', ppi: 500 },
    { position: 'right-full-palm', ppi: 500 },
  ]);
  t.same(Buffer.from(accepted[0]!.samples[1]!.image), pngHeader(2750, 2750));
  t.match(response.json().capture.omitted, [{ record: 3 }], 'nothing of it is left out');
});

t.test(
  'palm prints of a file are left out with the reason where none are kept, or somebody is looked for',
  async (t) => {
    const { app, accepted } = await openTestApp(t, { capture: PALMS });
    const { headers, payload } = captureParts({
      encounterAt: '2026-09-01T10:00:00Z',
      facts: fakeEntry('2026-09-01'),
    });
    const authorised = await bearer();
    const enrolled = await app.inject({
      method: 'POST',
      url: EES,
      headers: { ...headers, ...authorised },
      payload,
    });
    t.match(enrolled.json().capture.omitted, [
      { record: 2, type: 'Type-15', reason: 'EES: fingerprints and facial images, no palm prints' },
      { record: 3 },
    ]);
    for (const url of ['/v1/identifications', VERIFY, '/v1/searches']) {
      const file = { ...authorised, 'content-type': NIST };
      const searched = await app.inject({ method: 'POST', url, headers: file, payload: FILE });
      t.match(
        searched.json().capture?.omitted,
        [{ record: 2, reason: /nobody is looked for/ }, { record: 3 }],
        url,
      );
    }
    for (const { samples } of accepted) t.match(samples, [{ position: 'right-index' }], 'the finger alone');
  },
);

const PARTS = [
  'right-full-palm',
  'right-lower-palm',
  'right-upper-palm',
  'left-full-palm',
  'left-lower-palm',
] as const;
const CUT = [
  {
    position: 'right-index',
    form: {
      encoding: 'wsq',
      widthPx: 1600,
      heightPx: 1500,
      levels: 256,
      encodedBytes: 160_000,
      pixelBytes: 2_400_000,
      isLossless: false,
    },
  },
] as const;
const CARD: CaptureOutcome = {
  ...CAPTURE,
  cut: CUT,
  samples: FINGER_POSITIONS.map((position) => ({ position, image: pngHeader(), ppi: 500 })),
  palmPrints: PARTS.map((position, index) => ({
    sample: { position, image: pngHeader(), ppi: 500 },
    record: 20 + index,
    type: 'Type-15',
  })),
};

t.test('a ten-print card with palms is searched with by its fingers', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: CARD });
  const headers = { ...(await bearer()), 'content-type': NIST };
  const searched = await app.inject({ method: 'POST', url: '/v1/identifications', headers, payload: FILE });
  t.equal(searched.statusCode, 202, searched.body);
  t.equal(accepted[0]?.samples.length, 10);
  t.equal(searched.json().capture.omitted.length, 1 + PARTS.length);
  t.match(accepted[0]?.request, { capture: { cut: CUT } }, 'for what is said of the form of an enrolment');
  t.notOk('cut' in searched.json().capture);
});

t.test(
  'the same with more than a record takes, where palms are kept, is told how many there are',
  async (t) => {
    const { app, accepted } = await openTestApp(t, { capture: CARD });
    const { headers, payload } = captureParts({ encounterAt: '2026-09-01T10:00:00Z', facts: ALERT });
    const authorised = { ...headers, ...(await bearer('sirene-bureau')) };
    const url = '/v1/systems/sis/encounters';
    const response = await app.inject({ method: 'POST', url, headers: authorised, payload });
    t.match(response.json(), { code: 'samples-too-many', detail: /at most 14 samples; the file gives 15/ });
    t.equal(accepted.length, 0);
  },
);

t.test('a file of palm prints alone finds nobody, and says why', async (t) => {
  const { app } = await openTestApp(t, {
    capture: { ...PALMS, samples: [], identity: {} } as CaptureOutcome,
  });
  const response = await app.inject({
    method: 'POST',
    url: '/v1/identifications',
    headers: { ...(await bearer()), 'content-type': NIST },
    payload: FILE,
  });
  t.equal(response.statusCode, 422);
  t.match(response.json(), {
    code: 'capture-without-samples',
    detail: /record 2 \(Type-15\): nobody is looked for by a palm print/,
  });
});

t.test('an identity the file does not hold whole is asked for by name', async (t) => {
  const { app } = await openTestApp(t, {
    capture: { ...CAPTURE, identity: { surnames: ['Zamora'] } } as CaptureOutcome,
  });
  const { headers, payload } = captureParts({
    encounterAt: '2026-09-01T10:00:00Z',
    facts: fakeEntry('2026-09-01'),
  });
  const response = await app.inject({
    method: 'POST',
    url: EES,
    headers: { ...headers, ...(await bearer()) },
    payload,
  });
  t.equal(response.statusCode, 400);
  t.match(response.json(), { errors: [{ pointer: '/identity/givenNames' }] });
  t.notMatch(response.body, /Zamora/);
});

t.test('a bare image is the whole body, its position in the query', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const send = async (url: string, type = 'image/png') =>
    app.inject({
      method: 'POST',
      url,
      headers: { ...(await bearer()), 'content-type': type },
      payload: pngHeader(),
    });
  t.equal((await send('/v1/identifications?position=left-thumb&ppi=500')).statusCode, 202);
  t.match(accepted[0], { samples: [{ position: 'left-thumb', ppi: 500 }], request: { kind: 'identify' } });
  t.notOk('capture' in accepted[0]!.request, 'there is nothing to report of a bare image');
  t.equal((await send('/v1/identifications?position=face&checkMirrored=true')).statusCode, 202);
  t.match(accepted[1], { request: { kind: 'identify', checkMirrored: true } });
  t.match((await send('/v1/identifications?position=face&checkMirrored=maybe')).json(), {
    code: 'validation-failed',
  });
  t.match((await send(`${VERIFY}?position=face&checkMirrored=true`)).json(), { code: 'validation-failed' });
  t.match((await send('/v1/identifications?position=right-full-palm&ppi=500')).json(), {
    code: 'palm-print-not-searched',
    errors: [{ pointer: '/samples/0/position', expected: /\(EU\) 2019\/817 Art 13\(1\)\(c\), \(d\)/ }],
  });
  t.match((await send('/v1/identifications')).json(), { code: 'position-unknown' });
  t.match((await send('/v1/identifications?position=left-toe')).json(), { code: 'position-unknown' });
  t.match((await send('/v1/identifications?position=face&colour=1')).json(), { code: 'validation-failed' });
});

t.test('a damaged file is told with format, code, byte and field, and nothing of it', async (t) => {
  const fault = {
    format: 'ansi-nist',
    code: 'truncated',
    detail: '104277 bytes are stated, 5000 are left',
    offset: 248,
    field: '4.001',
  } as const;
  const { app, accepted } = await openTestApp(t, { capture: { kind: 'rejected', fault } });
  const response = await app.inject({
    method: 'POST',
    url: '/v1/identifications',
    headers: { ...(await bearer()), 'content-type': 'application/octet-stream' },
    payload: FILE,
  });
  t.equal(response.statusCode, 422);
  t.match(response.json(), { code: 'capture-malformed', fault });
  t.ok(Compile(Problem).Check(response.json()), 'as described');
  t.equal(accepted.length, 0);
});

t.test('what cannot be used is refused with its reason', async (t) => {
  const empty = { ...CAPTURE, samples: [], identity: {} } as CaptureOutcome;
  const { app } = await openTestApp(t, { capture: empty });
  const headers = await bearer();
  const inject = (url: string, type: string, payload: Buffer | string, extra: object = {}) =>
    app.inject({ method: 'POST', url, headers: { ...headers, 'content-type': type, ...extra }, payload });
  const none = await inject('/v1/identifications', NIST, FILE);
  t.equal(none.statusCode, 422);
  t.match(none.json(), { code: 'capture-without-samples', detail: /record 3 \(Type-17\): irises/ });
  t.match((await inject('/v1/searches', NIST, FILE)).json(), { code: 'capture-without-samples' });
  t.equal((await inject('/v1/identifications', 'application/pdf', FILE)).statusCode, 415);
  t.equal((await inject(EES, NIST, FILE)).statusCode, 415, 'an enrolment needs facts');
  t.equal((await inject('/v1/identifications', NIST, '')).statusCode, 400);
  t.match((await inject('/v1/identifications?position=face', NIST, FILE)).json(), {
    code: 'validation-failed',
  });
  const json = await inject('/v1/identifications?candidatesMax=3', 'application/json', '{"samples":[]}');
  t.match(json.json(), { code: 'validation-failed' });
  const image = captureParts({ systems: ['ees'] }, 'image/png');
  t.equal(
    (await inject('/v1/identifications', image.headers['content-type'], image.payload)).statusCode,
    415,
  );
  const both = captureParts({ samples: [{ position: 'face' }] });
  const twice = await inject('/v1/identifications', both.headers['content-type'], both.payload);
  t.match(twice.json(), { code: 'malformed-multipart' });
});

t.test('what a query narrows is not searched more widely because it comes in parts', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: CAPTURE });
  const { headers, payload } = captureParts({});
  const post = async (url: string) =>
    app.inject({ method: 'POST', url, headers: { ...headers, ...(await bearer()) }, payload });
  for (const url of [
    '/v1/identifications?systems=eurodac&falsePositiveIdentificationRate=0.00001',
    '/v1/searches?systems=vis',
    `${VERIFY}?falseMatchRate=0.00001`,
  ]) {
    const refused = await post(url);
    t.match(refused.json(), { status: 400, code: 'validation-failed', detail: /part request/ }, url);
    t.equal(accepted.length, 0);
  }
  t.equal((await post('/v1/identifications')).statusCode, 202);
});

t.test('a response transaction is asked for with Accept', async (t) => {
  const bytes = Buffer.from('1.001:response');
  const request: OperationRequest = {
    kind: 'identify',
    systems: ['ees'],
    candidatesMax: 1,
    falsePositiveIdentificationRate: 0.01,
    capture: REPORT,
  };
  const read = (operation: Operation) => ({ readOperation: async () => operation });
  const get = async (operation: Operation, accept = NIST) => {
    const { app } = await openTestApp(t, { workflows: read(operation), response: bytes });
    const headers = { ...(await bearer()), accept };
    return app.inject({ method: 'GET', url: `/v1/operations/${OPERATION_ID}`, headers });
  };
  const answered = await get(operationOf(request), `${NIST}, application/json;q=0.5`);
  t.equal(answered.statusCode, 200);
  t.equal(answered.headers['content-type'], NIST);
  t.same(answered.rawPayload, bytes);
  t.match((await get(operationOf(request), '*/*')).json(), { transaction: { tcn: 'TCN-1' } });
  const { capture: _, ...withoutFile } = request;
  const refused = await get(operationOf(withoutFile));
  t.equal(refused.statusCode, 406);
  t.match(refused.json(), { code: 'not-acceptable' });
});

t.test('a second part named request is refused, as a field and as a file', async (t) => {
  const { app, accepted } = await openTestApp(t, { capture: CAPTURE });
  const request = { name: 'request', type: 'application/json', body: Buffer.from('{}') };
  for (const second of [request, { ...request, filename: 'request.json' }]) {
    const { headers, payload } = multipart([{ ...request, filename: 'first.json' }, second]);
    const response = await app.inject({
      method: 'POST',
      url: '/v1/identifications',
      headers: { ...headers, ...(await bearer()) },
      payload,
    });
    t.equal(response.statusCode, 400);
    t.equal(response.json().code, 'malformed-multipart');
  }
  t.same(accepted, []);
});
