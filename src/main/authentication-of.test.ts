import t from 'tap';
import { authenticationOf } from './authentication-of.js';
import { readConfig } from './config.js';

const OURS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }] };
const PEERS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'BBBB' }] };

t.test('keys of peers are accepted as those of peers alone', async (t) => {
  const config = readConfig({});
  const { publicKeys, peerKeys } = authenticationOf({ ...config, peerJwks: PEERS }, OURS);
  t.same({ publicKeys, peerKeys }, { publicKeys: OURS.keys, peerKeys: PEERS.keys });
  t.equal(authenticationOf(config, OURS).peerKeys, undefined);
});
