/**
 * Encryption at rest. A key encryption key from the configuration wraps random data keys kept in PostgreSQL; the newest
 * data key seals, every older one still opens. AES-256-GCM throughout.
 *
 * A sealed value is: 1 byte version, 4 bytes number of the data key (big endian), 12 bytes random nonce, ciphertext,
 * 16 bytes tag. Its associated data names table, column and row (`sealed-cell.ts`), so that a value copied into
 * another row does not open. Random nonces allow 2^32 values per data key (NIST SP 800-38D, 8.3); call `rotate` long before.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { OperationalError } from '../platform/operational-error.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';

export type KeyEncryptionKey = {
  /** Names the key, so that a data key says what opens it. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
};

export type Keyring = {
  seal(plaintext: Uint8Array, associatedData: string): Uint8Array;
  /** Throws where the value was changed, or belongs to other associated data. */
  open(sealed: Uint8Array, associatedData: string): Uint8Array;
  /** HMAC-SHA-256 of `content` for one purpose; the same in every process and after every rotation. */
  mac(purpose: string, content: Uint8Array): Uint8Array;
  /** Adds a data key that seals from now on. Other processes learn of it when they meet its first value. */
  rotate(): Promise<void>;
};

/**
 * Creates the first data key where there is none: processes that start at once agree on one. Data keys wrapped under
 * one of `previousKeys` are wrapped again under `keyEncryptionKey`. A key encryption key that does not fit is an error.
 */
export async function openKeyring(options: {
  readonly unitOfWork: UnitOfWork;
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly previousKeys?: readonly KeyEncryptionKey[];
}): Promise<Keyring> {
  const { unitOfWork, keyEncryptionKey } = options;
  const known = [keyEncryptionKey, ...(options.previousKeys ?? [])];
  for (const { key } of known) {
    if (key.length !== 32) throw new Error('a key encryption key has 32 bytes');
  }
  await addDataKey(unitOfWork.sql, keyEncryptionKey, 1);
  let dataKeys = await unitOfWork.transaction((tx) => readDataKeys(tx, keyEncryptionKey, known));
  const macKeys = new Map<string, KeyObject>();
  let isReloading = false;

  const reload = async () => {
    dataKeys = await unitOfWork.transaction((tx) => readDataKeys(tx, keyEncryptionKey, known));
  };
  /** Reads the keys anew in the background; where that fails, whoever meets the key next tries again. */
  const startReload = () => {
    if (isReloading) return;
    isReloading = true;
    reload().then(
      () => {
        isReloading = false;
      },
      () => {
        isReloading = false;
      },
    );
  };

  return {
    seal: (plaintext, associatedData) => sealWith(newestOf(dataKeys), plaintext, associatedData),
    open(sealed, associatedData) {
      const dataKeyId = dataKeyIdOf(sealed);
      const key = dataKeys.get(dataKeyId);
      if (key) return openWith({ dataKeyId, key }, sealed, associatedData);
      startReload();
      throw new OperationalError('database-unavailable', `data key ${dataKeyId} is being read`);
    },
    mac(purpose, content) {
      let key = macKeys.get(purpose);
      if (!key) {
        // Derived from the first data key, which is never removed, so that rotation does not change what was kept.
        key = createSecretKey(Buffer.from(hkdfSync('sha256', dataKeys.get(1)!, '', `mac:${purpose}`, 32)));
        macKeys.set(purpose, key);
      }
      return createHmac('sha256', key).update(content).digest();
    },
    async rotate() {
      await addDataKey(unitOfWork.sql, keyEncryptionKey, newestOf(dataKeys).dataKeyId + 1);
      await reload();
    },
  };
}

const VERSION = 1;
const NONCE_AT = 5;
const TEXT_AT = 17;
const TAG_BYTES = 16;

type DataKey = { readonly dataKeyId: number; readonly key: KeyObject };

function sealWith({ dataKeyId, key }: DataKey, plaintext: Uint8Array, associatedData: string): Uint8Array {
  const sealed = Buffer.allocUnsafe(TEXT_AT + plaintext.length + TAG_BYTES);
  sealed[0] = VERSION;
  sealed.writeUInt32BE(dataKeyId, 1);
  sealed.set(randomBytes(TEXT_AT - NONCE_AT), NONCE_AT);
  const cipher = createCipheriv('aes-256-gcm', key, sealed.subarray(NONCE_AT, TEXT_AT));
  cipher.setAAD(authenticated(sealed, associatedData));
  sealed.set(cipher.update(plaintext), TEXT_AT);
  cipher.final();
  sealed.set(cipher.getAuthTag(), TEXT_AT + plaintext.length);
  return sealed;
}

function openWith({ key }: DataKey, sealed: Uint8Array, associatedData: string): Uint8Array {
  const textEnd = sealed.length - TAG_BYTES;
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(NONCE_AT, TEXT_AT), options);
  decipher.setAAD(authenticated(sealed, associatedData));
  decipher.setAuthTag(sealed.subarray(textEnd));
  const plaintext = decipher.update(sealed.subarray(TEXT_AT, textEnd));
  try {
    decipher.final();
  } catch {
    throw new Error(`a sealed value does not belong where it stands, or was changed: ${associatedData}`);
  }
  return plaintext;
}

/** The header is authenticated too. */
function authenticated(sealed: Uint8Array, associatedData: string): Buffer {
  return Buffer.concat([sealed.subarray(0, NONCE_AT), Buffer.from(associatedData, 'utf8')]);
}

function dataKeyIdOf(sealed: Uint8Array): number {
  if (sealed.length < TEXT_AT + TAG_BYTES || sealed[0] !== VERSION) {
    throw new Error('not a sealed value of a known version');
  }
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(1);
}

function newestOf(dataKeys: ReadonlyMap<number, KeyObject>): DataKey {
  const dataKeyId = Math.max(...dataKeys.keys());
  return { dataKeyId, key: dataKeys.get(dataKeyId)! };
}

/** Does nothing where another process was first. */
async function addDataKey(sql: Sql, wrapping: KeyEncryptionKey, dataKeyId: number): Promise<void> {
  await sql.query(
    `insert into hub.data_keys (data_key_id, key_encryption_key_id, wrapped_key) values ($1, $2, $3)
     on conflict (data_key_id) do nothing`,
    [dataKeyId, wrapping.id, wrap(wrapping, dataKeyId, randomBytes(32))],
  );
}

type DataKeyRow = {
  readonly data_key_id: number;
  readonly key_encryption_key_id: string;
  readonly wrapped_key: Buffer;
};

async function readDataKeys(
  tx: Sql,
  current: KeyEncryptionKey,
  known: readonly KeyEncryptionKey[],
): Promise<ReadonlyMap<number, KeyObject>> {
  const rows = await tx.query<DataKeyRow>(
    'select data_key_id, key_encryption_key_id, wrapped_key from hub.data_keys order by data_key_id',
  );
  const dataKeys = new Map<number, KeyObject>();
  for (const row of rows) {
    const bytes = unwrap(row, known);
    dataKeys.set(row.data_key_id, createSecretKey(bytes));
    if (row.key_encryption_key_id !== current.id) {
      await tx.query(
        'update hub.data_keys set key_encryption_key_id = $2, wrapped_key = $3 where data_key_id = $1',
        [row.data_key_id, current.id, wrap(current, row.data_key_id, bytes)],
      );
    }
  }
  return dataKeys;
}

const wrappingKey = ({ key }: KeyEncryptionKey): KeyObject => createSecretKey(Buffer.from(key));
const placeOf = (dataKeyId: number): string => `hub.data_keys.wrapped_key:${dataKeyId}`;

function wrap(wrapping: KeyEncryptionKey, dataKeyId: number, bytes: Uint8Array): Uint8Array {
  return sealWith({ dataKeyId, key: wrappingKey(wrapping) }, bytes, placeOf(dataKeyId));
}

function unwrap(row: DataKeyRow, known: readonly KeyEncryptionKey[]): Buffer {
  const { data_key_id: dataKeyId, key_encryption_key_id: id, wrapped_key: wrapped } = row;
  const wrapping = known.find((key) => key.id === id);
  if (!wrapping) {
    throw new Error(
      `data key ${dataKeyId} is wrapped under key encryption key ${id}, which is not configured`,
    );
  }
  try {
    return Buffer.from(openWith({ dataKeyId, key: wrappingKey(wrapping) }, wrapped, placeOf(dataKeyId)));
  } catch {
    throw new Error(
      `key encryption key ${id} does not open data key ${dataKeyId}: it is not the key this database was made with`,
    );
  }
}
