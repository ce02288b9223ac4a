import { readdirSync } from 'node:fs';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { noteGarbage } from './collect-garbage.js';
import { segmentNameOf } from './folder-names.js';
import type { GalleryContent } from './gallery-content.js';
import type { GalleryManifest } from './gallery-manifest.js';
import type { ReadSegment } from './read-segment.js';
import type { ReferenceBatch } from './reference-batch.js';
import { PAGE_SLOTS } from './reference-columns.js';
import { RowPages } from './row-pages.js';
import { SealedSegment, type SessionOptions } from './sealed-segment.js';
import {
  REFERENCE_BYTES,
  REFERENCE_ORIGIN_AT,
  REFERENCE_QUALITY_AT,
  type SegmentFault,
  UnusableSegment,
} from './segment-header.js';
import type { SegmentWriter } from './segment-writer-thread.js';
import { UUID_WORDS } from './uuid-words.js';

const WORDS = REFERENCE_BYTES / 4;

/**
 * Takes in the segments of a manifest, each checked byte for byte; one that cannot be used is told and deleted. Returns
 * whether all could be used. What the feed has since the manifest's cursor is not in yet: nothing may be searched
 * before that, as it may have been erased.
 */
export async function restoreGallery(options: {
  readonly content: GalleryContent;
  readonly manifest: GalleryManifest;
  readonly writer: SegmentWriter;
  readonly directory: string;
  readonly sessions: SessionOptions;
  readonly onSegment: (segmentsRead: number) => void;
  readonly onUnusable: (name: string, fault: SegmentFault) => void;
}): Promise<boolean> {
  const { writer, manifest } = options;
  const usable: string[] = [];
  for (const [index, { name, erasedRows }] of manifest.segments.entries()) {
    try {
      const read = await writer.run({ kind: 'read', name });
      await takeIn(options, { ...read!, name, erasedRows: new Set(erasedRows) });
      noteGarbage(read!.references.length + (read!.rows?.length ?? 0));
      usable.push(name);
    } catch (error) {
      if (!(error instanceof UnusableSegment)) throw error;
      options.onUnusable(name, error.fault);
    }
    options.onSegment(index + 1);
  }
  await writer.run({ kind: 'keep-only', names: usable });
  return usable.length === manifest.segments.length;
}

/** A number no segment in the folder has, nor had. */
export function firstFreeNumber(directory: string): number {
  const numbers = readdirSync(directory)
    .map((entry) => Number(segmentNameOf(entry)))
    .filter((number) => Number.isSafeInteger(number));
  return Math.max(0, ...numbers.map((number) => number + 1));
}

type Segment = ReadSegment & { readonly name: string; readonly erasedRows: ReadonlySet<number> };

async function takeIn(options: Parameters<typeof restoreGallery>[0], segment: Segment): Promise<void> {
  const { content, writer } = options;
  if (segment.rows === undefined) {
    await takeInSealed(options, segment);
    await writer.run({ kind: 'discard', name: segment.name });
    return;
  }
  const { tail } = content.partition(segment.header);
  const rowsBefore = tail.rowCount;
  content.add(batchOf(segment, segment.rows));
  // As it was saved: it need not be saved again before it changes.
  if (rowsBefore === 0 && tail.rowCount === segment.header.rowCount)
    tail.saved = { version: tail.version, name: segment.name };
}

async function takeInSealed(
  { content, directory, sessions }: Parameters<typeof restoreGallery>[0],
  { name, header, references, erasedRows }: Segment,
): Promise<void> {
  const { system, position, templateVersion } = header;
  const partition = content.partition({ system, position, templateVersion });
  const rows = new RowPages();
  for (let row = 0; row < header.rowCount; row += PAGE_SLOTS)
    rows.add(content.references.allocatePage(), Math.min(PAGE_SLOTS, header.rowCount - row));
  const segment = await SealedSegment.open({ directory, name, key: partition.key }, rows, sessions);
  rows.pages.forEach((page, index) => {
    content.references.assignPage(page, segment, rows.firstRows[index]!);
  });
  partition.segments = [...partition.segments, segment];
  const words = new Uint32Array(references.buffer);
  const qualities = new Float64Array(references.buffer);
  for (let row = 0; row < header.rowCount; row++) {
    const quality = qualities[(row * REFERENCE_BYTES + REFERENCE_QUALITY_AT) / 8]!;
    const packedOrigin = words[row * WORDS + REFERENCE_ORIGIN_AT / 4]!;
    const isLive =
      !erasedRows.has(row) &&
      content.link(rows.slotOf(row), partition.key, { words, at: row * WORDS, quality, packedOrigin });
    if (!isLive) segment.markErased(content.erasures);
  }
}

function batchOf({ header, references }: ReadSegment, rows: Int8Array<ArrayBuffer>): ReferenceBatch {
  const { system, position, templateVersion, rowCount } = header;
  const words = new Uint32Array(references.buffer);
  const qualities = new Float64Array(references.buffer);
  const wordsAt = (offset: number) =>
    Uint32Array.from(
      { length: rowCount * UUID_WORDS },
      (_, index) => words[Math.floor(index / UUID_WORDS) * WORDS + offset + (index % UUID_WORDS)]!,
    );
  return {
    count: rowCount,
    templateIds: wordsAt(0),
    subjectIds: wordsAt(UUID_WORDS),
    qualities: Float64Array.from(
      { length: rowCount },
      (_, row) => qualities[(row * REFERENCE_BYTES + REFERENCE_QUALITY_AT) / 8]!,
    ),
    embeddings: rows.subarray(0, rowCount * EMBEDDING_DIMENSION),
    origins: Uint32Array.from(
      { length: rowCount },
      (_, row) => words[row * WORDS + REFERENCE_ORIGIN_AT / 4]!,
    ),
    kinds: new Uint16Array(rowCount),
    partitions: [{ system, position, templateVersion }],
  };
}
