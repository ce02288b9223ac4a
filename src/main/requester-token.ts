/**
 * A signed statement of who asks: development tokens, and what this hub says to a system kept elsewhere on behalf of
 * its caller. Everybody else's tokens come from an identity provider and are only verified here.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Requester } from '../domain/authorities.js';
import { CommandError } from './command-error.js';
import type { JwkSet } from './jwk-set.js';

export type SigningKey = {
  /** `kid`: the key's RFC 7638 thumbprint, so that both sides name it alike. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
};

export type TokenOptions = {
  readonly signingKey: SigningKey;
  readonly issuer: string;
  readonly audience: string;
  /** For example `12h`. */
  readonly valid: string;
};

export function signRequesterToken(requester: Requester, options: TokenOptions): Promise<string> {
  const { signingKey, issuer, audience, valid } = options;
  return new SignJWT({
    authority_class: requester.authorityClass,
    member_state: requester.memberState,
    purpose: requester.purpose,
    ...(requester.operatorId === undefined ? {} : { operator_id: requester.operatorId }),
    ...(requester.vouchedGateway === undefined ? {} : { gateway: requester.vouchedGateway }),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: signingKey.keyId, typ: 'JWT' })
    .setSubject(requester.authorityId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(valid)
    .sign(signingKey.privateKey);
}

/** An Ed25519 private key in PEM. */
export function signingKeyOf(pem: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    throw new CommandError('The signing key is not a private key in PEM.');
  }
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new CommandError('The signing key is not an Ed25519 key.');
  const publicKey = createPublicKey(privateKey);
  return { keyId: thumbprint(publicKey), privateKey, publicKey };
}

/** The public half, as a file for `HUB_JWKS`, or for `HUB_PEER_JWKS` of another hub, holds it. */
export function jwkSetOf({ keyId, publicKey }: SigningKey): JwkSet {
  return {
    keys: [{ kty: 'OKP', ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'EdDSA', use: 'sig' }],
  };
}

function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
