/**
 * Whether faces can be benchmarked here: their models are other people's work, no part of the project, and read from a
 * folder: the one given, else that of HUB_FACE_MODELS, else models/cache.
 */
import { join, resolve } from 'node:path';
import { loadModels } from '../../src/extraction/load-models.js';
import { ModelIntegrityError } from '../../src/extraction/model-integrity-error.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';

export type FaceModels =
  | { readonly kind: 'there'; readonly folder: string }
  /** What to do about it, without places of the machine: reasons go into results. */
  | { readonly kind: 'missing'; readonly reason: string };

export async function findFaceModels(given: string | undefined): Promise<FaceModels> {
  const folder = resolve(PACKAGE_ROOT, given ?? process.env['HUB_FACE_MODELS'] ?? join('models', 'cache'));
  const modelsDirectory = join(PACKAGE_ROOT, 'models');
  try {
    const { models } = await loadModels({ modelsDirectory, faceModelsDirectory: folder });
    const missing = models.filter(({ bytes }) => bytes === undefined);
    if (missing.length === 0) return { kind: 'there', folder };
    const files = missing.map(({ description }) => description.file).join(' and ');
    return { kind: 'missing', reason: `${files} not found; ${WHAT_TO_DO}` };
  } catch (error) {
    if (!(error instanceof ModelIntegrityError)) throw error;
    return { kind: 'missing', reason: `a file differs from models/manifest.json; ${WHAT_TO_DO}` };
  }
}

const WHAT_TO_DO =
  'put both files into one folder (npm run models -- list says what they are) and name it with --face-models or HUB_FACE_MODELS';
