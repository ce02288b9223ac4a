/**
 * Every port of the workflows in memory, for tests that need no database, queue, model or gallery. A transaction that
 * rejects leaves nothing behind; what a test wants to see (jobs, notices, log entries) lies open.
 */
import type { EncounterId, OperationId, SubjectId, TemplateId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import { ALL_RULES } from '../../domain/names/identity-rules.js';
import { isPalmPosition, isPalmSample, type SamplePosition } from '../../domain/palm-positions.js';
import { modalityOf } from '../../domain/positions.js';
import type { SystemRecord } from '../../domain/system-record.js';
import { SYSTEMS, type SystemId } from '../../domain/systems.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { createMetrics } from '../../platform/metrics.js';
import type { Comparison, GalleryAnswer, GallerySearch } from '../../workflows/ports/gallery.js';
import type { IdentityLink } from '../../workflows/ports/identity-links.js';
import type { AccessLogEntry, JobPointer } from '../../workflows/ports/jobs.js';
import type {
  NewEncounter,
  NewOperation,
  Operation,
  OperationFate,
} from '../../workflows/ports/operations.js';
import type { Sql } from '../../workflows/ports/persistence.js';
import type { AnySample, ExtractionOutcome, Sample } from '../../workflows/ports/samples.js';
import type {
  CalendarFile,
  DueFile,
  FileCalendar,
  StayFileJudgement,
  StayFiles,
  SystemAdapter,
  SystemQuery,
  SystemQueryAnswer,
} from '../../workflows/ports/systems.js';
import type { Ports } from '../../workflows/ports.js';

import { fakeEurodac } from './fake-eurodac.js';
import { fakeIdentityLinks } from './fake-identity-links.js';
import { fakeLinkDecisions } from './fake-link-decisions.js';
import { fakeLogArchive } from './fake-log-archive.js';
import { type FakeOperation, fakeOperation } from './fake-operation.js';
import { fakeRetention } from './fake-retention.js';
import { type FakeShards, fakeShards } from './fake-shards.js';
import { fakeSis } from './fake-sis.js';

type KeptOperation = {
  readonly operation: Operation;
  readonly samples: readonly AnySample[];
  readonly probes: readonly ProbeTemplate[];
  readonly gallery?: GalleryAnswer;
  /** Failed, and may be tried again. */
  readonly isKept?: boolean;
  readonly postponedMs?: number;
  readonly terms?: NonNullable<NewOperation['terms']>;
  readonly idempotencyKey?: string;
};

type State = {
  operations: Map<OperationId, KeptOperation>;
  encounters: readonly NewEncounter[];
  records: readonly SystemRecord[];
  outbox: readonly JobPointer[];
  log: readonly AccessLogEntry[];
  links: readonly IdentityLink[];
};

export type FakePorts = Ports &
  FakeShards &
  FakeOperation & {
    readonly state: State;
    readonly handedOver: JobPointer[];
    readonly announced: OperationId[];
    /** What the outside answers; a test replaces what it is about. */
    readonly answers: {
      extract: (sample: Sample) => ExtractionOutcome;
      search: (search: GallerySearch) => GalleryAnswer;
      compare: () => Comparison;
      query: (system: SystemId, query: SystemQuery, signal: AbortSignal) => Promise<SystemQueryAnswer>;
      compact: () => Promise<void>;
    };
    readonly time: { nowMs: number; today: string };
  };

/** Probes of the fakes have no minutiae. */
const FIRST_STAGE_ALONE: Ports['secondStage'] = {
  wanted: ({ candidatesMax }) => ({ candidatesMax }),
  inTurn: (_, work) => work(),
  compare: async (answer) => answer,
};

const NO_SQL: Sql = {
  query: () => Promise.reject(new Error('the fakes understand no SQL')),
};

export function createFakePorts(): FakePorts {
  const state: State = { operations: new Map(), encounters: [], records: [], outbox: [], log: [], links: [] };
  const handedOver: JobPointer[] = [];
  const announced: OperationId[] = [];
  const time = { nowMs: 1_790_000_000_000, today: '2026-09-21' };
  const answers = defaultAnswers(state);
  let ids = 0;
  // One after the other, as the row locks of the real store make them.
  let lastTransaction: Promise<unknown> = Promise.resolve();
  return {
    state,
    handedOver,
    announced,
    answers,
    time,
    unitOfWork: {
      sql: NO_SQL,
      transaction(work) {
        const done = lastTransaction.then(() => atomically(state, work));
        lastTransaction = done.catch(() => {});
        return done;
      },
    },
    operations: fakeOperations(state, time),
    subjects: fakeSubjects(state, () => new Date(time.nowMs).toISOString()),
    outbox: {
      async insert(_, job) {
        state.outbox = [...state.outbox, job];
      },
      backlog: async () => ({ rows: { border: 0, interactive: state.outbox.length, batch: 0 }, oldestMs: 0 }),
      async relay() {
        const jobs = state.outbox;
        state.outbox = [];
        handedOver.push(...jobs);
        return jobs.length;
      },
    },
    notices: {
      async announce(operationId) {
        announced.push(operationId);
      },
      async waitWhile(_operationId, _waitMs, isRunning) {
        await isRunning();
      },
    },
    accessLog: {
      async append(_, entry) {
        state.log = [...state.log, entry];
      },
    },
    logArchive: fakeLogArchive(),
    extractor: {
      extract: async (samples) =>
        samples.map((sample) => (isPalmSample(sample) ? PALM_READ : answers.extract(sample))),
    },
    ...fakeShards(state, answers),
    gallery: { search: async (search) => answers.search(search), compact: () => answers.compact() },
    comparator: async () => answers.compare(),
    secondStage: FIRST_STAGE_ALONE,
    renewalProgress: { keep: async () => 0, read: async () => [], refusals: async () => new Map() },
    adapters: new Map(SYSTEMS.map((system) => [system, fakeAdapter(state, answers, system)])),
    sources: new Map(),
    stayFiles: fakeStayFiles(state),
    fileCalendar: fakeCalendar(state),
    ...fakeRetention(),
    identityLinks: fakeIdentityLinks(state, () => new Date(time.nowMs).toISOString()),
    rightRequests: unasked('rightRequests'),
    // Nobody's data are restricted: what a restriction does has a test with a database.
    restrictions: { mark: async () => {}, lift: async () => {}, since: async () => new Map() },
    lawEnforcement: unasked('lawEnforcement'),
    designations: [],
    screenings: unasked('screenings'),
    statistics: unasked('statistics'),
    identityRules: ALL_RULES,
    authorityContacts: () => [],
    portalAddress: 'https://portal.example',
    linkDecisions: fakeLinkDecisions(state),
    secondOperatorColours: [],
    ...fakeOperation(),
    eurodac: fakeEurodac(),
    sis: fakeSis(),
    ids: { uuid: () => `00000000-0000-4000-8000-${String(ids++).padStart(12, '0')}` },
    clock: {
      nowMs: () => time.nowMs,
      today: () => time.today,
      localInstant: () => new Date(time.nowMs).toISOString(),
      startOfDayMs: (day) => Date.parse(`${day}T00:00:00Z`),
    },
    metrics: createMetrics(),
  };
}

/** A port whose only tests are those of its store. */
function unasked(port: string): never {
  return new Proxy(
    {},
    { get: (_, name) => () => Promise.reject(new Error(`the fakes have no ${port}.${String(name)}`)) },
  ) as never;
}

async function atomically<T>(state: State, work: (tx: Sql) => Promise<T>): Promise<T> {
  const before = { ...state, operations: new Map(state.operations) };
  try {
    return await work(NO_SQL);
  } catch (error) {
    Object.assign(state, before);
    throw error;
  }
}

/** Stale as long as the days of the file as it is now were not kept. */
function fakeCalendar(state: State): FileCalendar {
  const kept = new Map<string, CalendarFile & { readonly count: number }>();
  const countOf = ({ system, subjectId }: Pick<SystemRecord, 'system' | 'subjectId'>) =>
    state.records.filter((record) => record.system === system && record.subjectId === subjectId).length;
  return {
    async stale(_, { limit, today }) {
      const files = new Map(state.records.map((record) => [`${record.system} ${record.subjectId}`, record]));
      return [...files]
        .filter(([key, file]) => {
          const calendar = kept.get(key);
          return (
            calendar?.count !== countOf(file) || (calendar.nextOn !== undefined && calendar.nextOn <= today)
          );
        })
        .map(([, { system, subjectId }]) => ({ system, subjectId }))
        .slice(0, limit);
    },
    async mark(_, system, subjectId) {
      kept.delete(`${system} ${subjectId}`);
    },
    async keep(_, files) {
      for (const file of files)
        kept.set(`${file.system} ${file.subjectId}`, { ...file, count: countOf(file) });
    },
    async putOff(_, files, nextOn) {
      for (const file of files) {
        const key = `${file.system} ${file.subjectId}`;
        kept.set(key, { days: [], ...kept.get(key), ...file, nextOn, count: countOf(file) });
      }
    },
    async page(_, { memberState, systems, until, after, limit }) {
      const keyOf = ({ on, system, subjectId }: DueFile) => `${on} ${system} ${subjectId}`;
      const due = new Map<string, DueFile>();
      for (const { system, subjectId, days } of kept.values()) {
        for (const { on, memberState: state } of days) {
          const file = { on, system, subjectId };
          if (state === memberState && systems.includes(system) && on <= until) due.set(keyOf(file), file);
        }
      }
      const keys = [...due.keys()].sort().filter((key) => after === undefined || key > keyOf(after));
      return keys.slice(0, limit).map((key) => due.get(key)!);
    },
  };
}

/** Due as long as no judgement of the file as it is now was kept. */
function fakeStayFiles(state: State): StayFiles {
  const kept = new Map<SubjectId, StayFileJudgement>();
  const filesOn = (today: LocalDate) => {
    const subjects = [...new Set(state.records.filter(isEes).map(({ subjectId }) => subjectId))].sort();
    return subjects.map((subjectId) => {
      const records = state.records.filter((record) => isEes(record) && record.subjectId === subjectId);
      const version = String(records.length);
      const judgement = kept.get(subjectId);
      const isDue =
        judgement?.version !== version ||
        (judgement.nextChangeOn !== undefined && judgement.nextChangeOn <= today);
      return { subjectId, records, version, isDue, isListed: judgement?.listedSince !== undefined };
    });
  };
  return {
    async page(_, { after, limit, today }) {
      return filesOn(today)
        .filter(({ isDue, isListed }) => isDue || isListed)
        .filter(({ subjectId }) => after === undefined || subjectId > after)
        .slice(0, limit);
    },
    async due(_, { limit, today }) {
      return filesOn(today)
        .filter(({ isDue }) => isDue)
        .slice(0, limit);
    },
    async keepJudgements(_, judged) {
      for (const judgement of judged) kept.set(judgement.subjectId, judgement);
    },
    bySticker: async () => [],
    clearPostponement: async () => {},
  };
}

const isEes = ({ system }: SystemRecord) => system === 'ees';

const PALM_READ: ExtractionOutcome = {
  kind: 'image',
  image: { mediaType: 'image/png', widthPx: 2750, heightPx: 2750, ppi: 500 },
};

function defaultAnswers(state: State): FakePorts['answers'] {
  const embedding = new Int8Array(256).fill(7);
  return {
    extract: ({ position }) => ({
      kind: 'template',
      template: { position, templateVersion: 'fake-1', quality: 80, views: [embedding] },
      image: { mediaType: 'image/png', widthPx: 400, heightPx: 500, ppi: 500 },
    }),
    search: () => ({
      snapshot: 'fake',
      complete: true,
      referencesCompared: state.encounters.length,
      comparisons: [state.encounters.length],
      threshold: 10,
      overflow: false,
      candidates: [],
    }),
    compare: () => ({
      decision: 'match',
      similarityScore: 12,
      threshold: 6,
      positions: [
        {
          probePosition: 'right-index',
          referencePosition: 'right-index',
          templateId: 'template' as TemplateId,
          similarityScore: 0.98,
          logLikelihoodRatio: 12,
          probeQuality: 80,
          referenceQuality: 80,
        },
      ],
    }),
    query: async () => ({ hits: [], overflow: false }),
    compact: async () => {},
  };
}

function fakeOperations(state: State, time: FakePorts['time']): Ports['operations'] {
  const change = (operationId: OperationId, update: (kept: KeptOperation) => KeptOperation) => {
    const kept = state.operations.get(operationId);
    if (!kept) throw new Error(`no operation ${operationId}`);
    state.operations.set(operationId, update(kept));
  };
  const stamp = () => new Date(time.nowMs).toISOString();
  const into = (kept: KeptOperation, operation: Partial<Operation>): KeptOperation => ({
    ...kept,
    operation: { ...kept.operation, ...operation, updatedAt: stamp() },
  });
  return {
    async insert(_, operation) {
      const earlier = earlierOf(state, operation);
      if (earlier) {
        return sameContent(earlier, operation)
          ? { kind: 'existing', operationId: earlier.operation.operationId }
          : { kind: 'conflict' };
      }
      const { operationId, requester, request, samples, terms, idempotencyKey } = operation;
      state.operations.set(operationId, {
        operation: {
          operationId,
          requester,
          request,
          state: 'queued',
          createdAt: stamp(),
          updatedAt: stamp(),
        },
        samples,
        probes: [],
        ...(terms === undefined ? {} : { terms }),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return { kind: 'inserted', operationId };
    },
    async earlier(_, operation) {
      const earlier = earlierOf(state, operation);
      if (!earlier) return undefined;
      return sameContent(earlier, operation)
        ? { kind: 'existing', operationId: earlier.operation.operationId }
        : { kind: 'conflict' };
    },
    read: async (_, operationId) => state.operations.get(operationId)?.operation,
    lock: async (_, operationId) => state.operations.get(operationId)?.operation,
    lockIn: async (_, operationId, wanted) => state.operations.get(operationId)?.operation.state === wanted,
    readWithSamples: async (_, operationId) => state.operations.get(operationId),
    keepProbes: async (_, operationId, probes) =>
      change(operationId, (kept) => ({ ...into(kept, { state: 'extracted' }), probes, samples: [] })),
    probes: async (_, operationId) => state.operations.get(operationId)?.probes ?? [],
    readWithProbes: async (_, operationId) => state.operations.get(operationId),
    keepGalleryAnswer: async (_, operationId, gallery) =>
      change(operationId, (kept) => ({ ...into(kept, { state: 'searched' }), gallery })),
    galleryAnswer: async (_, operationId) => state.operations.get(operationId)?.gallery,
    complete: async (_, operationId, result) =>
      change(operationId, (kept) => ({
        ...into(kept, { state: 'completed', result }),
        samples: [],
        probes: [],
      })),
    end: async (_, operationId, ended, problem, options) =>
      change(operationId, (kept) => ({
        ...into(kept, { state: ended, problem }),
        ...(options?.keepForRetry ? { isKept: true } : { samples: [], probes: [] }),
      })),
    postpone: async (_, operationId, postponedMs) =>
      change(operationId, (kept) => ({ ...kept, postponedMs })),
    async postponed() {
      const kept = [...state.operations.values()].filter((each) => each.postponedMs !== undefined);
      const since = kept.map(({ operation }) => Date.parse(operation.createdAt));
      return { count: kept.length, oldestMs: Math.max(0, ...since.map((atMs) => time.nowMs - atMs)) };
    },
    async forget(_, operationId) {
      state.operations.delete(operationId);
    },
    async stopDetections(_, { system, subjectId }) {
      const stopped = [...state.operations.values()]
        .map(({ operation }) => operation)
        .filter(
          ({ request, state: reached }) =>
            request.kind === 'detect-links' &&
            request.system === system &&
            request.subjectId === subjectId &&
            !['completed', 'rejected', 'failed'].includes(reached),
        );
      for (const { operationId } of stopped) state.operations.delete(operationId);
      return stopped;
    },
    async jobTerms(_, operationId) {
      const operation = state.operations.get(operationId)?.operation;
      if (!operation || ['completed', 'rejected', 'failed'].includes(operation.state)) return undefined;
      const { serviceClass } = operation;
      return serviceClass === undefined ? {} : { serviceClass };
    },
    async fates(_, operationIds) {
      const known = operationIds.flatMap((id) => {
        const kept = state.operations.get(id);
        if (!kept) return [];
        const hasEnded = ['completed', 'rejected', 'failed'].includes(kept.operation.state);
        return [[id, kept.isKept ? fateOf(kept) : hasEnded ? 'ended' : 'unfinished'] as const];
      });
      return new Map(known);
    },
    async revive(_, operationId, by) {
      const kept = state.operations.get(operationId);
      if (!kept?.isKept || (by === 'operator' && fateOf(kept) === 'caller')) return undefined;
      const { isKept: _isKept, operation, ...rest } = kept;
      const { problem: _problem, ...unfinished } = operation;
      state.operations.set(operationId, { ...rest, operation: { ...unfinished, state: 'queued' } });
      return [{ queue: 'extraction', operationId }];
    },
    async countKept() {
      const count = keptOf(state).length;
      return count === 0 ? [] : [{ queue: 'extraction', count }];
    },
    async listKept(_, { queue }, { offset, limit }) {
      const jobs = keptOf(state)
        .map((kept) => ({ fate: fateOf(kept), ...kept.operation }))
        .map(({ fate, operationId, problem, updatedAt }) => ({
          fate,
          queue: 'extraction' as const,
          operationId,
          reason: problem?.code ?? '',
          attempts: 5,
          failedAtMs: Date.parse(updatedAt),
        }))
        .filter((job) => job.queue === queue);
      return { total: jobs.length, jobs: jobs.slice(offset, offset + limit) };
    },
    async oldestKept(_, { queue }, { failedBeforeMs, limit }) {
      return keptOf(state)
        .filter((each) => queue === 'extraction' && fateOf(each) === 'kept')
        .filter(({ operation }) => Date.parse(operation.updatedAt) <= failedBeforeMs)
        .map(({ operation }) => operation.operationId)
        .slice(0, limit);
    },
  };
}

function fateOf({ operation, idempotencyKey }: KeptOperation): OperationFate {
  if (operation.request.kind !== 'enrol') return 'kept';
  return idempotencyKey === undefined ? 'unkeyed' : 'caller';
}

/** What an operator may have tried again. */
function keptOf({ operations }: State): readonly KeptOperation[] {
  return [...operations.values()].filter((each) => each.isKept && fateOf(each) !== 'caller');
}

function earlierOf(state: State, { idempotencyKey, requester }: NewOperation): KeptOperation | undefined {
  if (idempotencyKey === undefined) return undefined;
  return [...state.operations.values()].find(
    (kept) =>
      kept.idempotencyKey === idempotencyKey &&
      kept.operation.requester.authorityId === requester.authorityId,
  );
}

function sameContent({ operation, terms }: KeptOperation, other: NewOperation): boolean {
  return JSON.stringify([operation.request, terms]) === JSON.stringify([other.request, other.terms]);
}

function fakeSubjects(state: State, now: () => string): Ports['subjects'] {
  const erasedAt = new Map<string, string>();
  const markErased = (system: SystemId, subjectId: SubjectId) =>
    erasedAt.set(`${system}/${subjectId}`, now());
  const of = (system: SystemId, subjectId: SubjectId) =>
    state.encounters.filter((encounter) => encounter.system === system && encounter.subjectId === subjectId);
  return {
    async insertEncounter(_, encounter) {
      state.encounters = [...state.encounters, encounter];
    },
    async lock(_, system, subjectId) {
      const [first] = of(system, subjectId);
      return first && { memberState: first.memberState };
    },
    async read(_, system, subjectId) {
      const encounters = of(system, subjectId);
      const [first] = encounters;
      const biometricsErasedAt = erasedAt.get(`${system}/${subjectId}`);
      return (
        first && {
          system,
          subjectId,
          memberState: first.memberState,
          ...(biometricsErasedAt === undefined ? {} : { biometricsErasedAt }),
          samples: encounters.flatMap(storedSamples),
        }
      );
    },
    minutiae: async () => new Map(),
    references: async (_, system, subjectId) =>
      of(system, subjectId).flatMap(({ references }) =>
        references.map(({ template, templateId, sampleId }) => ({ ...template, templateId, sampleId })),
      ),
    async sample(_, sampleId) {
      for (const { system, subjectId, samples } of state.encounters) {
        const found = samples.find((each) => each.sampleId === sampleId);
        if (found) {
          return { system, subjectId, image: found.sample.image, mediaType: found.image.mediaType };
        }
      }
      return undefined;
    },
    async eraseEncounter(_, system, subjectId, encounterId) {
      const gone = of(system, subjectId).filter((each) => each.encounterId === encounterId);
      state.encounters = state.encounters.filter((encounter) => !gone.includes(encounter));
      if (gone.some(({ samples }) => samples.length > 0)) markErased(system, subjectId);
    },
    async eraseBiometrics(_, system, subjectId, { encounterId, modality }) {
      let any = false;
      state.encounters = state.encounters.map((encounter) => {
        const { samples, references } = encounter;
        const isGone = (position: SamplePosition) =>
          encounter.system === system &&
          encounter.subjectId === subjectId &&
          (encounterId === undefined || encounter.encounterId === encounterId) &&
          (modality === undefined || (!isPalmPosition(position) && modalityOf(position) === modality));
        any ||= samples.some(({ sample }) => isGone(sample.position));
        return {
          ...encounter,
          samples: samples.filter(({ sample }) => !isGone(sample.position)),
          references: references.filter(({ template }) => !isGone(template.position)),
        };
      });
      if (any) markErased(system, subjectId);
      return any;
    },
    async erase(_, system, subjectId) {
      const gone = of(system, subjectId);
      state.encounters = state.encounters.filter((encounter) => !gone.includes(encounter));
    },
  };
}

function storedSamples({ encounterId, samples, references }: NewEncounter) {
  return samples.map(({ sampleId, sample, image }) => {
    const made = references.find((reference) => reference.sampleId === sampleId);
    return {
      sampleId,
      encounterId: encounterId as EncounterId,
      position: sample.position,
      ...(made === undefined ? {} : { quality: made.template.quality }),
      image,
    };
  });
}

function fakeAdapter(state: State, answers: FakePorts['answers'], system: SystemId): SystemAdapter {
  const isMine = (record: SystemRecord) => record.system === system;
  return {
    system,
    location: 'local',
    query: (query, signal) => answers.query(system, query, signal),
    async record(_, record) {
      state.records = [...state.records, record];
    },
    read: async (_, subjectId) =>
      state.records.filter((record) => isMine(record) && record.subjectId === subjectId),
    readMany: async (_, subjectIds) =>
      state.records.filter((record) => isMine(record) && subjectIds.includes(record.subjectId)),
    async eraseRecord(_, subjectId, encounterId) {
      state.records = state.records.filter(
        (record) => !(isMine(record) && record.subjectId === subjectId && record.encounterId === encounterId),
      );
    },
    async erase(_, subjectId) {
      state.records = state.records.filter((record) => !(isMine(record) && record.subjectId === subjectId));
    },
  };
}
