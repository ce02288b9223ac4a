/** `docker/compose.yaml` starts processes that exist, and gives each what its role refuses to start without. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { readConfig, variableNames } from './config.js';
import { requiredByRemotes } from './run-role.js';

type Service = {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
};

const text = readFileSync(join(PACKAGE_ROOT, 'docker', 'compose.yaml'), 'utf8');
const { services } = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };

const jwks = join(
  t.testdir({ 'jwks.json': '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"A"}]}' }),
  'jwks.json',
);

t.test('every process of the hub is there', async (t) => {
  t.same(Object.keys(services).sort(), [
    'api',
    'extractor',
    'grafana',
    'matcher',
    'migrate',
    'postgres',
    'prometheus',
    'redis',
    'worker',
  ]);
});

t.test(
  'monitoring is there where it is asked for, with files that exist and are told as read-only',
  async (t) => {
    for (const name of ['prometheus', 'grafana']) {
      const { profiles, volumes = [] } = services[name] ?? {};
      t.same(profiles, ['monitoring']);
      const mounted = volumes.filter((volume) => volume.startsWith('./'));
      t.ok(mounted.length > 0);
      for (const volume of mounted) {
        const [source = '', , mode] = volume.split(':');
        t.ok(existsSync(join(PACKAGE_ROOT, 'docker', source)), source);
        t.equal(mode, 'ro');
      }
    }
  },
);

for (const role of ['migrate', 'api', 'extractor', 'matcher', 'worker']) {
  t.test(role, async (t) => {
    const { command = [], environment = {}, depends_on: dependsOn = {} } = services[role] ?? {};
    t.same(command[0], 'node');
    const source = command[1]?.replace(/^dist\//, '').replace(/\.js$/, '.ts') ?? '';
    t.ok(existsSync(join(PACKAGE_ROOT, source)), `${source} exists`);
    const given = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, example(name, value)]),
    );
    t.doesNotThrow(() => readConfig(given, ['DATABASE_URL', 'REDIS_URL', 'HUB_KEY_ENCRYPTION_KEY']));
    t.ok('postgres' in dependsOn);
    t.equal('migrate' in dependsOn, role !== 'migrate');
  });
}

/** What the file or the image sets, and what is of `npm start` alone. */
const NOT_PASSED = [...['HUB_HOST', 'HUB_PORT', 'HUB_DATA', 'HUB_GALLERY', 'HUB_JWKS'], 'HUB_DEMONSTRATION'];
const OF_MATCHERS = ['HUB_GALLERY_COPIES', 'HUB_MATCHER_SHARDS', 'HUB_MATCHER_SHARDS_MAX'];

t.test(
  'every variable reaches the processes it is for: what is set in .env is not lost on the way',
  async (t) => {
    for (const role of ['migrate', 'api', 'extractor', 'matcher', 'worker']) {
      const { environment = {}, volumes = [] } = services[role] ?? {};
      const others = role === 'matcher' ? NOT_PASSED : [...NOT_PASSED, ...OF_MATCHERS];
      for (const name of variableNames()) {
        if (others.includes(name)) continue;
        t.ok(environment[name]?.startsWith(`\${${name}:`), `${name} of ${role}`);
      }
      t.match(volumes, [/^\$\{HUB_FILES:-.*\}:\/etc\/hub:ro$/], 'and the files they name');
    }
  },
);

t.test('the file says which variables are not passed on', async (t) => {
  const [, said = ''] = /Not passed on are\n((?:# {3}.*\n)+)/.exec(text) ?? [];
  t.same(
    (said.match(/HUB_[A-Z_]+/g) ?? []).filter((name) => name !== 'HUB_JWKS_FILE').sort(),
    [...NOT_PASSED].sort(),
  );
});

t.test('servers are those of the file unless others are named', async (t) => {
  const { environment = {} } = services['api'] ?? {};
  const { DATABASE_URL = '', REDIS_URL = '' } = environment;
  t.equal(example('DATABASE_URL', DATABASE_URL), 'postgres://hub:given@postgres:5432/hub');
  t.equal(example('REDIS_URL', REDIS_URL), 'redis://redis:6379');
});

t.test(
  'what an installation puts into the folder gets neither into the repository nor into images',
  async (t) => {
    const placed = [...text.matchAll(/:-\.\/([^}]+)\}/g)].map(([, name]) => name);
    t.same(placed.sort(), ['files', 'jwks.json', 'metrics-token']);
    for (const list of ['.gitignore', '.dockerignore']) {
      const lines = readFileSync(join(PACKAGE_ROOT, list), 'utf8').split('\n');
      for (const name of ['.env', ...placed]) {
        t.ok(
          lines.some((line) => line.replace(/\/$/, '') === `docker/${name}`),
          `${name} in ${list}`,
        );
      }
    }
  },
);

t.test('a variable that is passed on and empty asks for nothing', async (t) => {
  t.same(requiredByRemotes({ HUB_REMOTE_EES_URL: '' }), []);
  t.same(requiredByRemotes({ HUB_REMOTE_EES_URL: 'https://ees.example' }), ['HUB_SIGNING_KEY']);
});

/** What compose makes of a value: `${NAME:-default}` its default, `${NAME}` and `${NAME:?…}` something fitting. */
function example(name: string, value: string): string {
  if (name === 'HUB_KEY_ENCRYPTION_KEY') return Buffer.alloc(32).toString('base64');
  if (name === 'HUB_JWKS') return jwks;
  return value.replace(/\$\{[A-Z_]+(:\?[^}]*)?\}/g, 'given').replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
}
