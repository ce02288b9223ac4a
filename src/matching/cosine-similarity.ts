/**
 * Cosine of the best view with an embedding of signed bytes. Inner products and squared lengths are exact integers
 * (at most 256 x 128 x 128, far below 2^31), so the cosine is the same number on every machine. Dividing by the lengths
 * makes it independent of the factor an extractor codes its embeddings with; zeros are similar to nothing. The product
 * of two rounded roots may be a little less than the inner product, so the result is held within -1 to 1.
 */
export function bestViewSimilarity(
  views: readonly Int8Array[],
  viewLengths: readonly number[],
  embedding: Int8Array,
): number {
  const length = vectorLength(embedding);
  let best = -1;
  for (let index = 0; index < views.length; index++) {
    const lengths = viewLengths[index]! * length;
    const similarity = lengths === 0 ? 0 : innerProduct(views[index]!, embedding, 0) / lengths;
    if (similarity > best) best = similarity;
  }
  return Math.min(1, best);
}

/** Inner product of `a` with the row of `rows` that starts at `offset`. Four sums let the processor overlap them. */
export function innerProduct(a: Int8Array | Int32Array, rows: Int8Array, offset: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  const whole = a.length & ~3;
  for (let d = 0; d < whole; d += 4) {
    sum0 = (sum0 + Math.imul(a[d]!, rows[offset + d]!)) | 0;
    sum1 = (sum1 + Math.imul(a[d + 1]!, rows[offset + d + 1]!)) | 0;
    sum2 = (sum2 + Math.imul(a[d + 2]!, rows[offset + d + 2]!)) | 0;
    sum3 = (sum3 + Math.imul(a[d + 3]!, rows[offset + d + 3]!)) | 0;
  }
  for (let d = whole; d < a.length; d++) sum0 = (sum0 + Math.imul(a[d]!, rows[offset + d]!)) | 0;
  return (sum0 + sum1 + sum2 + sum3) | 0;
}

/** Euclidean length; 0 for an embedding of zeros, which is similar to nothing. */
export function vectorLength(embedding: Int8Array): number {
  return Math.sqrt(innerProduct(embedding, embedding, 0));
}
