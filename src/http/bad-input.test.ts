/** Each kind of bad input: its own problem, the place, what is allowed there, and nothing of what was sent. */
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { bearer, openTestApp, pngHeader, SUBJECT_ID } from '../testing/http-test-app.js';

const IMAGE = pngHeader().toString('base64');
const SAMPLE = { position: 'right-index', image: IMAGE, ppi: 500 };
const IDENTITY = {
  surnames: ['Zamora-Quispe'],
  givenNames: ['Ximena'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};
const ENTRY = { kind: 'entry', entryDate: '2026-09-01', borderCrossingPoint: 'Vienna airport' };
const ENROLMENT = {
  encounterAt: '2026-09-01T10:00:00+02:00',
  identity: IDENTITY,
  travelDocument: { kind: 'passport', number: 'QX7788991', issuingCountry: 'PER' },
  facts: ENTRY,
  samples: [SAMPLE],
};
const EES = '/v1/systems/ees/encounters';

type Row = readonly [url: string, body: unknown, status: number, code: string, pointer: string];

function sample(changes: object): object {
  return { ...ENROLMENT, samples: [{ ...SAMPLE, ...changes }] };
}
function identity(changes: object): object {
  return { ...ENROLMENT, identity: { ...IDENTITY, ...changes } };
}
function facts(changes: object): object {
  return { ...ENROLMENT, facts: { ...ENTRY, ...changes } };
}
function eesVisa(validFrom: string, validUntil: string): object {
  return { stickerNumber: 'V1', validFrom, validUntil, durationDays: 30 };
}

/** Facts of what was decided, shown or corrected later. */
function later(facts: object): object {
  return { ...ENROLMENT, facts: { place: 'Vienna', ...facts } };
}

function visa(validFrom: string, validUntil: string): object {
  const sticker = { stickerNumber: 'V1', validFrom, validUntil, durationDays: 30, entries: 'single' };
  const application = { kind: 'visa-application', applicationNumber: 'A1', applicationDate: '2026-08-01' };
  return { ...ENROLMENT, facts: { ...application, outcome: 'issued', visa: sticker } };
}

const EURODAC = '/v1/systems/eurodac/encounters';

/** A data set that may be stored, but for what is changed. */
function dataSet(changes: object, person: object = {}): object {
  const stay = {
    kind: 'data-set',
    category: 'illegal-stay',
    eventDate: '2026-09-01',
    referenceNumber: 'AT3-1',
  };
  return { ...ENROLMENT, identity: { ...IDENTITY, ...person }, facts: { ...stay, ...changes } };
}
function statusMessage(changes: object): object {
  const message = {
    kind: 'status-message',
    status: 'departure',
    statusDate: '2026-09-01',
    concerns: SUBJECT_ID,
  };
  return { ...ENROLMENT, facts: { ...message, ...changes } };
}

const ROWS: readonly Row[] = [
  // ---- Eurodac
  [EURODAC, dataSet({}, { dateOfBirth: '2020-09-02' }), 422, 'facts-not-permitted', '/identity/dateOfBirth'],
  [
    EURODAC,
    dataSet({}, { nationalities: ['PER', 'ITA'] }),
    422,
    'facts-not-permitted',
    '/identity/nationalities',
  ],
  [EURODAC, dataSet({ referenceNumber: 'AT1-1' }), 422, 'facts-not-permitted', '/facts/referenceNumber'],
  [EURODAC, dataSet({ referenceNumber: '3' }), 422, 'facts-not-permitted', '/facts/referenceNumber'],
  [
    EURODAC,
    dataSet({ category: 'temporary-protection', referenceNumber: 'AT0-1' }),
    422,
    'facts-not-permitted',
    '/facts/category',
  ],
  [
    EURODAC,
    dataSet({ category: 'admission', referenceNumber: 'AT7-1', securityFlag: true }),
    422,
    'facts-not-permitted',
    '/facts/securityFlag',
  ],
  [EURODAC, dataSet({ category: 'admission-registration' }), 400, 'validation-failed', '/facts/category'],
  [EURODAC, dataSet({ transmittedAt: '2026-09-31T10:00:00Z' }), 400, 'date-invalid', '/facts/transmittedAt'],
  [EURODAC, dataSet({ transmittedAt: '2199-09-01T10:00:00Z' }), 400, 'date-invalid', '/facts/transmittedAt'],
  [EURODAC, statusMessage({ statusDate: '2199-09-01' }), 400, 'date-invalid', '/facts/statusDate'],
  [EURODAC, statusMessage({ concerns: 'x' }), 400, 'identifier-invalid', '/facts/concerns'],
  [
    EURODAC,
    statusMessage({ statusMemberState: 'FRA' }),
    422,
    'facts-not-permitted',
    '/facts/statusMemberState',
  ],
  [EURODAC, statusMessage({ status: 'relocation' }), 422, 'facts-not-permitted', '/facts/statusMemberState'],
  [EURODAC, statusMessage({ status: 'gone' }), 400, 'validation-failed', '/facts/status'],

  // ---- samples
  [EES, sample({ image: 'not base64!' }), 400, 'base64-invalid', '/samples/0/image'],
  [EES, sample({ image: 'iVBORw0KGgo' }), 400, 'base64-invalid', '/samples/0/image'],
  [EES, sample({ image: '' }), 422, 'not-an-image', '/samples/0/image'],
  [EES, sample({ image: Buffer.from([1]).toString('base64') }), 422, 'not-an-image', '/samples/0/image'],
  [EES, sample({ image: Buffer.from('<svg/>').toString('base64') }), 422, 'not-an-image', '/samples/0/image'],
  [EES, sample({ image: IMAGE.slice(0, 12) }), 422, 'image-truncated', '/samples/0/image'],
  [
    EES,
    sample({ image: pngHeader(20_000, 20_000).toString('base64') }),
    422,
    'image-too-large',
    '/samples/0/image',
  ],
  [EES, sample({ image: 42 }), 400, 'validation-failed', '/samples/0/image'],
  [EES, sample({ image: undefined }), 400, 'sample-missing', '/samples/0/image'],
  [EES, sample({ position: 'left-toe' }), 400, 'position-unknown', '/samples/0/position'],
  [EES, sample({ position: 'right-slab' }), 400, 'position-unknown', '/samples/0/position'],
  [
    EES,
    sample({ fingersMissing: ['right-ring'] }),
    400,
    'fingers-missing-invalid',
    '/samples/0/fingersMissing',
  ],
  [
    EES,
    sample({ position: 'right-slap', fingersMissing: ['left-ring'] }),
    400,
    'fingers-missing-invalid',
    '/samples/0/fingersMissing',
  ],
  [
    EES,
    sample({ position: 'two-thumbs', fingersMissing: ['left-thumb', 'right-thumb'] }),
    400,
    'fingers-missing-invalid',
    '/samples/0/fingersMissing',
  ],
  [EES, sample({ ppi: 0 }), 400, 'validation-failed', '/samples/0/ppi'],
  [EES, sample({ ppi: '500' }), 400, 'validation-failed', '/samples/0/ppi'],
  [EES, { ...ENROLMENT, samples: [SAMPLE, SAMPLE] }, 400, 'position-repeated', '/samples/1/position'],
  [
    EES,
    { ...ENROLMENT, samples: Array(LIMITS.samplesMax + 1).fill(SAMPLE) },
    400,
    'samples-too-many',
    '/samples',
  ],
  ['/v1/identifications', {}, 400, 'sample-missing', '/samples'],
  ['/v1/identifications', { samples: [] }, 400, 'sample-missing', '/samples'],
  ['/v1/systems/etias/encounters', etias([SAMPLE]), 422, 'system-without-biometrics', '/samples'],
  [
    '/v1/identifications',
    { systems: ['etias'], samples: [SAMPLE] },
    422,
    'system-without-biometrics',
    '/samples',
  ],

  // ---- codes and dates
  ['/v1/systems/interpol/encounters', ENROLMENT, 400, 'system-unknown', '/path/system'],
  [
    '/v1/searches',
    { systems: ['interpol'], identity: { surname: 'A' } },
    400,
    'system-unknown',
    '/systems/0',
  ],
  [
    '/v1/searches',
    { systems: ['ees', 'ees'], identity: { surname: 'A' } },
    400,
    'validation-failed',
    '/systems',
  ],
  [EES, identity({ nationalities: ['QQQ'] }), 400, 'country-unknown', '/identity/nationalities/0'],
  [EES, identity({ nationalities: ['YUG'] }), 400, 'country-unknown', '/identity/nationalities/0'],
  [EES, identity({ countryOfBirth: 'QQQ' }), 400, 'country-unknown', '/identity/countryOfBirth'],
  [EES, identity({ nationalities: ['per'] }), 400, 'country-unknown', '/identity/nationalities/0'],
  [EES, identity({ dateOfBirth: '2026-02-30' }), 400, 'date-invalid', '/identity/dateOfBirth'],
  [EES, identity({ dateOfBirth: '0000-01-01' }), 400, 'date-invalid', '/identity/dateOfBirth'],
  [EES, identity({ dateOfBirth: '2026-11-01' }), 400, 'date-invalid', '/identity/dateOfBirth'],
  [EES, facts({ entryDate: '2026-02-30' }), 400, 'date-invalid', '/facts/entryDate'],
  [EES, facts({ entryDate: '2027-09-01' }), 400, 'date-invalid', '/facts/entryDate'],
  [EES, facts({ entryDate: '1851-01-01' }), 400, 'date-invalid', '/facts/entryDate'],
  [EES, facts({ visa: eesVisa('2026-02-01', '2026-01-01') }), 400, 'date-invalid', '/facts/visa/validUntil'],
  [EES, facts({ visa: eesVisa('2026-02-30', '2026-01-01') }), 400, 'date-invalid', '/facts/visa/validFrom'],
  [
    EES,
    later({ kind: 'stay-decision', decision: 'extension', decidedOn: '2026-09-01' }),
    400,
    'date-invalid',
    '/facts/endsOn',
  ],
  [
    EES,
    later({ kind: 'stay-decision', decision: 'extension', decidedOn: '2027-09-01', endsOn: '2027-10-01' }),
    400,
    'date-invalid',
    '/facts/decidedOn',
  ],
  [
    EES,
    later({ kind: 'stay-decision', decision: 'pardon', decidedOn: '2026-09-01' }),
    400,
    'validation-failed',
    '/facts/decision',
  ],
  [
    EES,
    later({ kind: 'rebuttal', rebuttedOn: '2026-09-01', concerns: SUBJECT_ID, shows: 'exit' }),
    400,
    'date-invalid',
    '/facts/exitDate',
  ],
  [
    EES,
    later({ kind: 'amendment', amendedOn: '2026-09-01', concerns: 'x', change: 'erasure' }),
    400,
    'identifier-invalid',
    '/facts/concerns',
  ],
  [EES, { ...ENROLMENT, encounterAt: '2026-02-30T10:00:00Z' }, 400, 'date-invalid', '/encounterAt'],
  [EES, { ...ENROLMENT, encounterAt: '2026-09-01T10:00:00' }, 400, 'date-invalid', '/encounterAt'],
  [EES, { ...ENROLMENT, encounterAt: '2026-10-03T10:00:00Z' }, 400, 'date-invalid', '/encounterAt'],
  [
    '/v1/systems/vis/encounters',
    visa('2026-09-02', '2026-09-01'),
    400,
    'date-invalid',
    '/facts/visa/validUntil',
  ],
  [EES, { ...ENROLMENT, subjectId: 'someone' }, 400, 'identifier-invalid', '/subjectId'],

  // ---- shapes
  [EES, { ...ENROLMENT, remark: 'x' }, 400, 'validation-failed', '/remark'],
  [EES, identity({ surnames: [] }), 400, 'validation-failed', '/identity/surnames'],
  [EES, identity({ surnames: ['  '] }), 400, 'validation-failed', '/identity/surnames/0'],
  [EES, identity({ surnames: ['a\u0000b'] }), 400, 'validation-failed', '/identity/surnames/0'],
  [EES, identity({ sex: 'f' }), 400, 'validation-failed', '/identity/sex'],
  [EES, facts({ kind: 'holiday' }), 400, 'validation-failed', '/facts/kind'],
  [EES, facts({ borderCrossingPoint: undefined }), 400, 'validation-failed', '/facts/borderCrossingPoint'],
  [EES, facts({ colour: 'blue' }), 400, 'validation-failed', '/facts/colour'],
  [EES, { ...ENROLMENT, facts: 'entry' }, 400, 'validation-failed', '/facts'],
  ['/v1/systems/vis/encounters', ENROLMENT, 422, 'facts-not-of-system', '/facts/kind'],
  [EES, [], 400, 'validation-failed', ''],
  ['/v1/searches', {}, 422, 'search-key-missing', ''],
  ['/v1/searches', { samples: [] }, 422, 'search-key-missing', ''],
  [
    '/v1/identifications',
    { samples: [SAMPLE], falsePositiveIdentificationRate: 0.2 },
    400,
    'validation-failed',
    '/falsePositiveIdentificationRate',
  ],
  [
    '/v1/identifications',
    { samples: [SAMPLE], candidatesMax: 1.5 },
    400,
    'validation-failed',
    '/candidatesMax',
  ],
  [
    `/v1/systems/ees/subjects/${SUBJECT_ID}/verifications`,
    { samples: [] },
    400,
    'sample-missing',
    '/samples',
  ],
  [
    '/v1/systems/ees/subjects/me/verifications',
    { samples: [SAMPLE] },
    400,
    'identifier-invalid',
    '/path/subjectId',
  ],
  [
    '/v1/systems/ees/query',
    { probes: [{ ...SAMPLE_PROBE(), views: ['AAAA'] }], ...QUERY() },
    400,
    'validation-failed',
    '/probes/0/views/0',
  ],
  [
    '/v1/systems/ees/query',
    { probes: [{ ...SAMPLE_PROBE(), minutiae: { templateVersion: 'm-1', bytes: 'no base64' } }], ...QUERY() },
    400,
    'validation-failed',
    '/probes/0/minutiae/bytes',
  ],
  [
    '/v1/systems/ees/query',
    {
      probes: [
        {
          ...SAMPLE_PROBE(),
          minutiae: {
            templateVersion: 'm-1',
            bytes: Buffer.alloc(LIMITS.minutiaeBytesMax + 3).toString('base64'),
          },
        },
      ],
      ...QUERY(),
    },
    400,
    'validation-failed',
    '/probes/0/minutiae/bytes',
  ],
  ['/v1/systems/ees/query', { probes: [], ...QUERY() }, 422, 'search-key-missing', ''],
  [
    '/v1/systems/etias/query',
    { probes: [SAMPLE_PROBE()], ...QUERY() },
    422,
    'system-without-biometrics',
    '/samples',
  ],
];

function etias(samples: readonly object[]): object {
  const application = {
    kind: 'travel-authorisation',
    applicationNumber: 'T1',
    applicationDate: '2026-08-01',
  };
  return { ...ENROLMENT, facts: { ...application, outcome: 'issued' }, samples };
}
function SAMPLE_PROBE(): object {
  return {
    position: 'right-index',
    templateVersion: 'fingerprint-2',
    quality: 80,
    views: [Buffer.alloc(256).toString('base64')],
  };
}
function QUERY(): object {
  return { falsePositiveIdentificationRate: 0.01, candidatesMax: 10 };
}

t.test('every fault has its own problem, and no value is repeated', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = await bearer();
  for (const [url, body, status, code, pointer] of ROWS) {
    const response = await app.inject({ method: 'POST', url, headers, payload: body as object });
    const name = `${url} ${code} ${pointer}`;
    t.equal(response.statusCode, status, name);
    t.match(response.headers['content-type'], 'application/problem+json', name);
    const problem = response.json();
    t.match(problem, { code, status, errors: [{ code, pointer }] }, name);
    t.ok(problem.errors[0].expected.length > 5, `${name}: what is allowed`);
    t.ok(problem.requestId, name);
    t.notMatch(
      response.payload,
      /Zamora|Ximena|QX7788991|1990-05-06|left-toe|interpol|QQQ|holiday|02-30/,
      name,
    );
    t.notMatch(response.payload, /node_modules|at file:|\.js:/, `${name}: no stack`);
  }
  t.equal(accepted.length, 0, 'nothing of it reaches a workflow');
});

t.test('the same requests without the fault are taken', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = await bearer();
  const good = [
    [EES, ENROLMENT],
    [EES, { ...ENROLMENT, samples: undefined }],
    [
      EES,
      {
        ...ENROLMENT,
        samples: [
          { ...SAMPLE, position: 'unknown-finger' },
          { ...SAMPLE, position: 'unknown-finger' },
        ],
      },
    ],
    [EES, identity({ dateOfBirth: '2024-02-29' })],
    ['/v1/systems/vis/encounters', visa('2026-09-01', '2026-09-01')],
    ['/v1/systems/etias/encounters', etias([])],
    ['/v1/identifications', { samples: [SAMPLE] }],
    ['/v1/searches', { samples: [SAMPLE], systems: ['etias', 'ees'] }],
    ['/v1/searches', { identity: { surname: 'Zamora' } }],
    [`/v1/systems/ees/subjects/${SUBJECT_ID}/verifications`, { samples: [SAMPLE], falseMatchRate: 1e-6 }],
  ] as const;
  for (const [url, payload] of good) {
    const response = await app.inject({ method: 'POST', url, headers, payload });
    t.equal(response.statusCode, 202, `${url} ${response.statusCode === 202 ? '' : response.payload}`);
  }
  t.equal(accepted.length, good.length);
});

t.test('a message that is not understood', async (t) => {
  const { app } = await openTestApp(t);
  const headers = await bearer();
  const json = { ...headers, 'content-type': 'application/json' };
  const post = { method: 'POST', url: '/v1/searches' } as const;
  const cases = [
    [{ ...post, headers: json, payload: '{"identity":{"surname":"Zamora"' }, 400, 'malformed-json'],
    [{ ...post, headers: json, payload: '{"__proto__":{"a":1}}' }, 400, 'malformed-json'],
    [{ ...post, headers: json, payload: '' }, 400, 'body-missing'],
    [{ ...post, headers }, 400, 'body-missing'],
    [
      { ...post, headers: { ...headers, 'content-type': 'text/xml' }, payload: '<a/>' },
      415,
      'media-type-unsupported',
    ],
    [
      { ...post, headers: { ...headers, 'content-type': 'text/plain' }, payload: 'a' },
      415,
      'media-type-unsupported',
    ],
    [{ method: 'GET', url: '/v1/operations/mine', headers }, 400, 'identifier-invalid'],
    [{ method: 'GET', url: '/v1/operations/%ff', headers }, 400, 'malformed-request'],
    [{ method: 'GET', url: `/v1/operations/${SUBJECT_ID}`, headers }, 404, 'operation-unknown'],
    [{ method: 'GET', url: `/v1/systems/ees/subjects/${SUBJECT_ID}`, headers }, 404, 'subject-unknown'],
    [{ method: 'DELETE', url: `/v1/systems/ees/subjects/${SUBJECT_ID}`, headers }, 404, 'subject-unknown'],
    [{ method: 'GET', url: '/v1/systems/ees/overstayers?limit=0', headers }, 400, 'validation-failed'],
    [{ method: 'GET', url: '/v1/systems/ees/overstayers?limit=ten', headers }, 400, 'validation-failed'],
    [{ method: 'GET', url: '/v1/systems/ees/overstayers?page=2', headers }, 400, 'validation-failed'],
    [{ method: 'PUT', url: '/v1/searches', headers }, 404, 'route-unknown'],
  ] as const;
  for (const [request, status, code] of cases) {
    const response = await app.inject(request);
    t.equal(response.statusCode, status, `${request.url} ${code}`);
    t.equal(response.json().code, code, request.url);
    t.notMatch(response.payload, /Zamora/);
  }
  t.equal((await app.inject({ url: '/v1/systems/ees/overstayers?limit=5', headers })).statusCode, 200);
});

t.test('what is too large is refused', async (t) => {
  const { app, accepted } = await openTestApp(t);
  const headers = await bearer();
  const image = Buffer.concat([pngHeader(), Buffer.alloc(LIMITS.imageBytesMax)]).toString('base64');
  const tooLargeImage = await app.inject({ method: 'POST', url: EES, headers, payload: sample({ image }) });
  t.equal(tooLargeImage.statusCode, 413);
  t.match(tooLargeImage.json(), { code: 'image-bytes-exceeded', errors: [{ pointer: '/samples/0/image' }] });

  const announced = await app.inject({
    method: 'POST',
    url: EES,
    headers: { ...headers, 'content-type': 'application/json', 'content-length': String(100 * 1024 * 1024) },
    payload: '{}',
  });
  t.equal(announced.statusCode, 413);
  t.equal(announced.json().code, 'body-too-large');
  t.equal(accepted.length, 0);
});

t.test('an endless body is cut off while it is read', async (t) => {
  const { app } = await openTestApp(t);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  let sentBytes = 0;
  const chunk = new Uint8Array(1024 * 1024).fill(0x20);
  const body = new ReadableStream({
    pull(controller) {
      sentBytes += chunk.length;
      if (sentBytes > 200 * chunk.length) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const response = await fetch(`${url}${EES}`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body,
    duplex: 'half',
  } as RequestInit).catch((error: unknown) => error);
  // The connection is closed under the sender, who may learn of it before the answer.
  if (response instanceof Response) t.equal(response.status, 413);
  else t.ok(response instanceof Error);
  t.ok(sentBytes < 100 * chunk.length, 'far less than all of it was taken');
});
