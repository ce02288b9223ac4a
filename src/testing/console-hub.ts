/**
 * The whole hub in this process with its console, for tests in a browser: a database and Redis prefix of its own, one
 * extraction process, tokens of any authority, and links that wait for a person.
 */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { buildConsole } from '../console/build-console.js';
import type { AuthorityClass } from '../domain/authorities.js';
import { createClosers } from '../main/closers.js';
import { type Environment, readConfig } from '../main/config.js';
import { requesterOf } from '../main/development-tokens.js';
import { type Core, openCore } from '../main/open-core.js';
import { reportProcess } from '../main/report-process.js';
import { jwkSetOf, signingKeyOf, signRequesterToken } from '../main/requester-token.js';
import { startApi } from '../main/start-api.js';
import { startExtractor, startMatcher, startWorker } from '../main/start-roles.js';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openFingerImages } from './synthetic/finger-images.js';
import { openTestDatabase } from './test-database.js';
import { testRedis } from './test-redis.js';
import { until } from './until.js';

export type ConsoleHub = {
  readonly url: string;
  readonly core: Core;
  token(authorityClass: AuthorityClass, valid?: string, operatorId?: string): Promise<string>;
  /** One person in EES and VIS under two identities; the yellow links the border authority then has to verify. */
  enrolPairs(count: number): Promise<readonly string[]>;
};

export async function openConsoleHub(
  t: Parameters<typeof openTestDatabase>[0] & { testdir(): string },
  variables: Environment = {},
): Promise<ConsoleHub> {
  const { url: databaseUrl } = await openTestDatabase(t);
  const redis = testRedis();
  const data = t.testdir();
  const closers = createClosers();
  t.teardown(() => closers.closeAll());
  const config = readConfig({
    HUB_REDIS_PREFIX: redis.prefix,
    HUB_DATA: data,
    HUB_PORT: '0',
    HUB_EXTRACTION_WORKERS: '1',
    HUB_SEARCH_THREADS: '1',
    ...variables,
  });
  const core = await openCore({
    config,
    databaseUrl,
    redisUrl: redis.url,
    keyEncryptionKey: Buffer.alloc(32, 7),
    log: createLog({ level: 'silent', component: 'test' }),
    closers,
  });
  const console = join(data, 'console');
  await buildConsole({ sources: join(PACKAGE_ROOT, 'src', 'console', 'app'), directory: console });
  await Promise.all([startExtractor(core), startMatcher(core), startWorker(core)]);
  reportProcess(core);
  const { privateKey } = generateKeyPairSync('ed25519');
  const signingKey = signingKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const url = await startApi(core, {
    jwks: jwkSetOf(signingKey),
    openDocumentation: false,
    consoleDirectory: console,
  });
  const token = (authorityClass: AuthorityClass, valid = '1h', operatorId?: string) =>
    signRequesterToken(
      { ...requesterOf(authorityClass), ...(operatorId === undefined ? {} : { operatorId }) },
      {
        signingKey,
        issuer: config.tokenIssuer,
        audience: config.tokenAudience,
        valid,
      },
    );
  const hub = { url, core, token };
  return { ...hub, enrolPairs: (count) => enrolPairs(hub, count) };
}

type Ask = Pick<ConsoleHub, 'url' | 'core' | 'token'>;

const FINGERS = ['right-index', 'right-middle'] as const;

async function enrolPairs(hub: Ask, count: number): Promise<readonly string[]> {
  const images = await openFingerImages();
  const samplesOf = (person: number, impression: string) =>
    Promise.all(
      FINGERS.map(async (position) => ({
        position,
        image: Buffer.from(
          await images.image({ finger: `person-${person}/${position}`, impression }),
        ).toString('base64'),
      })),
    );
  try {
    for (let person = 0; person < count; person += 1) {
      await enrol(hub, 'vis', { ...visaRecord(person), samples: await samplesOf(person, 'first') });
      await enrol(hub, 'ees', { ...entryRecord(person), samples: await samplesOf(person, 'second') });
    }
  } finally {
    await images.close();
  }
  const { sql } = hub.core.ports.unitOfWork;
  const linkIds = async () =>
    (
      await sql.query<{ link_id: string }>("select link_id from hub.identity_links where colour = 'yellow'")
    ).map(({ link_id }) => link_id);
  await until(async () => (await linkIds()).length >= count);
  return linkIds();
}

async function enrol({ url, token }: Ask, system: 'ees' | 'vis', body: object): Promise<void> {
  const response = await fetch(`${url}/v1/systems/${system}/encounters`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await token(system === 'vis' ? 'visa-authority' : 'border-authority')}`,
      'content-type': 'application/json',
      prefer: 'wait=30',
    },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${system}: ${response.status} ${await response.text()}`);
}

function visaRecord(person: number) {
  return {
    encounterAt: '2026-09-01T10:00:00Z',
    identity: {
      surnames: ['Example'],
      givenNames: ['Karim'],
      dateOfBirth: '1990-04-02',
      sex: 'male',
      nationalities: ['TUN'],
      placeOfBirth: 'Tunis',
    },
    travelDocument: { kind: 'passport', number: `A${1000 + person}`, issuingCountry: 'TUN' },
    facts: {
      kind: 'visa-application',
      applicationNumber: `AUT-${person}`,
      applicationDate: '2026-09-01',
      outcome: 'pending',
    },
  };
}

function entryRecord(person: number) {
  return {
    encounterAt: '2026-09-20T10:00:00Z',
    identity: {
      surnames: ['Sample'],
      givenNames: ['Yusuf'],
      dateOfBirth: '1990-02-04',
      sex: 'male',
      nationalities: ['TUN'],
    },
    travelDocument: { kind: 'passport', number: `B${2000 + person}`, issuingCountry: 'TUN' },
    facts: { kind: 'entry', entryDate: '2026-09-20', borderCrossingPoint: 'VIE' },
  };
}
