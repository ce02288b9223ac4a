type Sized = { readonly liveCount: number };

/**
 * The last segments as long as they are at most twice as large as what they join: there are never more than a few, and
 * a row is rewritten a logarithmic number of times.
 */
export function segmentsToJoin<Segment extends Sized>(
  segments: readonly Segment[],
  rows: number,
  rowsMax: number,
): readonly Segment[] {
  let from = segments.length;
  let sum = rows;
  while (
    from > 0 &&
    segments[from - 1]!.liveCount <= 2 * sum &&
    segments[from - 1]!.liveCount + sum <= rowsMax
  )
    sum += segments[--from]!.liveCount;
  return segments.slice(from);
}

/** Neighbours that should be one: what loading leaves behind, as it seals without joining. The last ones first. */
export function mergeableSegments<Segment extends Sized>(
  segments: readonly Segment[],
  rowsMax: number,
): readonly Segment[] {
  for (let end = segments.length; end > 1; end--) {
    const last = segments[end - 1]!;
    const joined = segmentsToJoin(segments.slice(0, end - 1), last.liveCount, rowsMax);
    if (joined.length > 0) return [...joined, last];
  }
  return [];
}
