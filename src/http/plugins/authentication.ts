/**
 * Who asks. Every route needs a signed token unless its configuration says it is open; the token is verified before a
 * byte of the body is read. What a verified caller may do is decided by the workflows. A peer hub vouches for its callers
 * with a key of its own, which opens the one route that is for peers: it speaks for others there, and nowhere else.
 */
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { createLocalJWKSet, errors, type JWK, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isAuthorityClass, isPeerGateway, isPurpose, type Requester } from '../../domain/authorities.js';
import { isMemberState, UNION_AGENCY } from '../../domain/country-codes.js';
import { ProblemError } from '../problems.js';
import type { OnExpiredToken } from './expired-tokens.js';

export type AuthenticationOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** JSON Web Keys that sign accepted tokens, asked for with each token: another list is another set of keys. */
  readonly publicKeys: () => readonly JWK[];
  /** Of peer hubs: accepted on the route for peers alone, and there they may vouch for a gateway. */
  readonly peerKeys: () => readonly JWK[];
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No token is asked for. */
    readonly open?: boolean;
    /** Peer hubs ask here, in the name of their callers. */
    readonly forPeers?: boolean;
    /** Asked by machines every few seconds to watch over the hub: a refusal is no entry of the log. */
    readonly unlogged?: boolean;
  }
}

const ALGORITHMS = ['EdDSA', 'ES256'];
const CLAIMS = ['sub', 'exp', 'authority_class', 'member_state', 'purpose'];
/** Clocks of two well-kept machines differ by less. */
const CLOCK_TOLERANCE_SECONDS = 5;

const requesters = new WeakMap<FastifyRequest, Requester>();

/** `onExpired` is told whose token it was: its signature is verified, only its time has passed. */
export function authenticate(
  app: FastifyInstance,
  options: AuthenticationOptions,
  onExpired: OnExpiredToken,
): void {
  const readRequester = createTokenReader(options, onExpired);
  const readUnlogged = createTokenReader(options);
  const readPeers = createReader(options, [...own(options), ...peers(options)], onExpired);
  const readerOf = ({ forPeers, unlogged }: FastifyContextConfig) => {
    if (forPeers === true) return readPeers;
    return unlogged === true ? readUnlogged : readRequester;
  };
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    if (config.open === true) return;
    requesters.set(request, await readerOf(config)(request.headers.authorization));
  });
}

type TokenReader = (authorization: string | undefined) => Promise<Requester>;

/** The verified caller of an `Authorization` header; throws a `ProblemError` where there is none. No peer is accepted. */
export function createTokenReader(options: AuthenticationOptions, onExpired?: OnExpiredToken): TokenReader {
  return createReader(options, own(options), onExpired);
}

type Signer = { readonly keys: JWTVerifyGetKey; readonly isPeer: boolean };

function own({ publicKeys }: AuthenticationOptions): readonly Signer[] {
  return [{ keys: keysNow(publicKeys), isPeer: false }];
}

function peers({ peerKeys }: AuthenticationOptions): readonly Signer[] {
  return [{ keys: keysNow(peerKeys), isPeer: true }];
}

/** The set is made when the list changes: it keeps the keys it has once read. */
function keysNow(list: () => readonly JWK[]): JWTVerifyGetKey {
  let made: readonly JWK[] | undefined;
  let set = createLocalJWKSet({ keys: [] });
  return (header, token) => {
    const keys = list();
    if (keys !== made) set = createLocalJWKSet({ keys: [...keys] });
    made = keys;
    return set(header, token);
  };
}

/** Who signed is known by the key that verifies alone: each of them names its keys as it likes. */
function createReader(
  options: AuthenticationOptions,
  signers: readonly Signer[],
  onExpired: OnExpiredToken | undefined,
): TokenReader {
  return async (authorization) => {
    const token = bearerToken(authorization);
    let refusal: unknown;
    for (const { keys, isPeer } of signers) {
      try {
        return requesterFrom(await verify(token, keys, options), isPeer);
      } catch (error) {
        refusal = error;
        if (isOfAnotherKey(error)) continue;
        // Not waited for: the note is written behind all other work, and the refusal does not hang on it.
        if (error instanceof errors.JWTExpired) void onExpired?.(requesterFrom(error.payload, isPeer), token);
        break;
      }
    }
    throw refusalOf(refusal);
  };
}

/** The verified caller of a route that is not open. */
export function requesterOf(request: FastifyRequest): Requester {
  const requester = requesters.get(request);
  if (!requester) throw new Error('a route that needs a requester is open');
  return requester;
}

function bearerToken(header: string | undefined): string {
  const token = header === undefined ? undefined : /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  if (token !== undefined) return token;
  throw new ProblemError('token-missing', 'Send a token: Authorization: Bearer <token>.');
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: AuthenticationOptions,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    requiredClaims: CLAIMS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
  return payload;
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof errors.JOSEError)) return error;
  if (error instanceof errors.JWTExpired) return new ProblemError('token-expired', 'Ask for a new token.');
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error.claim);
  if (isOfAnotherKey(error)) {
    return new ProblemError('token-signature-invalid', 'No accepted key has signed the token.');
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return new ProblemError('token-signature-invalid', `Tokens are signed with ${ALGORITHMS.join(' or ')}.`);
  }
  return new ProblemError('token-malformed', 'The token is no JSON Web Token in compact form.');
}

function isOfAnotherKey(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function claimRefusal(claim: string): ProblemError {
  switch (claim) {
    case 'aud':
      return new ProblemError(
        'token-audience-wrong',
        'The token was issued for another audience than this hub.',
      );
    case 'iss':
      return new ProblemError(
        'token-issuer-unknown',
        'The token was issued by somebody this hub does not accept.',
      );
    case 'nbf':
    case 'iat':
      return new ProblemError('token-not-yet-valid', 'The token is valid only later.');
    default:
      return new ProblemError('token-claims-invalid', `A token carries ${CLAIMS.join(', ')}.`);
  }
}

const AUTHORITY_ID = /^[A-Za-z0-9._:-]{1,100}$/;

function requesterFrom(payload: JWTPayload, isPeer: boolean): Requester {
  const { sub, authority_class: authorityClass, member_state: memberState, purpose } = payload;
  if (typeof sub !== 'string' || !AUTHORITY_ID.test(sub)) throw claimInvalid('sub');
  if (typeof authorityClass !== 'string' || !isAuthorityClass(authorityClass))
    throw claimInvalid('authority_class');
  if (typeof memberState !== 'string' || !(isMemberState(memberState) || memberState === UNION_AGENCY)) {
    throw claimInvalid('member_state');
  }
  if (typeof purpose !== 'string' || !isPurpose(purpose)) throw claimInvalid('purpose');
  const { operator_id: operatorId, gateway } = payload;
  if (operatorId !== undefined && (typeof operatorId !== 'string' || !AUTHORITY_ID.test(operatorId))) {
    throw claimInvalid('operator_id');
  }
  if (gateway !== undefined && !isPeer) {
    throw new ProblemError(
      'token-claims-invalid',
      'Only a peer hub vouches for a gateway, with its own key.',
    );
  }
  if (gateway !== undefined && (typeof gateway !== 'string' || !isPeerGateway(gateway))) {
    throw claimInvalid('gateway');
  }
  return {
    authorityId: sub,
    authorityClass,
    memberState,
    purpose,
    ...(operatorId === undefined ? {} : { operatorId }),
    ...(gateway === undefined ? {} : { vouchedGateway: gateway }),
  };
}

function claimInvalid(claim: string): ProblemError {
  return new ProblemError('token-claims-invalid', `The claim ${claim} holds nothing this hub knows.`);
}
