import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import type { Clock } from '../platform/clock.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { GalleryFeed } from '../workflows/ports/gallery.js';
import type { GalleryLimits } from './search-worker-protocol.js';

export type GalleryOptions = {
  readonly feed: GalleryFeed;
  /** For segment files; belongs to this gallery alone, which is refused where another process has it. */
  readonly directory: string;
  /**
   * Whether `close` leaves the files for the next start, which then reads them instead of everything from the feed. They
   * are plain templates: say false where the folder does not outlive the process anyway. Default: true.
   */
  readonly keepFiles?: boolean;
  /** Threads of one run over a large segment. */
  readonly threads: number;
  readonly executionProvider: ExecutionProvider;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<GalleryLimits>;
  /** Left out, the search thread tries which one is exact on this processor. */
  readonly arithmetic?: SegmentArithmetic;
};

export function galleryLimits(given: Partial<GalleryLimits> = {}): GalleryLimits {
  const { tailRowsMax, loadTailsRowsMax, blockRowsMax, sealRowsMin, segmentRowsMax } = LIMITS;
  const { batchWaitMs, bulkWaitMs, batchViewsMax, personScoresBytesMax } = LIMITS;
  const { searchMsMax, galleryWaitMs, galleryUpkeepMs } = LIMITS;
  return {
    tailRowsMax,
    loadTailsRowsMax,
    blockRowsMax,
    sealRowsMin,
    segmentRowsMax,
    batchWaitMs,
    bulkWaitMs,
    batchViewsMax,
    personScoresBytesMax,
    searchMsMax,
    galleryWaitMs,
    galleryUpkeepMs,
    ...given,
  };
}
