/**
 * `npm start`: the whole hub in one process, with private servers and development keys where none are configured.
 * Extraction computes in processes of its own and search in a thread, so the API stays responsive beside them.
 */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../platform/clock.js';
import { createLog } from '../platform/log.js';
import { migrate } from '../store/migrate.js';
import { type HubConfig, readConfig } from './config.js';
import { loadDemonstrationPopulation } from './demonstration-population.js';
import { developmentKeyEncryptionKey, developmentSigningKey } from './development-keys.js';
import { type DevelopmentTokens, writeDevelopmentTokens } from './development-tokens.js';
import type { InstanceLock } from './embedded/instance-lock.js';
import { applyGalleryShards } from './gallery-shards.js';
import { lockDataFolder } from './lock-data-folder.js';
import { openCore } from './open-core.js';
import { replaceFile } from './replace-file.js';
import { reportProcess } from './report-process.js';
import { jwkSetOf, signingKeyOf } from './requester-token.js';
import { type CommandContext, runCommand, untilStopped } from './run-command.js';
import { startApi } from './start-api.js';
import { type Matcher, startExtractor, startMatcher, startWorker } from './start-roles.js';
import { startServices } from './start-services.js';

const PROGRESS_MS = 2000;
const say = (line: string) => console.log(line);

await runCommand(async ({ closers, stopping }) => {
  const startedAt = performance.now();
  const config = readConfig();
  const log = createLog({ level: config.logLevel, component: 'hub' });
  const { folder, lock } = await lockDataFolder(config.dataDirectory, closers);
  say(`Open biometric identity hub, data in ${shown(folder.data)}`);

  const services = await startServices({
    config,
    folder,
    durable: true,
    report: (line) => say(`  ${line}`),
    log,
  });
  closers.add('private servers', () => services.stop());
  stopping.throwIfAborted();
  await migrate({ url: services.databaseUrl, log });
  say('  schema up to date');
  const divided = await applyGalleryShards(config, { url: services.databaseUrl, log });
  if (divided !== undefined) say(`  ${divided}`);
  const keyEncryptionKey = config.keyEncryptionKey ?? developmentKeyEncryptionKey(folder.data);
  if (config.keyEncryptionKey === undefined)
    say(`  development key encryption key in ${shown(join(folder.data, 'keys'))}`);

  const developmentKey = developmentSigningKey(folder.data);
  const signingKey = config.signingKey === undefined ? developmentKey : signingKeyOf(config.signingKey);

  const core = await openCore({
    config,
    ...services,
    keyEncryptionKey,
    signingKey,
    log,
    closers,
    worksOnWhatItAccepts: true,
  });
  stopping.throwIfAborted();
  await startExtractor(core);
  say(`  models loaded, ${config.executionProvider}, ${config.extractionWorkers} extraction processes`);
  stopping.throwIfAborted();
  const matcher = await startMatcher(core);
  await galleryLoaded(matcher, stopping);
  await startWorker(core);
  stopping.throwIfAborted();

  reportProcess(core);

  const jwks = config.jwks ?? jwkSetOf(developmentKey);
  const url = await startApi(core, { jwks, openDocumentation: true });
  const tokens = config.jwks === undefined ? await writeDevelopmentTokens(config) : undefined;
  announce({ config, lock, closers, url });
  printAddresses(url, (performance.now() - startedAt) / 1000);
  if (tokens) {
    const file = join(config.dataDirectory, 'tokens.json');
    say(`\nA token for each of ${Object.keys(tokens).length} roles, valid for 12 hours: ${file}`);
    say('  npm run tokens makes new ones and prints them; curl -H "Authorization: Bearer <token>" ...');
    // Behind the # browsers send it to nobody; the hub itself hands out no token, to whoever asks.
    say(`\nOperators' console, signed in: ${url}/console/#token=${tokens['hub-operator']}`);
  }

  if (Object.keys(config.remotes).length > 0) {
    say('\nNo demonstration population: it has records for systems that are kept elsewhere here.');
  } else if (tokens && config.demonstration) await loadPopulation({ config, url, tokens, stopping });
  if (!stopping.aborted) say('\nThe hub is ready. Ctrl-C stops it.');
  await untilStopped(stopping);
  say('\nStopping: no new requests, finishing what is in hand ...');
  await closers.closeAll();
  say('Stopped.');
  return 0;
});

/** Searches would be answered earlier, but not exhaustively. */
async function galleryLoaded(matcher: Matcher, stopping: AbortSignal): Promise<void> {
  for (let shownAt = performance.now(); matcher.status().state !== 'ready'; ) {
    await pause(20, undefined, { signal: stopping });
    if (performance.now() - shownAt < PROGRESS_MS) continue;
    shownAt = performance.now();
    const { state, loadProgress } = matcher.status();
    say(`  gallery ${state}, ${loadProgress.referencesRead} references read ...`);
  }
  say(`  gallery loaded, ${matcher.status().references} references`);
}

/** Where `npm run demo` finds the hub, for as long as it runs. */
function announce(options: {
  readonly config: HubConfig;
  readonly lock: InstanceLock;
  readonly closers: CommandContext['closers'];
  readonly url: string;
}): void {
  const file = join(options.config.dataDirectory, 'hub.json');
  replaceFile(file, `${JSON.stringify({ url: options.url })}\n`);
  options.lock.announce(options.url);
  options.closers.add('address', async () => rmSync(file, { force: true }));
}

function printAddresses(url: string, seconds: number): void {
  say(`\nListening after ${seconds.toFixed(1)} s`);
  say(`  API            ${url}`);
  say(`  Documentation  ${url}/documentation`);
  say(`  Metrics        ${url}/metrics (with the token of hub-operator)`);
  say(`  Health         ${url}/healthz and ${url}/readyz`);
}

async function loadPopulation(options: {
  readonly config: HubConfig;
  readonly url: string;
  readonly tokens: DevelopmentTokens;
  readonly stopping: AbortSignal;
}): Promise<void> {
  say('\nDemonstration population (HUB_DEMONSTRATION=off leaves it out)');
  await loadDemonstrationPopulation({
    url: options.url,
    tokens: options.tokens,
    directory: join(options.config.dataDirectory, 'synthetic'),
    today: systemClock(options.config.timeZone).today(),
    report: (line) => say(`  ${line}`),
    signal: options.stopping,
  });
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
