/**
 * Which traces are recorded, by `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` as the OpenTelemetry specification
 * has them (Environment Variable Specification: General SDK Configuration, and Parsing of environment variable values).
 * An empty value is an unset one, case does not matter, and what is not understood is told and taken as unset: a
 * mistyped sampler does not stop a hub. The specification's samplers that ask another service (`jaeger_remote`, `xray`)
 * are not offered and are told as well.
 */
export const TRACE_SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type TraceSampler = (typeof TRACE_SAMPLERS)[number];

export type TraceSampling = {
  readonly sampler: TraceSampler;
  /** Share of traces from 0 to 1, chosen by the id of the trace; of samplers by ratio only. */
  readonly ratio: number;
};

export const DEFAULT_TRACE_SAMPLING: TraceSampling = { sampler: 'parentbased_always_on', ratio: 1 };

/** `warnings` name the variables and not their values. */
export function readTraceSampling(variables: {
  readonly sampler: string | undefined;
  readonly argument: string | undefined;
}): { readonly sampling: TraceSampling; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const sampler = samplerOf(variables.sampler, warnings);
  const isByRatio = sampler.endsWith('traceidratio');
  const ratio = isByRatio ? ratioOf(variables.argument, warnings) : DEFAULT_TRACE_SAMPLING.ratio;
  return { sampling: { sampler, ratio }, warnings };
}

function samplerOf(value: string | undefined, warnings: string[]): TraceSampler {
  const wanted = value?.trim().toLowerCase();
  if (!wanted) return DEFAULT_TRACE_SAMPLING.sampler;
  const found = TRACE_SAMPLERS.find((each) => each === wanted);
  if (found === undefined) {
    warnings.push(
      `OTEL_TRACES_SAMPLER is ignored, as it is none of ${TRACE_SAMPLERS.join(', ')}; traces are sampled by ${DEFAULT_TRACE_SAMPLING.sampler}`,
    );
  }
  return found ?? DEFAULT_TRACE_SAMPLING.sampler;
}

const NUMBER = /^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function ratioOf(value: string | undefined, warnings: string[]): number {
  const wanted = value?.trim();
  if (!wanted) return DEFAULT_TRACE_SAMPLING.ratio;
  const ratio = NUMBER.test(wanted) ? Number(wanted) : Number.NaN;
  if (ratio >= 0 && ratio <= 1) return ratio;
  warnings.push('OTEL_TRACES_SAMPLER_ARG is ignored, as it is no number from 0 to 1; every trace is taken');
  return DEFAULT_TRACE_SAMPLING.ratio;
}
