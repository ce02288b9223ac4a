/**
 * onnxruntime sessions of one worker process, one per installed model. `run` blocks its thread while it computes, which
 * is why nothing but a worker process opens them.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { LoadedModel } from './load-models.js';

export type ModelSessions = {
  has(modelId: string): boolean;
  /** Feeds the model's only input; returns its outputs by name. Only the dimensions of the input are needed. */
  run(
    modelId: string,
    input: Float32Array,
    dimensions: readonly number[],
  ): Promise<Readonly<Record<string, Float32Array>>>;
  /** The same for a model of several inputs. */
  runNamed(
    modelId: string,
    inputs: Readonly<Record<string, NamedInput>>,
  ): Promise<Readonly<Record<string, Float32Array>>>;
};

export type NamedInput = { readonly data: Float32Array; readonly dimensions: readonly number[] };

export async function openSessions(
  models: readonly LoadedModel[],
  executionProvider: ExecutionProvider,
): Promise<ModelSessions> {
  const sessions = new Map<string, InferenceSession>();
  for (const { description, bytes } of models) {
    if (bytes) sessions.set(description.id, await open(bytes, executionProvider));
  }
  const sessionOf = (modelId: string) => {
    const session = sessions.get(modelId);
    if (!session) throw new Error(`no session for model ${modelId}`);
    return session;
  };
  return {
    has: (modelId) => sessions.has(modelId),
    async run(modelId, input, dimensions) {
      const session = sessionOf(modelId);
      const tensor = new Tensor('float32', input, dimensions);
      return valuesOf(await session.run({ [session.inputNames[0]!]: tensor }));
    },
    async runNamed(modelId, inputs) {
      const tensors = Object.entries(inputs).map(
        ([name, { data, dimensions }]) => [name, new Tensor('float32', data, dimensions)] as const,
      );
      return valuesOf(await sessionOf(modelId).run(Object.fromEntries(tensors)));
    },
  };
}

function valuesOf(outputs: InferenceSession.OnnxValueMapType): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, output.data as Float32Array]),
  );
}

function open(bytes: Uint8Array, executionProvider: ExecutionProvider): Promise<InferenceSession> {
  return InferenceSession.create(bytes, {
    executionProviders: [executionProvider],
    // One thread per worker: several workers side by side use the cores better than threads that share one image.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
}
