/** The pages of the six systems: what is generated is fresh, what they name is there, and their examples are accepted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { AUTHORITY_CLASSES, type AuthorityClass } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { decideAccess } from '../domain/law/access.js';
import { SYSTEMS } from '../domain/systems.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { bearer, openTestApp, SUBJECT_ID } from '../testing/http-test-app.js';
import { openApiYaml } from './open-api-yaml.js';
import { describedOperations, filledPage, systemPages } from './system-page.js';

const pages = systemPages();

t.test('every system has its page, with the same parts', async (t) => {
  t.same(
    pages.map(({ system }) => system),
    [...SYSTEMS].sort(),
  );
  for (const { system, text } of pages) {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    t.same(
      headings,
      [
        'Records',
        'Commands',
        'Queries',
        'Messages and clocks',
        'Who may do what',
        'Retention',
        'What is missing',
      ],
      system,
    );
    const parts = [...text.matchAll(/<!-- generated: (\w+) -->/g)].map(([, part]) => part);
    t.same(parts, ['records', 'operations', 'access', 'retention', 'missing'], system);
  }
});

t.test('what is generated is what the tables say', async (t) => {
  const operations = describedOperations(parse(await openApiYaml()) as object);
  for (const page of pages) {
    t.equal(filledPage(page, operations), page.text, `${page.system}: npm run rules -- --write`);
  }
  t.throws(() => filledPage({ system: 'ees', text: '<!-- generated: poem -->\n<!-- end -->' }, []), /poem/);
});

t.test('every operation a page names is one of the API', async (t) => {
  const known = new Set(describedOperations(parse(await openApiYaml()) as object).map(({ name }) => name));
  for (const { system, text } of pages) {
    for (const [, name = ''] of text.matchAll(/`((?:GET|POST|PUT|DELETE) \/[^`]*)`/g)) {
      const general = name.replace(`/systems/${system}/`, '/systems/{system}/');
      t.ok(known.has(name) || known.has(general), `${system}: ${name}`);
    }
  }
});

t.test('every example is accepted from the authority it is said to be of', async (t) => {
  const { app } = await openTestApp(t);
  for (const { system, text } of pages) {
    const examples = examplesOf(text);
    t.equal(examples.length, text.split('```json').length - 1, `${system}: each has its operation`);
    t.ok(examples.length > 2, `${system} has examples`);
    for (const { path, as, body } of examples) {
      const url = path.replaceAll(/\{\w+\}/g, SUBJECT_ID);
      const answer = await app.inject({ method: 'POST', url, headers: await bearer(as), payload: body });
      const { code, errors } = answer.body === '' ? {} : answer.json();
      // Behind the check of the request the workflows of this test know nothing and nobody.
      const isTaken = answer.statusCode !== 400 && answer.statusCode !== 422 && code !== 'route-unknown';
      t.ok(isTaken, `${system}: POST ${path} as ${as}: ${answer.statusCode} ${JSON.stringify(errors)}`);
      if (path.endsWith('/encounters')) {
        t.equal(answer.statusCode, 202, `${system}: ${path}`);
        const isPermitted = ['AUT', UNION_AGENCY].some(
          (of) => decideAccess(fakeRequester(as, of), 'enrol', system).permitted,
        );
        t.ok(isPermitted, `${as} enrols in ${system}`);
      }
    }
  }
});

t.test('the README leads to them', async (t) => {
  const readme = readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8');
  t.match(readme, /docs\/systems/);
});

type Example = { readonly path: string; readonly as: AuthorityClass; readonly body: object };

/** A block of JSON belongs to the operation its paragraph names last. */
function examplesOf(text: string): readonly Example[] {
  const found: Example[] = [];
  for (const [, before = '', json = ''] of text.matchAll(
    /([^`]*(?:`[^`]+`[^`]*)*?)```json\n([\s\S]*?)```/g,
  )) {
    const named = [...before.matchAll(/`POST (\/[^`]*)`\s+as\s+`([\w-]+)`/g)].at(-1);
    const as = AUTHORITY_CLASSES.find((each) => each === named?.[2]);
    if (named?.[1] && as) found.push({ path: named[1], as, body: JSON.parse(json) });
  }
  return found;
}
