/** The public API: what is registered, in the order in which it acts on a request. */
import helmet from '@fastify/helmet';
import { type FastifyInstance, fastify } from 'fastify';
import type { ServiceClass } from '../domain/service-class.js';
import type { Carried } from '../platform/carried.js';
import { type Clock, systemClock } from '../platform/clock.js';
import type { IdSource } from '../platform/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { NO_TRACING, type Tracing } from '../platform/tracing.js';
import type { HubWorkflows } from '../workflows/hub-workflows.js';
import type { CaptureReader, TransactionWriter } from '../workflows/ports/captures.js';
import { type AuthenticationOptions, authenticate } from './plugins/authentication.js';
import { refuseLargeBodies } from './plugins/body-limit.js';
import { acceptCaptureBodies } from './plugins/capture-bodies.js';
import { carryClass } from './plugins/carry-class.js';
import { createExpiredTokens } from './plugins/expired-tokens.js';
import { measureRequests } from './plugins/http-metrics.js';
import { refuseIdempotencyKeys } from './plugins/idempotency-keys.js';
import { acceptMultipart } from './plugins/multipart-requests.js';
import { describeApi } from './plugins/open-api.js';
import { limitOpenRoutes } from './plugins/open-rate-limit.js';
import { addProblemDocuments, refuseAddress, refuseConnection } from './plugins/problem-documents.js';
import { requestIdOf, returnRequestIds } from './plugins/request-ids.js';
import { serveConsole } from './plugins/serve-console.js';
import { traceRequests } from './plugins/trace-requests.js';
import { validateBySchemas } from './plugins/validation.js';
import { askPortal } from './routes/ask-portal.js';
import { askToTravel } from './routes/ask-to-travel.js';
import { calculateStay } from './routes/calculate-stay.js';
import { compareLink } from './routes/compare-link.js';
import { compareWithEurodac } from './routes/compare-with-eurodac.js';
import { correctLink } from './routes/correct-link.js';
import { countQuality } from './routes/count-quality.js';
import { deleteAlert } from './routes/delete-alert.js';
import { enrolEncounter } from './routes/enrol-encounter.js';
import { enterUnknownPerson } from './routes/enter-unknown-person.js';
import { eraseSubject } from './routes/erase-subject.js';
import { etiasAlertNotices } from './routes/etias-alert-notices.js';
import { flagConviction } from './routes/flag-conviction.js';
import { holdLog } from './routes/hold-log.js';
import { identify } from './routes/identify.js';
import { identityRepository } from './routes/identity-repository.js';
import { judgeEtiasHit } from './routes/judge-etias-hit.js';
import { keepWatchlist } from './routes/keep-watchlist.js';
import { lawEnforcementAccess } from './routes/law-enforcement-access.js';
import { lawEnforcementRequests } from './routes/law-enforcement-requests.js';
import { listDeadlines } from './routes/list-deadlines.js';
import { listDueFiles } from './routes/list-due-files.js';
import { listLinkNotices } from './routes/list-link-notices.js';
import { listLinks } from './routes/list-links.js';
import { listLogs } from './routes/list-logs.js';
import { listOpenTerms } from './routes/list-open-terms.js';
import { listOverstayers } from './routes/list-overstayers.js';
import { listProcedureDeadlines } from './routes/list-procedure-deadlines.js';
import { longStayQueries } from './routes/long-stay-queries.js';
import { operatorFailedJobs } from './routes/operator-failed-jobs.js';
import { operatorLive } from './routes/operator-live.js';
import { operatorLiveEvents } from './routes/operator-live-events.js';
import { operatorStates } from './routes/operator-states.js';
import { processApplication } from './routes/process-application.js';
import { queryEurodacForVisa } from './routes/query-eurodac-for-visa.js';
import { querySystem } from './routes/query-system.js';
import { readApplications } from './routes/read-applications.js';
import { readBehindHit } from './routes/read-behind-hit.js';
import { readCaller } from './routes/read-caller.js';
import { readHealth } from './routes/read-health.js';
import { readLink } from './routes/read-link.js';
import { readLog } from './routes/read-log.js';
import { readMetrics } from './routes/read-metrics.js';
import { readOpenApi } from './routes/read-open-api.js';
import { readOperation } from './routes/read-operation.js';
import { readPersonHistory } from './routes/read-person-history.js';
import { type ReadinessReport, readReadiness } from './routes/read-readiness.js';
import { readStatistics } from './routes/read-statistics.js';
import { readSubject } from './routes/read-subject.js';
import { readWatchlist } from './routes/read-watchlist.js';
import { rightRequests } from './routes/right-requests.js';
import { screeningOpinions } from './routes/screening-opinions.js';
import { screenings } from './routes/screenings.js';
import { searchPortal } from './routes/search-portal.js';
import { searchSystems } from './routes/search-systems.js';
import { sisAlerts } from './routes/sis-alerts.js';
import { sisHits } from './routes/sis-hits.js';
import { sisObjects } from './routes/sis-objects.js';
import { verify } from './routes/verify.js';
import { verifyLink } from './routes/verify-link.js';
import { verifyLog } from './routes/verify-log.js';
import { verifyVisa } from './routes/verify-visa.js';
import { watchEurodac } from './routes/watch-eurodac.js';
import { writeLinkLetter } from './routes/write-link-letter.js';

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
  readonly tracing?: Tracing;
  /** Set for all that a request has done. */
  readonly classInHand?: Carried<ServiceClass>;
  /** Addresses and networks of proxies whose word about a caller's address is believed, with commas between. */
  readonly trustedProxies?: string;
  /** Where the operators' console lies, as `build` made it; absent where it is not served. */
  readonly consoleDirectory?: string;
};

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { workflows, metrics, clock = systemClock('UTC'), openDocumentation: open = false } = options;
  const context = { workflows, clock, transactions: options.transactions };
  const app = fastify({
    // Bodies and headers hold data of persons and tokens: requests are measured, never logged.
    logger: false,
    bodyLimit: LIMITS.bodyBytesMax,
    trustProxy: options.trustedProxies ?? false,
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
  traceRequests(app, options.tracing ?? NO_TRACING);
  measureRequests(app, metrics);
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  limitOpenRoutes(app, { clock });
  const { classInHand, log } = options;
  const onExpired = createExpiredTokens({ note: workflows.noteExpiredToken, clock, log, classInHand });
  authenticate(app, options.authentication, onExpired);
  refuseIdempotencyKeys(app);
  if (classInHand !== undefined) carryClass(app, classInHand);
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
    searchPortal(withSamples, context);
    enterUnknownPerson(withSamples, context);
  });
  querySystem(app, context);
  readSubject(app, context);
  eraseSubject(app, context);
  readOperation(app, context);
  calculateStay(app, context);
  listDeadlines(app, context);
  listDueFiles(app, context);
  listOpenTerms(app, context);
  verifyVisa(app, context);
  readApplications(app, context);
  processApplication(app, context);
  judgeEtiasHit(app, context);
  readBehindHit(app, context);
  queryEurodacForVisa(app, context);
  longStayQueries(app, context);
  keepWatchlist(app, context);
  readWatchlist(app, context);
  etiasAlertNotices(app, context);
  askToTravel(app, context);
  flagConviction(app, context);
  readPersonHistory(app, context);
  countQuality(app, context);
  listOverstayers(app, context);
  listLinks(app, context);
  readLink(app, context);
  verifyLink(app, context);
  correctLink(app, context);
  writeLinkLetter(app, context);
  listLinkNotices(app, context);
  askPortal(app, context);
  readStatistics(app, context);
  listProcedureDeadlines(app, context);
  screenings(app, context);
  screeningOpinions(app, context);
  rightRequests(app, context);
  compareWithEurodac(app, context);
  sisAlerts(app, context);
  deleteAlert(app, context);
  sisObjects(app, context);
  sisHits(app, context);
  watchEurodac(app, context);
  lawEnforcementRequests(app, context);
  identityRepository(app, context);
  lawEnforcementAccess(app, context);
  listLogs(app, context);
  verifyLog(app, context);
  readLog(app, context);
  holdLog(app, context);
  readCaller(app);
  compareLink(app, context);
  operatorLive(app, context);
  operatorLiveEvents(app, context);
  operatorFailedJobs(app, context);
  operatorStates(app, context);
  if (options.consoleDirectory !== undefined) await serveConsole(app, options.consoleDirectory);
  await app.ready();
  return app;
}
