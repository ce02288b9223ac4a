/** What passes between a search thread and the thread that reads and writes its files. */
import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import type { ReadSegment } from './read-segment.js';
import type { SegmentFault } from './segment-header.js';
import type { SegmentContent } from './write-segment.js';

export type WriterOptions = {
  readonly directory: string;
  readonly blockRowsMax: number;
  readonly arithmetic: SegmentArithmetic;
};

export type WriterJob =
  /** A sealed segment is read again at once: what a session is made from is what the disk holds. */
  | { readonly kind: 'write'; readonly content: SegmentContent }
  | { readonly kind: 'read'; readonly name: string }
  | { readonly kind: 'manifest'; readonly text: string }
  /** The folders in which sessions were opened. */
  | { readonly kind: 'discard'; readonly name: string }
  /** Everything of ours but these segments. */
  | { readonly kind: 'keep-only'; readonly names: readonly string[] };

export type ToWriter = { readonly id: number; readonly job: WriterJob };

export type FromWriter = { readonly id: number } & (
  | { readonly kind: 'done'; readonly read?: ReadSegment }
  | { readonly kind: 'unusable'; readonly fault: SegmentFault; readonly message: string }
  /** The file system refused: no space, no permission, no folder. */
  | { readonly kind: 'refused'; readonly code: string }
);
