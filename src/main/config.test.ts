import t from 'tap';
import { ConfigError, readConfig } from './config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

t.test('an empty environment gives the defaults', async (t) => {
  const config = readConfig({});
  t.match(config, { host: '127.0.0.1', port: 8080, portIsChosen: false, demonstration: true });
  t.match(config, { executionProvider: 'cpu', timeZone: 'Europe/Brussels', remotes: {} });
  t.match(config.dataDirectory, /\.hub$/);
  t.equal(config.databaseUrl, undefined);
});

t.test('an empty value counts as unset', async (t) => {
  t.equal(readConfig({ HUB_PORT: '', DATABASE_URL: '' }).port, 8080);
});

t.test('values are read', async (t) => {
  const config = readConfig({
    DATABASE_URL: 'postgres://hub@localhost/hub?host=%2Ftmp%2Fx',
    REDIS_URL: 'unix:///tmp/x/redis.sock',
    HUB_PORT: '0',
    HUB_KEY_ENCRYPTION_KEY: KEY,
    HUB_REMOTE_ECRIS_TCN_URL: 'https://ecris.example:8443/v1',
    HUB_DEMONSTRATION: 'off',
    HUB_ECRIS_TCN_DEADLINE_MS: '1500',
    HUB_EUROPOL_URL: 'https://europol.example',
    HUB_EUROPOL_DEADLINE_MS: '2500',
  });
  t.same(config.systemDeadlinesMs, { 'ecris-tcn': 1500 });
  t.match(config.sources, { europol: { deadlineMs: 2500 } });
  t.throws(() => readConfig({ HUB_SIS_DEADLINE_MS: '0' }), /HUB_SIS_DEADLINE_MS must be a whole number/);
  t.match(config, {
    port: 0,
    portIsChosen: true,
    redisUrl: 'unix:///tmp/x/redis.sock',
    demonstration: false,
  });
  t.equal(config.keyEncryptionKey?.length, 32);
  t.same(config.remotes, {
    'ecris-tcn': { url: 'https://ecris.example:8443/v1', issuer: 'hub-development', audience: 'hub' },
  });
});

t.test(
  'shards of the gallery: as they are, held once, shared out, unless something else is said',
  async (t) => {
    const config = readConfig({});
    t.equal(config.galleryShards, undefined);
    t.equal(config.galleryCopies, 1);
    t.equal(config.matcherShards, undefined);
    t.match(readConfig({ HUB_GALLERY_SHARDS: '4', HUB_GALLERY_COPIES: '2', HUB_MATCHER_SHARDS: '0, 3,0' }), {
      galleryShards: 4,
      galleryCopies: 2,
      matcherShards: [0, 3],
    });
  },
);

t.test('a second operator is needed for no colour, unless some are named', async (t) => {
  t.same(readConfig({}).secondOperatorColours, []);
  t.same(readConfig({ HUB_SECOND_OPERATOR: '' }).secondOperatorColours, []);
  t.same(readConfig({ HUB_SECOND_OPERATOR: 'red' }).secondOperatorColours, ['red']);
  t.same(readConfig({ HUB_SECOND_OPERATOR: 'red, white,green,red' }).secondOperatorColours, [
    'red',
    'white',
    'green',
  ]);
});

for (const [fault, env] of [
  [
    'HUB_SECOND_OPERATOR must be some of white, green, red, with commas between',
    { HUB_SECOND_OPERATOR: 'red,yellow' },
  ],
  [
    'HUB_SECOND_OPERATOR must be some of white, green, red, with commas between',
    { HUB_SECOND_OPERATOR: 'red,' },
  ],
  ['HUB_GALLERY_SHARDS must be a whole number from 1 to 256', { HUB_GALLERY_SHARDS: '0' }],
  ['HUB_GALLERY_COPIES must be a whole number from 1 to 8', { HUB_GALLERY_COPIES: '9' }],
  [
    'HUB_MATCHER_SHARDS must be whole numbers from 0 to 255 with commas between',
    { HUB_MATCHER_SHARDS: '1,,2' },
  ],
  [
    'HUB_MATCHER_SHARDS must be whole numbers from 0 to 255 with commas between',
    { HUB_MATCHER_SHARDS: '256' },
  ],
  ['HUB_PORT must be a whole number from 0 to 65535', { HUB_PORT: '65536' }],
  ['HUB_PORT must be a whole number from 0 to 65535', { HUB_PORT: '80 80' }],
  [
    'DATABASE_URL must be a URL that begins with postgres:// or postgresql://',
    { DATABASE_URL: 'mysql://x/y' },
  ],
  ['REDIS_URL must be a URL that begins with redis:// or rediss:// or unix://', { REDIS_URL: 'localhost' }],
  ['HUB_TIME_ZONE must be an IANA time zone', { HUB_TIME_ZONE: 'Europe/Atlantis' }],
  ['HUB_KEY_ENCRYPTION_KEY must be 32 bytes in base64', { HUB_KEY_ENCRYPTION_KEY: 'c2hvcnQ=' }],
  ['HUB_EXECUTION_PROVIDER must be one of cpu, cuda, tensorrt, webgpu', { HUB_EXECUTION_PROVIDER: 'gpu' }],
  [
    'HUB_JWKS must be the path of a JWK set that holds public keys and nothing else',
    { HUB_JWKS: '/does/not/exist' },
  ],
  ['HUB_SIGNING_KEY must be the path of a readable file', { HUB_SIGNING_KEY: '/does/not/exist' }],
  ['HUB_PROT is not a variable of the hub', { HUB_PROT: '8080' }],
] as const) {
  t.test(`refused: ${fault}`, async (t) => {
    t.throws(() => readConfig(env), { name: 'ConfigError', faults: [fault] });
  });
}

t.test('the key of a peer is not a key of the identity provider as well', async (t) => {
  const key = (x: string, kid: string) => ({ kty: 'OKP', crv: 'Ed25519', x, kid });
  const folder = t.testdir({
    'ours.json': JSON.stringify({ keys: [key('AAAA', 'a'), key('____', 'b')] }),
    'peers.json': JSON.stringify({ keys: [key('BBBB', 'a')] }),
    'none.json': '{"keys":[]}',
    'both.json': JSON.stringify({ keys: [key('BBBB', 'a'), key('////', 'c')] }),
  });
  const read = (name: string) =>
    readConfig({ HUB_JWKS: `${folder}/ours.json`, HUB_PEER_JWKS: `${folder}/${name}.json` });
  t.match(read('peers').peerJwks, { keys: [{ x: 'BBBB' }] }, 'kid is a name, and not the key');
  t.throws(
    () => read('both'),
    /HUB_JWKS and HUB_PEER_JWKS hold the same key: that peer could ask as anybody/,
  );
  t.throws(() => read('missing'), /HUB_PEER_JWKS must be the path of a JWK set/);
  t.same(read('none').peerJwks, { keys: [] }, 'no peer');
  t.throws(() => readConfig({ HUB_JWKS: `${folder}/none.json` }), /HUB_JWKS must be the path of a JWK set/);
});

t.test('all faults come together, with what the process requires', async (t) => {
  try {
    readConfig({ HUB_PORT: 'x', HUB_REMOTE_VIS_CERT: '/does/not/exist' }, ['DATABASE_URL']);
    t.fail('accepted');
  } catch (error) {
    t.ok(error instanceof ConfigError);
    t.equal((error as ConfigError).faults.length, 3);
  }
});
