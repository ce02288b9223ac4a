#!/usr/bin/env node
// What `npm start`, `npm run demo` and `npm test` run first: plain JavaScript for a fresh clone. Installs what is
// missing, compiles what has changed, then runs the compiled command in this process, so that Ctrl-C reaches it
// directly. Quiet where there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const NODE_MIN = [20, 19];
const COMMANDS = {
  start: 'all',
  demo: 'demo-command',
  test: 'test-command',
  models: 'models',
  formats: 'formats',
  fuzz: 'fuzz',
  openapi: 'openapi-command',
  rules: 'rules-command',
  audit: 'audit',
  tokens: 'tokens-command',
  bench: '../../bench/bench-command',
  migrate: 'migrate',
  api: 'api',
  extractor: 'extractor',
  matcher: 'matcher',
  worker: 'worker',
};

const [command = '', ...rest] = process.argv.slice(2);
requireNode();
if (command !== 'build' && !(command in COMMANDS)) {
  fail(`Unknown command "${command}". Commands: build, ${Object.keys(COMMANDS).join(', ')}`, 2);
}
process.chdir(ROOT);
installWhatIsMissing();
await compileWhatChanged();
if (command !== 'build') {
  const file = join(ROOT, 'dist', 'src', 'main', `${COMMANDS[command]}.js`);
  process.argv = [process.argv[0], file, ...rest];
  await import(pathToFileURL(file).href);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Node.js ${NODE_MIN.join('.')} or newer is needed; this is ${process.versions.node}.`, 2);
}

/** The hash of the lock file is kept inside node_modules: a new checkout of the same lock installs nothing. */
function installWhatIsMissing() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const mark = join('node_modules', '.hub-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  const npmsOwn = join('node_modules', '.package-lock.json');
  if (!existsSync(mark) && existsSync(npmsOwn) && isNewer(npmsOwn, 'package-lock.json')) {
    writeFileSync(mark, lock);
    return;
  }
  console.log('Installing packages (npm ci), about a minute ...');
  const { status, error } = npm([
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  if (status !== 0) {
    fail(
      `npm ci failed${error ? `: ${error.message}` : ''}.\n` +
        'Its messages stand above. Usual reasons: no way to the package registry (npm config get registry, proxy), ' +
        'or a folder this user may not write to.',
    );
  }
  writeFileSync(mark, lock);
}

/** Under `npm run` the very npm that runs us, otherwise the one of the PATH. */
function npm(args) {
  // Its install script would fetch GPU libraries from the internet and break the installation without it.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js')
    ? spawnSync(process.execPath, [cli, ...args], { stdio: 'inherit', env })
    : spawnSync('npm', args, { stdio: 'inherit', env });
}

async function compileWhatChanged() {
  const sources = ['src', 'schemas', 'bench']
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => file.endsWith('.ts'));
  const browser = filesBelow(join('src', 'console', 'app'));
  const state = fingerprint([...new Set([...sources, ...browser]), 'tsconfig.json', 'package-lock.json']);
  const mark = join('dist', '.compiled');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return;
  console.log('Compiling ...');
  mkdirSync('dist', { recursive: true });
  removeOrphans(new Set(sources));
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const args = [
    tsc,
    '-p',
    'tsconfig.json',
    '--incremental',
    '--tsBuildInfoFile',
    join('dist', '.tsbuildinfo'),
  ];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) {
    rmSync(mark, { force: true });
    fail('The TypeScript compiler found errors, see above.');
  }
  // The operators' console, for browsers: a tenth of a second, with the compiled bundler script of its own folder.
  const builder = pathToFileURL(join(ROOT, 'dist', 'src', 'console', 'build-console.js'));
  try {
    const { buildConsole } = await import(builder.href);
    await buildConsole({ sources: join('src', 'console', 'app') });
  } catch (error) {
    rmSync(mark, { force: true });
    fail(`The operators' console could not be built: ${error.message}`);
  }
  writeFileSync(mark, state);
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Compiled files whose source is gone would still be found, tests above all. */
function removeOrphans(sources) {
  for (const file of filesBelow('dist')) {
    if (!/\.js(\.map)?$/.test(file)) continue;
    const source = relative('dist', file).replace(/\.js(\.map)?$/, '.ts');
    if (!sources.has(source)) rmSync(file);
  }
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

function isNewer(file, other) {
  return statSync(file).mtimeMs > statSync(other).mtimeMs;
}

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}
