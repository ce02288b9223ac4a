/**
 * Every environment variable the hub knows, with its default and meaning. `config.ts` refuses a `HUB_` variable that
 * is not here, because a mistyped name would otherwise silently leave a default in force.
 */
export type Variable = {
  readonly name: string;
  /** Shown to readers; absent where the variable has none. */
  readonly fallback?: string;
  readonly meaning: string;
};

/** `<SYSTEM>` stands for EES, VIS, ETIAS, SIS, ECRIS_TCN or EURODAC. */
export const VARIABLES: readonly Variable[] = [
  { name: 'DATABASE_URL', meaning: 'PostgreSQL 15 or newer; without it a private server is started' },
  {
    name: 'REDIS_URL',
    meaning: 'Redis or Valkey, redis://, rediss:// or unix://; without it a private one is started',
  },
  { name: 'HUB_REDIS_PREFIX', fallback: 'hub', meaning: 'keeps hubs apart that share one Redis' },
  {
    name: 'HUB_DATA',
    fallback: '.hub',
    meaning: 'folder of private servers and development keys',
  },
  {
    name: 'HUB_GALLERY',
    meaning:
      'folder of the gallery files of one process, not encrypted, kept for the next start; default: in /dev/shm, else in HUB_DATA, and not kept',
  },
  {
    name: 'HUB_GALLERY_SHARDS',
    meaning:
      'parts the gallery is divided into, 1 to 256; set by migrate while no matcher runs; default: as it is, first 1',
  },
  {
    name: 'HUB_GALLERY_COPIES',
    fallback: '1',
    meaning:
      'matchers that hold each part, at least, 1 to 8; more matchers than that needs hold further copies',
  },
  {
    name: 'HUB_MATCHER_SHARDS',
    meaning: 'parts this matcher holds, separated by commas, from 0; without it matchers share them out',
  },
  {
    name: 'HUB_MATCHER_SHARDS_MAX',
    meaning:
      'parts this matcher has memory for; it is given no more, even where others have died; default: no limit',
  },
  { name: 'HUB_HOST', fallback: '127.0.0.1', meaning: 'address the process listens on' },
  {
    name: 'HUB_PORT',
    fallback: '8080',
    meaning: 'port; where it is not set, npm start takes the next free one',
  },
  {
    name: 'HUB_TRUSTED_PROXIES',
    meaning:
      'addresses or networks of proxies that say who calls (X-Forwarded-For); default: nobody is believed',
  },
  {
    name: 'HUB_TIME_ZONE',
    fallback: 'Europe/Brussels',
    meaning: 'IANA zone in which calendar days are counted',
  },
  { name: 'HUB_LOG_LEVEL', fallback: 'warn', meaning: 'trace, debug, info, warn, error, fatal or silent' },
  {
    name: 'HUB_OTLP_ENDPOINT',
    meaning: 'base address of a collector of traces (OTLP over HTTP); without it there are none',
  },
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', meaning: 'the same by its usual name' },
  {
    name: 'OTEL_TRACES_SAMPLER',
    fallback: 'parentbased_always_on',
    meaning:
      'which traces are recorded: always_on, always_off, traceidratio, or one of these after parentbased_, which do as the caller does; another value is told and ignored',
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    fallback: '1',
    meaning: 'of traceidratio: share of the traces, 0 to 1; another value is told and ignored',
  },
  {
    name: 'HUB_EXECUTION_PROVIDER',
    fallback: 'cpu',
    meaning: 'cpu, cuda, tensorrt or webgpu, for models and gallery',
  },
  { name: 'HUB_FACE_MODELS', meaning: 'folder of the face models; default: models/cache' },
  {
    name: 'HUB_EXTRACTION_WORKERS',
    meaning: 'processes that extract templates; default: processor cores, at most 4',
  },
  {
    name: 'HUB_SEARCH_THREADS',
    meaning: 'threads of one gallery search; default: processor cores, at most 8',
  },
  {
    name: 'HUB_KEY_ENCRYPTION_KEY',
    meaning: '32 bytes in base64; without it npm start keeps a development key file',
  },
  {
    name: 'HUB_PREVIOUS_KEY_ENCRYPTION_KEYS',
    meaning: 'earlier keys, base64, separated by commas: what they wrap is wrapped anew at the start',
  },
  {
    name: 'HUB_JWKS',
    meaning:
      'file with the public keys (JWK set) of accepted tokens, read again every 30 s; without it: development keys',
  },
  {
    name: 'HUB_PEER_JWKS',
    meaning:
      'file with the public keys (JWK set) of hubs that reach systems kept here, read again every 30 s: their tokens ask a system, and nothing else; without it: none',
  },
  { name: 'HUB_TOKEN_ISSUER', fallback: 'hub-development', meaning: '`iss` an accepted token carries' },
  { name: 'HUB_TOKEN_AUDIENCE', fallback: 'hub', meaning: '`aud` an accepted token carries' },
  {
    name: 'HUB_SIGNING_KEY',
    meaning: 'file with the Ed25519 key (PEM) this hub vouches with for its callers at remote systems',
  },
  {
    name: 'HUB_REMOTE_<SYSTEM>_URL',
    meaning: 'base address of a system kept elsewhere; without it the hub keeps it',
  },
  {
    name: 'HUB_REMOTE_<SYSTEM>_ISSUER',
    meaning: '`iss` the remote system accepts; default: HUB_TOKEN_ISSUER',
  },
  { name: 'HUB_REMOTE_<SYSTEM>_AUDIENCE', fallback: 'hub', meaning: '`aud` the remote system accepts' },
  { name: 'HUB_REMOTE_<SYSTEM>_CA', meaning: 'file with the certificate authority of the remote system' },
  { name: 'HUB_REMOTE_<SYSTEM>_CERT', meaning: 'file with the client certificate (mutual TLS)' },
  { name: 'HUB_REMOTE_<SYSTEM>_KEY', meaning: 'file with the key of the client certificate' },
  {
    name: 'HUB_<SYSTEM>_DEADLINE_MS',
    fallback: '3000',
    meaning: 'milliseconds the system has to answer a federated search, 1 to 60000',
  },
  {
    name: 'HUB_BORDER_DEADLINE_SECONDS',
    fallback: '10',
    meaning: 'border checks that would take longer are refused with 503, after all other work, 1 to 86400',
  },
  {
    name: 'HUB_INTERACTIVE_DEADLINE_SECONDS',
    fallback: '60',
    meaning: 'the same for requests of all other purposes',
  },
  {
    name: 'HUB_BATCH_DEADLINE_SECONDS',
    fallback: '3600',
    meaning: 'the same for requests sent as bulk (`Priority: u=7`), which are refused first',
  },
  {
    name: 'HUB_INTERPOL_URL',
    meaning: 'base address of a connector to SLTD and TDAWN; without it neither is asked',
  },
  { name: 'HUB_INTERPOL_TOKEN', meaning: 'file with the bearer token of that connector' },
  { name: 'HUB_INTERPOL_CA', meaning: 'file with the certificate authority of that connector' },
  {
    name: 'HUB_INTERPOL_DEADLINE_MS',
    fallback: '3000',
    meaning: 'milliseconds that connector has to answer, 1 to 60000',
  },
  {
    name: 'HUB_EUROPOL_URL',
    meaning: 'base address of a connector to Europol data; without it they are not asked',
  },
  { name: 'HUB_EUROPOL_TOKEN', meaning: 'file with the bearer token of that connector' },
  { name: 'HUB_EUROPOL_CA', meaning: 'file with the certificate authority of that connector' },
  {
    name: 'HUB_EUROPOL_DEADLINE_MS',
    fallback: '3000',
    meaning: 'milliseconds that connector has to answer, 1 to 60000',
  },
  {
    name: 'HUB_NIST_PROFILE',
    meaning:
      'what Type-2 fields of ANSI/NIST-ITL files mean: fbi-ebts, interpol-int-i or a JSON file; default: by the domain of the file',
  },
  {
    name: 'HUB_DESIGNATIONS',
    meaning:
      'JSON file with the police authorities that national law empowers to identify persons; default: none',
  },
  {
    name: 'HUB_CONTACTS',
    meaning:
      'JSON file that says how persons reach the authorities responsible for links; without it the portal names state and class',
  },
  {
    name: 'HUB_PORTAL_URL',
    meaning: 'address of the web portal, as letters to persons give it; without it none is written',
  },
  {
    name: 'HUB_SIMILARITY_RULES_OFF',
    meaning:
      'rules of (EU) 2023/333 Annex II the detector does not apply, separated by commas, by their names in docs/rules.md; default: all apply',
  },
  {
    name: 'HUB_SECOND_OPERATOR',
    meaning:
      'colours of links that need a second operator of the authority (and a third where two differ, `docs/interoperability.md`), each with a token that has `operator_id`: some of white, green, red, separated by commas; default: none',
  },
  { name: 'HUB_DEMONSTRATION', fallback: 'on', meaning: 'off: npm start loads no demonstration population' },
];
