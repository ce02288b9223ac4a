/**
 * `npm test`: a private PostgreSQL and Redis in a temporary folder (unless DATABASE_URL and REDIS_URL name some), the
 * linter, then tap over the compiled tests. `npm test -- jobs` runs the files whose path contains `jobs`. The last
 * line is `N passed, N failed`, counted by tap; a linter that complains is one more failure.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  createWriteStream,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { createTestTemplate, TEMPLATE_VARIABLE } from '../testing/test-database.js';
import { CommandError } from './command-error.js';
import { prepareInstanceFolder } from './embedded/instance-folder.js';
import { runCommand } from './run-command.js';
import { startServices } from './start-services.js';
import { createTapSummary } from './tap-summary.js';

const TAP = join('node_modules', 'tap', 'dist', 'esm', 'run.mjs');
const OUTPUT = join('dist', 'test.tap');
/** What tests and the libraries below them wrote to stderr; its end is shown where something failed. */
const NOISE = join('dist', 'test.stderr');
const NOISE_LINES_MAX = 40;

await runCommand(async ({ closers, stopping }) => {
  const files = testFiles(process.argv.slice(2));
  const root = mkdtempSync(join(tmpdir(), 'hub-test-'));
  chmodSync(root, 0o755);
  closers.add('temporary folder', async () => rmSync(root, { recursive: true, force: true }));
  const services = await startServices({
    config: { ...named('databaseUrl', 'DATABASE_URL'), ...named('redisUrl', 'REDIS_URL') },
    folder: prepareInstanceFolder(root),
    durable: false,
    report: (line) => console.log(`# ${line}`),
    log: createLog({ level: 'error', component: 'test' }),
  });
  closers.add('services', () => services.stop());

  // After the tests, before the server it is on.
  const template = await createTestTemplate(services.databaseUrl);
  closers.add('template of databases', () => template.drop());

  const isClean = lint();
  leaveOutPlugins();
  const { passed, failed, exitCode } = await runTap(
    files,
    {
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      [TEMPLATE_VARIABLE]: template.name,
    },
    stopping,
  );
  await closers.closeAll();
  if (failed > 0 || exitCode !== 0) showNoise();
  console.log(`# complete output: ${OUTPUT}`);
  const failures = failed + (isClean ? 0 : 1) + (failed === 0 && exitCode !== 0 ? 1 : 0);
  console.log(`${passed} passed, ${failures} failed`);
  return failures === 0 && passed > 0 ? 0 : 1;
});

function named<Key extends string>(key: Key, variable: string): { readonly [K in Key]?: string } {
  const value = process.env[variable];
  return (value ? { [key]: value } : {}) as { readonly [K in Key]?: string };
}

function testFiles(filters: readonly string[]): readonly string[] {
  const files = readdirSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter(
      (file) => filters.length === 0 || filters.some((filter) => file.includes(filter.replace(/\.ts$/, ''))),
    )
    .map((file) => join('dist', file))
    .sort();
  if (files.length === 0) throw new CommandError(`No test file has ${filters.join(' or ')} in its path.`);
  return files;
}

function lint(): boolean {
  const biome = join('node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status } = spawnSync(process.execPath, [biome, 'check', '--diagnostic-level=warn', '.'], {
    cwd: PACKAGE_ROOT,
    stdio: 'inherit',
  });
  return status === 0 && hasBrowserTypes();
}

/** The console has the types of browsers, and is bundled without a look at them. */
function hasBrowserTypes(): boolean {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const project = join('src', 'console', 'app', 'tsconfig.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], {
    cwd: PACKAGE_ROOT,
    stdio: 'inherit',
  });
  return status === 0;
}

/**
 * tap with the plugins of `.taprc` alone, six seconds once an installation. Otherwise tap hands the hooks of its TypeScript
 * loader to every process and thread that a test starts, half a second of processor time each, and all are compiled already.
 */
function leaveOutPlugins(): void {
  const mark = join(PACKAGE_ROOT, 'node_modules', '.hub-tap');
  const wanted = readFileSync(join(PACKAGE_ROOT, '.taprc'), 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  const { status } = spawnSync(process.execPath, [TAP, 'build'], { cwd: PACKAGE_ROOT, stdio: 'inherit' });
  if (status !== 0) throw new CommandError('tap could not be built with the plugins of .taprc, see above.');
  writeFileSync(mark, wanted);
}

function showNoise(): void {
  const lines = readFileSync(join(PACKAGE_ROOT, NOISE), 'utf8').trim().split('\n');
  console.log(`# the end of ${NOISE}:`);
  for (const line of lines.slice(-NOISE_LINES_MAX)) console.log(`    ${line}`);
}

type Counts = { readonly passed: number; readonly failed: number; readonly exitCode: number };

async function runTap(
  files: readonly string[],
  servers: Readonly<Record<string, string>>,
  stopping: AbortSignal,
): Promise<Counts> {
  const args = [TAP, 'run', '--reporter=tap', `--jobs=${Math.min(availableParallelism(), 4)}`, ...files];
  const noise = openSync(join(PACKAGE_ROOT, NOISE), 'w');
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, ...servers },
    stdio: ['ignore', 'pipe', noise],
  });
  closeSync(noise);
  stopping.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const output = createWriteStream(join(PACKAGE_ROOT, OUTPUT));
  const summary = createTapSummary((line) => console.log(line));
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  for await (const line of createInterface({ input: child.stdout! })) {
    output.write(`${line}\n`);
    summary.add(line);
  }
  const exitCode = await ended;
  await new Promise<void>((resolve) => output.end(() => resolve()));
  return { ...summary.counts(), exitCode };
}
