/**
 * Who is signed in. The token lives in this tab: in its memory, and in `sessionStorage` so that a reload keeps it. A link
 * that `npm start` prints carries it behind the `#`, which browsers never send; it is taken from the address at once.
 */
const KEY = 'hub-console-token';

export type Session = {
  readonly token: string;
  readonly authorityId: string;
  readonly authorityClass: string;
  readonly memberState: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
};

/** What the token says of itself; the hub alone judges whether it is true. `undefined` where it is no token. */
export function readToken(token: string): Session | undefined {
  const [, payload, signature] = token.trim().split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims = JSON.parse(decoded(payload)) as Readonly<Record<string, unknown>>;
    const { sub, authority_class: authorityClass, member_state: memberState, exp } = claims;
    if (typeof sub !== 'string' || typeof authorityClass !== 'string') return undefined;
    return {
      token: token.trim(),
      authorityId: sub,
      authorityClass,
      memberState: typeof memberState === 'string' ? memberState : '',
      expiresAt: typeof exp === 'number' ? exp : 0,
    };
  } catch {
    return undefined;
  }
}

function decoded(base64url: string): string {
  return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
}

export function restoreSession(): Session | undefined {
  const given = /^#token=([A-Za-z0-9._-]+)/.exec(location.hash)?.[1];
  // Replaced, not pushed: the address with the token is in no history.
  if (given !== undefined) history.replaceState(undefined, '', `${location.pathname}#/now`);
  const session = readToken(given ?? sessionStorage.getItem(KEY) ?? '');
  if (session) keepSession(session);
  return session;
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(KEY, session.token);
}

export function forgetSession(): void {
  sessionStorage.removeItem(KEY);
}
