import t from 'tap';
import { bearer, OPERATION_ID, openTestApp } from '../../testing/http-test-app.js';

type Described = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
};
type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;

const KEEP_KEYS = [
  'compare-with-eurodac',
  'correct-link',
  'enrol-encounter',
  'enter-unknown-person',
  'identify',
  'search-systems',
  'verify',
  'verify-link',
];
const KEY = { 'idempotency-key': 'request-17' };

t.test('a key is kept, or refused: no operation that writes ignores it', async (t) => {
  const { app } = await openTestApp(t);
  const headers = { ...(await bearer()), ...KEY };
  const { paths } = app.swagger() as unknown as { readonly paths: Paths };
  const keeping: string[] = [];
  for (const [path, item] of Object.entries(paths)) {
    for (const [name, { operationId, parameters = [], responses }] of Object.entries(item)) {
      const method = name.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE';
      // They stream, or read what this test has not.
      if (method === 'GET') continue;
      const keeps = parameters.some((each) => each.in === 'header' && each.name === 'idempotency-key');
      if (keeps) keeping.push(operationId);
      const url = path.replaceAll(/\{\w+\}/g, OPERATION_ID);
      const { code } = (await app.inject({ method, url, headers, payload: '{' })).json();
      t.equal(code === 'idempotency-key-unused', !keeps, `${operationId}: ${code}`);
      const { description = '' } = responses['400'] ?? {};
      t.equal(description.includes('`idempotency-key-unused`'), !keeps, `${operationId} says so`);
    }
  }
  t.same(keeping.sort(), KEEP_KEYS);
});

t.test('who reads may send one, who has no token learns of the token, and nothing is nowhere', async (t) => {
  const { app } = await openTestApp(t);
  const headers = { ...(await bearer()), ...KEY };
  const code = async (method: 'GET' | 'POST', url: string, sent: Readonly<Record<string, string>>) =>
    (await app.inject({ method, url, headers: sent })).json().code;
  t.equal(await code('GET', `/v1/operations/${OPERATION_ID}`, headers), 'operation-unknown');
  t.equal(await code('POST', '/v1/right-requests', KEY), 'token-missing');
  t.equal(await code('POST', '/v1/right-requests', headers), 'idempotency-key-unused');
  t.equal(await code('POST', '/v1/nothing', headers), 'route-unknown');
});
