/**
 * What a search thread does beside searching: seals tails, joins segments, rewrites what holds erased rows, and keeps
 * the manifest. One thing at a time. Files are written by another thread; only the moment in which a new segment takes
 * the place of others is between two searches, and lasts as long as opening a session does.
 *
 * Where the file system refuses (a full disk), everything stays as it was: tails go on being searched, old segments
 * stay, the last manifest stands. It is tried again after the next request that succeeds; while everything is being
 * read, when tails have reached the memory they may take, and refused then too it ends the load. Where a file turns out to be damaged
 * the thread ends, and the next one sorts out what is left.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { collectGarbage, noteGarbage } from './collect-garbage.js';
import type { GalleryContent } from './gallery-content.js';
import { encodeManifest, type FeedPosition } from './gallery-manifest.js';
import type { Partition } from './partition.js';
import { NOBODY } from './reference-columns.js';
import { applyRewrite, copyOfTail, planRewrite, type RewritePlan } from './rewrite-plan.js';
import type { RowPages } from './row-pages.js';
import { SealedSegment, type SessionOptions } from './sealed-segment.js';
import { mergeableSegments, segmentsToJoin } from './segment-policy.js';
import { FilesRefused, type SegmentWriter } from './segment-writer-thread.js';
import type { Tail } from './tail.js';
import { buffersOfSources } from './write-segment.js';

export type KeeperOptions = {
  readonly content: GalleryContent;
  readonly writer: SegmentWriter;
  readonly directory: string;
  readonly sessions: SessionOptions;
  readonly limits: {
    readonly tailRowsMax: number;
    readonly loadTailsRowsMax: number;
    readonly sealRowsMin: number;
    readonly segmentRowsMax: number;
  };
  /** Runs a step when no search is under way. */
  readonly exclusive: (step: () => Promise<void>) => Promise<void>;
  /** Something that `counts` shows has changed. */
  readonly onProgress: () => void;
  /** Number of the next segment. */
  readonly firstNumber: number;
};

/** A manifest costs as much as a small segment, and while everything is being read segments come in a row. */
const REWRITES_UNLISTED_MAX = 8;

type Request = {
  readonly run: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export class GalleryKeeper {
  /** The state of the feed that the content has; `undefined` where it has none yet. */
  position: FeedPosition | undefined;
  isComplete = false;
  /** Code of the file system's last refusal, until something could be written again. */
  refusal: string | undefined;
  readonly #options: KeeperOptions;
  readonly #requests: Request[] = [];
  #number: number;
  /** Of the manifest: tails are saved up to here. */
  #savedPosition: FeedPosition | undefined;
  /** Tails below `tailRowsMax` are sealed too, once, after everything has been read. */
  #sealsSmallTails = false;
  #isLoaded = false;
  /** Segments that were replaced since the manifest was written: it still names the old ones, whose files stay. */
  #rewritesUnlisted = 0;
  #running: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#number = options.firstNumber;
  }

  /** Looks whether there is something to do. */
  kick(): void {
    // A rejection ends the thread, as nothing can be trusted after it.
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#requests.length > 0) this.kick();
    });
  }

  /** Resolves when there is nothing to do. */
  async idle(): Promise<void> {
    this.kick();
    await this.#running;
  }

  /** The manifest of before, after it was read back. */
  restored(position: FeedPosition, isComplete: boolean): void {
    this.position = position;
    this.#savedPosition = position;
    this.isComplete = isComplete;
  }

  /**
   * While everything is being read: resolves when tails do not fill the memory, as sealing keeps up. Rejects with
   * `FilesRefused` where nothing can be sealed, also when it is tried again: the whole gallery would become one tail.
   */
  async room(): Promise<void> {
    this.kick();
    if (!this.#isFull()) return;
    await this.idle();
    if (this.refusal === undefined || !this.#isFull()) return;
    this.refusal = undefined;
    await this.idle();
    if (this.refusal !== undefined && this.#isFull()) throw new FilesRefused(this.refusal);
  }

  #isFull(): boolean {
    return this.#tailRows() > 2 * this.#options.limits.loadTailsRowsMax;
  }

  #tailRows(): number {
    let rows = 0;
    for (const { tailRows } of this.#options.content.partitions) rows += tailRows;
    return rows;
  }

  /** Everything has been read. Resolves when tails are sealed and the manifest stands; joining goes on after that. */
  async loaded(): Promise<void> {
    this.isComplete = true;
    this.#sealsSmallTails = true;
    await this.idle();
    this.#sealsSmallTails = false;
    this.#isLoaded = true;
    collectGarbage();
    await this.checkpoint().catch(unlessRefused);
  }

  /** Resolves when no file holds what was erased by now. Rejects with `FilesRefused`. */
  compact(): Promise<void> {
    const { erasures } = this.#options.content;
    return this.#request(async () => {
      for (const partition of this.#options.content.partitions) {
        for (const segment of partition.segments)
          if (segment.firstErasure <= erasures) await this.#rewrite(partition, [segment]);
      }
      await this.#saveAll();
    });
  }

  /** Resolves when the folder holds everything there is by now. Rejects with `FilesRefused`. */
  checkpoint(): Promise<void> {
    return this.#request(() => this.#saveAll());
  }

  #request(run: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#requests.push({ run, resolve, reject });
      this.kick();
    });
  }

  async #run(): Promise<void> {
    for (;;) {
      await nextTurn();
      const request = this.#requests.shift();
      if (request !== undefined) await this.#answer(request);
      else if (!(await this.#doNext())) return;
      this.#options.onProgress();
    }
  }

  async #answer({ run, resolve, reject }: Request): Promise<void> {
    try {
      await run();
      this.refusal = undefined;
      resolve();
    } catch (error) {
      unlessRefused(error);
      this.refusal = (error as FilesRefused).code;
      reject(error);
    }
  }

  /** Seals or joins something; `false` where there is nothing that could be done. */
  async #doNext(): Promise<boolean> {
    if (this.refusal !== undefined) return false;
    const next = this.#nextRewrite();
    if (next === undefined && this.#rewritesUnlisted === 0) return false;
    try {
      if (next === undefined) await this.#writeManifest();
      else await this.#rewrite(next.partition, next.from);
    } catch (error) {
      unlessRefused(error);
      this.refusal = (error as FilesRefused).code;
    }
    return true;
  }

  #nextRewrite(): { partition: Partition; from: readonly (SealedSegment | Tail)[] } | undefined {
    const { content, limits } = this.#options;
    const partition = this.#partitionToSeal();
    if (partition !== undefined) {
      if (partition.tails.length === 1) partition.freezeTail();
      const tails = frozenTails(partition, limits.segmentRowsMax);
      const joined = this.#isLoaded
        ? segmentsToJoin(partition.segments, liveRows(tails), limits.segmentRowsMax)
        : [];
      return { partition, from: [...joined, ...tails] };
    }
    if (!this.#isLoaded) return undefined;
    for (const each of content.partitions) {
      const from = mergeableSegments(each.segments, limits.segmentRowsMax);
      if (from.length > 0) return { partition: each, from };
    }
    return undefined;
  }

  /**
   * While everything is being read tails become whole segments, and the largest one is sealed where all together take
   * too much memory: small segments, joined again and again, leave the C library holes it does not give back.
   */
  #partitionToSeal(): Partition | undefined {
    const { tailRowsMax, loadTailsRowsMax, sealRowsMin, segmentRowsMax } = this.#options.limits;
    const partitions = [...this.#options.content.partitions];
    const rowsMax = this.#sealsSmallTails ? sealRowsMin : this.#isLoaded ? tailRowsMax : segmentRowsMax;
    const full = partitions.find(({ tails, tailRows }) => tails.length > 1 || tailRows >= rowsMax);
    if (full !== undefined || this.#isLoaded || this.#tailRows() <= loadTailsRowsMax) return full;
    return partitions.reduce((one, other) => (other.tailRows > one.tailRows ? other : one));
  }

  async #rewrite(partition: Partition, from: readonly (SealedSegment | Tail)[]): Promise<void> {
    const { content, writer, exclusive } = this.#options;
    const plan = await planRewrite(content, from);
    const name = this.#nextName();
    if (plan.rows.rowCount > 0) {
      const { sources, runs } = plan;
      const segment = { name, key: partition.key, kind: 'sealed', sources, runs } as const;
      await writer.run({ kind: 'write', content: segment }, buffersOfSources(sources));
    }
    await exclusive(() => this.#replace(partition, plan, name));
    await writer.run({ kind: 'discard', name });
    if (++this.#rewritesUnlisted >= REWRITES_UNLISTED_MAX) await this.#writeManifest();
  }

  /** What is replaced is closed first, so that its rows are not in memory twice. */
  async #replace(partition: Partition, plan: RewritePlan, name: string): Promise<void> {
    const { content, directory, sessions } = this.#options;
    const old = plan.from.filter((each) => each instanceof SealedSegment);
    for (const segment of old) await segment.close();
    const segment =
      plan.rows.rowCount === 0
        ? undefined
        : await SealedSegment.open({ directory, name, key: partition.key }, plan.rows, sessions);
    applyRewrite(content, plan, segment);
    const at = old.length === 0 ? partition.segments.length : partition.segments.indexOf(old[0]!);
    const kept = partition.segments.toSpliced(at, 0, ...(segment === undefined ? [] : [segment]));
    partition.segments = kept.filter((each) => !old.includes(each));
    partition.removeTails(plan.from);
    for (const each of plan.from)
      if (!(each instanceof SealedSegment)) noteGarbage(2 * EMBEDDING_DIMENSION * each.rowCount);
  }

  /** Tails that have changed, then a manifest of everything. */
  async #saveAll(): Promise<void> {
    // First: what comes while tails are written is asked for again after a restart, and known then or not.
    const { position } = this;
    for (const partition of this.#options.content.partitions) {
      for (const tail of partition.tails) await this.#saveTail(partition, tail);
    }
    this.#savedPosition = position;
    await this.#writeManifest();
  }

  async #saveTail(partition: Partition, tail: Tail): Promise<void> {
    const { version } = tail;
    if (tail.saved?.version === version) return;
    if (tail.liveCount === 0) {
      tail.saved = undefined;
      return;
    }
    const { content, writer } = this.#options;
    const runs = Uint32Array.from(liveRuns(content, tail.rows));
    const source = copyOfTail(content, tail);
    const name = this.#nextName();
    await writer.run(
      { kind: 'write', content: { name, key: partition.key, kind: 'tail', sources: [source], runs } },
      buffersOfSources([source]),
    );
    tail.saved = { version, name };
  }

  async #writeManifest(): Promise<void> {
    const { content, writer } = this.#options;
    this.#rewritesUnlisted = 0;
    if (this.#savedPosition === undefined) return;
    const { cursor, snapshot } = this.#savedPosition;
    const segments = [...content.partitions].flatMap((partition) => [
      ...partition.segments.map((segment) => ({
        name: segment.name,
        erasedRows: segment.erasedCount === 0 ? [] : erasedRows(content, segment.rows),
      })),
      ...partition.tails.flatMap(({ saved }) =>
        saved === undefined ? [] : [{ name: saved.name, erasedRows: [] }],
      ),
    ]);
    const manifest = { cursor, snapshot, complete: this.isComplete, segments };
    await writer.run({ kind: 'manifest', text: encodeManifest(manifest) });
    await writer.run({ kind: 'keep-only', names: segments.map(({ name }) => name) });
  }

  #nextName(): string {
    return String(this.#number++).padStart(8, '0');
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof FilesRefused)) throw error;
}

/** The oldest tails that take no more rows, as many as one segment has room for. */
function frozenTails({ tails }: Partition, segmentRowsMax: number): readonly Tail[] {
  let rows = 0;
  return tails.slice(0, -1).filter(({ rowCount }, index) => {
    rows += rowCount;
    return index === 0 || rows <= segmentRowsMax;
  });
}

function liveRows(tails: readonly Tail[]): number {
  return tails.reduce((sum, { liveCount }) => sum + liveCount, 0);
}

function* rowsWithPersons(content: GalleryContent, rows: RowPages): Iterable<[row: number, person: number]> {
  for (let index = 0; index < rows.pages.length; index++) {
    const persons = content.references.personsOfPage(rows.pages[index]!);
    for (let offset = 0; offset < rows.rowsOfPage(index); offset++)
      yield [rows.firstRows[index]! + offset, persons[offset]!];
  }
}

function erasedRows(content: GalleryContent, rows: RowPages): number[] {
  const erased: number[] = [];
  for (const [row, person] of rowsWithPersons(content, rows)) if (person === NOBODY) erased.push(row);
  return erased;
}

/** Of the only source: 0, first row, count. */
function liveRuns(content: GalleryContent, rows: RowPages): number[] {
  const runs: number[] = [];
  for (const [row, person] of rowsWithPersons(content, rows)) {
    if (person === NOBODY) continue;
    const last = runs.length - 3;
    if (last >= 0 && runs[last + 1]! + runs[last + 2]! === row) runs[last + 2]!++;
    else runs.push(0, row, 1);
  }
  return runs;
}
