import t from 'tap';
import { NO_TRACING, type Tracing } from '../platform/tracing.js';
import type { Comparator } from '../workflows/ports/gallery.js';
import { traceComparator } from './trace-ports.js';

t.test('a 1:1 comparison is a span with counts and nothing of a person', async (t) => {
  const spans: unknown[] = [];
  const tracing: Tracing = {
    ...NO_TRACING,
    isOn: true,
    span: (name, attributes, work) => {
      spans.push([name, attributes]);
      return work();
    },
  };
  const answer = { similarityScore: 1 } as never;
  const comparator: Comparator = async () => answer;
  const options = { falseMatchRate: 0.001, signal: new AbortController().signal };
  t.equal(await traceComparator(comparator, tracing)([], [], options), answer);
  t.same(spans, [['compare templates', { 'hub.probes': 0, 'hub.references': 0 }]]);
  t.equal(traceComparator(comparator, NO_TRACING), comparator, 'nothing where nobody traces');
});
