import t from 'tap';
import type { AuthorityClass } from '../../domain/authorities.js';
import type { ServiceClass } from '../../domain/service-class.js';
import { createCarried } from '../../platform/carried.js';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import { bearer, OPERATION_ID, openTestApp, operationOf, pngHeader } from '../../testing/http-test-app.js';

const READ = { method: 'GET', url: `/v1/operations/${OPERATION_ID}` } as const;
/** So long that it comes in many pieces. */
const IMAGE = Buffer.concat([pngHeader(), Buffer.alloc(1024 * 1024)]).toString('base64');
const IDENTIFY = {
  method: 'POST',
  url: '/v1/identifications',
  payload: { samples: [{ position: 'right-index', image: IMAGE, ppi: 500 }] },
} as const;
const ENROL = {
  method: 'POST',
  url: '/v1/systems/eurodac/encounters',
  payload: {
    ...IDENTIFY.payload,
    encounterAt: '2026-09-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts: { kind: 'data-set', category: 'illegal-stay', eventDate: '2026-09-01', referenceNumber: 'AT3-1' },
  },
} as const;
const BULK = { priority: 'u=7' };

type Row = readonly [
  title: string,
  as: AuthorityClass,
  request: typeof READ | typeof IDENTIFY | typeof ENROL,
  headers: Readonly<Record<string, string>>,
  expected: ServiceClass,
];
const ROWS: readonly Row[] = [
  ['a border check', 'border-authority', IDENTIFY, {}, 'border'],
  ['the look at its operation', 'border-authority', READ, {}, 'border'],
  ['what nobody waits for', 'border-authority', IDENTIFY, BULK, 'batch'],
  ['a registration by a border guard', 'border-authority', ENROL, {}, 'interactive'],
  ['a visa authority', 'visa-authority', IDENTIFY, {}, 'interactive'],
];

function send(address: string, request: Row[2], headers: Readonly<Record<string, string>>) {
  const { method, url } = request;
  if (!('payload' in request)) return fetch(`${address}${url}`, { method, headers });
  return fetch(`${address}${url}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(request.payload),
  });
}

t.test('all that a request has done is done in the class of its operation', async (t) => {
  const classInHand = createCarried<ServiceClass>();
  const seen: (ServiceClass | undefined)[] = [];
  const note = async () => {
    // As far away from the hook as a statement of the database is.
    await new Promise(setImmediate);
    seen.push(classInHand.current());
  };
  const { app } = await openTestApp(t, {
    classInHand,
    refreshMetrics: note,
    workflows: {
      accept: async (requester, request) => {
        await note();
        return { kind: 'accepted', operation: operationOf(request, requester) };
      },
      readOperation: async () => {
        await note();
        return undefined;
      },
    },
  });
  // Over a connection: there a body comes in its own time, outside of what the first hook ran.
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  for (const [title, as, request, headers, expected] of ROWS) {
    const { status } = await send(address, request, { ...headers, ...(await bearer(as)) });
    t.equal(seen.pop(), expected, `${title} (${status})`);
  }
  await fetch(`${address}/metrics`, { headers: await bearer('hub-operator') });
  t.equal(seen.pop(), 'border', 'figures are read while callers wait');
  t.equal(classInHand.current(), undefined, 'and nothing else is');
});
