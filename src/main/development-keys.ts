/**
 * Keys for a hub on somebody's own machine, made at its first start and kept beside its data, readable by its user
 * alone. A hub that serves authorities is given its keys by configuration and never looks here.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './command-error.js';
import { replaceFile } from './replace-file.js';
import { type SigningKey, signingKeyOf } from './requester-token.js';

/** 32 bytes that wrap the data keys of a development database. Whoever loses them loses what they protect. */
export function developmentKeyEncryptionKey(dataDirectory: string): Uint8Array {
  const file = join(dataDirectory, 'keys', 'key-encryption-key');
  const key = Buffer.from(
    keptText(file, () => randomBytes(32).toString('base64')),
    'base64',
  );
  if (key.length !== 32) throw new CommandError(`${file} does not hold 32 bytes in base64.`);
  return key;
}

/** Ed25519, signs the development tokens. */
export function developmentSigningKey(dataDirectory: string): SigningKey {
  const pem = keptText(signingKeyFile(dataDirectory), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return signingKeyOf(pem);
}

export function hasDevelopmentSigningKey(dataDirectory: string): boolean {
  return existsSync(signingKeyFile(dataDirectory));
}

function signingKeyFile(dataDirectory: string): string {
  return join(dataDirectory, 'keys', 'signing-key.pem');
}

/** Read where it is, else created. */
function keptText(file: string, create: () => string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, create(), { mode: 0o600 });
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8');
}
