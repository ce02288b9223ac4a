/**
 * `models/manifest.json`: what each model is, where its file belongs, and which digest the file must have. A chain is
 * the ordered set of models that makes one template version; changing a model or a step of its preprocessing makes a
 * new version, as templates of different versions are never compared.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Modality } from '../domain/positions.js';

export type TensorDescription = {
  readonly name: string;
  readonly type: 'float32';
  /** A name stands for a dimension that is free. */
  readonly shape: readonly (number | string)[];
};

export type ModelDescription = {
  readonly id: string;
  readonly modality: Modality;
  readonly role: 'foreground' | 'pose' | 'embedding' | 'minutiae' | 'detector';
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Third-party: not part of the project, read from the face models folder, may be missing. */
  readonly optional: boolean;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
  readonly licence: string;
  readonly provenance: string;
  /** Public addresses of exactly this file; empty where there is none. */
  readonly urls?: readonly string[];
};

export type ChainDescription = {
  readonly templateVersion: string;
  readonly modality: Modality;
  readonly models: readonly string[];
  readonly embeddingDimension: number;
  /** A stored value is `round(embeddingScale * e)`, clipped to +-127, of the unit-length embedding. */
  readonly embeddingScale: number;
  readonly preprocessing: string;
  /** Views of one sample that are embedded, the first so many the chain knows; one where nothing is said. */
  readonly views?: { readonly reference: number; readonly probe: number };
  /** What the second stage of the comparison reads, beside the embedding; it has a version of its own. */
  readonly secondStage?: {
    readonly templateVersion: string;
    readonly models: readonly string[];
    readonly preprocessing: string;
  };
};

export type ModelManifest = {
  readonly format: 1;
  readonly chains: readonly ChainDescription[];
  readonly models: readonly ModelDescription[];
};

/** The manifest is part of the program: a malformed one is a fault of the installation, not of a request. */
export async function readModelManifest(modelsDirectory: string): Promise<ModelManifest> {
  const manifest = JSON.parse(
    await readFile(join(modelsDirectory, 'manifest.json'), 'utf8'),
  ) as ModelManifest;
  if (manifest.format !== 1) throw new Error('models/manifest.json has a format this program does not know');
  const ids = new Set(manifest.models.map(({ id }) => id));
  for (const chain of manifest.chains) {
    const unknown = [...chain.models, ...(chain.secondStage?.models ?? [])].find((id) => !ids.has(id));
    if (unknown) throw new Error(`models/manifest.json: ${chain.templateVersion} names no model ${unknown}`);
  }
  return manifest;
}

/** Version of the templates a model takes part in, if any. */
export function templateVersionOfModel(manifest: ModelManifest, id: string): string | undefined {
  return manifest.chains
    .flatMap((chain) => [chain, ...(chain.secondStage === undefined ? [] : [chain.secondStage])])
    .find(({ models }) => models.includes(id))?.templateVersion;
}
