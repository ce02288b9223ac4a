/** One encrypted value of one row: which place it is bound to, and JSON in it. */
import type { Keyring } from './keyring.js';

/** For example `hub.samples.image:0b7c…`; `row` is the row's primary key. */
export type CellPlace = `hub.${string}.${string}:${string}`;

export function sealJson(keyring: Keyring, place: CellPlace, value: unknown): Uint8Array {
  return keyring.seal(Buffer.from(JSON.stringify(value ?? null), 'utf8'), place);
}

/** The caller names the type it sealed. */
export function openJson<T>(keyring: Keyring, place: CellPlace, sealed: Uint8Array): T {
  return JSON.parse(Buffer.from(keyring.open(sealed, place)).toString('utf8')) as T;
}
