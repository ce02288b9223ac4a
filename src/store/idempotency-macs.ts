/**
 * What an idempotency key and the content it came with are remembered as: keyed hashes, as the key is the caller's own
 * text and the content is about a person, and a plain hash of either could be tried out.
 */
import { createHash } from 'node:crypto';
import type { NewOperation } from '../workflows/ports/operations.js';
import type { Keyring } from './keyring.js';

export function idempotencyMacs(
  keyring: Keyring,
  { idempotencyKey, requester, request, samples, terms }: Omit<NewOperation, 'operationId'>,
): { readonly key: Uint8Array; readonly content: Uint8Array } | undefined {
  if (idempotencyKey === undefined) return undefined;
  const content = {
    request,
    // Absent where there is none, so that keys of earlier requests stay what they were; `slap` likewise.
    ...(terms === undefined ? {} : { terms }),
    samples: samples.map(({ position, slap, ppi, image }) => ({
      ...(slap === undefined ? {} : { slap }),
      position,
      ppi,
      image: createHash('sha256').update(image).digest('hex'),
    })),
  };
  const { authorityClass, memberState, purpose } = requester;
  // An authority with two tasks does not get under one what it asked under the other.
  const key = canonicalJson([authorityClass, memberState, purpose, idempotencyKey]);
  return {
    key: keyring.mac('idempotency-key', Buffer.from(key, 'utf8')),
    content: keyring.mac('idempotency-content', Buffer.from(canonicalJson(content), 'utf8')),
  };
}

/** JSON with the members of each object in order of their names: the order a caller wrote them in means nothing. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isPlainObject(part) ? sortedMembers(part) : part));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedMembers(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
