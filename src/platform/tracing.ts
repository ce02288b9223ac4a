/**
 * Traces as the hub uses them: an operation is one trace from the request over its jobs to the statements of PostgreSQL.
 * Off unless an endpoint is configured; then nothing here does anything. Names and attributes are written by the hub
 * (operations, queues, codes, counts), never taken from what a caller sent: nothing of a person can be in them.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
export type SpanKind = 'server' | 'consumer' | 'client' | 'internal';

export type SpanStart = {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
  /** The trace and span it belongs below, from elsewhere (W3C Trace Context); a trace of its own where there is none. */
  readonly traceparent?: string | undefined;
  /** Milliseconds since the epoch; now where absent. */
  readonly startMs?: number;
};

/** A span that is open. */
export type OpenSpan = {
  /** Runs `work`, and all that follows from it, below the span. */
  run<T>(work: () => T): T;
  note(attributes: SpanAttributes): void;
  /** `failure` is a code of the hub. */
  end(outcome?: { readonly failure?: string | undefined; readonly endMs?: number }): void;
};

export type Tracing = {
  readonly isOn: boolean;
  /** Where the trace comes from elsewhere or begins. */
  begin(start: SpanStart): OpenSpan;
  /**
   * Below the span it is called in; outside of any it only does the work, so that background tasks leave no traces. `work`
   * is given what notes attributes that are not known before.
   */
  span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (note: OpenSpan['note']) => Promise<T>,
    kind?: SpanKind,
  ): Promise<T>;
  /** Of the span it is called in, for whoever goes on with it elsewhere. */
  traceparent(): string | undefined;
  /** Sends what there is, at most for a moment. */
  close(): Promise<void>;
};

const NO_SPAN: OpenSpan = { run: (work) => work(), note: () => {}, end: () => {} };

export const NO_TRACING: Tracing = {
  isOn: false,
  begin: () => NO_SPAN,
  span: (_name, _attributes, work) => work(NO_SPAN.note),
  traceparent: () => undefined,
  close: async () => {},
};
