import type { AuthenticationOptions } from '../http/plugins/authentication.js';
import type { HubConfig } from './config.js';
import type { JwkSet } from './jwk-set.js';

/** Which tokens a process accepts. */
export function authenticationOf(config: HubConfig, jwks: JwkSet): AuthenticationOptions {
  return {
    issuer: config.tokenIssuer,
    audience: config.tokenAudience,
    publicKeys: jwks.keys,
    ...(config.peerJwks === undefined ? {} : { peerKeys: config.peerJwks.keys }),
  };
}
