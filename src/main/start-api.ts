/** The role that answers callers: the public API over the workflows that need neither models nor gallery. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CONSOLE_DIRECTORY } from '../console/console-directory.js';
import { openCaptureReader } from '../extraction/capture/open-capture-reader.js';
import { createTransactionWriter } from '../extraction/capture/response-transaction.js';
import { buildApp } from '../http/app.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';
import { CommandError } from './command-error.js';
import type { JwkSet } from './jwk-set.js';
import type { Core } from './open-core.js';
import { createGaugeRefresh } from './refresh-gauges.js';
import { shardsWithoutHolder } from './shards-without-holder.js';
import { keepAuthentication } from './token-keys.js';

export type ApiOptions = {
  readonly jwks: JwkSet;
  /** Whether the documentation page is shown without a token: on a newcomer's machine. */
  readonly openDocumentation: boolean;
  /** Where the console was built to, if not to its own place. */
  readonly consoleDirectory?: string;
};

/** Threads that read files of the field's formats, started when the first one comes. */
const CAPTURE_THREADS = 2;
/** Port numbers tried after the usual one where nobody chose. */
const PORTS_TRIED = 20;

/** Resolves with the address it listens on. */
export async function startApi(core: Core, options: ApiOptions): Promise<string> {
  const { jwks, openDocumentation, consoleDirectory = CONSOLE_DIRECTORY } = options;
  const { config, log, ports, readiness, closers } = core;
  const captures = openCaptureReader({ profiles: config.nistProfiles, threads: CAPTURE_THREADS, log });
  const workflows = createHubWorkflows(ports);
  const app = await buildApp({
    workflows,
    authentication: keepAuthentication(core, jwks),
    metrics: ports.metrics,
    log,
    readiness: readiness.report,
    refreshMetrics: createGaugeRefresh(core),
    ids: ports.ids,
    captures,
    transactions: createTransactionWriter(config.nistProfiles),
    clock: ports.clock,
    tracing: core.tracing,
    classInHand: core.classInHand,
    openDocumentation,
    ...(config.trustedProxies === undefined ? {} : { trustedProxies: config.trustedProxies }),
    ...consoleIfBuilt(consoleDirectory),
  });
  await core.admission.refresh();
  const load = startRepeatingTask({
    name: 'watch load',
    everyMs: LIMITS.admissionRefreshMs,
    run: () => core.admission.refresh(),
    log,
    metrics: ports.metrics,
  });
  closers.add('watch of the load', () => load.close());
  core.parts.admissions = () => core.admission.reports();
  const history = startRepeatingTask({
    name: 'keep figures',
    everyMs: LIMITS.figureHistoryMs,
    run: () => workflows.operate.watch.keepPoint(),
    log,
    metrics: ports.metrics,
  });
  closers.add('history of figures', () => history.close());
  // Callers are served while shards are missing: that is for whoever watches, not for a load balancer.
  readiness.register('gallery-shards', async () => {
    const survey = await core.matchers.survey();
    return { ready: true, shardCount: survey.shardCount, withoutHolder: shardsWithoutHolder(survey) };
  });
  const port = await freePort(config.host, config.port, config.portIsChosen);
  const url = await app.listen({ host: config.host, port });
  // Closed after the API, which goes on answering what is in hand.
  closers.add('reader of files', () => captures.close());
  closers.add('API', () => app.close());
  return url;
}

/** What `npm run build` made of `src/console/app`. A hub without it serves the API all the same. */
function consoleIfBuilt(consoleDirectory: string): { readonly consoleDirectory?: string } {
  return existsSync(join(consoleDirectory, 'index.html')) ? { consoleDirectory } : {};
}

async function freePort(host: string, first: number, isChosen: boolean): Promise<number> {
  const last = isChosen ? first : first + PORTS_TRIED;
  for (let port = first; port <= last; port += 1) {
    if (await isFree(host, port)) return port;
  }
  throw new CommandError(
    isChosen
      ? `Port ${first} of ${host} cannot be listened on: another program uses it, or it is not allowed. Set HUB_PORT.`
      : `No port from ${first} to ${last} of ${host} is free. Set HUB_PORT.`,
  );
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port }, () => probe.close(() => resolve(true)));
  });
}
