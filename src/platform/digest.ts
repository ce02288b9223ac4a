import { createHash, type Hash } from 'node:crypto';

/** SHA-256 in hex of plain data and bytes: equal data have equal digests, whatever the order of their fields. */
export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  add(hash, value);
  return hash.digest('hex');
}

function add(hash: Hash, value: unknown): void {
  if (value instanceof Uint8Array) {
    hash.update(`bytes ${value.byteLength} `).update(value);
  } else if (Array.isArray(value)) {
    hash.update(`list ${value.length} `);
    for (const each of value) add(hash, each);
  } else if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`fields ${fields.length} `);
    for (const [key, each] of fields) {
      add(hash, key);
      add(hash, each);
    }
  } else {
    const text = JSON.stringify(value) ?? 'undefined';
    hash.update(`${text.length} ${text}`);
  }
}
