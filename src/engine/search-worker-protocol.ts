/** What passes between the main thread of a process that holds a gallery and the search thread it owns. */
import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { GalleryAnswer, GallerySearch } from '../workflows/ports/gallery.js';
import type { FeedPosition } from './gallery-manifest.js';
import type { PackedAnswer } from './packed-answer.js';
import type { ReferenceBatch } from './reference-batch.js';
import type { SegmentFault } from './segment-header.js';

export type GalleryLimits = {
  readonly tailRowsMax: number;
  readonly loadTailsRowsMax: number;
  readonly blockRowsMax: number;
  readonly sealRowsMin: number;
  readonly segmentRowsMax: number;
  readonly batchWaitMs: number;
  readonly bulkWaitMs: number;
  readonly batchViewsMax: number;
  readonly personScoresBytesMax: number;
  readonly searchMsMax: number;
  readonly galleryWaitMs: number;
  readonly galleryUpkeepMs: number;
};

export type SearchWorkerOptions = {
  readonly directory: string;
  readonly threads: number;
  readonly executionProvider: ExecutionProvider;
  /** Left out, the worker tries which one is exact on this processor. */
  readonly arithmetic?: SegmentArithmetic;
  readonly limits: GalleryLimits;
};

export type SearchRequest = { readonly kind: 'search'; readonly search: GallerySearch };

export type WorkerRequest =
  /** Reads what the folder holds (`reuse`) or empties it. Comes first. */
  | { readonly kind: 'open'; readonly reuse: boolean }
  /** Part of everything there was at `position`. */
  | { readonly kind: 'add'; readonly added: ReferenceBatch; readonly position: FeedPosition }
  /** What changed; afterwards the content is that of `position`. Erased template identifiers, four words each. */
  | {
      readonly kind: 'change';
      readonly added: ReferenceBatch;
      readonly erased: Uint32Array;
      readonly position: FeedPosition;
    }
  /** Everything has been read: seal what came. */
  | { readonly kind: 'loaded'; readonly position: FeedPosition }
  | { readonly kind: 'compact' }
  /** Makes the folder hold everything there is. */
  | { readonly kind: 'checkpoint' }
  | SearchRequest;

export type GalleryCounts = {
  readonly referencesSealed: number;
  readonly referencesTail: number;
  /** Rows of segments that were erased and wait for compaction. */
  readonly tombstones: number;
  readonly segments: number;
  /** Code with which the file system last refused what was to be written, until it takes something again. */
  readonly filesRefused?: string;
};

/** What the worker can say about an answer; the owner adds whether it is complete. */
export type WorkerAnswer = Omit<GalleryAnswer, 'snapshot' | 'complete'>;

/** A gallery that was read back from its folder. */
export type RestoredGallery = FeedPosition & { readonly complete: boolean };

export type WorkerResult = {
  readonly answer?: PackedAnswer;
  readonly restored?: RestoredGallery;
};

/** Something a person should read about files. */
export type FileNotice =
  | { readonly kind: 'segment-unusable'; readonly segment: string; readonly fault: SegmentFault }
  | { readonly kind: 'manifest-unusable'; readonly reason: 'damaged' | 'other-version' }
  | { readonly kind: 'files-refused'; readonly code: string };

export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly request: WorkerRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Ends the thread after the run it is in. */
  | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'started'; readonly arithmetic: SegmentArithmetic }
  /** The execution provider cannot run a segment here; the worker ends. */
  | { readonly kind: 'unusable' }
  | { readonly kind: 'counts'; readonly counts: GalleryCounts }
  | { readonly kind: 'notice'; readonly notice: FileNotice }
  | { readonly kind: 'restoring'; readonly segmentsRead: number; readonly segmentsTotal: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: WorkerResult }
  /** The file system refused; or, without a code, the search failed. */
  | { readonly kind: 'failed'; readonly id: number; readonly code?: string };
