import type { AuthenticationOptions } from '../http/plugins/authentication.js';
import type { HubConfig } from './config.js';
import type { TokenKeys } from './token-keys.js';

/** Which tokens a process accepts, with the keys there are when one is shown. */
export function authenticationOf(
  config: Pick<HubConfig, 'tokenIssuer' | 'tokenAudience'>,
  keys: () => TokenKeys,
): AuthenticationOptions {
  return {
    issuer: config.tokenIssuer,
    audience: config.tokenAudience,
    publicKeys: () => keys().own.keys,
    peerKeys: () => keys().peers?.keys ?? NONE,
  };
}

/** The same one each time: nothing is built anew for it. */
const NONE: readonly never[] = [];
