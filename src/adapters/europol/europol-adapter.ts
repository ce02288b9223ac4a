/**
 * Europol's data, by document or identity. A match is a reference to ask Europol further with; where a screening asked,
 * Europol is to keep what was asked as a notice ((EU) 2024/1356 Art 16(5)).
 */
import { LIMITS } from '../../platform/limits.js';
import type { SourceAdapter } from '../../workflows/ports/systems.js';
import { createSourceConnector, type SourceOptions } from '../source-connector.js';

export function createEuropolAdapter(options: SourceOptions): {
  readonly adapter: SourceAdapter;
  close(): Promise<void>;
} {
  const connector = createSourceConnector(options);
  return {
    adapter: {
      source: 'europol',
      deadlineMs: options.deadlineMs ?? LIMITS.systemDeadlineMs,
      // Europol is the owner of its data, and is told of a match by law.
      isSilent: async () => true,
      query: ({ document, identity, noticeOnMatch }, signal) =>
        connector.post(
          'europol',
          {
            ...(document ? { document } : {}),
            ...(identity ? { identity } : {}),
            ...(noticeOnMatch ? { noticeOnMatch } : {}),
            revealToOwner: false,
          },
          signal,
        ),
    },
    close: connector.close,
  };
}
