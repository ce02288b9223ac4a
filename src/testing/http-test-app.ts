/** The public API over workflows that only remember what they were asked, and tokens to ask it with. */
import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import type { AuthorityClass, Requester } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { ServiceClass } from '../domain/service-class.js';
import { buildApp } from '../http/app.js';
import type { Carried } from '../platform/carried.js';
import type { Clock } from '../platform/clock.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import type { AcceptOptions, HubWorkflows } from '../workflows/hub-workflows.js';
import type { CaptureOutcome } from '../workflows/ports/captures.js';
import type { Operation, OperationRequest } from '../workflows/ports/operations.js';
import type { AnySample } from '../workflows/ports/samples.js';
import { fakeRequester } from './fakes/fake-people.js';

export const OPERATION_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a01' as OperationId;
export const SUBJECT_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a02' as SubjectId;
/** Where the clock of the tests stands. */
export const NOW = '2026-10-01T12:00:00Z';

const KEYS = generateKeyPairSync('ed25519');
const PEER_KEYS = generateKeyPairSync('ed25519');
const OTHER_KEYS = generateKeyPairSync('ed25519');
const OWN_KEYS = [KEYS.publicKey.export({ format: 'jwk' })];
const PEERS_KEYS = [PEER_KEYS.publicKey.export({ format: 'jwk' })];
const ISSUER = 'issuer';
const AUDIENCE = 'hub';

export type Accepted = {
  readonly requester: Requester;
  readonly request: OperationRequest;
  readonly samples: readonly AnySample[];
  readonly options: AcceptOptions;
};

export type TestApp = {
  readonly app: FastifyInstance;
  /** What reached the workflows, in order. */
  readonly accepted: Accepted[];
};

/** `workflows` replaces what a test wants answered otherwise. */
export async function openTestApp(
  t: { teardown(close: () => unknown): void },
  options: {
    readonly workflows?: Partial<HubWorkflows>;
    readonly openDocumentation?: boolean;
    readonly consoleDirectory?: string;
    /** Stands at `NOW` where none is given. */
    readonly clock?: Clock;
    /** What is read from a file of the field's formats, whatever it holds. */
    readonly capture?: CaptureOutcome;
    /** Bytes of every response transaction. */
    readonly response?: Uint8Array;
    readonly classInHand?: Carried<ServiceClass>;
    /** Done before metrics are read. */
    readonly refreshMetrics?: () => Promise<void>;
  } = {},
): Promise<TestApp> {
  const accepted: Accepted[] = [];
  let ids = 0;
  const app = await buildApp({
    workflows: {
      accept: async (requester, request, samples, acceptOptions) => {
        accepted.push({ requester, request, samples, options: acceptOptions });
        return { kind: 'accepted', operation: operationOf(request, requester) };
      },
      countRefusal: async () => undefined,
      noteExpiredToken: async () => undefined,
      readOperation: async () => undefined,
      readSubject: async () => ({ kind: 'not-found' }),
      eraseSubject: async () => ({ kind: 'not-found' }),
      calculateStay: async () => ({ kind: 'not-found' }),
      listDeadlines: async () => ({ kind: 'not-found' }),
      listDueFiles: async () => ({ kind: 'listed', asOf: '2026-10-01' as LocalDate, deadlines: [] }),
      listLinks: async () => ({ links: [] }),
      readLink: async () => ({ kind: 'not-found' }),
      verifyLink: async () => ({ kind: 'not-found' }),
      correctLink: async () => ({ kind: 'not-found' }),
      writeLinkLetter: async () => ({ kind: 'not-found' }),
      listLinkNotices: async () => [],
      askPortal: async () => ({ kind: 'not-found' }),
      eurodac: unasked(),
      sis: unasked(),
      compareLink: async () => ({ kind: 'not-found' }),
      readLinkSample: async () => ({ kind: 'not-found' }),
      operate: unasked(),
      logs: unasked(),
      rights: unasked(),
      screening: unasked(),
      listProcedureDeadlines: async () => [],
      statistics: unasked(),
      travel: unasked(),
      portal: unasked(),
      listOverstayers: async () => ({ kind: 'listed', asOf: '2026-10-01', overstayers: [] }),
      ...options.workflows,
    },
    authentication: {
      issuer: ISSUER,
      audience: AUDIENCE,
      publicKeys: () => OWN_KEYS,
      peerKeys: () => PEERS_KEYS,
    },
    metrics: createMetrics(),
    log: createLog({ level: 'silent', component: 'test' }),
    readiness: async () => ({ ready: false, parts: { database: { ready: false } } }),
    ids: { uuid: () => `request-${++ids}` },
    captures: { read: async () => options.capture ?? NOT_THIS_FORMAT },
    transactions: { respond: () => options.response },
    clock: options.clock ?? { nowMs: () => Date.parse(NOW), today: () => NOW.slice(0, 10) },
    openDocumentation: options.openDocumentation ?? false,
    ...(options.classInHand === undefined ? {} : { classInHand: options.classInHand }),
    ...(options.refreshMetrics === undefined ? {} : { refreshMetrics: options.refreshMetrics }),
    ...(options.consoleDirectory === undefined ? {} : { consoleDirectory: options.consoleDirectory }),
  });
  t.teardown(() => app.close());
  return { app, accepted };
}

/** A group of workflows the test is not about. */
function unasked(): never {
  return new Proxy(
    {},
    { get: (_, name) => () => Promise.reject(new Error(`${String(name)}: not in this test`)) },
  ) as never;
}

const NOT_THIS_FORMAT: CaptureOutcome = {
  kind: 'rejected',
  fault: {
    format: 'ansi-nist',
    code: 'not-this-format',
    detail: 'the test has no file',
    offset: 0,
    field: '1.001',
  },
};

export function operationOf(
  request: OperationRequest,
  requester: Requester = fakeRequester('border-authority'),
  ending: Partial<Operation> = {},
): Operation {
  return {
    operationId: OPERATION_ID,
    requester,
    request,
    state: 'queued',
    createdAt: NOW,
    updatedAt: NOW,
    ...ending,
  };
}

export type TokenChanges = {
  readonly audience?: string;
  readonly issuer?: string;
  readonly expires?: number | null;
  readonly notBefore?: number;
  readonly foreignKey?: boolean;
  /** Signed by a peer hub. */
  readonly peerKey?: boolean;
  readonly claims?: Readonly<Record<string, unknown>>;
};

/** A token as an identity provider would issue it, or one with a fault. */
export async function bearer(
  authorityClass: AuthorityClass = 'border-authority',
  changes: TokenChanges = {},
): Promise<{ authorization: string }> {
  const { authorityId, memberState, purpose } = fakeRequester(authorityClass);
  const token = new SignJWT({
    sub: authorityId,
    authority_class: authorityClass,
    member_state: memberState,
    purpose,
    ...changes.claims,
  })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(changes.issuer ?? ISSUER)
    .setAudience(changes.audience ?? AUDIENCE);
  const nowSeconds = Math.floor(Date.now() / 1000);
  if (changes.expires !== null) token.setExpirationTime(nowSeconds + (changes.expires ?? 3600));
  if (changes.notBefore !== undefined) token.setNotBefore(nowSeconds + changes.notBefore);
  const { privateKey } = changes.foreignKey ? OTHER_KEYS : changes.peerKey ? PEER_KEYS : KEYS;
  return { authorization: `Bearer ${await token.sign(privateKey)}` };
}

/** The smallest bytes that pass for a PNG at the edge: signature, and a header chunk with the dimensions given. */
export function pngHeader(widthPx = 400, heightPx = 400): Buffer {
  const file = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(file);
  file.writeUInt32BE(widthPx, 16);
  file.writeUInt32BE(heightPx, 20);
  return file;
}
