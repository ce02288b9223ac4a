/** RFC 7517: the public keys tokens are verified with. */
export type JwkSet = { readonly keys: readonly Jwk[] };
export type Jwk = { readonly kty: string; readonly [member: string]: unknown };

/**
 * `undefined` where the text is not a set of public keys. A private or symmetric key is refused although it could
 * verify as well: whoever may verify must not be able to issue.
 */
export function parseJwkSet(text: string): JwkSet | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || !Array.isArray(parsed['keys']) || parsed['keys'].length === 0) return undefined;
  const keys: unknown[] = parsed['keys'];
  return keys.every(isPublicKey) ? { keys } : undefined;
}

function isPublicKey(key: unknown): key is Jwk {
  return isObject(key) && typeof key['kty'] === 'string' && key['kty'] !== 'oct' && !('d' in key);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
