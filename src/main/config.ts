/**
 * The one place that reads the environment. The table of variables is `variables.ts`. All faults are collected and
 * reported together, so that an operator corrects a configuration once and not once per fault.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Designation } from '../domain/cir/identification.js';
import type { SimilarityRule } from '../domain/law/identity-table.js';
import {
  CONCLUDED_COLOURS,
  type ConcludedColour,
  isConcludedColour,
} from '../domain/links/second-operator.js';
import { isSimilarityRule, SIMILARITY_RULES } from '../domain/names/identity-rules.js';
import type { ServiceClass } from '../domain/service-class.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { NistProfile } from '../extraction/capture/nist-profile.js';
import { SHIPPED_PROFILES } from '../extraction/capture/shipped-profiles.js';
import { EXECUTION_PROVIDERS, type ExecutionProvider } from '../platform/execution-provider.js';
import { LIMITS } from '../platform/limits.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { readTraceSampling } from '../platform/trace-sampling.js';
import { type AuthorityContact, parseContacts } from './contacts.js';
import { parseDesignations } from './designations.js';
import { haveKeyInCommon, type JwkSet, parseJwkSet } from './jwk-set.js';
import { parseNistProfiles } from './nist-profiles.js';
import { VARIABLES } from './variables.js';

const DEFAULT_ISSUER = 'hub-development';
const DEFAULT_AUDIENCE = 'hub';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A system kept elsewhere. Certificates are PEM texts. */
export type RemoteSystemConfig = {
  readonly url: string;
  /** `iss` and `aud` the remote system accepts. */
  readonly issuer: string;
  readonly audience: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
};

export type HubConfig = {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly redisPrefix: string;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  /** False where nobody asked for a port, so that another free one may be taken. */
  readonly portIsChosen: boolean;
  /** Base address of a collector of traces. */
  readonly otlpEndpoint?: string;
  /** Which traces are recorded, and what of its variables was not understood. */
  readonly traces: ReturnType<typeof readTraceSampling>;
  /** Proxies that say who calls. */
  readonly trustedProxies?: string;
  readonly timeZone: string;
  readonly logLevel: string;
  readonly executionProvider: ExecutionProvider;
  readonly modelsDirectory: string;
  readonly faceModelsDirectory: string;
  /** Segment files of a gallery, a cache of what PostgreSQL holds; of one process alone. */
  readonly galleryDirectory: string;
  /** The folder was named: what stands in it is for the next start. One in memory is emptied at the end. */
  readonly galleryFilesKept: boolean;
  /** Shards the gallery of the installation is divided into; unset where it stays as it is. */
  readonly galleryShards?: number;
  readonly galleryCopies: number;
  /** Shards this matcher holds; unset where matchers share them out. */
  readonly matcherShards?: readonly number[];
  /** Shards this matcher has memory for; unset where it takes what it is given. */
  readonly matcherShardsMax?: number;
  readonly extractionWorkers: number;
  readonly searchThreads: number;
  readonly keyEncryptionKey?: Uint8Array;
  readonly previousKeyEncryptionKeys: readonly Uint8Array[];
  /** Public keys of accepted tokens. */
  readonly jwks?: JwkSet;
  /** Public keys of peer hubs, which vouch for their callers; none of them is in `jwks`. */
  readonly peerJwks?: JwkSet;
  /** Where they are read from again. */
  readonly jwksFiles: { readonly own?: string; readonly peers?: string };
  /** PEM of an Ed25519 key. */
  readonly signingKey?: string;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  readonly remotes: Partial<Readonly<Record<SystemId, RemoteSystemConfig>>>;
  /** Of systems whose share of a caller's time is not that of the others. */
  readonly systemDeadlinesMs: Partial<Readonly<Record<SystemId, number>>>;
  /** Within which a request of a class is to be done, or is refused. */
  readonly serviceDeadlinesMs: Readonly<Record<ServiceClass, number>>;
  /** Databases outside the six systems that are connected. */
  readonly sources: { readonly interpol?: SourceConfig; readonly europol?: SourceConfig };
  /** Rules of similar identity data the detector does not apply. */
  readonly similarityRulesOff: readonly SimilarityRule[];
  /** Colours of links that one operator alone does not give. */
  readonly secondOperatorColours: readonly ConcludedColour[];
  /** How persons reach the authorities. */
  readonly contacts: readonly AuthorityContact[];
  readonly designations: readonly Designation[];
  /** Without it no letter to a person is written. */
  readonly portalAddress?: string;
  readonly demonstration: boolean;
  /** What Type-2 fields of a transaction mean, in the order in which they are tried. */
  readonly nistProfiles: readonly NistProfile[];
};

/** `message` lists every fault; the process ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `required` names variables a process cannot do without, for example of one role among several machines. */
export function readConfig(env: Environment = process.env, required: readonly string[] = []): HubConfig {
  const faults: string[] = [...unknownVariables(env), ...missingVariables(env, required)];
  const read = reader(env, faults);
  const cores = availableParallelism();
  const dataDirectory = resolve(PACKAGE_ROOT, read.text('HUB_DATA') ?? '.hub');
  const config: HubConfig = {
    ...optional('databaseUrl', read.url('DATABASE_URL', ['postgres:', 'postgresql:'])),
    ...optional('redisUrl', read.url('REDIS_URL', ['redis:', 'rediss:', 'unix:'])),
    redisPrefix: read.text('HUB_REDIS_PREFIX') ?? 'hub',
    dataDirectory,
    galleryDirectory: read.text('HUB_GALLERY') ?? defaultGalleryDirectory(dataDirectory),
    galleryFilesKept: read.text('HUB_GALLERY') !== undefined,
    host: read.text('HUB_HOST') ?? '127.0.0.1',
    port: read.integer('HUB_PORT', 0, 65_535) ?? 8080,
    portIsChosen: read.text('HUB_PORT') !== undefined,
    ...optional(
      'otlpEndpoint',
      read.url('HUB_OTLP_ENDPOINT', ['https:', 'http:']) ??
        read.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['https:', 'http:']),
    ),
    traces: readTraceSampling({
      sampler: read.text('OTEL_TRACES_SAMPLER'),
      argument: read.text('OTEL_TRACES_SAMPLER_ARG'),
    }),
    ...optional('trustedProxies', read.networks('HUB_TRUSTED_PROXIES')),
    timeZone: read.timeZone('HUB_TIME_ZONE') ?? 'Europe/Brussels',
    logLevel: read.choice('HUB_LOG_LEVEL', LOG_LEVELS) ?? 'warn',
    executionProvider: read.choice('HUB_EXECUTION_PROVIDER', EXECUTION_PROVIDERS) ?? 'cpu',
    modelsDirectory: join(PACKAGE_ROOT, 'models'),
    faceModelsDirectory: resolve(PACKAGE_ROOT, read.text('HUB_FACE_MODELS') ?? 'models/cache'),
    ...optional('galleryShards', read.integer('HUB_GALLERY_SHARDS', 1, LIMITS.galleryShardsMax)),
    galleryCopies: read.integer('HUB_GALLERY_COPIES', 1, LIMITS.galleryCopiesMax) ?? 1,
    ...optional('matcherShards', read.integers('HUB_MATCHER_SHARDS', 0, LIMITS.galleryShardsMax - 1)),
    ...optional('matcherShardsMax', read.integer('HUB_MATCHER_SHARDS_MAX', 1, LIMITS.galleryShardsMax)),
    extractionWorkers: read.integer('HUB_EXTRACTION_WORKERS', 1, 256) ?? Math.min(cores, 4),
    searchThreads: read.integer('HUB_SEARCH_THREADS', 1, 256) ?? Math.min(cores, 8),
    ...optional('keyEncryptionKey', read.key('HUB_KEY_ENCRYPTION_KEY', 32)),
    previousKeyEncryptionKeys: read.keys('HUB_PREVIOUS_KEY_ENCRYPTION_KEYS', 32) ?? [],
    ...optional('jwks', read.jwkSet('HUB_JWKS')),
    ...optional('peerJwks', read.jwkSet('HUB_PEER_JWKS', { mayBeEmpty: true })),
    jwksFiles: {
      ...optional('own', read.path('HUB_JWKS')),
      ...optional('peers', read.path('HUB_PEER_JWKS')),
    },
    ...optional('signingKey', read.file('HUB_SIGNING_KEY')),
    tokenIssuer: read.text('HUB_TOKEN_ISSUER') ?? DEFAULT_ISSUER,
    tokenAudience: read.text('HUB_TOKEN_AUDIENCE') ?? DEFAULT_AUDIENCE,
    remotes: readRemotes(read, faults),
    systemDeadlinesMs: readDeadlines(read),
    serviceDeadlinesMs: {
      border: 1000 * (read.integer('HUB_BORDER_DEADLINE_SECONDS', 1, DAY_SECONDS) ?? 10),
      interactive: 1000 * (read.integer('HUB_INTERACTIVE_DEADLINE_SECONDS', 1, DAY_SECONDS) ?? 60),
      batch: 1000 * (read.integer('HUB_BATCH_DEADLINE_SECONDS', 1, DAY_SECONDS) ?? 3600),
    },
    sources: {
      ...optional('interpol', readSource(read, 'HUB_INTERPOL', faults)),
      ...optional('europol', readSource(read, 'HUB_EUROPOL', faults)),
    },
    similarityRulesOff: read.words('HUB_SIMILARITY_RULES_OFF', isSimilarityRule, SIMILARITY_RULES) ?? [],
    secondOperatorColours: [
      ...new Set(read.words('HUB_SECOND_OPERATOR', isConcludedColour, CONCLUDED_COLOURS)),
    ],
    contacts: read.contacts('HUB_CONTACTS') ?? [],
    designations: read.designations('HUB_DESIGNATIONS') ?? [],
    ...optional('portalAddress', read.url('HUB_PORTAL_URL', ['https:', 'http:'])),
    demonstration: read.choice('HUB_DEMONSTRATION', ['on', 'off'] as const) !== 'off',
    nistProfiles: read.nistProfiles('HUB_NIST_PROFILE') ?? SHIPPED_PROFILES,
  };
  if (haveKeyInCommon(config.jwks, config.peerJwks)) {
    faults.push('HUB_JWKS and HUB_PEER_JWKS hold the same key: that peer could ask as anybody');
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/**
 * onnxruntime reads segment files itself, so they are not sealed as everything else is: in memory where the system
 * has such a file system, so that no template lies open on a disk.
 */
function defaultGalleryDirectory(dataDirectory: string): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return join(dataDirectory, 'gallery');
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12);
  return join(memory, `hub-gallery-${name}`);
}

function readDeadlines(read: Reader): HubConfig['systemDeadlinesMs'] {
  const deadlines: Partial<Record<SystemId, number>> = {};
  for (const system of SYSTEMS) {
    const deadlineMs = read.integer(`HUB_${variablePart(system)}_DEADLINE_MS`, 1, LIMITS.deadlineMsMax);
    if (deadlineMs !== undefined) deadlines[system] = deadlineMs;
  }
  return deadlines;
}

function readRemotes(read: Reader, faults: string[]): HubConfig['remotes'] {
  const remotes: Partial<Record<SystemId, RemoteSystemConfig>> = {};
  for (const system of SYSTEMS) {
    const prefix = `HUB_REMOTE_${variablePart(system)}`;
    const url = read.url(`${prefix}_URL`, ['https:', 'http:']);
    const credentials = {
      ...optional('ca', read.file(`${prefix}_CA`)),
      ...optional('cert', read.file(`${prefix}_CERT`)),
      ...optional('key', read.file(`${prefix}_KEY`)),
    };
    const issuer = read.text(`${prefix}_ISSUER`) ?? read.text('HUB_TOKEN_ISSUER') ?? DEFAULT_ISSUER;
    const audience = read.text(`${prefix}_AUDIENCE`) ?? DEFAULT_AUDIENCE;
    if (url !== undefined) remotes[system] = { url, issuer, audience, ...credentials };
    else if (Object.keys(credentials).length > 0)
      faults.push(`${prefix}_URL is missing beside its credentials`);
    if ((credentials.cert === undefined) !== (credentials.key === undefined)) {
      faults.push(`${prefix}_CERT and ${prefix}_KEY belong together`);
    }
  }
  return remotes;
}

export type SourceConfig = {
  readonly baseUrl: string;
  readonly token?: string;
  readonly tls?: { readonly ca: string };
  readonly deadlineMs?: number;
};

function readSource(
  read: Reader,
  prefix: 'HUB_INTERPOL' | 'HUB_EUROPOL',
  faults: string[],
): SourceConfig | undefined {
  const baseUrl = read.url(`${prefix}_URL`, ['https:', 'http:']);
  const token = read.file(`${prefix}_TOKEN`)?.trim();
  const ca = read.file(`${prefix}_CA`);
  const deadlineMs = read.integer(`${prefix}_DEADLINE_MS`, 1, LIMITS.deadlineMsMax);
  if (baseUrl === undefined) {
    if (token !== undefined || ca !== undefined)
      faults.push(`${prefix}_URL is missing beside its credentials`);
    return undefined;
  }
  return {
    baseUrl,
    ...optional('token', token),
    ...optional('tls', ca === undefined ? undefined : { ca }),
    ...optional('deadlineMs', deadlineMs),
  };
}

const DAY_SECONDS = 86_400;

type Reader = ReturnType<typeof reader>;

/** Each function returns `undefined` where the variable is unset, and notes a fault where its value is not usable. */
function reader(env: Environment, faults: string[]) {
  // An empty variable is what compose files make of an unset one.
  const text = (name: string) => (env[name] === '' ? undefined : env[name]);
  function parsed<T>(name: string, parse: (value: string) => T | undefined, expected: string): T | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    const result = parse(value);
    if (result === undefined) faults.push(`${name} must be ${expected}`);
    return result;
  }
  return {
    text,
    integer: (name: string, min: number, max: number) =>
      parsed(
        name,
        (value) => (/^\d+$/.test(value) && +value >= min && +value <= max ? +value : undefined),
        `a whole number from ${min} to ${max}`,
      ),
    integers: (name: string, min: number, max: number) =>
      parsed(
        name,
        (value) => {
          const numbers = value.split(',').map((part) => (/^ *\d+ *$/.test(part) ? +part : Number.NaN));
          const areUsable = numbers.every((number) => number >= min && number <= max);
          return areUsable ? [...new Set(numbers)] : undefined;
        },
        `whole numbers from ${min} to ${max} with commas between`,
      ),
    words: <T extends string>(name: string, isOne: (text: string) => text is T, all: readonly T[]) =>
      parsed(
        name,
        (value) => {
          const words = value.split(',').map((part) => part.trim());
          return words.every(isOne) ? words : undefined;
        },
        `some of ${all.join(', ')}, with commas between`,
      ),
    choice: <T extends string>(name: string, choices: readonly T[]) =>
      parsed(name, (value) => choices.find((choice) => choice === value), `one of ${choices.join(', ')}`),
    url: (name: string, protocols: readonly string[]) =>
      parsed(
        name,
        (value) => (URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined),
        `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
      ),
    networks: (name: string) =>
      parsed(
        name,
        (value) => (value.split(',').every((part) => isNetwork(part.trim())) ? value : undefined),
        'addresses or networks (10.0.0.0/8), with commas between',
      ),
    timeZone: (name: string) =>
      parsed(name, (value) => (isTimeZone(value) ? value : undefined), 'an IANA time zone'),
    key: (name: string, bytes: number) =>
      parsed(name, (value) => decodeKey(value, bytes), `${bytes} bytes in base64`),
    keys: (name: string, bytes: number) =>
      parsed(name, (value) => decodeKeys(value, bytes), `${bytes} bytes in base64 each, with commas between`),
    jwkSet: (name: string, options: { readonly mayBeEmpty?: boolean } = {}) =>
      parsed(
        name,
        (path) => parseJwkSet(readTextFile(path) ?? '', options),
        'the path of a JWK set that holds public keys and nothing else',
      ),
    designations: (name: string) =>
      parsed(
        name,
        (path) => parseDesignations(readTextFile(path) ?? ''),
        'the path of a JSON list of mandates: authorityId, memberState, empowers (identification, disaster), nationalLaw, from, and until',
      ),
    contacts: (name: string) =>
      parsed(
        name,
        (path) => parseContacts(readTextFile(path) ?? ''),
        'the path of a JSON list of contacts: memberState, authorityClass, name, and email, telephone, address or url',
      ),
    path: (name: string) => {
      const value = text(name);
      return value === undefined ? undefined : resolve(PACKAGE_ROOT, value);
    },
    file: (name: string) => parsed(name, readTextFile, 'the path of a readable file'),
    nistProfiles: (name: string) =>
      parsed(
        name,
        (value) => parseNistProfiles(value, readTextFile),
        `${SHIPPED_PROFILES.map((profile) => profile.name).join(', ')} or the path of a JSON file with a profile`,
      ),
  };
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };
}

function unknownVariables(env: Environment): string[] {
  const known = variableNames();
  return Object.keys(env)
    .filter((name) => name.startsWith('HUB_') && !known.has(name))
    .map((name) => `${name} is not a variable of the hub`);
}

function missingVariables(env: Environment, required: readonly string[]): string[] {
  return required.filter((name) => !env[name]).map((name) => `${name} is required by this process`);
}

/** Every name a variable goes by: one for each system where it is of one. */
export function variableNames(): ReadonlySet<string> {
  return new Set(VARIABLES.flatMap(({ name }) => namesOf(name)));
}

function namesOf(pattern: string): string[] {
  return SYSTEMS.map((system) => pattern.replace('<SYSTEM>', variablePart(system)));
}

function variablePart(system: SystemId): string {
  return system.toUpperCase().replaceAll('-', '_');
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const bitsMax = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && +bits <= bitsMax))
  );
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

function decodeKey(value: string, bytes: number): Uint8Array | undefined {
  const key = Buffer.from(value, 'base64');
  return key.length === bytes && key.toString('base64') === value.trim() ? key : undefined;
}

function decodeKeys(value: string, bytes: number): readonly Uint8Array[] | undefined {
  const keys = value.split(',').map((part) => decodeKey(part.trim(), bytes));
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(resolve(PACKAGE_ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}
