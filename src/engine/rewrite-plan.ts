import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { GalleryContent } from './gallery-content.js';
import { pagedBytes } from './paged-bytes.js';
import { NOBODY, PAGE_SLOTS } from './reference-columns.js';
import { RowPages } from './row-pages.js';
import { SealedSegment } from './sealed-segment.js';
import { REFERENCE_BYTES, REFERENCE_ORIGIN_AT, REFERENCE_QUALITY_AT } from './segment-header.js';
import { TAIL_CHUNK_ROWS, type Tail } from './tail.js';
import type { MemorySource, RowSource } from './write-segment.js';

/** Pages looked at before searches get their turn: about a millisecond. */
const PAGES_PER_TURN = 64;

const WORDS = REFERENCE_BYTES / 4;

/**
 * How segments and frozen tails become one segment without rows that were erased. Pages stay what they are, in their
 * order; a row that was erased is replaced by the last one there is. So only as many references get another slot as
 * were erased, and switching over costs next to nothing.
 */
export type RewritePlan = {
  readonly from: readonly (SealedSegment | Tail)[];
  /** Erasures up to this number are in the plan; later ones leave rows behind. */
  readonly erasures: number;
  readonly sources: readonly RowSource[];
  readonly runs: Uint32Array<ArrayBuffer>;
  readonly rows: RowPages;
  /** Slots: from, to, from, to ... */
  readonly moves: readonly number[];
  readonly freedPages: readonly number[];
};

/** Changes that come while this is being made only turn rows into nobody's. */
export async function planRewrite(
  content: GalleryContent,
  from: readonly (SealedSegment | Tail)[],
): Promise<RewritePlan> {
  const erasures = content.erasures;
  const sources = from.map((each) =>
    each instanceof SealedSegment ? { segment: each.name } : copyOfTail(content, each),
  );
  const walk = new RewriteWalk(content, from);
  while (walk.takePages(PAGES_PER_TURN)) await nextTurn();
  return { from, erasures, sources, ...walk.result() };
}

/** A tail as the files of a segment hold it, in chunks. */
export function copyOfTail(content: GalleryContent, tail: Tail): MemorySource {
  const chunks = [];
  for (let firstRow = 0; firstRow < tail.rowCount; firstRow += TAIL_CHUNK_ROWS)
    chunks.push(copyOfRows(content, tail, firstRow, Math.min(tail.rowCount, firstRow + TAIL_CHUNK_ROWS)));
  return { chunkRows: TAIL_CHUNK_ROWS, chunks };
}

function copyOfRows(content: GalleryContent, tail: Tail, firstRow: number, end: number) {
  const rows = pagedBytes((end - firstRow) * EMBEDDING_DIMENSION);
  const references = new Uint8Array((end - firstRow) * REFERENCE_BYTES);
  const words = new Uint32Array(references.buffer);
  const qualities = new Float64Array(references.buffer);
  for (let row = firstRow; row < end; row++) {
    const slot = tail.rows.slotOf(row);
    if (content.references.personOf(slot) === NOBODY) continue;
    const at = row - firstRow;
    rows.set(tail.readRow(row), at * EMBEDDING_DIMENSION);
    tail.readIdentifiers(row, words.subarray(at * WORDS));
    words[at * WORDS + REFERENCE_ORIGIN_AT / 4] = content.origins.packed(content.references.originOf(slot));
    qualities[(at * REFERENCE_BYTES + REFERENCE_QUALITY_AT) / 8] = tail.readQuality(row);
  }
  return { rows, references };
}

/** Carries a plan out: from here on the slots belong to `segment`, which was opened with `plan.rows`. */
export function applyRewrite(
  content: GalleryContent,
  plan: RewritePlan,
  segment: SealedSegment | undefined,
): void {
  const { references } = content;
  for (let at = 0; at < plan.moves.length; at += 2) {
    if (references.personOf(plan.moves[at]!) !== NOBODY)
      content.moveReference(plan.moves[at]!, plan.moves[at + 1]!);
  }
  for (const page of plan.freedPages) references.freePage(page);
  if (segment === undefined) return;
  plan.rows.pages.forEach((page, index) => {
    references.assignPage(page, segment, plan.rows.firstRows[index]!);
    const persons = references.personsOfPage(page);
    for (let offset = 0; offset < plan.rows.rowsOfPage(index); offset++) {
      if (persons[offset] === NOBODY) segment.markErased(plan.erasures + 1);
    }
  });
}

/** Walks the pages from both ends. */
class RewriteWalk {
  readonly #content: GalleryContent;
  readonly #pages: number[] = [];
  readonly #counts: number[] = [];
  /** Per page: which of the sources, and its first row there. */
  readonly #sources: number[] = [];
  readonly #firstRows: number[] = [];
  readonly #rows = new RowPages();
  readonly #runs: number[] = [];
  readonly #moves: number[] = [];
  #front = 0;
  #back: number;
  /** Rows of the last page that are not taken yet. */
  #backRows: number;

  constructor(content: GalleryContent, from: readonly (SealedSegment | Tail)[]) {
    this.#content = content;
    from.forEach(({ rows }, source) => {
      rows.pages.forEach((page, index) => {
        this.#pages.push(page);
        this.#counts.push(rows.rowsOfPage(index));
        this.#sources.push(source);
        this.#firstRows.push(rows.firstRows[index]!);
      });
    });
    this.#back = this.#pages.length - 1;
    this.#backRows = this.#counts[this.#back] ?? 0;
  }

  /** `false` when there is nothing left to do. */
  takePages(count: number): boolean {
    for (let taken = 0; taken < count && this.#front <= this.#back; taken++) {
      const rows = this.#takePage();
      if (rows > 0) this.#rows.add(this.#pages[this.#front]!, rows);
      else this.#back = this.#front - 1;
      this.#front++;
    }
    return this.#front <= this.#back;
  }

  result() {
    return {
      rows: this.#rows,
      runs: Uint32Array.from(this.#runs),
      moves: this.#moves,
      freedPages: this.#pages.slice(this.#rows.pages.length),
    };
  }

  #takePage(): number {
    const index = this.#front;
    const persons = this.#content.references.personsOfPage(this.#pages[index]!);
    let offset = 0;
    for (; offset < this.#rowsLeft(index); offset++) {
      if (persons[offset] !== NOBODY) this.#take(index, offset);
      else if (!this.#takeLast(index, offset)) return offset;
    }
    return offset;
  }

  #rowsLeft(index: number): number {
    return index === this.#back ? this.#backRows : this.#counts[index]!;
  }

  /** Fills a hole with the last row there is; `false` where the hole itself is the last. */
  #takeLast(index: number, offset: number): boolean {
    for (;;) {
      if (this.#back === index && this.#backRows <= offset + 1) {
        this.#backRows = offset;
        return false;
      }
      if (this.#backRows === 0) {
        this.#back--;
        this.#backRows = this.#counts[this.#back]!;
        continue;
      }
      this.#backRows--;
      const page = this.#pages[this.#back]!;
      if (this.#content.references.personsOfPage(page)[this.#backRows] === NOBODY) continue;
      this.#take(this.#back, this.#backRows);
      this.#moves.push(page * PAGE_SLOTS + this.#backRows, this.#pages[index]! * PAGE_SLOTS + offset);
      return true;
    }
  }

  #take(index: number, offset: number): void {
    const source = this.#sources[index]!;
    const row = this.#firstRows[index]! + offset;
    const last = this.#runs.length - 3;
    const continues =
      last >= 0 && this.#runs[last] === source && this.#runs[last + 1]! + this.#runs[last + 2]! === row;
    if (continues) this.#runs[last + 2]!++;
    else this.#runs.push(source, row, 1);
  }
}
