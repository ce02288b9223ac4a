/** What passes between the main thread of a process that holds a gallery and the search thread it owns. */
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { GalleryAnswer, GallerySearch } from '../workflows/ports.js';

export type GalleryLimits = {
  readonly tailRowsMax: number;
  readonly blockRowsMax: number;
  readonly sealRowsMin: number;
  readonly segmentRowsMax: number;
  readonly batchWaitMs: number;
  readonly batchViewsMax: number;
  readonly searchMsMax: number;
  readonly galleryWaitMs: number;
  readonly galleryUpkeepMs: number;
};

export type SearchWorkerOptions = {
  readonly directory: string;
  readonly threads: number;
  readonly executionProvider: ExecutionProvider;
  /** Left out, the worker tries which one is exact on this processor. */
  readonly probeCoding?: ProbeCoding;
  readonly limits: GalleryLimits;
};

/** A reference without its embedding; embeddings travel as one array, in the same order. */
export type ReferenceHeader = {
  readonly templateId: TemplateId;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly position: Position;
  readonly templateVersion: string;
  readonly quality: number;
};

export type SearchRequest = { readonly kind: 'search'; readonly search: GallerySearch };

export type WorkerRequest =
  | {
      readonly kind: 'add';
      readonly references: readonly ReferenceHeader[];
      readonly embeddings: Int8Array;
    }
  | { readonly kind: 'erase'; readonly templateIds: readonly TemplateId[] }
  /** The initial load is over: seal what came. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'compact' }
  | SearchRequest;

export type GalleryCounts = {
  readonly referencesSealed: number;
  readonly referencesTail: number;
  /** Rows of segments that were erased and wait for compaction. */
  readonly tombstones: number;
  readonly segments: number;
};

/** What the worker can say about an answer; the owner adds the state of the gallery. */
export type WorkerAnswer = Omit<GalleryAnswer, 'snapshot' | 'complete'>;

export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly request: WorkerRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Ends the thread after the run it is in. */
  | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'started'; readonly probeCoding: ProbeCoding }
  /** The execution provider cannot run a segment here; the worker ends. */
  | { readonly kind: 'unusable' }
  | { readonly kind: 'counts'; readonly counts: GalleryCounts }
  | { readonly kind: 'done'; readonly id: number; readonly answer?: WorkerAnswer }
  | { readonly kind: 'failed'; readonly id: number };
