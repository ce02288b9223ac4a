import type { InferenceSession } from 'onnxruntime-node';

/**
 * Options of every session of a gallery, `threads` to a run. The benchmark opens its sessions with them too: with one
 * that differed it once measured something else than the engine does.
 */
export function gallerySessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Shapes change with every batch; and idle sessions must not spin on the processor others need.
    enableMemPattern: false,
    // An arena keeps the most a session ever needed, and there are many sessions; not slower without (measured).
    enableCpuMemArena: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
