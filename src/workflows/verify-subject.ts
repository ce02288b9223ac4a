/** Verification, 1:1: are these samples of the subject they are claimed to be of? */

import type { ProbeTemplate } from '../matching/template.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { tellMirrorCheck } from './mirror-check.js';
import { modalitiesOf } from './modalities-of.js';
import type { Operation, VerifyRequest } from './ports/operations.js';
import type { Ports } from './ports.js';
import { probeFacts } from './results.js';

type VerifyPorts = EndPorts & Pick<Ports, 'subjects' | 'comparator' | 'accessLog'>;

export async function verifySubject(
  ports: VerifyPorts,
  operation: Operation,
  { probes, request }: { readonly probes: readonly ProbeTemplate[]; readonly request: VerifyRequest },
  signal: AbortSignal,
): Promise<void> {
  const { system, subjectId, falseMatchRate } = request;
  // Before the transaction, which holds a connection and locks while it lasts.
  const references = await ports.subjects.references(ports.unitOfWork.sql, system, subjectId);
  const compared = await ports.comparator(probes, references, { falseMatchRate, signal });
  const { mirrorCheck, ...comparison } = compared;
  await endOperation(ports, operation.operationId, async (tx) => {
    if (!(await ports.subjects.read(tx, system, subjectId))) {
      return { kind: 'rejected', problem: SUBJECT_UNKNOWN };
    }
    await ports.accessLog.append(tx, {
      requester: operation.requester,
      right: 'biometric-comparison',
      systems: [system],
      outcome: 'permitted',
      operationId: operation.operationId,
      subjectId,
      dataUsed: modalitiesOf(probes),
      result: comparison.positions.length === 0 ? 'nothing in common' : comparison.decision,
    });
    if (comparison.positions.length === 0) return { kind: 'rejected', problem: NOTHING_IN_COMMON };
    const samples = probeFacts(probes);
    const told = mirrorCheck ? { mirrorCheck: tellMirrorCheck(mirrorCheck, probes) } : {};
    return {
      kind: 'completed',
      result: { kind: 'verify', system, subjectId, ...comparison, samples, ...told },
    };
  });
  if (mirrorCheck?.outcome === 'mirrored-image') ports.metrics.flags.inc({ flag: 'mirrored-image' });
}

const SUBJECT_UNKNOWN = {
  code: 'subject-unknown',
  detail: 'The system knows no subject with this identifier.',
} as const;

const NOTHING_IN_COMMON = {
  code: 'no-common-position',
  detail: 'The subject has no reference of any position that was captured, so nothing could be compared.',
  pointer: '/samples',
} as const;
