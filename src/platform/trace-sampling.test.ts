import t from 'tap';
import { readTraceSampling } from './trace-sampling.js';

const CASES: readonly (readonly [
  sampler: string | undefined,
  argument: string | undefined,
  wanted: string,
  ratio: number,
  ...told: RegExp[],
])[] = [
  [undefined, undefined, 'parentbased_always_on', 1],
  ['', '', 'parentbased_always_on', 1],
  ['always_on', undefined, 'always_on', 1],
  ['always_off', undefined, 'always_off', 1],
  ['parentbased_always_off', undefined, 'parentbased_always_off', 1],
  ['parentbased_traceidratio', '0.25', 'parentbased_traceidratio', 0.25],
  ['ParentBased_TraceIdRatio', ' 1e-3 ', 'parentbased_traceidratio', 0.001],
  ['traceidratio', '0', 'traceidratio', 0],
  ['traceidratio', '1', 'traceidratio', 1],
  ['traceidratio', undefined, 'traceidratio', 1],
  ['traceidratio', '1.0001', 'traceidratio', 1, /^OTEL_TRACES_SAMPLER_ARG/],
  ['traceidratio', '-0.1', 'traceidratio', 1, /^OTEL_TRACES_SAMPLER_ARG/],
  ['traceidratio', 'a tenth', 'traceidratio', 1, /^OTEL_TRACES_SAMPLER_ARG/],
  ['traceidratio', '0x0', 'traceidratio', 1, /^OTEL_TRACES_SAMPLER_ARG/],
  ['traceidratio', 'NaN', 'traceidratio', 1, /^OTEL_TRACES_SAMPLER_ARG/],
  // The argument belongs to a sampler that has one.
  [undefined, '0.5', 'parentbased_always_on', 1],
  ['always_on', 'a tenth', 'always_on', 1],
  ['jaeger_remote', 'endpoint=x', 'parentbased_always_on', 1, /^OTEL_TRACES_SAMPLER is ignored/],
  ['parentbased', '0.5', 'parentbased_always_on', 1, /^OTEL_TRACES_SAMPLER is ignored/],
];

for (const [sampler, argument, wanted, ratio, ...told] of CASES) {
  t.test(`${sampler} with ${argument}`, async (t) => {
    const { sampling, warnings } = readTraceSampling({ sampler, argument });
    t.same(sampling, { sampler: wanted, ratio });
    t.equal(warnings.length, told.length);
    for (const [index, text] of told.entries()) t.match(warnings[index], text);
  });
}
