/**
 * Interpol's databases of stolen and lost travel documents (SLTD) and of documents associated with notices (TDAWN), each
 * asked by the document alone. An owner of an alert is ordinarily told of a hit, so that the connector has to pledge, and
 * to pledge again every minute, that it is not; without that nothing is sent.
 */
import type { SourceId } from '../../domain/law/portal-table.js';
import type { Clock } from '../../platform/clock.js';
import { LIMITS } from '../../platform/limits.js';
import type { SourceAdapter } from '../../workflows/ports/systems.js';
import { createSourceConnector, type SourceConnector, type SourceOptions } from '../source-connector.js';

export const INTERPOL_SOURCES = ['interpol-sltd', 'interpol-tdawn'] as const satisfies readonly SourceId[];

export function createInterpolAdapters(
  options: SourceOptions,
  { clock }: { readonly clock: Clock },
): { readonly adapters: readonly SourceAdapter[]; close(): Promise<void> } {
  const connector = createSourceConnector(options);
  const { deadlineMs = LIMITS.systemDeadlineMs } = options;
  return {
    adapters: INTERPOL_SOURCES.map(
      (source): SourceAdapter => ({
        source,
        deadlineMs,
        isSilent: rememberedPledge(connector, source, clock),
        query: ({ document }, signal) =>
          connector.post(source, { ...(document ? { document } : {}), revealToOwner: false }, signal),
      }),
    ),
    close: connector.close,
  };
}

/** A promise is believed for a while; that something would be revealed is asked again each time. */
function rememberedPledge(
  connector: SourceConnector,
  source: SourceId,
  clock: Clock,
): SourceAdapter['isSilent'] {
  let pledgedAtMs = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const nowMs = clock.nowMs();
    // A clock that was set back does not make an old promise young.
    if (nowMs >= pledgedAtMs && nowMs - pledgedAtMs < LIMITS.sourcePledgeMs) return true;
    const isSilent = await connector.pledge(source, signal);
    pledgedAtMs = isSilent ? nowMs : Number.NEGATIVE_INFINITY;
    return isSilent;
  };
}
