import { createHash } from 'node:crypto';
import type { KeyEncryptionKey } from '../store/keyring.js';

/** The name is a hash of the key, so that the same key has the same name on every machine. */
export function nameKey(key: Uint8Array): KeyEncryptionKey {
  return { id: createHash('sha256').update('key id').update(key).digest('hex').slice(0, 16), key };
}
