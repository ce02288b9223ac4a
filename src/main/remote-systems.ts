import type { RemoteSystemOptions } from '../adapters/remote/remote-adapter.js';
import type { Requester } from '../domain/authorities.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { HubConfig, RemoteSystemConfig } from './config.js';
import { type SigningKey, signRequesterToken } from './requester-token.js';

export type RemoteSystems = Partial<Readonly<Record<SystemId, RemoteSystemOptions>>>;

/** A query and its one retry; a token that is taken on the way is soon worth nothing. */
const VALID = '2m';

/** How each system kept elsewhere is asked: where, with which certificate, and vouching for whom. */
export function remoteSystems(config: HubConfig, signingKey: SigningKey | undefined): RemoteSystems {
  const remotes: Partial<Record<SystemId, RemoteSystemOptions>> = {};
  for (const system of SYSTEMS) {
    const remote = config.remotes[system];
    if (remote === undefined) continue;
    if (signingKey === undefined) throw new Error('remote systems need a signing key, as config.ts checks');
    const { issuer, audience } = remote;
    remotes[system] = {
      baseUrl: remote.url,
      token: (requester: Requester) =>
        signRequesterToken(requester, { signingKey, issuer, audience, valid: VALID }),
      ...tlsOf(remote),
    };
  }
  return remotes;
}

function tlsOf({ ca, cert, key }: RemoteSystemConfig): Pick<RemoteSystemOptions, 'tls'> {
  if (ca === undefined && cert === undefined) return {};
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    },
  };
}
