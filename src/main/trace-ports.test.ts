import t from 'tap';
import type { TemplateId } from '../domain/ids.js';
import { NO_TRACING, type SpanAttributes, type Tracing } from '../platform/tracing.js';
import type { Comparator } from '../workflows/ports/gallery.js';
import type { SecondStage } from '../workflows/ports/second-stage.js';
import { traceComparator, traceSecondStage } from './trace-ports.js';

const signal = new AbortController().signal;

/** Keeps names and attributes of spans. */
function noting(spans: [string, SpanAttributes][]): Tracing {
  return {
    ...NO_TRACING,
    isOn: true,
    span: (name, attributes, work) => {
      const span: [string, SpanAttributes] = [name, attributes];
      spans.push(span);
      return work((more) => {
        span[1] = { ...span[1], ...more };
      });
    },
  };
}

t.test('a 1:1 comparison is a span with counts and nothing of a person', async (t) => {
  const spans: [string, SpanAttributes][] = [];
  const answer = { similarityScore: 1 } as never;
  const comparator: Comparator = async () => answer;
  const options = { falseMatchRate: 0.001, signal };
  t.equal(await traceComparator(comparator, noting(spans))([], [], options), answer);
  t.same(spans, [['compare templates', { 'hub.probes': 0, 'hub.references': 0 }]]);
  t.equal(traceComparator(comparator, NO_TRACING), comparator, 'nothing where nobody traces');
});

t.test('a second stage is one span, however often it reads, with what it read counted', async (t) => {
  const spans: [string, SpanAttributes][] = [];
  const answer = { candidates: [] } as never;
  const minutiae = { templateVersion: 'minutiae-1', bytes: Uint8Array.of(1) };
  const secondStage: SecondStage = {
    wanted: () => ({ candidatesMax: 1 }),
    inTurn: (_, work) => work(),
    async compare(given, { minutiaeOf }) {
      await minutiaeOf(['a', 'b'] as TemplateId[]);
      await minutiaeOf(['gone', 'c'] as TemplateId[]);
      return given;
    },
  };
  const probe = { position: 'right-index', templateVersion: 'fake-1', quality: 80, views: [] } as const;
  const search = {
    candidatesMax: 1,
    falsePositiveIdentificationRate: 0.01,
    minutiaeOf: async (templateIds: readonly TemplateId[]) =>
      new Map(templateIds.filter((each) => each !== 'gone').map((each) => [each, minutiae])),
  };
  const traced = traceSecondStage(secondStage, noting(spans));
  t.equal(await traced.compare(answer, { ...search, probes: [{ ...probe, minutiae }] }, signal), answer);
  t.same(spans, [['compare minutiae', { 'hub.probes': 1, 'hub.references': 3 }]]);
  await traced.compare(answer, { ...search, probes: [probe] }, signal);
  t.equal(spans.length, 1, 'there is no second stage without minutiae');
  t.equal(traceSecondStage(secondStage, NO_TRACING), secondStage, 'nothing where nobody traces');
});
