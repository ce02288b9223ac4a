import type { PreparedProbe } from '../matching/compare-person.js';
import type { OpenSearch } from './open-search.js';
import type { SealedSegment } from './sealed-segment.js';
import type { Tail } from './tail.js';

/** One probe of one search. */
export type Visit = { readonly of: OpenSearch; readonly probeIndex: number };

export type Visited<Store> = { readonly store: Store; readonly visits: readonly Visit[] };

/** Which probes visit which segment and which tail, in groups of at most `viewsMax` views (one probe may have more). */
export function visitsOf(
  searches: readonly OpenSearch[],
  viewsMax: number,
): { readonly segments: readonly Visited<SealedSegment>[]; readonly tails: readonly Visited<Tail>[] } {
  const segments = new Map<SealedSegment, Visit[]>();
  const tails = new Map<Tail, Visit[]>();
  for (const of of searches) {
    of.partitions.forEach((partitions, probeIndex) => {
      for (const partition of partitions) {
        for (const segment of partition.segments) visit(segments, segment, { of, probeIndex });
        for (const tail of partition.tails) if (tail.rowCount > 0) visit(tails, tail, { of, probeIndex });
      }
    });
  }
  return { segments: grouped(segments, viewsMax), tails: grouped(tails, viewsMax) };
}

export function probesOf(visits: readonly Visit[]): readonly PreparedProbe[] {
  return visits.map(({ of, probeIndex }) => of.probes[probeIndex]!);
}

function visit<Store>(visits: Map<Store, Visit[]>, store: Store, by: Visit): void {
  const known = visits.get(store);
  if (known === undefined) visits.set(store, [by]);
  else known.push(by);
}

function grouped<Store>(visits: ReadonlyMap<Store, readonly Visit[]>, viewsMax: number): Visited<Store>[] {
  return [...visits].flatMap(([store, all]) =>
    groupsOf(all, viewsMax).map((group) => ({ store, visits: group })),
  );
}

function groupsOf(visits: readonly Visit[], viewsMax: number): readonly (readonly Visit[])[] {
  const most = Math.max(...probesOf(visits).map(({ views }) => views.length));
  const size = Math.max(1, Math.floor(viewsMax / most));
  return Array.from({ length: Math.ceil(visits.length / size) }, (_, index) =>
    visits.slice(index * size, (index + 1) * size),
  );
}
