/**
 * Reads every model file once and checks its digest. The very bytes that were checked are what sessions are built
 * from, so a file that is exchanged later changes nothing.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelIntegrityError } from './model-integrity-error.js';
import { type ModelDescription, type ModelManifest, readModelManifest } from './model-manifest.js';

export type LoadedModel = {
  readonly description: ModelDescription;
  /** Absent only where an optional model is not installed. */
  readonly bytes?: Uint8Array;
};

export type LoadedModels = {
  readonly manifest: ModelManifest;
  readonly models: readonly LoadedModel[];
};

/**
 * Throws `ModelIntegrityError` where a file differs from the manifest, an ordinary error where one of the project's
 * own files is missing. Optional models that are missing are returned without bytes.
 */
export async function loadModels(folders: {
  readonly modelsDirectory: string;
  readonly faceModelsDirectory?: string;
}): Promise<LoadedModels> {
  const manifest = await readModelManifest(folders.modelsDirectory);
  const models = await Promise.all(manifest.models.map((description) => load(description, folders)));
  return { manifest, models };
}

async function load(
  description: ModelDescription,
  folders: { readonly modelsDirectory: string; readonly faceModelsDirectory?: string },
): Promise<LoadedModel> {
  const folder = description.optional ? folders.faceModelsDirectory : folders.modelsDirectory;
  if (folder === undefined) return { description };
  const bytes = await readModelFile(join(folder, description.file), description);
  if (bytes) return { description, bytes };
  if (description.optional) return { description };
  throw new Error(`Model file ${join(folder, description.file)} is missing.`);
}

/** The file's bytes, checked; `undefined` where there is no such file. */
async function readModelFile(
  path: string,
  { sha256 }: Pick<ModelDescription, 'sha256'>,
): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  const foundSha256 = createHash('sha256').update(bytes).digest('hex');
  if (foundSha256 === sha256) return bytes;
  throw new ModelIntegrityError({ file: path, expectedSha256: sha256, foundSha256 });
}
