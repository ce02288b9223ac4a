/**
 * Enrolment: subject, encounter, samples, references and the system's own record become durable in one transaction
 * with the end of the operation. A search that starts after that finds them.
 */
import { eesReferenceFault } from '../domain/ees/facts-fault.js';
import { statusMessageFault } from '../domain/eurodac/status-message-fault.js';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import {
  type FormatFinding,
  hasFormatRules,
  judgeSampleFormat,
  type SampleForm,
} from '../domain/law/biometric-quality.js';
import { localDate } from '../domain/local-date.js';
import { modalityOf, type Position } from '../domain/positions.js';
import type { EesFacts, SystemRecord } from '../domain/system-record.js';
import type { ReferenceTemplate } from '../matching/template.js';
import { handOver } from './await-operation.js';
import { type Ending, type EndPorts, endOperation } from './end-operation.js';
import type { Extracted } from './extract-samples.js';
import type { EnrolRequest, NewReference, NewSample, OperationProblem, Ports, Sql } from './ports.js';
import type { EnrolResult } from './results.js';
import { type StartDetectionPorts, startDetection } from './start-detection.js';

export type EnrolPorts = EndPorts & StartDetectionPorts & Pick<Ports, 'adapters' | 'clock'>;

export async function enrolEncounter(
  ports: EnrolPorts,
  extracted: Extracted,
  request: EnrolRequest,
): Promise<void> {
  const { operationId, requester } = extracted.operation;
  await endOperation(ports, operationId, async (tx): Promise<Ending> => {
    if (!(await isSubjectThere(ports, tx, request))) return { kind: 'rejected', problem: SUBJECT_UNKNOWN };
    const missing = await missingReference(ports, tx, request, requester.memberState);
    if (missing) return { kind: 'rejected', problem: missing };
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
    const record = recordOf(request, requester.memberState, { subjectId, encounterId });
    await adapterOf(ports, request).record(tx, record);
    // (EU) 2019/818 Art 27(1)(c): a Eurodac data set that is transmitted starts it; a message about one is none.
    if (request.facts.kind !== 'status-message') await startDetection(ports, tx, { requester, record });
    return { kind: 'completed', result: resultOf(request, { subjectId, encounterId }, stored) };
  });
  handOver(ports);
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

/** A decision, proof or correction about a record that is erased changes nothing, and says so. */
async function missingReference(
  ports: EnrolPorts,
  tx: Sql,
  request: EnrolRequest,
  memberState: string,
): Promise<OperationProblem | undefined> {
  const { facts } = request;
  if (!isEesReference(facts) && facts.kind !== 'status-message') return undefined;
  const records = request.subjectId ? await adapterOf(ports, request).read(tx, request.subjectId) : [];
  if (facts.kind === 'status-message') return statusMessageFault(facts, records, memberState);
  const fault = eesReferenceFault(facts, records);
  return fault && { code: 'record-unknown', detail: fault.detail, pointer: `/facts${fault.pointer}` };
}

function isEesReference(facts: EnrolRequest['facts']): facts is EesFacts {
  return facts.kind === 'stay-decision' || facts.kind === 'rebuttal' || facts.kind === 'amendment';
}

function adapterOf(ports: EnrolPorts, { system }: EnrolRequest) {
  const adapter = ports.adapters.get(system);
  if (!adapter) throw new Error(`no adapter for ${system}`);
  return adapter;
}

type Stored = {
  readonly sample: NewSample;
  readonly reference: NewReference;
  readonly findings: readonly FormatFinding[];
};

function storedSample(
  ports: EnrolPorts,
  { operation, outcomes }: Extracted,
  { sample, index }: { readonly sample: Extracted['samples'][number]; readonly index: number },
): Stored {
  const { template, image, form } = outcomes[index]!;
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
    findings: form ? findingsOn(ports, operation.request, sample.position, form) : [],
  };
}

/** (EU) 2019/329 and its like, as of today: `domain/law/biometric-quality-table.ts`. */
function findingsOn(
  { clock }: EnrolPorts,
  request: Extracted['operation']['request'],
  position: Position,
  form: SampleForm,
): readonly FormatFinding[] {
  if (request.kind !== 'enrol' || !hasFormatRules(request.system)) return [];
  const facts = { ...form, system: request.system, modality: modalityOf(position) };
  return judgeSampleFormat(facts, localDate(clock.today())).findings;
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
    samples: stored.map(({ sample: { sampleId, sample, image }, reference, findings }) => ({
      sampleId,
      position: sample.position,
      quality: reference.template.quality,
      image,
      findings,
    })),
  };
}
