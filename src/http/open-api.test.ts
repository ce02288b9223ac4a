/** The OpenAPI document is complete in itself: everything it points at is there, everything it offers is described. */
import t from 'tap';
import { openTestApp } from '../testing/http-test-app.js';
import { PROBLEMS } from './problems.js';

type Json = { readonly [key: string]: unknown };
type Described = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
};
type OpenApi = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
};

const OPERATIONS = [
  'calculate-stay',
  'enrol-encounter',
  'erase-subject',
  'identify',
  'list-deadlines',
  'list-due-files',
  'list-links',
  'list-overstayers',
  'query-system',
  'read-health',
  'read-link',
  'read-metrics',
  'read-openapi',
  'read-operation',
  'read-readiness',
  'read-subject',
  'search-systems',
  'verify',
  'verify-link',
];

async function openApi(t: Parameters<typeof openTestApp>[0]): Promise<OpenApi> {
  const { app } = await openTestApp(t);
  return app.swagger() as unknown as OpenApi;
}

t.test('every reference resolves, every component is used', async (t) => {
  const document = await openApi(t);
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!));
  const names = Object.keys(document.components.schemas);
  t.ok(names.length > 40);
  t.same([...references].sort(), names.map((name) => `#/components/schemas/${name}`).sort());
});

t.test('every operation is named, described and has its problems', async (t) => {
  const document = await openApi(t);
  t.equal(document.openapi, '3.1.0');
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  t.same(operations.map(({ operationId }) => operationId).sort(), OPERATIONS);
  for (const operation of operations) {
    const name = operation.operationId!;
    t.ok(operation.summary && operation.tags?.length === 1, name);
    const isOpen = operation.security?.length === 0;
    t.equal(isOpen, name === 'read-health' || name === 'read-readiness', `${name}: token`);
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      t.ok(description.length > 5, `${name} ${status}`);
      const wanted = Number(status) < 400 || isOpen ? undefined : { 'application/problem+json': {} };
      if (wanted) t.match(content, wanted, `${name} ${status}`);
    }
    if (!isOpen) t.ok(operation.responses['401'], `${name}: 401`);
  }
  t.ok(document.components.securitySchemes['token']);
});

t.test('operations with samples take both forms', async (t) => {
  const document = await openApi(t);
  const withSamples = Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .filter(({ requestBody }) => requestBody?.content['multipart/form-data'] !== undefined);
  t.same(withSamples.map(({ operationId }) => operationId).sort(), [
    'enrol-encounter',
    'identify',
    'search-systems',
    'verify',
  ]);
  for (const { requestBody } of withSamples) {
    t.match(requestBody!.content, {
      'application/json': { schema: { $ref: String } },
      'multipart/form-data': {
        schema: { required: ['request'], properties: { samples: { type: 'array' } } },
      },
    });
  }
});

t.test('every problem of the catalogue is described at some operation', async (t) => {
  const text = JSON.stringify((await openApi(t)).paths);
  for (const code of Object.keys(PROBLEMS)) {
    if (code === 'route-unknown') continue;
    t.match(text, `\`${code}\``, code);
  }
});
