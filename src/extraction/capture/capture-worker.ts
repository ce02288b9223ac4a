/**
 * Entry of a thread that reads untrusted files, one at a time: pure TypeScript and WebAssembly, nothing that could be lost
 * or left open, so that it may be ended at any moment.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { safeError } from '../../platform/safe-error.js';
import type { CaptureOutcome } from '../../workflows/ports/captures.js';
import { FormatError } from '../formats/format-error.js';
import type { CaptureReply, CaptureSetup, CaptureTask } from './capture-protocol.js';
import { readCaptureFile } from './read-capture-file.js';

const { profiles } = workerData as CaptureSetup;

parentPort?.on('message', async (task: CaptureTask) => {
  const reply = await answer(task);
  parentPort?.postMessage(reply, buffersOf(reply));
});

async function answer({ file, mediaType }: CaptureTask): Promise<CaptureReply> {
  try {
    return { kind: 'outcome', outcome: detached(await readCaptureFile(file, { mediaType, profiles })) };
  } catch (error) {
    if (error instanceof FormatError) {
      return { kind: 'outcome', outcome: { kind: 'rejected', fault: error.fault } };
    }
    return { kind: 'fault', fault: safeError(error) };
  }
}

/** Images are windows of the file; as they are, each would take a copy of the whole file along. */
function detached(outcome: CaptureOutcome): CaptureOutcome {
  if (outcome.kind === 'rejected') return outcome;
  return {
    ...outcome,
    samples: outcome.samples.map(withOwnImage),
    ...(outcome.palmPrints === undefined
      ? {}
      : {
          palmPrints: outcome.palmPrints.map(({ sample, ...place }) => ({
            ...place,
            sample: withOwnImage(sample),
          })),
        }),
  };
}

function withOwnImage<Of extends { readonly image: Uint8Array }>(sample: Of): Of {
  return { ...sample, image: new Uint8Array(sample.image) };
}

function buffersOf(reply: CaptureReply): ArrayBuffer[] {
  if (reply.kind === 'fault' || reply.outcome.kind === 'rejected') return [];
  const { samples, palmPrints = [] } = reply.outcome;
  return [...samples, ...palmPrints.map(({ sample }) => sample)].map(
    ({ image }) => image.buffer as ArrayBuffer,
  );
}
