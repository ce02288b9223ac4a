/** What a search whose answer is kept waits for, and what it does not. */
import t from 'tap';
import type { EncounterId, OperationId, SubjectId, TemplateId } from '../domain/ids.js';
import type { ProbeTemplate } from '../matching/template.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { planSearch } from './plan-search.js';
import type { GalleryAnswer, GallerySearch } from './ports/gallery.js';
import type { OperationRequest } from './ports/operations.js';
import type { RenewalOfSystem } from './ports/template-renewals.js';
import { searchAsPlanned } from './search-whole-gallery.js';

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
  readonly answer?: Partial<GalleryAnswer>;
};

/** With which versions it searched; rejects as it does. */
async function searched({ request, renewals = [], kept = 'new', now = kept, answer }: Situation) {
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
    renewalProgress: { ...fakes.renewalProgress, read: async () => renewals },
  };
  const planned = planSearch(ports, {
    operationId: 'operation' as OperationId,
    requester: fakeRequester('border-authority'),
    request,
    state: 'extracted',
    createdAt: '',
    updatedAt: '',
  });
  try {
    const { probes } = await searchAsPlanned(ports, planned, [probe(kept)], NEVER);
    return { versions: probes.map(({ templateVersion }) => templateVersion), searches: asked.length };
  } catch (error) {
    const { code, retryable } = error as { code?: string; retryable?: boolean };
    return { code, retryable, searches: asked.length };
  }
}

const leftOut = (references: number) =>
  ({ referencesNotCompared: [{ reason: 'template-version', references }] }) as const;
const late = { secondStage: { personsCompared: 1, personsNotCompared: 2, personsLate: 1 } } as const;
const deeper = { secondStage: { personsCompared: 1, personsNotCompared: 2 } } as const;
const WAITS = { code: 'gallery-not-ready', retryable: true };
const remaining = { remaining: 3 };

const CASES: readonly (readonly [name: string, situation: Situation, expected: object])[] = [
  ['nothing is left out', { request: DETECTION }, { versions: ['new'], searches: 1 }],
  ['the gallery is being loaded', { request: DETECTION, answer: { complete: false } }, WAITS],
  [
    'the second stage was late',
    { request: STORED, answer: late },
    { code: 'worker-timeout', retryable: true },
  ],
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
    { request: DETECTION, renewals: [renewal({ refused: 1 })], kept: 'old', answer: leftOut(9) },
    { versions: ['old'] },
  ],
  [
    'samples of nobody were extracted by earlier models',
    { request: OF_NOBODY, renewals: [renewal({ system: 'eurodac' })], kept: 'old', answer: leftOut(9) },
    { code: 'gallery-not-ready', retryable: false },
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
    { versions: ['new'], searches: 1 },
  ],
];

for (const [name, situation, expected] of CASES) {
  t.test(name, async (t) => {
    t.match(await searched(situation), expected);
  });
}
