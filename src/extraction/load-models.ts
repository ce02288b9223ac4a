/**
 * Reads every model file once and checks its digest. The very bytes that were checked are what sessions are built
 * from, so a file that is exchanged later changes nothing in sessions that are open. A worker that replaces another reads
 * anew, and is held against what the first read: templates of two versions made side by side would not find each other.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ModelIntegrityError, ModelsExchangedError } from './model-integrity-error.js';
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

type Folders = { readonly modelsDirectory: string; readonly faceModelsDirectory?: string };

/**
 * Throws `ModelIntegrityError` where a file differs from the manifest, an ordinary error where one of the project's
 * own files is missing. Optional models that are missing are returned without bytes.
 */
export async function loadModels(folders: Folders): Promise<LoadedModels> {
  const manifest = await readModelManifest(folders.modelsDirectory);
  const models = await Promise.all(manifest.models.map((description) => load(description, folders)));
  return { manifest, models };
}

/** What a process started with, for those that are to do as it does. */
export type ExpectedModels = {
  readonly manifestSha256: string;
  /** Ids of the models whose files were there. */
  readonly installed: readonly string[];
};

export function expectedModels({ manifest, models }: LoadedModels): ExpectedModels {
  return {
    manifestSha256: sha256OfManifest(manifest),
    installed: models.flatMap(({ description, bytes }) => (bytes ? [description.id] : [])),
  };
}

function sha256OfManifest(manifest: ModelManifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

/**
 * Throws `ModelsExchangedError` where they are others by now, or gone. Optional ones that came since are not even read:
 * what is copied there concerns nobody before the next start. A file that differs may be written anew just now, so it is
 * looked at once more after `pause`.
 */
export async function loadSameModels(
  folders: Folders,
  { manifestSha256, installed }: ExpectedModels,
  pause: () => Promise<void> = () => setTimeout(LOOKED_AT_AGAIN_MS),
): Promise<LoadedModels> {
  const manifest = await readModelManifest(folders.modelsDirectory);
  // Before any file: one of another manifest may be named that is not there yet.
  if (sha256OfManifest(manifest) !== manifestSha256) throw exchanged('The manifest is another one.');
  const models = await Promise.all(
    manifest.models.map(async (description): Promise<LoadedModel> => {
      if (!installed.includes(description.id)) return { description };
      const load = () => loadInstalled(description, folders);
      const bytes = await load().catch(async (error: unknown) => {
        if (!(error instanceof ModelsExchangedError)) throw error;
        await pause();
        return load();
      });
      return { description, bytes };
    }),
  );
  return { manifest, models };
}

const LOOKED_AT_AGAIN_MS = 2000;

async function loadInstalled(description: ModelDescription, folders: Folders): Promise<Uint8Array> {
  const { bytes } = await loadIfThere(description, folders).catch((error: unknown) => {
    throw error instanceof ModelIntegrityError ? exchanged(error.message) : error;
  });
  if (bytes === undefined) throw exchanged(`The file of ${description.id} is gone.`);
  return bytes;
}

function exchanged(found: string): ModelsExchangedError {
  return new ModelsExchangedError(
    `The models are no longer those this process started with, and it must be started again. ${found}`,
  );
}

async function load(description: ModelDescription, folders: Folders): Promise<LoadedModel> {
  const loaded = await loadIfThere(description, folders);
  if (loaded.bytes || description.optional) return loaded;
  throw new Error(`Model file ${join(folders.modelsDirectory, description.file)} is missing.`);
}

async function loadIfThere(description: ModelDescription, folders: Folders): Promise<LoadedModel> {
  const folder = description.optional ? folders.faceModelsDirectory : folders.modelsDirectory;
  if (folder === undefined) return { description };
  const bytes = await readModelFile(join(folder, description.file), description);
  return bytes ? { description, bytes } : { description };
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
