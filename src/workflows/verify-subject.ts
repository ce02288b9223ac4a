/** Verification, 1:1: are these samples of the subject they are claimed to be of? */

import type { ProbeTemplate } from '../matching/template.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { modalitiesOf } from './modalities-of.js';
import type { Operation, VerifyRequest } from './ports/operations.js';
import type { Ports } from './ports.js';

type VerifyPorts = EndPorts & Pick<Ports, 'subjects' | 'comparator' | 'accessLog'>;

export async function verifySubject(
  ports: VerifyPorts,
  operation: Operation,
  { probes, request }: { readonly probes: readonly ProbeTemplate[]; readonly request: VerifyRequest },
): Promise<void> {
  const { system, subjectId, falseMatchRate } = request;
  await endOperation(ports, operation.operationId, async (tx) => {
    if (!(await ports.subjects.read(tx, system, subjectId))) {
      return { kind: 'rejected', problem: SUBJECT_UNKNOWN };
    }
    const references = await ports.subjects.references(tx, system, subjectId);
    const comparison = ports.comparator(probes, references, { falseMatchRate });
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
    return { kind: 'completed', result: { kind: 'verify', system, subjectId, ...comparison } };
  });
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
