import { Tensor } from 'onnxruntime-node';
import type { PreparedProbe } from '../matching/compare-person.js';
import { type ProbeCoding, probeZeroPoint } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';

/**
 * Probes as a segment graph takes them. All get as many views as the one with the most: a probe with fewer repeats
 * its first, which changes no maximum.
 */
export function probeTensors(
  probes: readonly PreparedProbe[],
  coding: ProbeCoding,
): { readonly probe: Tensor; readonly scale: Tensor } {
  const viewCount = Math.max(...probes.map(({ views }) => views.length));
  const parts = coding === 'split' ? 2 : 1;
  const bytes = new Uint8Array(probes.length * parts * viewCount * EMBEDDING_DIMENSION);
  const scale = new Float32Array(probes.length * viewCount);
  probes.forEach((probe, probeIndex) => {
    for (let viewIndex = 0; viewIndex < viewCount; viewIndex++) {
      const taken = viewIndex < probe.views.length ? viewIndex : 0;
      const length = probe.viewLengths[taken]!;
      scale[probeIndex * viewCount + viewIndex] = length === 0 ? 0 : 1 / length;
      const at = (probeIndex * parts * viewCount + viewIndex) * EMBEDDING_DIMENSION;
      writeView(bytes, at, probe.views[taken]!, coding, viewCount * EMBEDDING_DIMENSION);
    }
  });
  const dimensions =
    coding === 'split'
      ? [probes.length, 2, viewCount, EMBEDDING_DIMENSION]
      : [probes.length, viewCount, EMBEDDING_DIMENSION];
  return {
    probe: new Tensor('uint8', bytes, dimensions),
    scale: new Tensor('float32', scale, [probes.length, viewCount, 1]),
  };
}

function writeView(
  bytes: Uint8Array,
  at: number,
  view: Int8Array,
  coding: ProbeCoding,
  partStride: number,
): void {
  const zero = probeZeroPoint(coding);
  for (let d = 0; d < EMBEDDING_DIMENSION; d++) {
    const value = view[d]!;
    if (coding === 'direct') bytes[at + d] = value + zero;
    else {
      bytes[at + d] = (value >> 1) + zero;
      bytes[at + partStride + d] = (value & 1) + zero;
    }
  }
}
