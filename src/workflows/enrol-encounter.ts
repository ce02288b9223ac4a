/**
 * Enrolment: subject, encounter, samples, references and the system's own record become durable in one transaction
 * with the end of the operation. A search that starts after that finds them.
 */
import { subjectFault } from '../domain/eurodac/data-sets-of-state.js';
import type { MarksOfPerson } from '../domain/eurodac/report-status.js';
import { statusMessageFault } from '../domain/eurodac/status-message-fault.js';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import {
  type FormatFinding,
  hasFormatRules,
  judgeSampleFormat,
  type SampleForm,
} from '../domain/law/biometric-quality.js';
import { eurodacStatusRow } from '../domain/law/eurodac-status-table.js';
import { notSearched } from '../domain/law/palm-print-table.js';
import { localDate } from '../domain/local-date.js';
import { modalityOf, type Position } from '../domain/positions.js';
import type { CaptureFault } from '../domain/quality/capture-faults.js';
import { judgeRecord, type QualityFinding, qualityFinding } from '../domain/quality/judge-record.js';
import { type RecordCategory, recordCategory } from '../domain/record-category.js';
import type {
  AnyFacts,
  EtiasEventFacts,
  EurodacStatusMessage,
  SystemRecord,
} from '../domain/system-record.js';
import { handOver } from './await-operation.js';
import { authorisationsAtStake, type CompareAlertPorts, noteRefusalAlert } from './compare-new-alert.js';
import { type Ending, type EndPorts, endOperation } from './end-operation.js';
import { alertRefusal, type EnterAlertPorts, followAlert, resemblingAlerts } from './enter-alert.js';
import type { Extracted } from './extract-samples.js';
import { pointingAtSent } from './fingers-of-slaps.js';
import { type CrossingPorts, followCrossing } from './follow-crossing.js';
import { followLiveFace, type LiveFacePorts } from './follow-live-face.js';
import { type FollowPorts, followTransmission } from './follow-transmission.js';
import { type FollowVisaPorts, followVisaDecision } from './follow-visa-decision.js';
import { type EnrolmentJudgement, holdForIssue, type JudgePorts, judgeEnrolment } from './judge-enrolment.js';
import type { EnrolRequest, NewReference, NewSample, OperationProblem } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { referenceTemplateOf } from './reference-template.js';
import type { EnrolResult } from './results.js';
import { sequenceOf } from './sequence-of.js';
import { type StartDetectionPorts, startDetection } from './start-detection.js';

export type EnrolPorts = EndPorts &
  StartDetectionPorts &
  FollowPorts &
  EnterAlertPorts &
  JudgePorts &
  FollowVisaPorts &
  CrossingPorts &
  LiveFacePorts &
  CompareAlertPorts &
  Pick<Ports, 'adapters' | 'clock'>;

export async function enrolEncounter(
  ports: EnrolPorts,
  extracted: Extracted,
  request: EnrolRequest,
  signal: AbortSignal,
): Promise<void> {
  const { operationId, requester } = extracted.operation;
  // Before the transaction, which is not held while a search of names runs.
  const resembling = await resemblingAlerts(ports, requester, request, signal);
  const atStake = await authorisationsAtStake(ports, requester, request, signal);
  await endOperation(ports, operationId, async (tx): Promise<Ending> => {
    await holdForIssue(ports, tx, request);
    await holdPerson(ports, tx, request);
    if (!(await isSubjectThere(ports, tx, request))) return { kind: 'rejected', problem: SUBJECT_UNKNOWN };
    const missing = await missingReference(ports, tx, request, requester.memberState);
    if (missing) return { kind: 'rejected', problem: missing };
    const { memberState } = requester;
    const judged = await judgeEnrolment(ports, tx, { request, requester, samples: extracted.samples });
    if (judged.kind === 'refused')
      return { kind: 'rejected', problem: pointingAtSent(judged.problem, extracted) };
    const refused = await alertRefusal(ports, tx, request, requester);
    if (refused) return { kind: 'rejected', problem: refused };
    const subjectId = request.subjectId ?? (ports.ids.uuid() as SubjectId);
    const encounterId = ports.ids.uuid() as EncounterId;
    const stored = storedSamples(ports, extracted, recordCategory(judged.facts));
    await ports.subjects.insertEncounter(tx, {
      system: request.system,
      subjectId,
      encounterId,
      memberState: requester.memberState,
      authorityId: requester.authorityId,
      encounterAt: request.encounterAt,
      samples: stored.map(({ sample }) => sample),
      references: stored.flatMap(({ reference }) => reference ?? []),
    });
    const about = await asConcerned(ports, tx, request);
    const record = recordOf(about, judged.facts, { memberState, subjectId, encounterId });
    await adapterOf(ports, request).record(tx, record);
    const findings = await keepQuality(ports, tx, { record, judged, stored });
    await followVisaDecision(ports, tx, { requester, record, before: judged.before });
    // Art 54(1)(b): the file goes with what the refusal rests on.
    if (isNegative(judged.facts)) {
      const { concerns, event } = judged.facts;
      await ports.etiasApplications.markCauses(tx, concerns, event);
    }
    if (isEesWithFingerprints(record, stored)) await ports.stayFiles.clearPostponement(tx, subjectId);
    await followCrossing(ports, tx, record, judged.before);
    const hadFace = await followLiveFace(ports, tx, record, judged.before);
    // (EU) 2019/818 Art 27(1)(c): a Eurodac data set that is transmitted starts it; a message about one is none.
    if (request.facts.kind !== 'status-message') {
      const mirroredViews = mirroredViewsOf(stored);
      await startDetection(ports, tx, { requester, record, mirroredViews, isAfresh: hadFace });
    }
    await noteRefusalAlert(ports, tx, record, atStake);
    const started = {
      ...(await followTransmission(ports, tx, {
        requester,
        record,
        hasFingerprints: hasFingerprints(stored),
      })),
      ...(await followAlert(ports, tx, record, resembling)),
    };
    return {
      kind: 'completed',
      result: { ...resultOf(request, { subjectId, encounterId }, { stored, findings }), ...started },
    };
  });
  handOver(ports);
}

const SUBJECT_UNKNOWN = {
  code: 'subject-unknown',
  detail: 'The system knows no subject with this identifier.',
  pointer: '/subjectId',
} as const;

/**
 * What a message says passes between the data sets of a person: their files in the order in which others hold them too, so that
 * neither an end of a mark nor an erasure passes by its copy unseen.
 */
async function holdPerson(ports: EnrolPorts, tx: Sql, request: EnrolRequest): Promise<void> {
  const { facts, system, subjectId } = request;
  if (facts.kind !== 'status-message' || subjectId === undefined) return;
  const { status } = facts;
  if (!eurodacStatusRow(status).othersFollow) return;
  const sequence = await sequenceOf(ports, tx, system, subjectId);
  const persons = new Set([subjectId, ...sequence.map((dataSet) => dataSet.subjectId)]);
  for (const person of [...persons].toSorted()) await ports.subjects.lock(tx, system, person);
}

/** Locks a known subject, so that it cannot be erased in between; a new one needs nothing. */
async function isSubjectThere(ports: EnrolPorts, tx: Sql, request: EnrolRequest): Promise<boolean> {
  if (request.subjectId === undefined) return true;
  return (await ports.subjects.lock(tx, request.system, request.subjectId)) !== undefined;
}

/**
 * A decision, proof or correction about a record that is erased changes nothing, and says so; a data set does not join those
 * the subject of another state unseen.
 */
async function missingReference(
  ports: EnrolPorts,
  tx: Sql,
  request: EnrolRequest,
  memberState: string,
): Promise<OperationProblem | undefined> {
  const { facts } = request;
  if (facts.kind !== 'status-message' && facts.kind !== 'data-set') return undefined;
  const { system, subjectId, encounterAt } = request;
  const records = subjectId ? await adapterOf(ports, request).read(tx, subjectId) : [];
  if (facts.kind === 'data-set') return subjectFault(facts, records, memberState);
  const marks = subjectId ? await marksOf(ports, tx, { system, subjectId, message: facts }) : {};
  return statusMessageFault(facts, records, { sender: memberState, encounterAt, ...marks });
}

/** What another state has marked is marked by those of its sequence, and unmarked with it (Art 31): no other message asks. */
async function marksOf(
  ports: EnrolPorts,
  tx: Sql,
  {
    system,
    subjectId,
    message: { status, concerns },
  }: {
    readonly system: EnrolRequest['system'];
    readonly subjectId: SubjectId;
    readonly message: EurodacStatusMessage;
  },
): Promise<MarksOfPerson> {
  const isMark = eurodacStatusRow(status).onceMarkedElsewhere !== undefined;
  if (!isMark && status !== 'protection-withdrawn') return {};
  const sequence = await sequenceOf(ports, tx, system, subjectId);
  const notices = await ports.eurodac.notices.ofSubjects(tx, [subjectId]);
  const isAsked = notices.some(
    (notice) =>
      notice.obliges === 'mark-too' && notice.status === status && notice.about.encounterId === concerns,
  );
  return { sequence, isAsked };
}

/** A message amends no identity, whatever it was sent with: its person is the one of its data set (Art 40(3)). */
async function asConcerned(ports: EnrolPorts, tx: Sql, request: EnrolRequest): Promise<EnrolRequest> {
  const { travelDocument: _document, ...rest } = request;
  const { facts, subjectId } = request;
  if (facts.kind !== 'status-message' || subjectId === undefined) return request;
  const records = await adapterOf(ports, request).read(tx, subjectId);
  const about = records.find(({ encounterId }) => encounterId === facts.concerns);
  if (!about) return request;
  const { identity, travelDocument } = about;
  return { ...rest, identity, ...(travelDocument === undefined ? {} : { travelDocument }) };
}

function isNegative(
  facts: AnyFacts,
): facts is EtiasEventFacts & { readonly event: 'refused' | 'revoked' | 'annulled' } {
  return (
    facts.kind === 'authorisation-event' &&
    (facts.event === 'refused' || facts.event === 'revoked' || facts.event === 'annulled')
  );
}

function isEesWithFingerprints({ system }: SystemRecord, stored: readonly Stored[]): boolean {
  return system === 'ees' && hasFingerprints(stored);
}

function hasFingerprints(stored: readonly Stored[]): boolean {
  return stored.some(
    ({ reference }) => reference && modalityOf(reference.template.position) === 'fingerprint',
  );
}

/** What the soft rules found, said and counted. */
async function keepQuality(
  ports: EnrolPorts,
  tx: Sql,
  about: {
    readonly record: SystemRecord;
    readonly judged: Extract<EnrolmentJudgement, { readonly kind: 'accepted' }>;
    readonly stored: readonly Stored[];
  },
): Promise<readonly QualityFinding[]> {
  const { record, judged, stored } = about;
  const on = localDate(ports.clock.today());
  const findings = [
    ...judged.findings,
    ...judgeRecord(record, { before: judged.before, receivedOn: on }),
    ...(stored.some((each) => each.findings.length > 0) ? [qualityFinding('image-form')] : []),
  ];
  const { encounterId, system, memberState } = record;
  const rules = findings.map(({ rule }) => rule);
  await ports.dataQuality.keep(tx, { encounterId, system, memberState, on, rules });
  return findings;
}

function adapterOf(ports: EnrolPorts, { system }: EnrolRequest) {
  const adapter = ports.adapters.get(system);
  if (!adapter) throw new Error(`no adapter for ${system}`);
  return adapter;
}

type Stored = {
  readonly sample: NewSample;
  /** Absent of a palm print, which is kept without one. */
  readonly reference?: NewReference;
  /** Of its mirror image; for the detection that follows, and kept with no reference. */
  readonly mirroredView?: Int8Array;
  readonly captureFaults: readonly CaptureFault[];
  readonly findings: readonly FormatFinding[];
};

/** In the order in which they were sent. */
function storedSamples(ports: EnrolPorts, extracted: Extracted, category: RecordCategory): readonly Stored[] {
  const { samples, sentAt, palmPrints } = extracted;
  const compared = samples.map((sample, index) => ({
    sentAt: sentAt[index]!,
    stored: storedSample(ports, extracted, { sample, index, category }),
  }));
  const kept = palmPrints.map(({ sample, image, sentAt }) => ({
    sentAt,
    stored: {
      sample: { sampleId: ports.ids.uuid() as SampleId, sample, image },
      captureFaults: [],
      findings: [],
    },
  }));
  return [...compared, ...kept].toSorted((a, b) => a.sentAt - b.sentAt).map(({ stored }) => stored);
}

function storedSample(
  ports: EnrolPorts,
  { operation, outcomes }: Extracted,
  {
    sample,
    index,
    category,
  }: {
    readonly sample: Extracted['samples'][number];
    readonly index: number;
    readonly category: RecordCategory;
  },
): Stored {
  const { template, image, form } = outcomes[index]!;
  const sampleId = ports.ids.uuid() as SampleId;
  return {
    sample: { sampleId, sample, image },
    reference: {
      templateId: ports.ids.uuid() as TemplateId,
      sampleId,
      category,
      template: referenceTemplateOf(template),
    },
    ...(template.mirroredView ? { mirroredView: template.mirroredView } : {}),
    captureFaults: template.captureFaults ?? [],
    findings: form ? findingsOn(ports, operation.request, sample.position, form) : [],
  };
}

function mirroredViewsOf(stored: readonly Stored[]): ReadonlyMap<TemplateId, Int8Array> {
  return new Map(
    stored.flatMap(({ reference, mirroredView }) =>
      reference && mirroredView ? [[reference.templateId, mirroredView] as const] : [],
    ),
  );
}

/**
 * (EU) 2019/329 and its like, as of today: `domain/law/biometric-quality-table.ts`. Of a finger cut from a slap they are
 * held against the slap as it was sent.
 */
function findingsOn(
  { clock }: EnrolPorts,
  request: Extracted['operation']['request'],
  position: Position,
  form: SampleForm,
): readonly FormatFinding[] {
  if (request.kind !== 'enrol' || !hasFormatRules(request.system)) return [];
  const cut = request.capture?.cut?.find((finger) => finger.position === position);
  const facts = { ...(cut?.form ?? form), system: request.system, modality: modalityOf(position) };
  return judgeSampleFormat(facts, localDate(clock.today())).findings;
}

type NewIds = { readonly subjectId: SubjectId; readonly encounterId: EncounterId };

function recordOf(
  request: EnrolRequest,
  facts: AnyFacts,
  { memberState, ...ids }: NewIds & { readonly memberState: string },
): SystemRecord {
  const { system, encounterAt, identity, travelDocument } = request;
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

function resultOf(
  request: EnrolRequest,
  ids: NewIds,
  { stored, findings }: { readonly stored: readonly Stored[]; readonly findings: readonly QualityFinding[] },
): EnrolResult {
  return {
    kind: 'enrol',
    system: request.system,
    ...ids,
    ...(findings.length > 0 ? { findings } : {}),
    samples: stored.map(resultOfSample),
  };
}

function resultOfSample({
  sample: { sampleId, sample, image },
  reference,
  captureFaults,
  findings,
}: Stored): EnrolResult['samples'][number] {
  const because = notSearched(sample.position);
  return {
    sampleId,
    position: sample.position,
    ...(reference === undefined ? {} : { quality: reference.template.quality }),
    captureFaults,
    image,
    findings,
    ...(because === undefined ? {} : { notSearched: because }),
  };
}
