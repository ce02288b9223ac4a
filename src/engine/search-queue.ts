import type { GallerySearch } from '../workflows/ports/gallery.js';

type Waiting = { readonly id: number; readonly search: GallerySearch; readonly sinceMs: number };

type QueueLimits = {
  readonly batchWaitMs: number;
  readonly bulkWaitMs: number;
  readonly batchViewsMax: number;
};

/**
 * Searches that wait for a run. One that somebody waits for begins `batchWaitMs` after it came at the latest, one of
 * the class `bulk` after `bulkWaitMs`; until then others may join it. Interactive ones go first, in their order; a bulk
 * one that has waited its time is as good as interactive, so that it does not wait for ever. Times are of a clock that
 * only goes forward.
 */
export class SearchQueue {
  readonly #limits: QueueLimits;
  #waiting: Waiting[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(id: number, search: GallerySearch, nowMs: number): void {
    this.#waiting.push({ id, search, sinceMs: nowMs });
  }

  cancel(id: number): void {
    this.#waiting = this.#waiting.filter((each) => each.id !== id);
  }

  /** How long a run may wait for more probes; 0 where it is due. */
  waitMs(nowMs: number): number {
    const viewCount = this.#waiting.reduce((sum, { search }) => sum + viewsOf(search), 0);
    if (viewCount >= this.#limits.batchViewsMax) return 0;
    const dueMs = Math.min(...this.#waiting.map((each) => this.#dueMs(each)));
    return Math.max(0, dueMs - nowMs);
  }

  /** As many as fit into `batchViewsMax` views, at least one. */
  take(nowMs: number): readonly Waiting[] {
    const isUrgent = (each: Waiting) => each.search.latencyClass !== 'bulk' || this.#dueMs(each) <= nowMs;
    const order = [...this.#waiting.filter(isUrgent), ...this.#waiting.filter((each) => !isUrgent(each))];
    return this.#takeFirst(order);
  }

  /** Those of the class `interactive` whose lists `isShort`, as many as fit into `batchViewsMax` views, or none. */
  takeInteractive(isShort: (candidatesMax: number) => boolean): readonly Waiting[] {
    return this.#takeFirst(
      this.#waiting.filter(({ search }) => search.latencyClass !== 'bulk' && isShort(search.candidatesMax)),
    );
  }

  /** As many as fit, the first one whatever its views. */
  #takeFirst(order: readonly Waiting[]): readonly Waiting[] {
    let size = 0;
    for (let views = 0; size < order.length; size++) {
      views += viewsOf(order[size]!.search);
      if (size > 0 && views > this.#limits.batchViewsMax) break;
    }
    const taken = order.slice(0, size);
    if (size > 0) this.#waiting = this.#waiting.filter((each) => !taken.includes(each));
    return taken;
  }

  #dueMs({ search, sinceMs }: Waiting): number {
    const { bulkWaitMs, batchWaitMs } = this.#limits;
    return sinceMs + (search.latencyClass === 'bulk' ? bulkWaitMs : batchWaitMs);
  }
}

function viewsOf({ probes }: GallerySearch): number {
  return probes.reduce((sum, { views }) => sum + views.length, 0);
}
