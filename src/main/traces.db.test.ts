/** One search is one trace, from its request over three queues to PostgreSQL, and has nothing of the person in it. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { startJobWorker } from '../jobs/job-worker.js';
import { LIMITS } from '../platform/limits.js';
import { createLog, type Log } from '../platform/log.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { pngHeader } from '../testing/http-test-app.js';
import { openTestDatabase } from '../testing/test-database.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { JOB_WORKFLOWS } from '../workflows/create-job-workflows.js';
import { createFailOperation } from '../workflows/fail-operation.js';
import type { ExtractionOutcome, TemplateExtractor } from '../workflows/ports/samples.js';
import { createClosers } from './closers.js';
import { readConfig } from './config.js';
import { requesterOf } from './development-tokens.js';
import { openCore } from './open-core.js';
import { jwkSetOf, signingKeyOf, signRequesterToken } from './requester-token.js';
import { startApi } from './start-api.js';
import { startWorker } from './start-roles.js';
import { traceExtractor, traceGallery } from './trace-ports.js';

type Test = Parameters<typeof openTestDatabase>[0] & { testdir(): string };
type SentSpan = {
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
};

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';
const IMAGE = pngHeader().toString('base64');
const PERSON = { surname: 'Quetzalcoatl', givenName: 'Xochimilco' };

/** What a collector does: takes what is posted to `/v1/traces`, and keeps it. */
async function openReceiver(t: Test) {
  const bodies: string[] = [];
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(parts).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.teardown(() => {
    receiver.closeAllConnections();
    receiver.close();
    return Promise.resolve();
  });
  const { port } = receiver.address() as AddressInfo;
  const spans = () =>
    bodies.flatMap((body) => {
      const { resourceSpans } = JSON.parse(body) as {
        readonly resourceSpans: readonly {
          readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
        }[];
      };
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    });
  return { endpoint: `http://127.0.0.1:${port}`, bodies, spans };
}

const SILENT = createLog({ level: 'silent', component: 'test' });
const DECODE_MS = 7;

function withMinutiae(outcome: ExtractionOutcome): ExtractionOutcome {
  if (outcome.kind !== 'template') return outcome;
  const minutiae = { templateVersion: 'fake-minutiae-1', bytes: Uint8Array.of(1) };
  return { ...outcome, template: { ...outcome.template, minutiae } };
}

/** The hub with its own queues and database; models and gallery say what fakes say. */
async function openHub(
  t: Test,
  endpoint: string,
  {
    variables = {},
    log = SILENT,
  }: { readonly variables?: Readonly<Record<string, string>>; readonly log?: Log } = {},
) {
  const { url: databaseUrl } = await openTestDatabase(t);
  const redis = testRedis();
  const closers = createClosers();
  t.teardown(() => closers.closeAll());
  const config = readConfig({
    HUB_REDIS_PREFIX: redis.prefix,
    HUB_DATA: t.testdir(),
    HUB_PORT: '0',
    HUB_OTLP_ENDPOINT: endpoint,
    ...variables,
  });
  const core = await openCore({
    config,
    databaseUrl,
    redisUrl: redis.url,
    keyEncryptionKey: Buffer.alloc(32, 6),
    log,
    closers,
  });
  const { ports, tracing } = core;
  const fakes = createFakePorts();
  const { extract } = fakes.answers;
  fakes.answers.extract = (sample) => withMinutiae(extract(sample));
  const extractor: TemplateExtractor = {
    async extract(samples, options) {
      options.onDecoded?.({ beganMsAgo: 0, tookMs: DECODE_MS });
      return fakes.extractor.extract(samples, options);
    },
  };
  const withFakes = {
    ...ports,
    comparator: fakes.comparator,
    extractor: traceExtractor(extractor, tracing),
    gallery: traceGallery(fakes.gallery, tracing),
  };
  for (const queue of ['extraction', 'search'] as const) {
    const worker = await startJobWorker({
      ...core.redis,
      queue,
      concurrency: 2,
      execute: JOB_WORKFLOWS[queue](withFakes),
      fail: createFailOperation(ports),
      metrics: ports.metrics,
      tracing,
      log,
    });
    closers.add(queue, () => worker.close());
  }
  await startWorker(core);
  const { privateKey } = generateKeyPairSync('ed25519');
  const signingKey = signingKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const url = await startApi(core, { jwks: jwkSetOf(signingKey), openDocumentation: false });
  const { tokenIssuer: issuer, tokenAudience: audience } = config;
  const sign = (as: AuthorityClass) =>
    signRequesterToken(requesterOf(as), { signingKey, issuer, audience, valid: '1h' });
  const token = await sign('border-authority');
  const operator = await sign('hub-operator');
  const search = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}/v1/searches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        identity: PERSON,
        samples: [{ position: 'right-index', ppi: 500, image: IMAGE }],
      }),
    });
  const metrics = async () =>
    (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${operator}` } })).text();
  return { core, closers, search, metrics };
}

function lengthMs({ startTimeUnixNano, endTimeUnixNano }: SentSpan): number {
  return Number((BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1000n) / 1000;
}

t.test('a search is one trace', async (t) => {
  const receiver = await openReceiver(t);
  const { core, search, closers, metrics } = await openHub(t, receiver.endpoint);
  const answer = await search({
    traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01`,
    tracestate: `vendor=${PERSON.surname}`,
  });
  t.equal(answer.status, 200);
  const { operationId } = (await answer.json()) as { readonly operationId: string };
  await until(() => receiver.spans().some(({ name }) => name === 'work federation'));
  await core.queues.control.setPaused({ queue: 'erasure' }, true);
  await core.queues.add([
    { queue: 'erasure', operationId: operationId as OperationId, serviceClass: 'batch' },
  ]);
  const counted = await metrics();
  await closers.closeAll();

  const spans = receiver.spans().filter(({ traceId }) => traceId === TRACE_ID);
  const named = (name: string) => {
    const found = spans.filter((span) => span.name === name);
    t.equal(found.length, 1, name);
    return found[0]!;
  };
  const parentOf = (span: SentSpan) => spans.find(({ spanId }) => spanId === span.parentSpanId);
  const request = named('POST /v1/searches');
  t.equal(request.parentSpanId, CALLER_SPAN, 'below the caller’s own span');
  const [extraction, matching, federation] = ['extraction', 'search', 'federation'].map((queue) =>
    named(`work ${queue}`),
  );
  t.equal(chainOf(extraction!).at(-1), request.name);
  t.ok(chainOf(extraction!).includes('postgresql transaction'), 'the statement that made the job');
  t.ok(chainOf(matching!).includes('work extraction'), 'the second job comes from the first');
  t.ok(chainOf(federation!).includes('work search'), 'and the third from the second');
  for (const queue of ['extraction', 'search', 'federation']) {
    t.equal(named(`wait ${queue}`).parentSpanId, named(`work ${queue}`).parentSpanId, 'side by side');
  }
  t.ok(chainOf(named('extract')).includes('work extraction'));
  const decode = named('decode');
  t.equal(parentOf(decode)?.name, 'extract');
  t.equal(lengthMs(decode), DECODE_MS, 'as long as the other process said');
  t.ok(chainOf(named('match')).includes('work search'));
  const minutiae = named('compare minutiae');
  t.ok(chainOf(minutiae).includes('work search'));
  t.notOk(chainOf(minutiae).includes('match'), 'the second stage comes after the first');
  t.ok(chainOf(named('ask ees')).includes('work federation'));
  t.ok(
    spans.some((span) => span.name === 'postgresql select' && chainOf(span).includes('ask ees')),
    'down to the statement',
  );
  const orphans = spans.filter((span) => span !== request && parentOf(span) === undefined);
  t.same(orphans, [], 'every span hangs on another');

  function chainOf(span: SentSpan): readonly string[] {
    const above = parentOf(span);
    return above ? [above.name, ...chainOf(above)] : [];
  }

  for (const line of [
    'hub_admissions_total{service_class="border",decision="admitted"} 1',
    'hub_queue_jobs{queue="erasure",state="waiting"} 1',
    'hub_queue_waiting_jobs{queue="erasure",service_class="batch"} 1',
    'hub_queue_paused{queue="erasure"} 1',
    'hub_queue_paused{queue="search"} 0',
    'hub_queue_oldest_job_age_seconds{queue="search",service_class="border"} 0',
    'hub_queue_wait_seconds_count{queue="extraction",service_class="border"} 1',
    'hub_outbox_rows{service_class="border"} 0',
    'hub_overdue_deadlines{system="ees"} 0',
    'hub_log_entries_waiting{component="esp"}',
  ]) {
    t.ok(counted.includes(line), line);
  }
  const sent = `${receiver.bodies.join('\n')}\n${counted}`;
  t.ok(sent.includes(operationId), 'the operation is named');
  for (const secret of [
    ...Object.values(PERSON),
    IMAGE,
    IMAGE.slice(0, 20),
    'AUT-border-police',
    'vendor=',
  ]) {
    t.notOk(sent.includes(secret), 'nothing of the person or the caller');
  }
});

t.test(
  'a caller that keeps no trace leaves none; a collector that is away or hangs harms nobody',
  async (t) => {
    const receiver = await openReceiver(t);
    const hanging = createServer(() => {}).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    t.teardown(() => {
      hanging.closeAllConnections();
      hanging.close();
      return Promise.resolve();
    });
    const { port } = hanging.address() as AddressInfo;
    const { search, closers } = await openHub(t, `http://127.0.0.1:${port}`);
    t.equal((await search()).status, 200);
    t.equal((await search({ traceparent: 'not a trace' })).status, 200, 'what is no trace is none');
    const beganAtMs = performance.now();
    await closers.closeAll();
    const tookMs = performance.now() - beganAtMs;
    t.ok(tookMs < LIMITS.traceCloseMs + 8_000, `closed after ${tookMs.toFixed(0)} ms`);

    const other = await openHub(t, receiver.endpoint);
    t.equal((await other.search({ traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-00` })).status, 200);
    await other.closers.closeAll();
    t.same(
      receiver.spans().filter(({ traceId }) => traceId === TRACE_ID),
      [],
    );
  },
);

t.test('sampled by ratio, an operation is recorded whole or not at all, as its caller does', async (t) => {
  const receiver = await openReceiver(t);
  const told: string[] = [];
  const log = createLog({ level: 'warn', component: 'test' });
  log.warn = (...words: readonly unknown[]) => void told.push(words.map(String).join(' '));
  const none = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
  const { search, closers } = await openHub(t, receiver.endpoint, { variables: none, log });
  t.equal((await search()).status, 200);
  t.equal((await search({ traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01` })).status, 200);
  await until(() => receiver.spans().some(({ name }) => name === 'work federation'));
  await closers.closeAll();
  t.same([...new Set(receiver.spans().map(({ traceId }) => traceId))], [TRACE_ID], 'not one of its own');
  for (const queue of ['extraction', 'search', 'federation'])
    t.equal(receiver.spans().filter(({ name }) => name === `work ${queue}`).length, 1, queue);
  t.same(told, []);

  const odd = { OTEL_TRACES_SAMPLER: 'some', OTEL_TRACES_SAMPLER_ARG: 'few' };
  const other = await openHub(t, receiver.endpoint, { variables: odd, log });
  t.equal(told.length, 1);
  t.match(told[0], /OTEL_TRACES_SAMPLER is ignored/);
  t.equal((await other.search()).status, 200, 'and the hub runs');
  await other.closers.closeAll();
  t.ok(
    receiver.spans().some(({ name, traceId }) => name === 'POST /v1/searches' && traceId !== TRACE_ID),
    'all is recorded then',
  );
});
