/**
 * Spans around what takes an operation's time, put around the ports and not into them: whoever computes knows nothing of
 * traces. Statements are named by their verb; their text and their values stay out.
 */
import type { Tracing } from '../platform/tracing.js';
import type { Comparator, Gallery } from '../workflows/ports/gallery.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import type { Decoded, TemplateExtractor } from '../workflows/ports/samples.js';
import type { MinutiaeOf, SecondStage } from '../workflows/ports/second-stage.js';
import type { SystemAdapter } from '../workflows/ports/systems.js';
import type { Ports } from '../workflows/ports.js';

export function traceUnitOfWork(unitOfWork: UnitOfWork, tracing: Tracing): UnitOfWork {
  if (!tracing.isOn) return unitOfWork;
  return {
    sql: traceSql(unitOfWork.sql, tracing),
    transaction: (work) =>
      tracing.span(
        'postgresql transaction',
        DATABASE,
        () => unitOfWork.transaction((tx) => work(traceSql(tx, tracing))),
        'client',
      ),
  };
}

const DATABASE = { 'db.system.name': 'postgresql' };
const VERB = /\b(select|insert|update|delete)\b/i;

function traceSql(sql: Sql, tracing: Tracing): Sql {
  return {
    query<Row extends object>(text: string, values?: readonly unknown[]) {
      const verb = VERB.exec(text)?.[1]?.toLowerCase() ?? 'statement';
      return tracing.span(
        `postgresql ${verb}`,
        { ...DATABASE, 'db.operation.name': verb },
        () => sql.query<Row>(text, values),
        'client',
      );
    },
  };
}

export function traceExtractor<Extractor extends TemplateExtractor>(
  extractor: Extractor,
  tracing: Tracing,
): Extractor {
  if (!tracing.isOn) return extractor;
  return {
    ...extractor,
    extract: (samples, options) =>
      tracing.span('extract', { 'hub.samples': samples.length, 'hub.use': options.use }, () => {
        const onDecoded = traceDecoding(tracing);
        return extractor.extract(samples, {
          ...options,
          onDecoded(decoded) {
            onDecoded(decoded);
            options.onDecoded?.(decoded);
          },
        });
      }),
  };
}

/**
 * Images are decoded by other processes, which know nothing of traces: told afterwards, the span is put where it was,
 * below the span this is called in.
 */
function traceDecoding(tracing: Tracing): (decoded: Decoded) => void {
  const traceparent = tracing.traceparent();
  if (traceparent === undefined) return () => {};
  return ({ beganMsAgo, tookMs }) => {
    const startMs = Date.now() - beganMsAgo;
    tracing
      .begin({ name: 'decode', kind: 'internal', traceparent, startMs })
      .end({ endMs: startMs + tookMs });
  };
}

/** Not where probes have no minutiae: there is no second stage then. */
export function traceSecondStage(secondStage: SecondStage, tracing: Tracing): SecondStage {
  if (!tracing.isOn) return secondStage;
  return {
    ...secondStage,
    compare(answer, search, signal) {
      const fingers = search.probes.filter(({ minutiae }) => minutiae !== undefined).length;
      if (fingers === 0) return secondStage.compare(answer, search, signal);
      return tracing.span('compare minutiae', { 'hub.probes': fingers }, async (note) => {
        let references = 0;
        const minutiaeOf: MinutiaeOf = async (templateIds) => {
          const minutiae = await search.minutiaeOf(templateIds);
          references += minutiae.size;
          return minutiae;
        };
        const compared = await secondStage.compare(answer, { ...search, minutiaeOf }, signal);
        note({ 'hub.references': references });
        return compared;
      });
    },
  };
}

/** Fingers and faces of a claim, or of two data sets, compared 1:1 by both stages. */
export function traceComparator(comparator: Comparator, tracing: Tracing): Comparator {
  if (!tracing.isOn) return comparator;
  return (probes, references, options) =>
    tracing.span(
      'compare templates',
      { 'hub.probes': probes.length, 'hub.references': references.length },
      () => comparator(probes, references, options),
    );
}

export function traceGallery<Searched extends Gallery>(gallery: Searched, tracing: Tracing): Searched {
  if (!tracing.isOn) return gallery;
  return {
    ...gallery,
    search: (search, signal) =>
      tracing.span(
        'match',
        { 'hub.probes': search.probes.length, 'hub.systems': search.systems.length },
        () => gallery.search(search, signal),
      ),
  };
}

export function traceAdapters(adapters: Ports['adapters'], tracing: Tracing): Ports['adapters'] {
  if (!tracing.isOn) return adapters;
  return new Map([...adapters].map(([system, adapter]) => [system, traceAdapter(adapter, tracing)]));
}

/** Only questions to a system as a whole: the rest are statements, which have spans of their own. */
function traceAdapter(adapter: SystemAdapter, tracing: Tracing): SystemAdapter {
  return {
    ...adapter,
    query: (...asked) =>
      tracing.span(
        `ask ${adapter.system}`,
        { 'hub.system': adapter.system, 'hub.location': adapter.location },
        () => adapter.query(...asked),
        'client',
      ),
  };
}
