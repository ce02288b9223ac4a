/**
 * What the workers of each queue execute, each function safe to run twice and each with the ports it needs: a process
 * without a gallery has no `search`, one without models no `extraction`. Where the gallery lies in shards, `search` is
 * `search-shard.ts` for each of them.
 */

import type { OperationId } from '../domain/ids.js';
import { type CompactPorts, createCompactGallery } from './compact-gallery.js';
import { createExtractSamples, type ExtractPorts } from './extract-samples.js';
import type { QueueName } from './ports/jobs.js';
import { createQuerySystems, type QueryPorts } from './query-systems.js';
import { createSearchGallery, type SearchPorts } from './search-gallery.js';

export const JOB_WORKFLOWS = {
  extraction: createExtractSamples,
  search: createSearchGallery,
  federation: createQuerySystems,
  erasure: (ports: CompactPorts) => {
    const compact = createCompactGallery(ports);
    return (_operationId: OperationId, signal: AbortSignal) => compact(signal);
  },
} as const satisfies Record<QueueName, unknown>;

export type JobPorts = {
  readonly extraction: ExtractPorts;
  readonly search: SearchPorts;
  readonly federation: QueryPorts;
  readonly erasure: CompactPorts;
};
