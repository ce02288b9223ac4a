/**
 * Queue `extraction`: samples become templates.
 *
 * Enrolment and verification end here; an identification keeps its probes and goes on to `search`. A sample that gives
 * no template rejects the whole operation with the reason and the sample's place: nothing of it is stored.
 */
import type { OperationId } from '../domain/ids.js';
import type { ProbeTemplate } from '../matching/template.js';
import { advanceOperation } from './advance-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type EnrolPorts, enrolEncounter } from './enrol-encounter.js';
import type { Operation, OperationProblem } from './ports/operations.js';
import type { ExtractionOutcome, Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { verifySubject } from './verify-subject.js';

export type ExtractPorts = EndPorts &
  EnrolPorts &
  Pick<Ports, 'accessLog' | 'extractor' | 'outbox' | 'comparator'>;

/** What extraction made of one operation. */
export type Extracted = {
  readonly operation: Operation;
  readonly samples: readonly Sample[];
  readonly outcomes: readonly Extract<ExtractionOutcome, { readonly kind: 'template' }>[];
};

export function createExtractSamples(ports: ExtractPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const operation = await ports.operations.read(ports.unitOfWork.sql, operationId);
    if (operation?.state !== 'queued') return;
    const samples = await ports.operations.samples(ports.unitOfWork.sql, operationId);
    const use = operation.request.kind === 'enrol' ? 'reference' : 'probe';
    const outcomes = samples.length === 0 ? [] : await ports.extractor.extract(samples, { use, signal });
    const problem = firstDefect(outcomes);
    if (problem) {
      await endOperation(ports, operationId, () => ({ kind: 'rejected', problem }));
      return;
    }
    await goOn(ports, {
      operation,
      samples,
      outcomes: outcomes.filter((outcome) => outcome.kind === 'template'),
    });
  };
}

async function goOn(ports: ExtractPorts, extracted: Extracted): Promise<void> {
  const { operation, outcomes } = extracted;
  const probes = outcomes.map(({ template }) => template);
  switch (operation.request.kind) {
    case 'enrol':
      return enrolEncounter(ports, extracted, operation.request);
    case 'verify':
      return verifySubject(ports, operation, { probes, request: operation.request });
    case 'identify':
    case 'search-systems':
    case 'compare-data-set':
      return keepProbes(ports, operation.operationId, probes);
    case 'erase':
      throw new Error('an erasure has no samples to extract');
  }
}

async function keepProbes(
  ports: ExtractPorts,
  operationId: OperationId,
  probes: readonly ProbeTemplate[],
): Promise<void> {
  await advanceOperation(ports, operationId, { from: 'queued', to: 'search' }, (tx) =>
    ports.operations.keepProbes(tx, operationId, probes),
  );
}

function firstDefect(outcomes: readonly ExtractionOutcome[]): OperationProblem | undefined {
  const index = outcomes.findIndex((outcome) => outcome.kind === 'rejected');
  const outcome = outcomes[index];
  if (outcome?.kind !== 'rejected') return undefined;
  return { code: outcome.defect, detail: outcome.detail, pointer: `/samples/${index}` };
}
