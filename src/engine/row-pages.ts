import type { PartitionKey } from './reference-batch.js';
import { PAGE_SLOTS } from './reference-columns.js';

/** Rows of a tail or of a segment. */
export type RowStore = {
  /** What all its references share. */
  readonly key: PartitionKey;
  /** The embedding of a row, to be used at once: a later call may reuse its memory. */
  readRow(row: number): Int8Array;
  readQuality(row: number): number;
  /** Identifiers of template and subject of a row: the first `2 * UUID_WORDS` words of `into`. */
  readIdentifiers(row: number, into: Uint32Array): void;
};

/**
 * Which slots the rows of one tail or segment have: pages in the order of the rows, each full but for the last of
 * what was a tail or a segment before.
 */
export class RowPages {
  readonly pages: number[] = [];
  /** First row of each page; the next page's is where it ends. */
  readonly firstRows: number[] = [];
  rowCount = 0;

  add(page: number, rows: number): void {
    this.pages.push(page);
    this.firstRows.push(this.rowCount);
    this.rowCount += rows;
  }

  removeLast(): number {
    this.rowCount = this.firstRows.pop()!;
    return this.pages.pop()!;
  }

  rowsOfPage(index: number): number {
    return (this.firstRows[index + 1] ?? this.rowCount) - this.firstRows[index]!;
  }

  slotOf(row: number): number {
    const { firstRows } = this;
    let low = Math.min(row >>> 8, firstRows.length - 1);
    let high = firstRows.length - 1;
    if ((firstRows[low + 1] ?? this.rowCount) > row)
      return this.pages[low]! * PAGE_SLOTS + row - firstRows[low]!;
    // Pages hold 256 rows at most, so row / 256 is the first that can hold it.
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (firstRows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return this.pages[low]! * PAGE_SLOTS + row - firstRows[low]!;
  }
}
