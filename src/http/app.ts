/** The public API: what is registered, in the order in which it acts on a request. */
import helmet from '@fastify/helmet';
import { type FastifyInstance, fastify } from 'fastify';
import { type Clock, systemClock } from '../platform/clock.js';
import type { IdSource } from '../platform/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { HubWorkflows } from '../workflows/hub-workflows.js';
import type { CaptureReader, TransactionWriter } from '../workflows/ports.js';
import { type AuthenticationOptions, authenticate } from './plugins/authentication.js';
import { refuseLargeBodies } from './plugins/body-limit.js';
import { acceptCaptureBodies } from './plugins/capture-bodies.js';
import { measureRequests } from './plugins/http-metrics.js';
import { acceptMultipart } from './plugins/multipart-requests.js';
import { describeApi } from './plugins/open-api.js';
import { addProblemDocuments, refuseAddress, refuseConnection } from './plugins/problem-documents.js';
import { requestIdOf, returnRequestIds } from './plugins/request-ids.js';
import { validateBySchemas } from './plugins/validation.js';
import { calculateStay } from './routes/calculate-stay.js';
import { enrolEncounter } from './routes/enrol-encounter.js';
import { eraseSubject } from './routes/erase-subject.js';
import { identify } from './routes/identify.js';
import { listDeadlines } from './routes/list-deadlines.js';
import { listDueFiles } from './routes/list-due-files.js';
import { listLinks } from './routes/list-links.js';
import { listOverstayers } from './routes/list-overstayers.js';
import { querySystem } from './routes/query-system.js';
import { readHealth } from './routes/read-health.js';
import { readLink } from './routes/read-link.js';
import { readMetrics } from './routes/read-metrics.js';
import { readOpenApi } from './routes/read-open-api.js';
import { readOperation } from './routes/read-operation.js';
import { type ReadinessReport, readReadiness } from './routes/read-readiness.js';
import { readSubject } from './routes/read-subject.js';
import { searchSystems } from './routes/search-systems.js';
import { verify } from './routes/verify.js';
import { verifyLink } from './routes/verify-link.js';

export type AppOptions = {
  readonly workflows: HubWorkflows;
  readonly authentication: AuthenticationOptions;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly readiness: () => Promise<ReadinessReport>;
  /** Called before metrics are read, for gauges that are counted on demand. */
  readonly refreshMetrics?: () => Promise<void>;
  readonly ids: IdSource;
  readonly captures: CaptureReader;
  readonly transactions: TransactionWriter;
  /** Whether the documentation is shown without a token. */
  readonly openDocumentation?: boolean;
  readonly clock?: Clock;
};

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { workflows, metrics, clock = systemClock('UTC'), openDocumentation: open = false } = options;
  const context = { workflows, clock, transactions: options.transactions };
  const app = fastify({
    // Bodies and headers hold data of persons and tokens: requests are measured, never logged.
    logger: false,
    bodyLimit: LIMITS.bodyBytesMax,
    requestTimeout: LIMITS.requestMsMax,
    genReqId: requestIdOf(options.ids),
    forceCloseConnections: 'idle',
    frameworkErrors: refuseAddress,
    // Node looks for requests that take too long this often; its own 30 s would double the limit.
    http: { connectionsCheckingInterval: LIMITS.connectionsCheckMs },
    clientErrorHandler: refuseConnection,
  });

  // Fastify reads plain text on its own; here it is a media type like any other that no operation takes.
  app.removeContentTypeParser('text/plain');
  addProblemDocuments(app, options);
  validateBySchemas(app);
  returnRequestIds(app);
  measureRequests(app, metrics);
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  authenticate(app, options.authentication);
  refuseLargeBodies(app);
  await describeApi(app, { open });

  readHealth(app);
  readReadiness(app, options.readiness);
  readMetrics(app, { metrics, refresh: options.refreshMetrics });
  readOpenApi(app, { open });
  await app.register(async (withSamples) => {
    await acceptMultipart(withSamples, options.captures);
    acceptCaptureBodies(withSamples, options.captures);
    enrolEncounter(withSamples, context);
    identify(withSamples, context);
    verify(withSamples, context);
    searchSystems(withSamples, context);
  });
  querySystem(app, context);
  readSubject(app, context);
  eraseSubject(app, context);
  readOperation(app, context);
  calculateStay(app, context);
  listDeadlines(app, context);
  listDueFiles(app, context);
  listOverstayers(app, context);
  listLinks(app, context);
  readLink(app, context);
  verifyLink(app, context);
  await app.ready();
  return app;
}
