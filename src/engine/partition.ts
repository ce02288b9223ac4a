import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { HeldReference, Rows } from './held-reference.js';
import { SealedSegment, type SessionOptions } from './sealed-segment.js';
import { writeSegment } from './segment-files.js';
import { Tail } from './tail.js';

export type PartitionOptions = SessionOptions & {
  readonly directory: string;
  readonly blockRowsMax: number;
  readonly segmentRowsMax: number;
  readonly nextSegmentName: () => string;
};

/**
 * The references of one system, one position and one template version: sealed segments and a mutable tail. Every live
 * reference is in exactly one of them at any time a search can look.
 */
export class Partition {
  readonly system: SystemId;
  readonly position: Position;
  readonly templateVersion: string;
  segments: SealedSegment[] = [];
  tail = new Tail();
  readonly #options: PartitionOptions;

  constructor(
    key: { readonly system: SystemId; readonly position: Position; readonly templateVersion: string },
    options: PartitionOptions,
  ) {
    this.system = key.system;
    this.position = key.position;
    this.templateVersion = key.templateVersion;
    this.#options = options;
  }

  get liveCount(): number {
    return this.segments.reduce(
      (sum, { rowCount, erasedCount }) => sum + rowCount - erasedCount,
      this.tail.rowCount,
    );
  }

  /**
   * Turns the tail into a segment, together with the last segments as long as they are at most twice as large as what
   * they join: there are never more than a few, and a row is rewritten a logarithmic number of times.
   */
  async seal(): Promise<void> {
    const joined: SealedSegment[] = [];
    let rowCount = this.tail.rowCount;
    for (const segment of this.segments.toReversed()) {
      const liveCount = segment.rowCount - segment.erasedCount;
      if (liveCount > 2 * rowCount || liveCount + rowCount > this.#options.segmentRowsMax) break;
      joined.unshift(segment);
      rowCount += liveCount;
    }
    const sealed = await this.#write([...joined.flatMap(liveReferences), ...this.tail.references]);
    const kept = this.segments.slice(0, this.segments.length - joined.length);
    this.segments = sealed === undefined ? kept : [...kept, sealed];
    this.tail = new Tail();
    for (const segment of joined) await segment.remove();
  }

  /** Rewrites every segment that holds an erased row, so that no file holds it any more. */
  async compact(): Promise<void> {
    for (const segment of this.segments.filter(({ erasedCount }) => erasedCount > 0)) {
      const rewritten = await this.#write(liveReferences(segment));
      this.segments = this.segments.flatMap((each) =>
        each !== segment ? [each] : rewritten === undefined ? [] : [rewritten],
      );
      await segment.remove();
    }
  }

  async #write(references: readonly HeldReference[]): Promise<SealedSegment | undefined> {
    if (references.length === 0) return undefined;
    const sources = new Set(references.map(({ rows }) => rows));
    for (const source of sources) requireIntact(source);
    const folder = writeSegment({
      ...this.#options,
      name: this.#options.nextSegmentName(),
      rowCount: references.length,
      readRow: (row) => references[row]!.rows.readRow(references[row]!.row),
    });
    const segment = await SealedSegment.open(folder, references, this.#options);
    references.forEach((reference, row) => {
      reference.rows = segment;
      reference.row = row;
    });
    return segment;
  }
}

function liveReferences(segment: SealedSegment): HeldReference[] {
  return segment.references.filter((reference) => reference !== undefined);
}

/** Rows are copied from a file only after it was checked again: damage must not be sealed in with a fresh digest. */
function requireIntact(rows: Rows): void {
  if (rows instanceof SealedSegment) rows.verify();
}
