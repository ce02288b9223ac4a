/**
 * PostgreSQL and Redis for one benchmark, with the hub's schema and keys: private ones, in a folder of their own that is
 * removed at the end, whatever DATABASE_URL says. They outlive the hub, so that it can be stopped, filled and started again.
 */
import { statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Closers, createClosers } from '../../src/main/closers.js';
import { developmentKeyEncryptionKey } from '../../src/main/development-keys.js';
import { prepareInstanceFolder } from '../../src/main/embedded/instance-folder.js';
import { nameKey } from '../../src/main/name-key.js';
import { startServices } from '../../src/main/start-services.js';
import { createLog } from '../../src/platform/log.js';
import { type Keyring, openKeyring } from '../../src/store/keyring.js';
import { migrate } from '../../src/store/migrate.js';
import { type Database, openDatabase } from '../../src/store/open-database.js';
import { openBenchFolder } from './bench-folder.js';

export type PrivateServices = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** HUB_DATA of the hub that is measured: its keys seal what is filled in before it starts. */
  readonly hubData: string;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly closers: Closers;
  stop(): Promise<void>;
};

/** Kept free for the system: a benchmark that fills the disk or the memory measures that. */
const SPARE_BYTES = 512 * 1024 * 1024;

/** Throws, before anything is started, where memory or disk would not do. */
export async function startPrivateServices(needs: {
  readonly memoryBytes: number;
  readonly diskBytes: number;
}): Promise<PrivateServices> {
  requireRoom(needs);
  const closers = createClosers();
  const folder = openBenchFolder(closers);
  try {
    const log = createLog({ level: 'error', component: 'bench' });
    const instance = prepareInstanceFolder(join(folder, 'servers'));
    const services = await startServices({
      config: {},
      folder: instance,
      durable: true,
      report: () => {},
      log,
    });
    closers.add('servers', () => services.stop());
    await migrate({ url: services.databaseUrl, log });
    const database = await openDatabase({ url: services.databaseUrl, log });
    closers.add('database', () => database.close());
    const hubData = join(folder, 'hub');
    const keyring = await openKeyring({
      unitOfWork: database.unitOfWork,
      keyEncryptionKey: nameKey(developmentKeyEncryptionKey(hubData)),
    });
    const { databaseUrl, redisUrl } = services;
    return { databaseUrl, redisUrl, hubData, database, keyring, closers, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

export function requireRoom(needs: { readonly memoryBytes: number; readonly diskBytes: number }): void {
  const faults: string[] = [];
  const disk = statfsSync(tmpdir());
  const diskFree = disk.bavail * disk.bsize - SPARE_BYTES;
  const memoryFree = freemem() - SPARE_BYTES;
  if (needs.memoryBytes > memoryFree) faults.push(lacking('memory', needs.memoryBytes, memoryFree));
  if (needs.diskBytes > diskFree) faults.push(lacking(`disk below ${tmpdir()}`, needs.diskBytes, diskFree));
  if (faults.length > 0) throw new Error(`Not started: ${faults.join('; ')}. Give smaller galleries.`);
}

function lacking(what: string, needed: number, free: number): string {
  const megabytes = (bytes: number) => Math.max(0, Math.round(bytes / 2 ** 20)).toLocaleString('en-GB');
  return `${what}: ${megabytes(needed)} MiB needed, ${megabytes(free)} MiB free`;
}
