/** What the page on interoperability says is what the API does: its addresses, its examples and its access matrix. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { AUTHORITY_CLASSES, type AuthorityClass } from '../domain/authorities.js';
import { accessMatrixTable } from '../domain/law/access-matrix.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { bearer, openTestApp } from '../testing/http-test-app.js';

const PAGE = readFileSync(join(PACKAGE_ROOT, 'docs', 'interoperability.md'), 'utf8');
/** Groups of operations the page is about. */
const GROUPS = [
  'Search portal',
  'Identity repository',
  'Law enforcement',
  'Links',
  'Screening',
  'Rights of persons',
  'Logs',
  'Statistics',
];

const DENIED = async () => ({ kind: 'denied' as const, reason: 'documented refusal' });
const group = () => new Proxy({}, { get: () => DENIED }) as never;

const REFUSING = {
  accept: DENIED,
  verifyLink: async () => ({ kind: 'refused' as const, reason: 'documented refusal' }),
  correctLink: async () => ({ kind: 'refused' as const, reason: 'documented refusal' }),
  portal: group(),
  screening: group(),
  rights: group(),
  logs: group(),
};

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly tags?: readonly string[] }>>>>;
};

t.test('its addresses are those of the API, and none is left out', async (t) => {
  const { app } = await openTestApp(t, { openDocumentation: true });
  const { paths } = (await app.inject({ url: '/openapi.json' })).json() as Document;
  const operations = new Map<string, readonly string[]>(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { tags = [] }]) => [`${method.toUpperCase()} ${path}`, tags] as const,
      ),
    ),
  );
  const named = [...PAGE.matchAll(/`((?:GET|POST|PUT|DELETE) \/v1\/[^`]*)`/g)].map(([, name = '']) => name);
  for (const name of named) t.ok(operations.has(name), name);
  for (const [name, tags] of operations) {
    if (tags.some((tag) => GROUPS.includes(tag))) t.ok(named.includes(name), `the page names ${name}`);
  }
});

t.test('its examples are taken as they stand', async (t) => {
  const { app } = await openTestApp(t, { workflows: REFUSING });
  const examples = [...PAGE.matchAll(/```http\nPOST (\/\S+)\n([^`]+)```/g)];
  t.ok(examples.length > 15);
  for (const [, url = '', text = ''] of examples) {
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { ...(await bearer('border-authority')), accept: 'application/json' },
      payload: JSON.parse(text) as object,
    });
    // Nothing is wrong with the request: it came as far as a workflow, which refuses all of them here.
    t.match(answer.body, /documented refusal/, url);
  }
});

t.test('its matrix is the one that decides', async (t) => {
  const [, table] = /<!-- matrix -->\n([\s\S]*?)\n<!-- \/matrix -->/.exec(PAGE) ?? [];
  t.equal(table, accessMatrixTable(), 'write the table of accessMatrixTable() into the page');
  const classes: readonly AuthorityClass[] = AUTHORITY_CLASSES;
  t.ok(classes.every((authorityClass) => table?.includes(`| ${authorityClass} |`)));
});
