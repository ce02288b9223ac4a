/**
 * What the law and the rules of data quality make of an enrolment before it is stored: refused by a blocking rule, or
 * entered with what the soft rules found. Runs in the transaction that stores it; both outcomes are counted there.
 */
import type { Requester } from '../domain/authorities.js';
import { type BiometricsJudgement, judgeEesBiometrics } from '../domain/ees/judge-biometrics.js';
import { type EnrolmentFault, enrolmentFault } from '../domain/enrolment-fault.js';
import { nationalUnitChoice } from '../domain/etias/automated-processing.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { QualityRule } from '../domain/law/data-quality-table.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { isOfFinger } from '../domain/palm-positions.js';
import { type QualityFinding, qualityFinding } from '../domain/quality/judge-record.js';
import type {
  AnyFacts,
  EesFacts,
  EtiasEventFacts,
  SystemRecord,
  VisApplication,
} from '../domain/system-record.js';
import { judgeVisBiometrics, type VisJudgement } from '../domain/vis/judge-biometrics.js';
import { noteNewEntry } from './note-watchlist.js';
import type { EnrolRequest, OperationProblem, StoredSubject } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { recordEvent } from './process-application.js';

export type JudgePorts = Pick<
  Ports,
  'adapters' | 'subjects' | 'clock' | 'dataQuality' | 'etiasApplications' | 'ids'
>;

export type EnrolmentJudgement =
  | { readonly kind: 'refused'; readonly problem: OperationProblem }
  | {
      readonly kind: 'accepted';
      /** As they are stored: the hub adds what only it knows. */
      readonly facts: AnyFacts;
      readonly findings: readonly QualityFinding[];
      /** The file as it was. */
      readonly before: readonly SystemRecord[];
    };

type Enrolment = {
  readonly request: EnrolRequest;
  readonly samples: readonly Sample[];
  readonly requester: Requester;
};

export async function judgeEnrolment(
  ports: JudgePorts,
  tx: Sql,
  enrolment: Enrolment,
): Promise<EnrolmentJudgement> {
  const { request, requester } = enrolment;
  const { memberState } = requester;
  const { system, subjectId, facts } = request;
  const before = subjectId ? await ports.adapters.get(system)!.read(tx, subjectId) : [];
  const fault =
    enrolmentFault(facts, before, memberState) ??
    (await hitsFault(ports, tx, facts)) ??
    (await watchlistFault(ports, tx, { requester, facts, before }));
  const judged = fault
    ? refused(fault.code === 'record-unknown' ? 'record-unknown' : 'facts-do-not-fit', {
        code: fault.code,
        detail: fault.detail,
        pointer: `/facts${fault.pointer}`,
      })
    : judgeBiometrics(enrolment, { before, stored: await storedOf(ports, tx, request) });
  if (judged.kind === 'accepted') return { ...judged, facts: withTransmission(ports, judged.facts), before };
  const on = localDate(ports.clock.today());
  await ports.dataQuality.refuse(tx, { system, memberState, on, rule: judged.rule });
  return { kind: 'refused', problem: judged.problem };
}

/**
 * Of a data set that does not say when it was transmitted, when it reached the hub: its term counts from that day, never
 * from the one its biometrics were taken on ((EU) 2024/1358 Art 29).
 */
function withTransmission({ clock }: JudgePorts, facts: AnyFacts): AnyFacts {
  return facts.kind !== 'data-set' || facts.transmittedAt !== undefined
    ? facts
    : { ...facts, transmittedAt: clock.localInstant() };
}

/**
 * What stands in the way of an authorisation: a hit that leaves no choice ((EU) 2018/1240 Art 26(3)(a)), and a source that
 * is silent: with it the application was not compared as Art 20 has it.
 */
async function hitsFault(ports: JudgePorts, tx: Sql, facts: AnyFacts): Promise<EnrolmentFault | undefined> {
  if (!isIssue(facts)) return undefined;
  const { choice, row } = nationalUnitChoice(await ports.etiasApplications.hits(tx, facts.concerns));
  const silent = (await ports.etiasApplications.notAnswered(tx, facts.concerns)) ?? [];
  if (choice === 'assess' && silent.length === 0) return undefined;
  const detail =
    choice === 'must-refuse'
      ? `${row.rule}. ${row.citation}.`
      : `Not before these have answered: ${silent.join(', ')}. (EU) 2018/1240 Art 20.`;
  return { code: 'facts-not-permitted', pointer: '/event', detail };
}

/** Before the file is locked: of an entry of the watchlist and an issue at the same time one sees the other. */
export async function holdForIssue(
  { etiasApplications }: Pick<Ports, 'etiasApplications'>,
  tx: Sql,
  { facts }: EnrolRequest,
): Promise<void> {
  if (isIssue(facts)) await etiasApplications.holdWatchlist(tx, 'to-read');
}

/** An entry nobody has verified: the application goes back to the Central Unit, which is what remains of the refused issue. */
async function watchlistFault(
  ports: JudgePorts,
  tx: Sql,
  enrolment: {
    readonly requester: Requester;
    readonly facts: AnyFacts;
    readonly before: readonly SystemRecord[];
  },
): Promise<EnrolmentFault | undefined> {
  const { requester, facts, before } = enrolment;
  if (!isIssue(facts)) return undefined;
  const record = before.find(({ encounterId }) => encounterId === facts.concerns);
  if (!record || !(await noteNewEntry(ports, tx, record))) return undefined;
  const at = new Date(ports.clock.nowMs()).toISOString();
  await recordEvent(ports, tx, requester, { record, event: 'hits-reported', at });
  return {
    code: 'facts-not-permitted',
    pointer: '/event',
    detail:
      'Not before the Central Unit has verified a new hit on the watchlist. (EU) 2018/1240 Art 20(4), 22, 34.',
  };
}

function isIssue(facts: AnyFacts): facts is EtiasEventFacts & { readonly event: 'issued' } {
  return facts.kind === 'authorisation-event' && facts.event === 'issued';
}

type Judged =
  | { readonly kind: 'refused'; readonly rule: QualityRule; readonly problem: OperationProblem }
  | { readonly kind: 'accepted'; readonly facts: AnyFacts; readonly findings: readonly QualityFinding[] };

function refused(rule: QualityRule, problem: OperationProblem): Judged {
  return { kind: 'refused', rule, problem };
}

function storedOf(ports: JudgePorts, tx: Sql, { system, subjectId, facts }: EnrolRequest) {
  if (!subjectId || !(isCrossing(facts) || facts.kind === 'visa-application')) return undefined;
  return ports.subjects.read(tx, system, subjectId as SubjectId);
}

type Known = { readonly before: readonly SystemRecord[]; readonly stored: StoredSubject | undefined };

function judgeBiometrics({ request, samples }: Enrolment, known: Known): Judged {
  const { facts, identity } = request;
  const positions = samples.map(({ position }) => position);
  const held = known.stored?.samples ?? [];
  if (facts.kind === 'visa-application') {
    const about = { dateOfBirth: identity.dateOfBirth, positions, earlier: earlierOf(known) };
    return toJudged(withReuse(facts, judgeVisBiometrics(facts, about)));
  }
  if (!isCrossing(facts)) return { kind: 'accepted', facts, findings: [] };
  const judgement = judgeEesBiometrics(facts, {
    dateOfBirth: identity.dateOfBirth,
    positions,
    before: known.before,
    fileHas: {
      fingerprints: held.some(({ position }) => isOfFinger(position)),
      face: held.some(({ position }) => position === 'face'),
    },
  });
  return toJudged({ ...judgement, facts });
}

function withReuse(facts: VisApplication, judgement: ReturnType<typeof judgeVisBiometrics>) {
  const reused = judgement.kind === 'accepted' ? judgement.fingerprintsOf : undefined;
  return { ...judgement, facts: reused ? { ...facts, fingerprintsOf: reused } : facts };
}

const MISSING: Readonly<Record<string, QualityRule>> = {
  fingerprints: 'fingerprints-missing',
  'fingerprints-incomplete': 'fingerprints-incomplete',
  'fingerprints-later': 'fingerprints-later',
  face: 'face-missing',
};

function toJudged(judgement: (BiometricsJudgement | VisJudgement) & { readonly facts: AnyFacts }): Judged {
  const { facts } = judgement;
  if (judgement.kind === 'refused') {
    return refused('biometrics-not-permitted', {
      code: 'biometrics-not-permitted',
      detail: `${judgement.reason} ${judgement.citation}.`,
      pointer: `/samples/${judgement.sample}`,
    });
  }
  return {
    kind: 'accepted',
    facts,
    findings: judgement.missing.map(({ what, reason, citation }) => ({
      ...qualityFinding(MISSING[what]!, `${reason[0]!.toUpperCase()}${reason.slice(1)}.`),
      citation,
    })),
  };
}

/** Fingerprints held of the applicant, by the application they were taken for. */
function earlierOf({ before, stored }: Known): readonly { encounterId: EncounterId; takenOn: LocalDate }[] {
  const withFingers = new Set(
    (stored?.samples ?? []).flatMap(({ encounterId, position }) =>
      isOfFinger(position) ? [encounterId] : [],
    ),
  );
  return before.flatMap(({ encounterId, encounterAt }) =>
    withFingers.has(encounterId) ? [{ encounterId, takenOn: localDate(encounterAt.slice(0, 10)) }] : [],
  );
}

function isCrossing(facts: AnyFacts): facts is Extract<EesFacts, { kind: 'entry' | 'exit' | 'refusal' }> {
  return facts.kind === 'entry' || facts.kind === 'exit' || facts.kind === 'refusal';
}
