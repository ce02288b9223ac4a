/**
 * A span for each request, below the caller's where it sends one (`traceparent`, W3C Trace Context). It is named by the
 * operation: address, headers and bodies of a request hold data of persons.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenSpan, Tracing } from '../../platform/tracing.js';

export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  if (!tracing.isOn) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook('onRequest', (request, _reply, done) => {
    // Probes of health, files of the console and readers of metrics come all the time and tell nothing.
    if (request.routeOptions.config.open === true || request.routeOptions.url === '/metrics') return done();
    const { operationId = 'none' } = (request.routeOptions.schema ?? {}) as { readonly operationId?: string };
    const { url = 'none' } = request.routeOptions;
    const { traceparent } = request.headers;
    const span = tracing.begin({
      name: `${request.method} ${url}`,
      kind: 'server',
      attributes: { 'http.request.method': request.method, 'http.route': url, 'hub.operation': operationId },
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
    });
    spans.set(request, span);
    span.run(done);
  });
  // A body arrives outside of what the first hook ran: whoever handles it is brought back in.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) span.run(done);
    else done();
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    span?.note({ 'http.response.status_code': reply.statusCode });
    span?.end(reply.statusCode >= 500 ? { failure: String(reply.statusCode) } : {});
  });
  app.addHook('onRequestAbort', async (request) => {
    spans.get(request)?.note({ 'hub.aborted': true });
  });
}
