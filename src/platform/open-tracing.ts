/**
 * Traces through OpenTelemetry, sent by OTLP over HTTP. Spans wait in a bounded list and are dropped where the collector
 * does not take them: nobody waits for it, and nothing fails because of it. The active span is kept by this module and
 * not in the library's global state, so that two hubs of one process do not mix.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  isSpanContextValid,
  SpanKind as Kind,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { LIMITS } from './limits.js';
import { OperationalError } from './operational-error.js';
import { orLate } from './time-limit.js';
import { DEFAULT_TRACE_SAMPLING, type TraceSampler, type TraceSampling } from './trace-sampling.js';
import type { OpenSpan, SpanKind, SpanStart, Tracing } from './tracing.js';

const KINDS: Readonly<Record<SpanKind, Kind>> = {
  server: Kind.SERVER,
  consumer: Kind.CONSUMER,
  client: Kind.CLIENT,
  internal: Kind.INTERNAL,
};

const ON = new AlwaysOnSampler();
const OFF = new AlwaysOffSampler();

/** Of `parentbased_` samplers: a caller that does not record its own trace is not recorded here. */
const SAMPLERS: Readonly<Record<TraceSampler, (ratio: number) => Sampler>> = {
  always_on: () => ON,
  always_off: () => OFF,
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: ON }),
  parentbased_always_off: () => new ParentBasedSampler({ root: OFF }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

/**
 * `endpoint` is the collector's base address, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it: spans go to `/v1/traces` below it.
 * A job carries on with its request whether that was sampled, so that an operation is recorded whole or not at all,
 * whichever processes work on it.
 */
export function openTracing(options: {
  readonly endpoint: string;
  readonly component: string;
  readonly sampling?: TraceSampling;
}): Tracing {
  const { sampler, ratio } = options.sampling ?? DEFAULT_TRACE_SAMPLING;
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: LIMITS.traceExportMs,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'open-biometric-identity-hub',
      'service.component': options.component,
    }),
    sampler: SAMPLERS[sampler](ratio),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: LIMITS.traceSpansMax,
        maxExportBatchSize: LIMITS.traceBatch,
        scheduledDelayMillis: LIMITS.traceDelayMs,
        exportTimeoutMillis: LIMITS.traceExportMs,
      }),
    ],
  });
  const tracer = provider.getTracer('hub');
  const active = new AsyncLocalStorage<Context>();

  function begin(start: SpanStart, below: Context): OpenSpan & { readonly span: Span } {
    const { name, kind, attributes = {}, startMs } = start;
    const span = tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes, ...(startMs === undefined ? {} : { startTime: startMs }) },
      below,
    );
    const context = trace.setSpan(below, span);
    return {
      span,
      run: (work) => active.run(context, work),
      note: (more) => void span.setAttributes(more),
      end({ failure, endMs } = {}) {
        if (failure !== undefined) {
          span.setAttribute('error.type', failure);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end(endMs);
      },
    };
  }

  return {
    isOn: true,
    begin: (start) => begin(start, contextOf(start.traceparent) ?? active.getStore() ?? ROOT_CONTEXT),
    async span(name, attributes, work, kind = 'internal') {
      const below = active.getStore();
      if (below === undefined) return work(() => {});
      const open = begin({ name, kind, attributes }, below);
      try {
        const result = await open.run(() => work(open.note));
        open.end();
        return result;
      } catch (error) {
        open.end({ failure: codeOf(error) });
        throw error;
      }
    },
    traceparent() {
      const below = active.getStore();
      const span = below && trace.getSpanContext(below);
      return span && isSpanContextValid(span) ? formatTraceparent(span) : undefined;
    },
    async close() {
      // A collector that is away costs its spans and nothing else.
      await orLate(
        provider.shutdown().catch(() => {}),
        LIMITS.traceCloseMs,
        () => undefined,
      );
    },
  };
}

/** What of a failure may be told: a code of the hub, or that it was none. */
export function codeOf(error: unknown): string {
  return error instanceof OperationalError ? error.code : 'error';
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** W3C Trace Context, version 00; what is not that is no trace. Other headers of the standard carry callers' data and are not read. */
function contextOf(traceparent: string | undefined): Context | undefined {
  const [, traceId = '', spanId = '', flags = '0'] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(span) ? trace.setSpanContext(ROOT_CONTEXT, span) : undefined;
}

function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
