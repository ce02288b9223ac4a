/** A stored embedding: signed bytes of the unit-length vector times one scale that all templates of a chain share. */
export function quantiseEmbedding(embedding: Float32Array, scale: number): Int8Array {
  return Int8Array.from(embedding, (value) => Math.max(-127, Math.min(127, Math.round(value * scale))));
}
