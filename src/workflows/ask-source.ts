/** A database outside the six systems, asked within its deadline and only where nothing is revealed to whom it must not. */
import type { Requester } from '../domain/authorities.js';
import { PORTAL_ROWS, SOURCE_KEYS, type SourceId } from '../domain/law/portal-table.js';
import { isLimitedToSecurity } from '../domain/screening/limited-data.js';
import { OperationalError } from '../platform/operational-error.js';
import { untilDeadline } from './ask-systems.js';
import type { SearchSystemsRequest } from './ports/operations.js';
import type { SourceAdapter, SourceHit, SourceQuery } from './ports/systems.js';
import type { Ports } from './ports.js';

export type SourceReply =
  | {
      readonly source: SourceId;
      readonly status: 'answered';
      readonly askedBy: readonly ('document' | 'identity')[];
      readonly tookMs: number;
      readonly hits: readonly SourceHit[];
      readonly overflow: boolean;
    }
  | {
      readonly source: SourceId;
      readonly status: 'not-answered';
      readonly reason: string;
      readonly detail: string;
      readonly tookMs: number;
    }
  | {
      readonly source: SourceId;
      readonly status: 'not-asked';
      readonly reason: 'no-usable-search-key' | 'would-reveal-to-owner';
      readonly citation: string;
    };

export async function askSource(
  ports: Pick<Ports, 'clock'>,
  adapter: SourceAdapter,
  { requester, request }: { readonly requester: Requester; readonly request: SearchSystemsRequest },
  signal: AbortSignal,
): Promise<SourceReply> {
  const { source, deadlineMs } = adapter;
  const { document, identity } = request;
  const keys = SOURCE_KEYS[source];
  const askedBy = [
    ...(document && keys.includes('document') ? (['document'] as const) : []),
    ...(identity && keys.includes('identity') ? (['identity'] as const) : []),
  ];
  const { keys: keyRow, 'interpol-silent': silentRow } = PORTAL_ROWS;
  if (askedBy.length === 0) {
    return { source, status: 'not-asked', reason: 'no-usable-search-key', citation: keyRow.citation };
  }
  const query: SourceQuery = {
    requester,
    // Of a screening alone: Article 16(5).
    noticeOnMatch: source === 'europol' && isLimitedToSecurity(requester.authorityClass),
    ...(askedBy.includes('document') && document ? { document } : {}),
    ...(askedBy.includes('identity') && identity ? { identity } : {}),
  };
  const startedMs = ports.clock.nowMs();
  const tookMs = () => Math.round(ports.clock.nowMs() - startedMs);
  try {
    return await untilDeadline(
      async (deadline): Promise<SourceReply> => {
        // Nobody has a right to an answer that warns the owner of the alert.
        if (!(await adapter.isSilent(deadline))) {
          return {
            source,
            status: 'not-asked',
            reason: 'would-reveal-to-owner',
            citation: silentRow.citation,
          };
        }
        const { hits, overflow } = await adapter.query(query, deadline);
        return { source, status: 'answered', askedBy, tookMs: tookMs(), hits, overflow };
      },
      { name: source, deadlineMs },
      signal,
    );
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return {
      source,
      status: 'not-answered',
      reason: error.code,
      detail: error.message,
      tookMs: tookMs(),
    };
  }
}
