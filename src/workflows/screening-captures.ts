/**
 * One capture of biometrics for two things ((EU) 2024/1356 Art 14): a search through the portal, whose answers are narrowed
 * to what a screening may learn, and the data set for Eurodac. Both are ordinary operations; the case holds their numbers
 * and takes in what they found when somebody reads it. Databases beside the six systems are asked while the officer waits.
 */
import type { Requester } from '../domain/authorities.js';
import { eurodacFaults } from '../domain/eurodac/data-set-faults.js';
import type { OperationId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import {
  type DatabaseCheck,
  withDatabaseChecks,
  withEarlierChecks,
} from '../domain/screening/database-checks.js';
import {
  checkRefusal,
  type DatabaseHit,
  isTooYoung,
  type ScreeningCase,
  type ScreeningCheck,
  type ScreeningUse,
} from '../domain/screening/screening-case.js';
import type { EurodacDataSet } from '../domain/system-record.js';
import { SYSTEMS } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { HubWorkflows } from './hub-workflows.js';
import type { Operation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import type { GalleryFacts, SearchSystemsResult, SystemAnswer } from './results.js';
import {
  askDatabases,
  type DatabasePorts,
  type ScreeningIdentification,
  statedKeys,
} from './screening-databases.js';
import { type ScreeningOutcome, type ScreeningPorts, withCase } from './screenings.js';

export type ScreeningCapture = {
  readonly samples: readonly Sample[];
  /** Of the data set; absent where Eurodac has the person already, or takes none. */
  readonly eurodac?: Pick<EurodacDataSet, 'referenceNumber' | 'eventPlace' | 'details'>;
  readonly falsePositiveIdentificationRate: number;
  readonly takenAt: string;
};

export type CaptureOutcome =
  | Exclude<ScreeningOutcome, { readonly kind: 'found' }>
  | (Extract<ScreeningOutcome, { readonly kind: 'found' }> & {
      readonly identification?: ScreeningIdentification;
    });

type CapturePorts = ScreeningPorts & DatabasePorts & { readonly accept: HubWorkflows['accept'] };

export function createCaptureScreening(ports: CapturePorts) {
  return async (
    requester: Requester,
    caseId: string,
    capture: ScreeningCapture,
    signal: AbortSignal,
  ): Promise<CaptureOutcome> => {
    const before = await withCase(
      ports,
      requester,
      { caseId, result: 'capture' },
      async (screening, today) => {
        const refusal = captureRefusal(screening, capture, today);
        return refusal === undefined ? screening : { refusal };
      },
    );
    if (before.kind !== 'found') return before;
    const captures: ScreeningUse[] = [];
    for (const [use, request] of requestsFor(before.screening, capture)) {
      const outcome = await ports.accept(requester, request, capture.samples, {
        waitMs: 0,
        idempotencyKey: `screening ${caseId} ${use} ${before.screening.captures.length}`,
      });
      if (outcome.kind === 'denied') return outcome;
      if (outcome.kind === 'idempotency-conflict') {
        return { kind: 'refused', reason: 'Somebody else is entering a capture of this case.' };
      }
      captures.push({ use, operationId: outcome.operation.operationId, isSettled: false });
    }
    // Kept before anybody else is asked: what fails there must not leave operations the case knows nothing of.
    const kept = await withCase(ports, requester, { caseId, result: 'captured' }, async (screening) => ({
      ...screening,
      captures: [
        ...screening.captures,
        ...captures.filter(
          ({ operationId }) => !screening.captures.some((each) => each.operationId === operationId),
        ),
      ],
    }));
    if (kept.kind !== 'found') return kept;
    const { samples, falsePositiveIdentificationRate } = capture;
    const today = localDate(ports.clock.today());
    const { screening } = kept;
    const question = { requester, screening, samples, falsePositiveIdentificationRate, today, signal };
    const { checks, hits, identification } = await askDatabases(ports, question);
    const outcome = await withCase(
      ports,
      requester,
      { caseId, result: 'databases asked' },
      async (screening) => ({
        ...screening,
        databases: withDatabaseChecks(screening.databases ?? [], checks),
        hits: withHits(screening.hits, hits),
      }),
    );
    return outcome.kind === 'found' && identification ? { ...outcome, identification } : outcome;
  };
}

function captureRefusal(screening: ScreeningCase, { eurodac, samples }: ScreeningCapture, on: LocalDate) {
  const check: ScreeningCheck = { element: 'identity', state: 'done', by: 'officer', on, findings: [] };
  const refusal = checkRefusal(screening, check);
  if (refusal !== undefined) return refusal;
  if (eurodac && isTooYoung(screening)) {
    return 'Eurodac takes no biometrics of a child under six. (EU) 2024/1358 Art 15(1).';
  }
  if (!eurodac) return undefined;
  if (samples.length === 0) return 'A data set for Eurodac has biometrics.';
  const [fault] = eurodacFaults({
    identity: screening.person.identity,
    facts: dataSetOf(screening, eurodac),
    encounterOn: on,
  });
  return fault && `Eurodac does not take it: ${fault.expected} ${fault.citation}.`;
}

function dataSetOf(
  { arrival, apprehendedOn }: ScreeningCase,
  eurodac: NonNullable<ScreeningCapture['eurodac']>,
): EurodacDataSet {
  return { ...eurodac, kind: 'data-set', category: CATEGORY[arrival], eventDate: apprehendedOn };
}

const CATEGORY = {
  'unauthorised-crossing': 'irregular-crossing',
  'search-and-rescue': 'search-and-rescue',
  'application-at-border': 'international-protection',
  'illegal-stay': 'illegal-stay',
} as const;

function requestsFor(screening: ScreeningCase, capture: ScreeningCapture) {
  const { identity, travelDocument } = screening.person;
  const search = {
    kind: 'search-systems',
    systems: SYSTEMS,
    ...statedKeys(screening),
    candidatesMax: LIMITS.candidatesDefault,
    falsePositiveIdentificationRate: capture.falsePositiveIdentificationRate,
  } as const;
  if (!capture.eurodac) return [['search', search]] as const;
  const enrol = {
    kind: 'enrol',
    system: 'eurodac',
    encounterAt: capture.takenAt,
    identity,
    ...(travelDocument ? { travelDocument } : {}),
    facts: dataSetOf(screening, capture.eurodac),
  } as const;
  return [
    ['search', search],
    ['eurodac', enrol],
  ] as const;
}

/**
 * Takes in operations of the case that have ended; the same case where there is nothing new. What failed and may be tried
 * again is looked at once more whenever somebody reads the case, and not in the background: that would be a day in vain.
 */
export async function settleCaptures(
  { operations }: Pick<Ports, 'operations'>,
  sql: Sql,
  screening: ScreeningCase,
  today: LocalDate,
): Promise<ScreeningCase> {
  if (screening.ended) return screening;
  let current = screening;
  for (const capture of screening.captures) {
    const { isSettled, mayCome = false } = capture;
    if (isSettled && !mayCome) continue;
    const operationId = capture.operationId as OperationId;
    const operation = await operations.read(sql, operationId);
    if (operation !== undefined && !isFinal(operation)) continue;
    const fates = await (operation?.state === 'failed' ? operations.fates(sql, [operationId]) : undefined);
    // Or has been revived since it was read.
    const fate = fates?.get(operationId);
    const isKept = fate === 'kept' || fate === 'unfinished';
    if (mayCome && isKept) continue;
    const taken = mayCome
      ? withRevived(current, capture, operation, today)
      : withOutcome(current, capture, operation, today);
    current = { ...taken, captures: withSettled(taken.captures, operationId, isKept) };
  }
  return current;
}

function withOutcome(
  screening: ScreeningCase,
  { use }: ScreeningUse,
  operation: Operation | undefined,
  today: LocalDate,
): ScreeningCase {
  return use === 'search'
    ? withFindings(screening, operation, today)
    : withTransmission(screening, operation, today);
}

/**
 * That it failed has been said. Where a later capture has asked since, what that says stays: who then did not answer, and
 * what was found; this one adds to it.
 */
function withRevived(
  screening: ScreeningCase,
  capture: ScreeningUse,
  operation: Operation | undefined,
  today: LocalDate,
): ScreeningCase {
  if (operation?.state !== 'completed') return screening;
  const last = screening.captures.findLast(({ use }) => use === capture.use);
  if (last?.operationId === capture.operationId) return withOutcome(screening, capture, operation, today);
  const { databases = [], unanswered } = screening;
  const alone = withOutcome({ ...screening, databases: [] }, capture, operation, today);
  return { ...alone, unanswered, databases: withEarlierChecks(databases, alone.databases ?? []) };
}

function withSettled(
  captures: readonly ScreeningUse[],
  settledId: OperationId,
  mayCome: boolean,
): readonly ScreeningUse[] {
  return captures.map((each) => {
    if (each.operationId !== settledId) return each;
    const { use, operationId } = each;
    return { use, operationId, isSettled: true, ...(mayCome ? { mayCome } : {}) };
  });
}

function isFinal({ state }: Operation): boolean {
  return state === 'completed' || state === 'rejected' || state === 'failed';
}

/** Why there is no result: also where nobody fetched it in time. `undefined` where there is one. */
function failureOf(operation: Operation | undefined): string | undefined {
  if (operation === undefined) return 'result-erased';
  return operation.state === 'completed' ? undefined : (operation.problem?.code ?? operation.state);
}

function withFindings(
  screening: ScreeningCase,
  operation: Operation | undefined,
  on: LocalDate,
): ScreeningCase {
  const reason = failureOf(operation);
  if (reason !== undefined)
    return { ...screening, unanswered: [...screening.unanswered, { source: 'search', reason }] };
  const hits: DatabaseHit[] = [];
  const databases: DatabaseCheck[] = [];
  // What a later search answers is answered.
  const unanswered = screening.unanswered.filter(({ source }) => source === 'eurodac');
  const { gallery, systems } = operation!.result as SearchSystemsResult;
  for (const answer of systems) {
    const source = answer.system;
    const check = { database: source, element: 'security', on } as const;
    if (answer.status !== 'answered') {
      const isSilent = answer.status === 'not-answered';
      if (isSilent) unanswered.push({ source, reason: answer.reason });
      databases.push({ ...check, outcome: isSilent ? 'not-answered' : 'not-asked', reason: answer.reason });
      continue;
    }
    // Narrowed when it was asked: all of it may be told.
    const kinds = new Set(answer.hits.flatMap(({ records }) => records.map(({ facts }) => facts.kind)));
    const isWhole = isWholeAnswer(answer, gallery);
    // Found is found; that nobody was is known only where everybody was compared but those who never will be: an image that gives
    // no template any more leaves one for ever, and what stands on every form tells nobody anything.
    if (!isWhole) unanswered.push({ source, reason: INCOMPLETE.reason });
    databases.push({ ...check, ...(kinds.size > 0 ? { outcome: 'hit' } : isWhole ? NO_HIT : INCOMPLETE) });
    hits.push(...[...kinds].map((kind) => ({ source, kind, on })));
  }
  return {
    ...screening,
    hits: withHits(screening.hits, hits),
    databases: withDatabaseChecks(screening.databases ?? [], databases),
    unanswered,
  };
}

const NO_HIT = { outcome: 'no-hit' } as const;
const INCOMPLETE = { outcome: 'not-answered', reason: 'incomplete' } as const;

/** Results of earlier releases say it of the gallery alone. More persons than one answer holds have not all been looked at. */
function isWholeAnswer(
  { askedBy, incomplete, overflow, location }: Extract<SystemAnswer, { readonly status: 'answered' }>,
  gallery: GalleryFacts | undefined,
): boolean {
  const isGalleryWhole = gallery === undefined || (gallery.complete && !gallery.overflow);
  const isCompared = location === 'remote' || !askedBy.includes('biometrics') || isGalleryWhole;
  return isCompared && incomplete === undefined && !overflow;
}

/** Each kind of hit of a source once. */
function withHits(known: readonly DatabaseHit[], found: readonly DatabaseHit[]): readonly DatabaseHit[] {
  const isKnown = (hit: DatabaseHit) =>
    known.some(
      ({ source, kind, memberState }) =>
        source === hit.source && kind === hit.kind && memberState === hit.memberState,
    );
  return [...known, ...found.filter((hit) => !isKnown(hit))];
}

/** The data set is in Eurodac: biometrics are done. It was refused, for example for a bad image: the reason is told. */
function withTransmission(
  screening: ScreeningCase,
  operation: Operation | undefined,
  on: LocalDate,
): ScreeningCase {
  const element = 'biometrics';
  const reason = failureOf(operation);
  const unanswered = screening.unanswered.filter(({ source }) => source !== 'eurodac');
  if (reason !== undefined)
    return { ...screening, unanswered: [...unanswered, { source: 'eurodac', reason }] };
  const others = screening.checks.filter((check) => check.element !== element);
  const check: ScreeningCheck = { element, state: 'done', by: 'officer', on, findings: ['transmitted'] };
  return { ...screening, unanswered, checks: [...others, check] };
}
