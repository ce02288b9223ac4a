/** Which databases outside the six systems are connected: those that have an address. */
import type { SourceId } from '../domain/law/portal-table.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { SourceAdapter } from '../workflows/ports/systems.js';
import { createEuropolAdapter } from './europol/europol-adapter.js';
import { createInterpolAdapters } from './interpol/interpol-adapters.js';
import { withNamedFailures } from './named-failures.js';
import type { SourceOptions } from './source-connector.js';

export type Sources = {
  readonly sources: ReadonlyMap<SourceId, SourceAdapter>;
  close(): Promise<void>;
};

export function createSources(
  options: { readonly interpol?: SourceOptions; readonly europol?: SourceOptions },
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Sources {
  const interpol = options.interpol && createInterpolAdapters(options.interpol, { clock });
  const europol = options.europol && createEuropolAdapter(options.europol);
  const adapters = [...(interpol?.adapters ?? []), ...(europol ? [europol.adapter] : [])].map((adapter) =>
    withNamedFailures(adapter, { name: adapter.source, log }),
  );
  return {
    sources: new Map(adapters.map((adapter) => [adapter.source, adapter])),
    close: async () => {
      await Promise.all([interpol?.close(), europol?.close()]);
    },
  };
}
