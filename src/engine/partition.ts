import type { PartitionKey } from './reference-batch.js';
import type { AllowedOrigins } from './reference-origins.js';
import type { SealedSegment } from './sealed-segment.js';
import { Tail } from './tail.js';

/**
 * The references of one system, one position and one template version: sealed segments and tails. The last tail takes
 * what is new; one before it is being sealed, or waits for the disk. Every live reference is in exactly one of them
 * at any time a search can look.
 */
export class Partition {
  readonly key: PartitionKey;
  segments: SealedSegment[] = [];
  tails: readonly Tail[];
  /** Live references by the number of their origin. */
  readonly #origins: number[] = [];

  constructor(key: PartitionKey) {
    this.key = key;
    this.tails = [new Tail(key)];
  }

  get tail(): Tail {
    return this.tails[this.tails.length - 1]!;
  }

  get tailRows(): number {
    return this.tails.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  get liveCount(): number {
    return [...this.segments, ...this.tails].reduce((sum, { liveCount }) => sum + liveCount, 0);
  }

  countOrigin(origin: number, change: 1 | -1): void {
    this.#origins[origin] = (this.#origins[origin] ?? 0) + change;
  }

  /** Live references that a search may be compared with. */
  allowedCount(allowed: AllowedOrigins): number {
    if (allowed === undefined) return this.liveCount;
    let count = 0;
    this.#origins.forEach((references, origin) => {
      if (allowed[origin] === 1) count += references;
    });
    return count;
  }

  /** From here on what is new goes to another tail, and no row of the earlier ones changes its place. */
  freezeTail(): void {
    if (this.tail.rowCount === 0) return;
    this.tail.isFrozen = true;
    this.tails = [...this.tails, new Tail(this.key)];
  }

  /** What was sealed. The tail that takes what is new stays. */
  removeTails(sealed: readonly unknown[]): void {
    this.tails = [...this.tails.slice(0, -1).filter((each) => !sealed.includes(each)), this.tail];
  }
}
