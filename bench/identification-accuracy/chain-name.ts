import type { ModelManifest } from '../../src/extraction/model-manifest.js';

/** Views of a probe; files hold as many as there were when they were written, of which the first so many count. */
export function probeViews({ chains }: ModelManifest): number {
  return chains.find(({ modality }) => modality === 'fingerprint')?.views?.probe ?? 1;
}

/** Of the files that make templates: other files make other templates, and a calibration is of one chain. */
export function chainName({ chains, models }: ModelManifest): string {
  const chain = chains.find(({ modality }) => modality === 'fingerprint');
  if (chain === undefined) throw new Error('the manifest has no fingerprint chain');
  return [...chain.models, ...(chain.secondStage?.models ?? [])]
    .map((id) => `${id}@${models.find((model) => model.id === id)!.sha256.slice(0, 12)}`)
    .join(' ');
}
