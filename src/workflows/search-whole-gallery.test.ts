/** What a search whose answer is kept waits for, and what it does not. */
import t from 'tap';
import type { EncounterId, OperationId, SubjectId, TemplateId } from '../domain/ids.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import type { OperationalError } from '../platform/operational-error.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { planSearch } from './plan-search.js';
import type { GalleryAnswer, GallerySearch } from './ports/gallery.js';
import type { Operation, OperationRequest } from './ports/operations.js';
import type { RenewalOfSystem } from './ports/template-renewals.js';
import { searchAsPlanned } from './search-whole-gallery.js';
import { createWholeSearchRoom } from './whole-search-room.js';

const NEVER = new AbortController().signal;
const SUBJECT = { system: 'vis', subjectId: 'traveller' as SubjectId } as const;
const DETECTION = { kind: 'detect-links', ...SUBJECT, encounterId: 'entered' as EncounterId } as const;
const STORED = { kind: 'compare-data-set', system: 'eurodac', subjectId: 'applicant' as SubjectId } as const;
const OF_NOBODY = { kind: 'compare-data-set', system: 'eurodac', collection: 'law-enforcement' } as const;
const IDENTIFY = {
  kind: 'identify',
  systems: ['vis'],
  candidatesMax: 5,
  falsePositiveIdentificationRate: 0.01,
} as const;

const probe = (templateVersion: string): ProbeTemplate => ({
  position: 'right-index',
  templateVersion,
  quality: 80,
  views: [new Int8Array(256)],
});

function renewal(change: Partial<RenewalOfSystem> = {}): RenewalOfSystem {
  return {
    system: 'vis',
    modality: 'fingerprint',
    templateVersion: 'new',
    remaining: 0,
    refused: 0,
    ...change,
  };
}

type Situation = {
  readonly request: OperationRequest;
  readonly renewals?: readonly RenewalOfSystem[];
  /** Version of the probes it was put in line with; and of the subject's references. */
  readonly kept?: string;
  readonly now?: string;
  /** Of the subject's references: for which version their images gave no template. */
  readonly refusedFor?: string;
  /** Since it was accepted. */
  readonly waitedMs?: number;
  readonly answer?: Partial<GalleryAnswer>;
  /** Others like it take long. */
  readonly isCrowded?: boolean;
};

/** With which versions it searched, or how it failed. */
async function searched({
  request,
  renewals = [],
  kept = 'new',
  now = kept,
  refusedFor,
  waitedMs = 0,
  answer,
  isCrowded = false,
}: Situation) {
  const fakes = createFakePorts();
  const asked: GallerySearch[] = [];
  fakes.answers.search = (search) => {
    asked.push(search);
    return {
      snapshot: 's',
      complete: true,
      referencesCompared: 1,
      comparisons: [1],
      threshold: 10,
      overflow: false,
      candidates: [],
      ...answer,
    };
  };
  const { views, ...reference } = probe(now);
  const stored = { ...reference, embedding: views[0]!, templateId: 'template' as TemplateId };
  const subjects = { ...fakes.subjects, references: async () => [stored] as never };
  const ports = {
    ...fakes,
    subjects,
    wholeSearchRoom: createWholeSearchRoom({ longMax: isCrowded ? 0 : 1, clock: fakes.clock }),
    renewalProgress: {
      ...fakes.renewalProgress,
      read: async () => renewals,
      refusals: async () =>
        new Map(refusedFor === undefined ? [] : [[stored.templateId, { templateVersion: refusedFor }]]),
    },
  };
  const operation: Operation = {
    operationId: 'operation' as OperationId,
    requester: fakeRequester('border-authority'),
    request,
    state: 'extracted',
    createdAt: new Date(fakes.time.nowMs - waitedMs).toISOString(),
    updatedAt: '',
  };
  const planned = planSearch(ports, operation);
  try {
    const { probes } = await searchAsPlanned(ports, planned, { operation, probes: [probe(kept)] }, NEVER);
    return {
      versions: probes.map(({ templateVersion }) => templateVersion),
      searches: asked.length,
      secondStageMs: asked[0]?.secondStageMs,
    };
  } catch (error) {
    const { code, retryable, postponedMs } = error as Partial<OperationalError>;
    return { code, retryable, postponedMs, searches: asked.length };
  }
}

const leftOut = (references: number) =>
  ({ referencesNotCompared: [{ reason: 'template-version', references }] }) as const;
const late = { secondStage: { personsCompared: 1, personsNotCompared: 2, personsLate: 1 } } as const;
const deeper = { secondStage: { personsCompared: 1, personsNotCompared: 2 } } as const;
const LATER = { retryable: true, postponedMs: LIMITS.comparisonPostponedMs };
const WAITS = { code: 'gallery-not-ready', ...LATER };
const remaining = { remaining: 3 };
/** Of a walk of the release before that has nothing left. */
const countedBefore = [
  renewal({ templateVersion: 'old' }),
  renewal({ templateVersion: 'old', system: 'eurodac' }),
];
const ALL = 1_000_000;

const CASES: readonly (readonly [name: string, situation: Situation, expected: object])[] = [
  [
    'nothing is left out',
    { request: DETECTION },
    { versions: ['new'], searches: 1, secondStageMs: LIMITS.secondStageWholeMs },
  ],
  [
    'the gallery is being loaded',
    { request: DETECTION, answer: { complete: false } },
    { ...WAITS, postponedMs: LIMITS.comparisonLoadingMs },
  ],
  [
    'others like it keep their places for long',
    { request: DETECTION, isCrowded: true },
    { code: 'overloaded', retryable: true, postponedMs: LIMITS.wholeSearchPostponedMs, searches: 0 },
  ],
  [
    '... and somebody waits',
    { request: IDENTIFY, isCrowded: true },
    { versions: ['new'], searches: 1, secondStageMs: undefined },
  ],
  ['the second stage was late', { request: STORED, answer: late }, { code: 'worker-timeout', ...LATER }],
  [
    'there were more persons than the second stage takes',
    { request: STORED, answer: deeper },
    { searches: 1 },
  ],
  [
    'references are still to be renewed',
    { request: DETECTION, renewals: [renewal({ system: 'ees', ...remaining })] },
    { ...WAITS, searches: 0 },
  ],
  [
    '... of Eurodac',
    { request: OF_NOBODY, renewals: [renewal({ system: 'eurodac', ...remaining })] },
    { ...WAITS, searches: 0 },
  ],
  [
    '... of another system than is searched',
    { request: STORED, renewals: [renewal({ system: 'sis', ...remaining })] },
    { versions: ['new'] },
  ],
  [
    '... of other biometrics',
    { request: DETECTION, renewals: [renewal({ system: 'ees', modality: 'face', ...remaining })] },
    { versions: ['new'] },
  ],
  ['references were left out, and nobody has counted', { request: DETECTION, answer: leftOut(1) }, WAITS],
  [
    'references were left out that cannot be renewed',
    { request: DETECTION, renewals: [renewal({ system: 'ees', refused: 2 })], answer: leftOut(2) },
    { versions: ['new'] },
  ],
  [
    '... and one more',
    { request: DETECTION, renewals: [renewal({ system: 'ees', refused: 2 })], answer: leftOut(3) },
    WAITS,
  ],
  [
    'the probes have been renewed since',
    { request: DETECTION, renewals: [renewal()], kept: 'old', now: 'new' },
    { versions: ['new'], searches: 1 },
  ],
  [
    'the probes are still to be renewed',
    { request: DETECTION, renewals: [renewal(remaining)], kept: 'old' },
    { ...WAITS, searches: 0 },
  ],
  [
    'the probes cannot be renewed',
    {
      request: DETECTION,
      renewals: [renewal({ refused: 1 })],
      kept: 'old',
      refusedFor: 'new',
      answer: leftOut(9),
    },
    { versions: ['old'] },
  ],
  [
    '... and other biometrics of theirs, still to be renewed, are counted by nobody any more',
    {
      request: DETECTION,
      renewals: [renewal({ refused: 1 }), renewal({ modality: 'face', ...remaining })],
      kept: 'old',
      refusedFor: 'new',
    },
    { versions: ['old'], searches: 1 },
  ],
  [
    '... by models before those there are now',
    {
      request: DETECTION,
      renewals: [renewal({ refused: 1 })],
      kept: 'old',
      refusedFor: 'older',
      answer: leftOut(9),
    },
    { ...WAITS, searches: 0 },
  ],
  [
    'the probes are of an extractor of the release before, entered after the last count',
    { request: DETECTION, renewals: [renewal()], kept: 'old', answer: leftOut(9) },
    { ...WAITS, searches: 0 },
  ],
  [
    'the last count is of the release before, and the probes are not',
    { request: DETECTION, renewals: countedBefore, answer: leftOut(ALL) },
    WAITS,
  ],
  ['... of a comparison', { request: STORED, renewals: countedBefore, answer: leftOut(ALL) }, WAITS],
  [
    '... of samples of nobody',
    { request: OF_NOBODY, renewals: countedBefore, answer: leftOut(ALL) },
    { ...WAITS, searches: 1 },
  ],
  [
    'samples of nobody were extracted by other models a moment ago',
    {
      request: OF_NOBODY,
      renewals: [renewal({ system: 'eurodac' })],
      kept: 'old',
      waitedMs: LIMITS.probesOfEarlierModelsMs,
      answer: leftOut(9),
    },
    WAITS,
  ],
  [
    '... by earlier ones, as no extractor has theirs any more',
    {
      request: OF_NOBODY,
      renewals: [renewal({ system: 'eurodac' })],
      kept: 'old',
      waitedMs: LIMITS.probesOfEarlierModelsMs + 1,
      answer: leftOut(9),
    },
    { code: 'gallery-not-ready', retryable: false, postponedMs: undefined },
  ],
  [
    '... and so was everything they are compared with',
    { request: OF_NOBODY, renewals: [renewal({ system: 'eurodac', ...remaining })], kept: 'old' },
    { versions: ['old'] },
  ],
  [
    'somebody waits, who is told what is left out',
    {
      request: IDENTIFY,
      renewals: [renewal(remaining)],
      answer: { ...leftOut(3), ...late, complete: false },
    },
    { versions: ['new'], searches: 1, secondStageMs: undefined },
  ],
];

for (const [name, situation, expected] of CASES) {
  t.test(name, async (t) => {
    t.match(await searched(situation), expected);
  });
}
