/**
 * Queue `extraction`: samples become templates.
 *
 * Enrolment and verification end here; an identification keeps its probes and goes on to `search`. A sample that gives
 * no template rejects the whole operation with the reason and the sample's place: nothing of it is stored. A palm print
 * gives none and is none that has to: it is kept with the record it came with.
 */
import type { OperationId } from '../domain/ids.js';
import { noPalmPrints, notSearched } from '../domain/law/palm-print-table.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import { advanceOperation } from './advance-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type EnrolPorts, enrolEncounter } from './enrol-encounter.js';
import { fingersOfSlaps, type SingleSamples } from './fingers-of-slaps.js';
import { giveUpComparison } from './give-up-comparison.js';
import { looksForMirrored } from './mirror-check.js';
import type { Operation, OperationProblem } from './ports/operations.js';
import type { ExtractionOutcome, Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { recordFault } from './record-fault.js';
import { verifySubject } from './verify-subject.js';

export type ExtractPorts = EndPorts &
  EnrolPorts &
  Pick<Ports, 'accessLog' | 'extractor' | 'outbox' | 'comparator'>;

/** What extraction made of one operation. */
export type Extracted = SingleSamples & { readonly operation: Operation };

export function createExtractSamples(ports: ExtractPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const read = await ports.operations.readWithSamples(ports.unitOfWork.sql, operationId);
    if (read?.operation.state !== 'queued') return;
    const { operation, samples } = read;
    const use = operation.request.kind === 'enrol' ? 'reference' : 'probe';
    const mirroredMax = mirroredMaxOf(operation);
    const { serviceClass = 'interactive' } = operation;
    const outcomes =
      samples.length === 0
        ? []
        : await ports.extractor.extract(samples, { use, mirroredMax, signal, serviceClass });
    const problem = firstDefect(outcomes);
    if (problem) {
      await reject(ports, operationId, problem);
      return;
    }
    const extracted = outcomes.filter((outcome) => outcome.kind !== 'rejected');
    const cut = fingersOfSlaps(samples, extracted);
    const unusable =
      recordFault(operation, extracted) ??
      palmFault(operation, cut) ??
      repeatedPosition(cut.samples) ??
      withoutImage(operation, cut);
    if (unusable) {
      await reject(ports, operationId, unusable);
      return;
    }
    await goOn(ports, { operation, ...cut }, signal);
  };
}

function reject(ports: ExtractPorts, operationId: OperationId, problem: OperationProblem): Promise<void> {
  return endOperation(ports, operationId, async (tx, operation) => {
    await giveUpComparison(ports, tx, operation, problem);
    return { kind: 'rejected', problem };
  });
}

/** Of an enrolment one, for the detection that follows: a device that mirrors one finger mirrors all. */
function mirroredMaxOf(operation: Operation): number {
  if (operation.request.kind === 'enrol') return 1;
  return looksForMirrored(operation) ? LIMITS.samplesMax : 0;
}

async function goOn(ports: ExtractPorts, extracted: Extracted, signal: AbortSignal): Promise<void> {
  const { operation, outcomes } = extracted;
  const probes = outcomes.map(({ template }) => template);
  switch (operation.request.kind) {
    case 'enrol':
      return enrolEncounter(ports, extracted, operation.request, signal);
    case 'verify':
      return verifySubject(ports, operation, { probes, request: operation.request }, signal);
    case 'identify':
    case 'search-systems':
    case 'compare-data-set':
      return keepProbes(ports, operation, probes);
    case 'erase':
      throw new Error('an erasure has no samples to extract');
  }
}

async function keepProbes(
  ports: ExtractPorts,
  operation: Operation,
  probes: readonly ProbeTemplate[],
): Promise<void> {
  const { operationId } = operation;
  await advanceOperation(ports, operationId, { from: 'queued', to: 'search' }, (tx) =>
    ports.operations.keepProbes(tx, operationId, probes, operation),
  );
}

/** Said at the edge already; here no palm print gets into a search, or into a system that keeps none, whoever asks. */
function palmFault({ request }: Operation, { palmPrints }: SingleSamples): OperationProblem | undefined {
  const [first] = palmPrints;
  if (!first) return undefined;
  const isKept = request.kind === 'enrol';
  const row = isKept ? noPalmPrints(request.system) : notSearched(first.sample.position);
  if (!row) return undefined;
  return {
    code: isKept ? 'biometrics-not-permitted' : 'palm-print-not-searched',
    detail: `${row.rule}. ${row.citation}.`,
    pointer: `/samples/${first.sentAt}`,
  };
}

/** A record of minutiae has nothing a gallery is searched by: it verifies, and does nothing else. */
function withoutImage(
  { request }: Operation,
  { outcomes, sentAt }: SingleSamples,
): OperationProblem | undefined {
  const index = outcomes.findIndex(({ template }) => template.views.length === 0);
  if (index === -1 || request.kind === 'verify') return undefined;
  const detail =
    'The sample is a record of minutiae. Galleries are searched by images: it can be compared with one person ' +
    '(verification), and be neither searched with nor enrolled.';
  return { code: 'not-an-image', detail, pointer: `/samples/${sentAt[index]}` };
}

/** A slap may hold a finger that another sample is of too. */
function repeatedPosition(samples: readonly Sample[]): OperationProblem | undefined {
  const seen = new Set<Sample['position']>();
  for (const { position } of samples) {
    if (position !== 'unknown-finger' && seen.has(position)) {
      const detail = `${position} is in more than one sample: a slap holds it, and another sample is of it.`;
      return { code: 'position-repeated', detail, pointer: '/samples' };
    }
    seen.add(position);
  }
  return undefined;
}

function firstDefect(outcomes: readonly ExtractionOutcome[]): OperationProblem | undefined {
  const index = outcomes.findIndex((outcome) => outcome.kind === 'rejected');
  const outcome = outcomes[index];
  if (outcome?.kind !== 'rejected') return undefined;
  return { code: outcome.defect, detail: outcome.detail, pointer: `/samples/${index}` };
}
