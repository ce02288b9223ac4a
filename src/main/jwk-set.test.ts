import t from 'tap';
import { parseJwkSet } from './jwk-set.js';

const PUBLIC = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: 'a' };

t.test('no key, where there may be none', async (t) => {
  t.same(parseJwkSet('{"keys":[]}', { mayBeEmpty: true }), { keys: [] });
  t.equal(parseJwkSet('{}', { mayBeEmpty: true }), undefined);
});

for (const [situation, text, isAccepted] of [
  ['public keys', JSON.stringify({ keys: [PUBLIC, { kty: 'EC', crv: 'P-256', x: 'A', y: 'B' }] }), true],
  ['a private key among them', JSON.stringify({ keys: [PUBLIC, { ...PUBLIC, d: 'secret' }] }), false],
  ['a symmetric key', JSON.stringify({ keys: [{ kty: 'oct', k: 'secret' }] }), false],
  ['no key', '{"keys":[]}', false],
  ['a key, not a set', JSON.stringify(PUBLIC), false],
  ['not JSON', '-----BEGIN PUBLIC KEY-----', false],
  ['null', 'null', false],
] as const) {
  t.test(situation, async (t) => {
    t.equal(parseJwkSet(text) !== undefined, isAccepted);
  });
}
