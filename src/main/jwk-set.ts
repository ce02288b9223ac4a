/** RFC 7517: the public keys tokens are verified with. */
export type JwkSet = { readonly keys: readonly Jwk[] };
export type Jwk = { readonly kty: string; readonly [member: string]: unknown };

/**
 * `undefined` where the text is not a set of public keys. A private or symmetric key is refused although it could
 * verify as well: whoever may verify must not be able to issue. A set of no keys is one only where it may be empty.
 */
export function parseJwkSet(text: string, { mayBeEmpty = false } = {}): JwkSet | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || !Array.isArray(parsed['keys'])) return undefined;
  const keys: unknown[] = parsed['keys'];
  if (keys.length === 0 && !mayBeEmpty) return undefined;
  return keys.every(isPublicKey) ? { keys } : undefined;
}

/** Whether a key is in both, under whatever name. */
export function haveKeyInCommon(one: JwkSet | undefined, other: JwkSet | undefined): boolean {
  const known = new Set(one?.keys.map(materialOf));
  return other?.keys.some((key) => known.has(materialOf(key))) ?? false;
}

/** What RFC 7638 takes a thumbprint of, decoded: the same bytes can be written in several ways. */
function materialOf(key: Jwk): string {
  const numbers = ['x', 'y', 'n', 'e'].map((member) => Buffer.from(String(key[member] ?? ''), 'base64url'));
  return [key.kty, ...numbers.map((bytes) => bytes.toString('hex'))].join(' ');
}

function isPublicKey(key: unknown): key is Jwk {
  return isObject(key) && typeof key['kty'] === 'string' && key['kty'] !== 'oct' && !('d' in key);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
