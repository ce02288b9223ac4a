/**
 * The architecture as a test: who may import whom, which library appears where, and what only `main` may touch. Reads
 * the sources, so that a breach is found at the line that makes it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, normalize, relative } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../platform/package-root.js';

type Source = {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly area: string;
  readonly isTest: boolean;
  readonly text: string;
  readonly imports: readonly Import[];
};
type Import = { readonly target: string; readonly area: string | undefined; readonly typeOnly: boolean };

const FREE = ['main', 'testing', 'bench'];
const PORTS = 'src/workflows/ports';

/** Area -> areas it may import. `workflows` stands for values; the types of the ports are open to all but the core. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  matching: ['domain'],
  platform: [],
  schemas: ['domain', 'platform'],
  workflows: ['domain'],
  engine: ['domain', 'matching', 'platform'],
  extraction: ['domain', 'platform'],
  store: ['domain', 'platform'],
  adapters: ['domain', 'platform', 'schemas'],
  coordination: ['domain', 'platform'],
  jobs: ['domain', 'workflows', 'platform', 'schemas'],
  http: ['domain', 'workflows', 'platform', 'schemas'],
  console: ['schemas'],
};

/** What a workflow may take from `platform` at run time; everything else there it sees as types. */
const OPEN_TO_WORKFLOWS = [
  'src/platform/digest.ts',
  'src/platform/limits.ts',
  'src/platform/operational-error.ts',
  'src/platform/time-limit.ts',
  'src/platform/while-not-aborted.ts',
];

/** Library -> the areas it may appear in. `main`, `testing` and `bench` may use any. */
const LIBRARY_AREAS: Readonly<Record<string, readonly string[]>> = {
  fastify: ['http'],
  '@fastify/swagger': ['http'],
  '@fastify/swagger-ui': ['http'],
  '@fastify/helmet': ['http'],
  '@fastify/multipart': ['http'],
  '@fastify/static': ['http'],
  jose: ['http'],
  typebox: ['schemas', 'adapters', 'http'],
  'onnxruntime-node': ['engine', 'extraction'],
  'onnxruntime-common': ['engine', 'extraction'],
  sharp: ['extraction'],
  '@cornerstonejs/codec-openjpeg': ['extraction'],
  redis: ['coordination'],
  bullmq: ['jobs'],
  ioredis: ['jobs'],
  pg: ['store'],
  'node-pg-migrate': ['store'],
  undici: ['adapters'],
  cockatiel: ['adapters'],
  pino: ['platform'],
  'any-ascii': ['platform'],
  '@opentelemetry/api': ['platform'],
  '@opentelemetry/exporter-trace-otlp-http': ['platform'],
  '@opentelemetry/resources': ['platform'],
  '@opentelemetry/sdk-trace-base': ['platform'],
  'prom-client': ['platform'],
  preact: ['console'],
  esbuild: ['console'],
  tap: [],
};

const IMPORT = /(?:^|\n)(?:import|export)\s+(type\s+)?([^;'"]*?from\s+)?['"]([^'"]+)['"]/g;

const sources = ['src', 'schemas', 'bench'].flatMap((folder) => readSources(folder));
const code = sources.filter(({ isTest, area }) => !isTest && !FREE.includes(area));

t.test('every area is known to this test', async (t) => {
  const areas = new Set(sources.map(({ area }) => area));
  for (const area of areas) t.ok(FREE.includes(area) || area in MAY_IMPORT, `area ${area}`);
});

t.test('areas import only what the architecture allows', async (t) => {
  for (const source of code) {
    for (const target of source.imports) {
      if (target.area === undefined || target.area === source.area) continue;
      t.ok(isAllowed(source, target), `${source.path} imports ${target.target}`);
    }
  }
});

t.test('no system knows another, in code as in law', async (t) => {
  for (const source of code.filter(({ area }) => area === 'adapters')) {
    const mine = adapterOf(source.path);
    for (const { target } of source.imports) {
      const other = adapterOf(target);
      const breach = mine !== undefined && other !== undefined && other !== mine && mine !== 'registry';
      t.notOk(breach, `${source.path} imports ${target}`);
    }
  }
});

/** What one system has of its own beside its facts: what is kept about its files, or found by something only it knows. */
const OF_ONE_SYSTEM: readonly string[] = [
  'alert-notices.ts',
  'applications.ts',
  'conviction-flags.ts',
  'decision-causes.ts',
  'index-only.ts',
  'long-stay-queries.ts',
  'stay-files.ts',
  'visa-files.ts',
  'watchlist-entries.ts',
];

t.test('the six adapters have the same files', async (t) => {
  const folders = ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'];
  const filesOf = (folder: string) =>
    sources
      .filter(({ path }) => dirname(path) === `src/adapters/${folder}`)
      .map(({ path }) => basename(path))
      .filter((file) => !OF_ONE_SYSTEM.includes(file))
      .sort();
  for (const folder of folders) t.same(filesOf(folder), filesOf('ees'), folder);
});

t.test('a library appears where it belongs', async (t) => {
  for (const source of code) {
    for (const { target, typeOnly } of source.imports) {
      const library = libraryOf(target);
      if (library === undefined || typeOnly) continue;
      t.ok(LIBRARY_AREAS[library]?.includes(source.area), `${source.path} imports ${library}`);
    }
  }
  for (const source of code.filter(({ area }) => area === 'domain' || area === 'matching')) {
    const foreign = source.imports.filter(({ area }) => area === undefined);
    t.same(foreign, [], `${source.path} imports no library and nothing of Node`);
  }
});

t.test('the environment is read in main, clock and chance come from platform', async (t) => {
  for (const { path, area, text } of code) {
    t.notMatch(text, /process\.env/, `${path}: process.env`);
    t.notMatch(text, /Math\.random/, `${path}: Math.random`);
    if (area === 'platform') continue;
    t.notMatch(text, /Date\.now\(|new Date\(\)/, `${path}: wall clock`);
    t.notMatch(text, /console\.(log|error|warn)/, `${path}: console`);
  }
});

t.test(
  'no time-out is joined to another signal, as it could be collected (platform/time-limit.ts)',
  async (t) => {
    const joined = /AbortSignal\s*\.any\([^)]*AbortSignal\s*\.timeout/;
    t.match('AbortSignal.any([\n  signal,\n  AbortSignal.timeout(5)])', joined);
    for (const { path, text } of sources.filter(({ isTest }) => !isTest))
      if (path !== 'src/platform/time-limit.ts') t.notMatch(text, joined, path);
  },
);

t.test('files are named for the one thing they export', async (t) => {
  const vague = /^(utils?|helpers?|types|index|common|misc|shared|manager|service)\.ts$/;
  for (const { path } of sources) {
    t.match(basename(path), /^[a-z0-9]+(-[a-z0-9]+)*(\.(db|model|acceptance))?(\.test)?\.ts$/, path);
    t.notMatch(basename(path), vague, path);
  }
});

t.test('no test is skipped, focused or left for later', async (t) => {
  for (const { path, text } of sources.filter(({ isTest }) => isTest)) {
    if (path === 'src/testing/layout.test.ts') continue;
    t.notMatch(text, /\b(skip|only|todo)\s*:\s*true|\.(skip|only|todo)\(/, path);
  }
});

function isAllowed(source: Source, { target, area, typeOnly }: Import): boolean {
  if (MAY_IMPORT[source.area]?.includes(area!)) return true;
  if (source.area === 'domain' || source.area === 'platform') return false;
  const isPort = target === `${PORTS}.ts` || target.startsWith(`${PORTS}/`);
  if (typeOnly && isPort) return true;
  if (typeOnly && target === 'src/workflows/results.ts') return source.area !== 'matching';
  if (source.area === 'workflows' && area === 'platform')
    return typeOnly || OPEN_TO_WORKFLOWS.includes(target);
  // The shape of a template is the one word that recognition and everything around it have in common.
  return typeOnly && target === 'src/matching/template.ts';
}

function adapterOf(path: string): string | undefined {
  const [, areas, folder] = path.split('/');
  if (areas !== 'adapters' || folder === undefined) return undefined;
  if (folder === 'registry.ts') return 'registry';
  return folder.endsWith('.ts') ? undefined : folder === 'remote' ? undefined : folder;
}

function libraryOf(target: string): string | undefined {
  if (/^(src|schemas|bench)\//.test(target)) return undefined;
  if (target.startsWith('node:') || builtinModules.includes(target)) return undefined;
  const [scope, name] = target.split('/');
  return scope?.startsWith('@') ? `${scope}/${name}` : scope;
}

function readSources(folder: string): readonly Source[] {
  let files: readonly string[];
  try {
    files = readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const path = normalize(join(folder, file)).replaceAll('\\', '/');
      const text = readFileSync(join(PACKAGE_ROOT, path), 'utf8');
      return {
        path,
        area: areaOf(path),
        isTest: /\.test\.ts$/.test(path),
        text,
        imports: importsOf(path, text),
      };
    });
}

function areaOf(path: string): string {
  const [top, second] = path.split('/');
  return top === 'src' ? (second ?? 'src') : (top ?? path);
}

function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map(([, typeKeyword, names = '', specifier = '']) => {
    const typeOnly = typeKeyword !== undefined || /^\{(\s*type\s+[^,}]+,?)+\s*\}/.test(names.trim());
    if (!specifier.startsWith('.')) return { target: specifier, area: undefined, typeOnly };
    const file = relative('.', normalize(join(dirname(path), specifier))).replace(/\.js$/, '.ts');
    return { target: file, area: areaOf(file), typeOnly };
  });
}
