/**
 * Enrolment: subject, encounter, samples, references and the system's own record become durable in one transaction
 * with the end of the operation. A search that starts after that finds them.
 */
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { ReferenceTemplate } from '../matching/template.js';
import { type Ending, type EndPorts, endOperation } from './end-operation.js';
import type { Extracted } from './extract-samples.js';
import type { EnrolRequest, NewReference, NewSample, Ports, Sql } from './ports.js';
import type { EnrolResult } from './results.js';

export type EnrolPorts = EndPorts & Pick<Ports, 'subjects' | 'adapters' | 'ids'>;

export async function enrolEncounter(
  ports: EnrolPorts,
  extracted: Extracted,
  request: EnrolRequest,
): Promise<void> {
  const { operationId, requester } = extracted.operation;
  await endOperation(ports, operationId, async (tx): Promise<Ending> => {
    if (!(await isSubjectThere(ports, tx, request))) return { kind: 'rejected', problem: SUBJECT_UNKNOWN };
    const subjectId = request.subjectId ?? (ports.ids.uuid() as SubjectId);
    const encounterId = ports.ids.uuid() as EncounterId;
    const stored = extracted.samples.map((sample, index) =>
      storedSample(ports, extracted, { sample, index }),
    );
    await ports.subjects.insertEncounter(tx, {
      system: request.system,
      subjectId,
      encounterId,
      memberState: requester.memberState,
      authorityId: requester.authorityId,
      encounterAt: request.encounterAt,
      samples: stored.map(({ sample }) => sample),
      references: stored.map(({ reference }) => reference),
    });
    await adapterOf(ports, request).record(
      tx,
      recordOf(request, requester.memberState, { subjectId, encounterId }),
    );
    return { kind: 'completed', result: resultOf(request, { subjectId, encounterId }, stored) };
  });
}

const SUBJECT_UNKNOWN = {
  code: 'subject-unknown',
  detail: 'The system knows no subject with this identifier.',
  pointer: '/subjectId',
} as const;

/** Locks a known subject, so that it cannot be erased in between; a new one needs nothing. */
async function isSubjectThere(ports: EnrolPorts, tx: Sql, request: EnrolRequest): Promise<boolean> {
  if (request.subjectId === undefined) return true;
  return (await ports.subjects.lock(tx, request.system, request.subjectId)) !== undefined;
}

function adapterOf(ports: EnrolPorts, { system }: EnrolRequest) {
  const adapter = ports.adapters.get(system);
  if (!adapter) throw new Error(`no adapter for ${system}`);
  return adapter;
}

type Stored = { readonly sample: NewSample; readonly reference: NewReference };

function storedSample(
  ports: EnrolPorts,
  { outcomes }: Extracted,
  { sample, index }: { readonly sample: Extracted['samples'][number]; readonly index: number },
): Stored {
  const { template, image } = outcomes[index]!;
  const sampleId = ports.ids.uuid() as SampleId;
  const reference: ReferenceTemplate = {
    position: template.position,
    templateVersion: template.templateVersion,
    quality: template.quality,
    embedding: template.views[0]!,
  };
  return {
    sample: { sampleId, sample, image },
    reference: { templateId: ports.ids.uuid() as TemplateId, sampleId, template: reference },
  };
}

type NewIds = { readonly subjectId: SubjectId; readonly encounterId: EncounterId };

function recordOf(request: EnrolRequest, memberState: string, ids: NewIds): SystemRecord {
  const { system, encounterAt, identity, travelDocument, facts } = request;
  return {
    system,
    ...ids,
    memberState,
    encounterAt,
    identity,
    ...(travelDocument === undefined ? {} : { travelDocument }),
    facts,
  };
}

function resultOf(request: EnrolRequest, ids: NewIds, stored: readonly Stored[]): EnrolResult {
  return {
    kind: 'enrol',
    system: request.system,
    ...ids,
    samples: stored.map(({ sample: { sampleId, sample, image }, reference }) => ({
      sampleId,
      position: sample.position,
      quality: reference.template.quality,
      image,
    })),
  };
}
