/**
 * The extractor: models checked, workers started, samples worked on in parallel. `extract` answers once every sample
 * has its outcome; an operational failure of one sample fails the call, and a later call may succeed.
 */
import { setMaxListeners } from 'node:events';
import { isPalmSample } from '../domain/palm-positions.js';
import { modalityOf } from '../domain/positions.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { AnySample, Decoded, ExtractionOutcome, TemplateExtractor } from '../workflows/ports/samples.js';
import type { CurrentVersions } from '../workflows/ports/template-renewals.js';
import { type ExtractionPool, openExtractionPool } from './extraction-pool.js';
import { startExtractionProcess } from './extraction-process.js';
import { expectedModels, type LoadedModels, loadModels } from './load-models.js';
import type { ModelsExchangedError } from './model-integrity-error.js';
import { templateVersionOfModel } from './model-manifest.js';
import type { SampleUse } from './worker-protocol.js';

export type ExtractorOptions = {
  readonly modelsDirectory: string;
  /** Folder of the third-party face models; they may be missing. */
  readonly faceModelsDirectory?: string;
  readonly executionProvider: ExecutionProvider;
  /** Processes, each with its own sessions; about 200 MB each with the face models. */
  readonly workers: number;
  readonly metrics: Metrics;
  readonly log: Log;
  /**
   * No worker can be replaced any more, as the files are those of other models by now: the process must not go on. Nothing
   * is assumed where nothing is said, as a hub that forgot it would fail at every sample and never be started anew.
   */
  readonly onModelsExchanged: ((error: ModelsExchangedError) => void) | undefined;
};

export type ModelState = {
  readonly id: string;
  readonly sha256: string;
  readonly executionProvider: ExecutionProvider;
  /** Version of the templates the model takes part in. */
  readonly templateVersion?: string;
  readonly available: boolean;
};

export type OpenExtractor = TemplateExtractor & {
  models(): readonly ModelState[];
  /** What it extracts, of each kind of biometrics whose models are there. */
  versions(): readonly CurrentVersions[];
  close(): Promise<void>;
};

/**
 * Throws `ModelIntegrityError` where a model file is not the one of the manifest, and
 * `OperationalError('model-unavailable')` naming the execution provider where that cannot be had.
 */
export async function openExtractor(options: ExtractorOptions): Promise<OpenExtractor> {
  const loaded = await loadModels(options);
  const { modelsDirectory, faceModelsDirectory, executionProvider, metrics, log } = options;
  const setup = {
    modelsDirectory,
    ...(faceModelsDirectory === undefined ? {} : { faceModelsDirectory }),
    executionProvider,
    expected: expectedModels(loaded),
  };
  const start = () => startExtractionProcess({ setup });
  const pool = await openExtractionPool({
    start,
    workers: options.workers,
    log,
    onModelsExchanged: options.onModelsExchanged,
  });
  const states = modelStates(loaded, executionProvider);
  for (const { id, sha256, available } of states) {
    metrics.modelInfo.set({ model: id, execution_provider: executionProvider, sha256 }, available ? 1 : 0);
  }
  return {
    models: () => states,
    versions: () => currentVersions(loaded),
    close: () => pool.close(),
    extract: (samples, options) => extractAll(pool, samples, { ...options, metrics }),
  };
}

type ExtractOptions = Parameters<TemplateExtractor['extract']>[1] & { readonly metrics: Metrics };

async function extractAll(
  pool: ExtractionPool,
  samples: readonly AnySample[],
  options: ExtractOptions,
): Promise<readonly ExtractionOutcome[]> {
  pool.requireRoom(samples.length);
  // What still waits of a call that has failed is taken out of the line.
  const abort = new AbortController();
  const signal = AbortSignal.any([options.signal, abort.signal]);
  setMaxListeners(samples.length + 1, signal);
  try {
    const mirrored = new Set(samples.filter(isOfOneFinger).slice(0, options.mirroredMax ?? 0));
    return await Promise.all(
      samples.map((sample) => {
        const use = mirrored.has(sample) ? (`mirrored-${options.use}` as const) : options.use;
        return extractOne(pool, sample, { ...options, use, signal });
      }),
    );
  } finally {
    abort.abort();
  }
}

function isOfOneFinger(sample: AnySample): boolean {
  return !isPalmSample(sample) && sample.slap === undefined && modalityOf(sample.position) === 'fingerprint';
}

async function extractOne(
  pool: ExtractionPool,
  sample: AnySample,
  options: Omit<ExtractOptions, 'use'> & { readonly use: SampleUse },
): Promise<ExtractionOutcome> {
  const { use, signal, serviceClass, metrics } = options;
  const stage = isPalmSample(sample)
    ? 'read-palm-print'
    : (`extract-${modalityOf(sample.position)}` as const);
  const stop = metrics.stageSeconds.startTimer({ stage });
  const onDecoded = (decoded: Decoded) => {
    metrics.stageSeconds.observe({ stage: 'decode', outcome: 'done' }, decoded.tookMs / 1000);
    options.onDecoded?.(decoded);
  };
  try {
    const outcome = await pool.run(sample, use, signal, serviceClass, onDecoded);
    stop({ outcome: outcome.kind === 'rejected' ? outcome.defect : outcome.kind });
    return outcome;
  } catch (error) {
    stop({ outcome: 'failed' });
    throw error;
  }
}

function currentVersions({ manifest, models }: LoadedModels): readonly CurrentVersions[] {
  const isThere = (id: string) =>
    models.some(({ description, bytes }) => description.id === id && bytes !== undefined);
  return manifest.chains
    .filter((chain) => chain.models.every(isThere))
    .map(({ modality, templateVersion, secondStage }) => ({
      modality,
      templateVersion,
      ...(secondStage?.models.every(isThere) ? { secondStage: secondStage.templateVersion } : {}),
    }));
}

function modelStates(loaded: LoadedModels, executionProvider: ExecutionProvider): readonly ModelState[] {
  return loaded.models.map(({ description, bytes }) => {
    const templateVersion = templateVersionOfModel(loaded.manifest, description.id);
    return {
      id: description.id,
      sha256: description.sha256,
      executionProvider,
      ...(templateVersion === undefined ? {} : { templateVersion }),
      available: bytes !== undefined,
    };
  });
}
