import t from 'tap';
import { authenticationOf } from './authentication-of.js';
import { readConfig } from './config.js';

const OURS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }] };
const PEERS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'BBBB' }] };

t.test('keys of peers are accepted as those of peers alone', async (t) => {
  const config = readConfig({});
  const { publicKeys, peerKeys } = authenticationOf(config, () => ({ own: OURS, peers: PEERS }));
  t.same({ publicKeys: publicKeys(), peerKeys: peerKeys() }, { publicKeys: OURS.keys, peerKeys: PEERS.keys });
  t.same(authenticationOf(config, () => ({ own: OURS })).peerKeys(), []);
});
