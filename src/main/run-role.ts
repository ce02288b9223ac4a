/**
 * The frame of a role that has a process of its own among several machines. Its servers and keys come from the
 * configuration; nothing is started privately and nothing is made up.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createTokenReader } from '../http/plugins/authentication.js';
import { PROBLEMS, ProblemError } from '../http/problems.js';
import { requireMetricsReader } from '../http/routes/read-metrics.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { type Environment, type HubConfig, readConfig } from './config.js';
import { requireGalleryShards } from './gallery-shards.js';
import { type Core, openCore } from './open-core.js';
import { reportProcess } from './report-process.js';
import { signingKeyOf } from './requester-token.js';
import { runCommand, untilStopped } from './run-command.js';
import { showReadiness } from './show-readiness.js';
import { keepAuthentication } from './token-keys.js';

const REQUIRED = ['DATABASE_URL', 'REDIS_URL', 'HUB_KEY_ENCRYPTION_KEY'];

export type Role = {
  readonly name: string;
  readonly required?: readonly string[];
  readonly start: (core: Core) => Promise<void>;
};

export async function runRole({ name, required = [], start }: Role): Promise<void> {
  await runCommand(async ({ closers, stopping }) => {
    const config = readConfig(process.env, [...REQUIRED, ...required, ...requiredByRemotes()]);
    const log = createLog({ level: config.logLevel, component: name });
    const signing = config.signingKey === undefined ? {} : { signingKey: signingKeyOf(config.signingKey) };
    const core = await openCore({ config, ...configured(config), ...signing, log, closers, component: name });
    await requireGalleryShards(config, core.ports.unitOfWork.sql);
    await start(core);
    reportProcess(core);
    log.info({ role: name }, 'started');
    await untilStopped(stopping);
    log.info({ role: name }, 'stopping');
    return 0;
  });
}

/** Alone `npm start` has a development key to vouch for its callers with. */
export function requiredByRemotes(env: Environment = process.env): readonly string[] {
  // Empty is what compose files make of an unset one.
  const hasRemotes = Object.entries(env).some(([name, value]) => /^HUB_REMOTE_.*_URL$/.test(name) && value);
  return hasRemotes ? ['HUB_SIGNING_KEY'] : [];
}

/**
 * Health and metrics of a role without the API. Health is open; metrics are for the same tokens as those of the API, and
 * are not served where no keys to verify them with are configured.
 */
export async function serveHealth(core: Core): Promise<void> {
  const { config, readiness, ports, closers } = core;
  const readRequester = config.jwks && createTokenReader(keepAuthentication(core, config.jwks));
  const server = createServer(HEALTH_LIMITS, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const status = error instanceof ProblemError ? PROBLEMS[error.code].status : 500;
      json(response, status, {
        status,
        title: error instanceof ProblemError ? error.message : 'Internal error',
      });
    });
  });
  server.maxConnections = LIMITS.healthConnectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: config.host, port: config.port }, () => resolve());
  });
  closers.add('health', async () => {
    server.closeAllConnections();
    server.close();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (path === '/healthz') return json(response, 200, { status: 'ok' });
    if (path === '/readyz') {
      const report = await readiness.report();
      return json(response, report.ready ? 200 : 503, report);
    }
    if (path === '/metrics' && readRequester) {
      requireMetricsReader(await readRequester(request.headers.authorization));
      const { registry } = ports.metrics;
      await showReadiness(readiness, ports.metrics);
      response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
      return;
    }
    json(response, 404, { title: 'Not found' });
  }
}

/** Whoever can reach it needs no token to connect: a line that never ends is let go of. */
const HEALTH_LIMITS = {
  maxHeaderSize: LIMITS.healthHeaderBytesMax,
  requestTimeout: LIMITS.healthRequestMs,
  headersTimeout: LIMITS.healthRequestMs,
  connectionsCheckingInterval: LIMITS.connectionsCheckMs,
};

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function configured(config: HubConfig) {
  const { databaseUrl, redisUrl, keyEncryptionKey } = config;
  if (!databaseUrl || !redisUrl || !keyEncryptionKey)
    throw new Error('required configuration was not checked');
  return { databaseUrl, redisUrl, keyEncryptionKey };
}
