/** Captures of several attempts: the finger is placed again, and the sample of the highest quality is kept. */
export type Attempt = { readonly impression: number; readonly quality: number };

/**
 * Impressions of one finger, `attempts` after one another to a capture, of which the best by quality stands for it; the first of equals.
 * A capture of which no attempt gave a template is none. By the number of the impression, so that a failed attempt is spent.
 */
export function bestOfCaptures<Impression extends Attempt>(
  impressions: readonly Impression[],
  attempts: number,
): readonly Impression[] {
  const best = new Map<number, Impression>();
  for (const each of [...impressions].sort((a, b) => a.impression - b.impression)) {
    const capture = Math.floor(each.impression / attempts);
    const known = best.get(capture);
    if (known === undefined || each.quality > known.quality) best.set(capture, each);
  }
  return [...best.values()];
}
