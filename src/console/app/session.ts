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
  /** Absent where the token names no person. */
  readonly operatorId?: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
};

/** What the token says of itself; the hub alone judges whether it is true. `undefined` where it is no token. */
export function readToken(token: string): Session | undefined {
  const [, payload, signature] = token.trim().split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims = JSON.parse(decoded(payload)) as Readonly<Record<string, unknown>>;
    const {
      sub,
      authority_class: authorityClass,
      member_state: memberState,
      operator_id: operatorId,
      exp,
    } = claims;
    if (typeof sub !== 'string' || typeof authorityClass !== 'string') return undefined;
    return {
      token: token.trim(),
      authorityId: sub,
      authorityClass,
      memberState: typeof memberState === 'string' ? memberState : '',
      ...(typeof operatorId === 'string' ? { operatorId } : {}),
      expiresAt: typeof exp === 'number' ? exp : 0,
    };
  } catch {
    return undefined;
  }
}

function decoded(base64url: string): string {
  return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Whether two tokens are of one person in one role: a case that is open is gone on with by nobody else. */
export function isSameCaller(a: Session, b: Session): boolean {
  return (
    a.authorityId === b.authorityId &&
    a.authorityClass === b.authorityClass &&
    a.memberState === b.memberState &&
    a.operatorId === b.operatorId
  );
}

/** The token in the address, which leads to `place` from then on. */
export function takeToken(place: string): string | undefined {
  const given = /^#token=([A-Za-z0-9._-]+)/.exec(location.hash)?.[1];
  // Replaced, not pushed: the address with the token is in no history.
  if (given !== undefined) history.replaceState(undefined, '', `${location.pathname}${place}`);
  return given;
}

export function restoreSession(): Session | undefined {
  const session = readToken(takeToken('#/now') ?? sessionStorage.getItem(KEY) ?? '');
  if (session) keepSession(session);
  return session;
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(KEY, session.token);
}

export function forgetSession(): void {
  sessionStorage.removeItem(KEY);
}
