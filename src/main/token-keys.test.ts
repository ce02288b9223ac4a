import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createTokenReader } from '../http/plugins/authentication.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { authenticationOf } from './authentication-of.js';
import { readConfig } from './config.js';
import type { JwkSet } from './jwk-set.js';
import { jwkSetOf, type SigningKey, signingKeyOf, signRequesterToken } from './requester-token.js';
import { createTokenKeys } from './token-keys.js';

const newKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const setOf = (...keys: readonly SigningKey[]): JwkSet => ({
  keys: keys.flatMap((key) => jwkSetOf(key).keys),
});

function setUp(t: Pick<typeof import('tap').t, 'testdir'>, own: JwkSet, peers: JwkSet) {
  const folder = t.testdir({ own: JSON.stringify(own), peers: JSON.stringify(peers) });
  const path = (name: 'own' | 'peers') => join(folder, name);
  const config = readConfig({ HUB_JWKS: path('own'), HUB_PEER_JWKS: path('peers') });
  const told: object[] = [];
  const keys = createTokenKeys(config.jwksFiles, { own: config.jwks!, peers: config.peerJwks! }, {
    warn: () => undefined,
    error: (facts: object) => told.push(facts),
  } as never);
  const read = createTokenReader(authenticationOf(config, keys.current));
  return {
    keys,
    told,
    write: (name: 'own' | 'peers', text: string) => writeFileSync(path(name), text),
    remove: (name: 'own' | 'peers') => rmSync(path(name)),
    /** What becomes of a token one has signed. */
    outcome: async (signingKey: SigningKey) => {
      const { tokenIssuer: issuer, tokenAudience: audience } = config;
      const requester = fakeRequester('hub-operator');
      const token = await signRequesterToken(requester, { signingKey, issuer, audience, valid: '1m' });
      return read(`Bearer ${token}`).then(
        () => 'accepted',
        (error: unknown) => (error as { code?: unknown }).code,
      );
    },
  };
}

const REFUSED = 'token-signature-invalid';

t.test('a key that is added opens and one that is removed does not, without a restart', async (t) => {
  const [before, after, peer] = [newKey(), newKey(), newKey()];
  const { keys, told, write, outcome } = setUp(t, setOf(before), setOf(peer));
  t.same([await outcome(before), await outcome(after)], ['accepted', REFUSED]);
  write('own', JSON.stringify(setOf(before, after)));
  await keys.refresh();
  t.same([await outcome(before), await outcome(after)], ['accepted', 'accepted']);
  write('own', JSON.stringify(setOf(after)));
  await keys.refresh();
  t.same([await outcome(before), await outcome(after)], [REFUSED, 'accepted']);
  const unchanged = keys.current();
  await keys.refresh();
  t.equal(keys.current(), unchanged, 'nothing is made anew for a file that says the same');
  t.same(told, []);
});

t.test('keys of peers change as well', async (t) => {
  const [own, before, after] = [newKey(), newKey(), newKey()];
  const { keys, write } = setUp(t, setOf(own), setOf(before));
  write('peers', JSON.stringify(setOf(after)));
  await keys.refresh();
  t.same(keys.current().peers, setOf(after));
});

t.test('an empty set of peers says that there is none, and their keys open nothing more', async (t) => {
  const [own, peer] = [newKey(), newKey()];
  const { keys, told, write } = setUp(t, setOf(own), setOf(peer));
  write('peers', '{"keys":[]}');
  await keys.refresh();
  t.same(keys.current(), { own: setOf(own), peers: { keys: [] } });
  for (const unusable of ['{"keys":', '{}', '{"keys":[null]}']) {
    write('peers', JSON.stringify(setOf(peer)));
    await keys.refresh();
    write('peers', unusable);
    await t.rejects(keys.refresh(), /cannot be read anew/, unusable);
    t.same(keys.current().peers, setOf(peer), 'a file that says nothing changes nothing');
  }
  t.equal(told.length, 3);
});

t.test('a hub may start without a peer, and has one later without a restart', async (t) => {
  const [own, peer] = [newKey(), newKey()];
  const { keys, write } = setUp(t, setOf(own), { keys: [] });
  t.same(keys.current().peers, { keys: [] });
  write('peers', JSON.stringify(setOf(peer)));
  await keys.refresh();
  t.same(keys.current().peers, setOf(peer));
});

const { d: _, ...publicHalf } = newKey().privateKey.export({ format: 'jwk' });
for (const [situation, text] of [
  ['it is written just now', '{"keys":[{"kty":'],
  ['no key', '{"keys":[]}'],
  ['a private key', JSON.stringify({ keys: [newKey().privateKey.export({ format: 'jwk' })] })],
  ['a key of no use alone', JSON.stringify({ keys: [{ ...publicHalf, x: 'AAAA' }] })],
  ['it is away', undefined],
] as const) {
  t.test(`a file that cannot be taken over locks nobody out: ${situation}`, async (t) => {
    const [known, next, peer, nextPeer] = [newKey(), newKey(), newKey(), newKey()];
    const { keys, told, write, remove, outcome } = setUp(t, setOf(known), setOf(peer));
    if (text === undefined) remove('own');
    else write('own', text);
    write('peers', JSON.stringify(setOf(nextPeer)));
    await t.rejects(keys.refresh(), /cannot be read anew/);
    t.equal(await outcome(known), 'accepted');
    t.match(told, [{ faults: [/own (cannot be read|holds no usable public keys)$/] }]);
    t.same(keys.current().peers, setOf(nextPeer), 'the other file is followed all the same');
    write('own', JSON.stringify(setOf(next)));
    await keys.refresh();
    t.same([await outcome(known), await outcome(next)], [REFUSED, 'accepted']);
  });
}

t.test('a key of a peer becomes no key of the identity provider', async (t) => {
  const [own, peer] = [newKey(), newKey()];
  const { keys, told, write, outcome } = setUp(t, setOf(own), setOf(peer));
  write('own', JSON.stringify(setOf(own, peer)));
  await t.rejects(keys.refresh());
  t.same([await outcome(own), await outcome(peer)], ['accepted', REFUSED]);
  t.match(told, [{ faults: [/hold the same key/] }]);
});
