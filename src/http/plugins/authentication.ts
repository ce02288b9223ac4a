/**
 * Who asks. Every route needs a signed token unless its configuration says it is open; the token is verified before a
 * byte of the body is read. What a verified caller may do is decided by the workflows.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createLocalJWKSet, errors, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { isAuthorityClass, isPeerGateway, isPurpose, type Requester } from '../../domain/authorities.js';
import { isMemberState, UNION_AGENCY } from '../../domain/country-codes.js';
import { ProblemError } from '../problems.js';

export type AuthenticationOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** JSON Web Keys that sign accepted tokens. */
  readonly publicKeys: readonly JWK[];
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No token is asked for. */
    readonly open?: boolean;
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
  onExpired: (requester: Requester) => Promise<void>,
): void {
  const readRequester = createTokenReader(options, onExpired);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open === true) return;
    requesters.set(request, await readRequester(request.headers.authorization));
  });
}

/** The verified caller of an `Authorization` header; throws a `ProblemError` where there is none. */
export function createTokenReader(
  options: AuthenticationOptions,
  onExpired?: (requester: Requester) => Promise<void>,
): (authorization: string | undefined) => Promise<Requester> {
  const keys = createLocalJWKSet({ keys: [...options.publicKeys] });
  return async (authorization) => {
    const token = bearerToken(authorization);
    try {
      return requesterFrom(await verify(token, keys, options));
    } catch (error) {
      if (error instanceof errors.JWTExpired) await onExpired?.(requesterFrom(error.payload));
      throw refusalOf(error);
    }
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
  keys: ReturnType<typeof createLocalJWKSet>,
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
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return new ProblemError('token-signature-invalid', 'No accepted key has signed the token.');
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return new ProblemError('token-signature-invalid', `Tokens are signed with ${ALGORITHMS.join(' or ')}.`);
  }
  return new ProblemError('token-malformed', 'The token is no JSON Web Token in compact form.');
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

function requesterFrom(payload: JWTPayload): Requester {
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
