/** PostgreSQL and Redis for one process that has to bring them along: those configured, else private ones. */
import type { Log } from '../platform/log.js';
import { createClosers } from './closers.js';
import type { HubConfig } from './config.js';
import type { InstanceFolder } from './embedded/instance-folder.js';
import { startPrivatePostgres } from './embedded/postgres.js';
import { startPrivateRedis } from './embedded/redis.js';

export type Services = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Stops the private ones; those configured are left alone. */
  stop(): Promise<void>;
};

export async function startServices(options: {
  readonly config: Pick<HubConfig, 'databaseUrl' | 'redisUrl'>;
  readonly folder: InstanceFolder;
  readonly durable: boolean;
  readonly report: (line: string) => void;
  readonly log: Log;
}): Promise<Services> {
  const { config, report } = options;
  const closers = createClosers();
  try {
    const databaseUrl = config.databaseUrl ?? (await privatePostgres());
    if (config.databaseUrl) report('PostgreSQL of DATABASE_URL');
    const redisUrl = config.redisUrl ?? (await privateRedis());
    if (config.redisUrl) report('Redis of REDIS_URL');
    return { databaseUrl, redisUrl, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }

  async function privatePostgres(): Promise<string> {
    const server = await startPrivatePostgres(options);
    closers.add('PostgreSQL', () => server.stop());
    report(server.description);
    if (!options.folder.postgres.startsWith(options.folder.data))
      report(`its data: ${options.folder.postgres}`);
    return server.url;
  }

  async function privateRedis(): Promise<string> {
    const server = await startPrivateRedis(options);
    closers.add('Redis', () => server.stop());
    report(server.description);
    return server.url;
  }
}
