/**
 * Encryption at rest. A key encryption key from the configuration wraps random data keys kept in PostgreSQL; the newest
 * data key seals, every older one still opens. AES-256-GCM throughout.
 *
 * A sealed value is: 1 byte version, 4 bytes number of the data key (big endian), 12 bytes random nonce, ciphertext,
 * 16 bytes tag. Its associated data names table, column and row (`sealed-cell.ts`), so that a value copied into
 * another row does not open.
 *
 * Random nonces allow 2^32 values per data key (NIST SP 800-38D, 8.3). A process therefore adds the next data key
 * long before (`keepUp`): when the newest is old, or it has sealed many values under it. A key added so is read by all
 * processes before one of them seals with it. Whoever meets one it has not read all the same, reads again at once.
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
import { LIMITS } from '../platform/limits.js';
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
  /** Adds a data key that seals from now on, at once in this process. Other processes learn of it when they meet its first value. */
  rotate(): Promise<void>;
  /**
   * Reads what keys others have added, and adds the next where it is time. For a timer: with nothing of it beside sealing and
   * opening, a process that is idle keeps up as well as a busy one, and a failure is told.
   */
  keepUp(): Promise<void>;
};

/**
 * Creates the first data key where there is none: processes that start at once agree on one. Data keys wrapped under
 * one of `previousKeys` are wrapped again under `keyEncryptionKey`. A key encryption key that does not fit is an error.
 */
export async function openKeyring(options: {
  readonly unitOfWork: UnitOfWork;
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly previousKeys?: readonly KeyEncryptionKey[];
  /** Tests shorten it. */
  readonly valuesMax?: number;
}): Promise<Keyring> {
  const { unitOfWork, keyEncryptionKey } = options;
  const known = [keyEncryptionKey, ...(options.previousKeys ?? [])];
  for (const { key } of known) {
    if (key.length !== 32) throw new Error('a key encryption key has 32 bytes');
  }
  await addDataKey(unitOfWork.sql, keyEncryptionKey, 1);
  const read = () => unitOfWork.transaction((tx) => readDataKeys(tx, keyEncryptionKey, known));
  const { valuesMax = LIMITS.dataKeyValuesMax } = options;
  let { dataKeys, settledId, isNewestOld } = await read();
  let sealing = dataKeyOf(dataKeys, settledId);
  let sealedCount = 0;
  const macKeys = new Map<string, KeyObject>();
  let isReloading = false;

  const sealWithNext = (dataKeyId: number) => {
    if (dataKeyId <= sealing.dataKeyId) return;
    sealing = dataKeyOf(dataKeys, dataKeyId);
    sealedCount = 0;
  };
  const reload = async () => {
    ({ dataKeys, settledId, isNewestOld } = await read());
    sealWithNext(settledId);
  };
  const add = async () => {
    await addDataKey(unitOfWork.sql, keyEncryptionKey, newestOf(dataKeys) + 1);
    await reload();
  };
  /** Where a key was added already, all that is left is to wait until it seals. */
  const isNextDue = () =>
    newestOf(dataKeys) === sealing.dataKeyId && (isNewestOld || sealedCount >= valuesMax);
  /** In the background; where that fails, whoever meets an unknown key next tries again. */
  const startReload = () => {
    if (isReloading) return;
    isReloading = true;
    const done = () => {
      isReloading = false;
    };
    reload().then(done, done);
  };

  return {
    seal(plaintext, associatedData) {
      sealedCount += 1;
      return sealWith(sealing, plaintext, associatedData);
    },
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
      await add();
      sealWithNext(newestOf(dataKeys));
    },
    async keepUp() {
      // Read first: another process may have added the next one meanwhile.
      await reload();
      if (isNextDue()) await add();
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

const newestOf = (dataKeys: ReadonlyMap<number, KeyObject>): number => Math.max(...dataKeys.keys());

function dataKeyOf(dataKeys: ReadonlyMap<number, KeyObject>, dataKeyId: number): DataKey {
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
  readonly is_settled: boolean;
  readonly is_old: boolean;
};

type ReadKeys = {
  readonly dataKeys: ReadonlyMap<number, KeyObject>;
  /** The newest that every process has read by now; the first key where there is none. */
  readonly settledId: number;
  readonly isNewestOld: boolean;
};

async function readDataKeys(
  tx: Sql,
  current: KeyEncryptionKey,
  known: readonly KeyEncryptionKey[],
): Promise<ReadKeys> {
  // Ages by the clock of the database, which all processes share.
  const rows = await tx.query<DataKeyRow>(
    `select data_key_id, key_encryption_key_id, wrapped_key,
       created_at <= now() - make_interval(secs => $1::double precision) as is_settled,
       created_at <= now() - make_interval(secs => $2::double precision) as is_old
     from hub.data_keys order by data_key_id`,
    [LIMITS.dataKeySettleMs / 1000, LIMITS.dataKeyMs / 1000],
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
  return {
    dataKeys,
    settledId: (rows.findLast(({ is_settled }) => is_settled) ?? rows[0]!).data_key_id,
    isNewestOld: rows.at(-1)!.is_old,
  };
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
