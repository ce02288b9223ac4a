import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { withLiveWorkers } from '../testing/fakes/live-workers.js';
import { askRepository } from './ask-repository.js';
import type { Candidate } from './ports/gallery.js';
import type { MinutiaeScore } from './ports/second-stage.js';

type Case = readonly [Candidate['decision'], MinutiaeScore | undefined, boolean];

const notCompared = (reason: Extract<MinutiaeScore, { kind: 'not-compared' }>['reason']) =>
  ({ kind: 'not-compared', reason }) as const;

/** What the machine says of somebody, on what minutiae, and whether "nobody matches" is an answer. */
const CASES: readonly Case[] = [
  ['inconclusive', notCompared('minutiae-version'), false],
  ['inconclusive', notCompared('late'), false],
  // As a rule the finger is too poor for any, for good.
  ['inconclusive', notCompared('no-minutiae-of-reference'), true],
  ['inconclusive', undefined, true],
  ['no-match', notCompared('minutiae-version'), true],
];

t.test('whoever is no match only for minutiae that were not compared is not nobody', async (t) => {
  for (const [decision, minutiae, complete] of CASES) {
    const ports = withLiveWorkers(createFakePorts());
    const candidate = {
      system: 'ees',
      subjectId: 'somebody' as SubjectId,
      rank: 1,
      similarityScore: 9,
      decision,
      positions: [{ probePosition: 'right-index', ...(minutiae ? { minutiae } : {}) }],
    } as unknown as Candidate;
    const ees = ports.adapters.get('ees')!;
    const hit = {
      system: 'ees',
      subjectId: candidate.subjectId,
      foundBy: ['fingerprint'],
      candidate,
      records: [],
    };
    const query = async () => ({ hits: [hit], overflow: false }) as never;
    const answer = await askRepository(
      { ...ports, adapters: new Map([...ports.adapters, ['ees', { ...ees, location: 'remote', query }]]) },
      {
        requester: fakeRequester('border-authority'),
        systems: ['ees'],
        keys: { samples: [FAKE_SAMPLE], falsePositiveIdentificationRate: 0.01 },
        signal: new AbortController().signal,
        gateway: 'police',
      } as Parameters<typeof askRepository>[1],
    );
    t.match(answer, { kind: 'asked', hits: [], complete }, `${decision} ${JSON.stringify(minutiae)}`);
  }
});
