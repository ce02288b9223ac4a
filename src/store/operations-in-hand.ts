/**
 * Operations this process has just moved on, until it takes up the work that follows, so that samples need not come back
 * from PostgreSQL as text, and be opened, a few milliseconds after they were sealed. Only a saving: they are kept before
 * the transaction is committed (nobody learns of a job before), taken once, and a job that finds nothing here (another
 * process, another try, a late one) reads what was committed. They may have ended meanwhile: who moves one on looks.
 */
import type { OperationId } from '../domain/ids.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import { createShortMemory } from '../platform/short-memory.js';
import type { Operation, OperationWithProbes, OperationWithSamples } from '../workflows/ports/operations.js';
import type { AnySample } from '../workflows/ports/samples.js';

export type OperationsInHand = {
  keepSamples(operation: Operation, samples: readonly AnySample[]): void;
  takeSamples(operationId: OperationId): OperationWithSamples | undefined;
  keepProbes(operation: Operation, probes: readonly ProbeTemplate[]): void;
  takeProbes(operationId: OperationId): OperationWithProbes | undefined;
};

export function createOperationsInHand(
  limits: { readonly bytesMax: number; readonly keepMs: number } = {
    bytesMax: LIMITS.operationsInHandBytesMax,
    keepMs: LIMITS.operationsInHandMs,
  },
): OperationsInHand {
  const sampled = createShortMemory<OperationWithSamples>(limits);
  const probed = createShortMemory<OperationWithProbes>(limits);
  return {
    keepSamples(operation, samples) {
      const images = samples.reduce((sum, { image }) => sum + image.byteLength, 0);
      sampled.keep(operation.operationId, { operation, samples }, images + REQUEST_BYTES);
    },
    takeSamples: (operationId) => sampled.take(operationId),
    keepProbes(operation, probes) {
      const templates = probes.reduce((sum, probe) => sum + templateBytes(probe), 0);
      probed.keep(operation.operationId, { operation, probes }, templates + REQUEST_BYTES);
    },
    takeProbes: (operationId) => probed.take(operationId),
  };
}

/** About what the rest of an operation takes. */
const REQUEST_BYTES = 4096;

function templateBytes({ views, minutiae }: ProbeTemplate): number {
  return views.reduce((sum, view) => sum + view.byteLength, minutiae?.bytes.byteLength ?? 0);
}
