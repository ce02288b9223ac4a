import t from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import { decodeMinutiae } from '../domain/minutiae-bytes.js';
import { mirrorMinutiae } from '../domain/mirror-minutiae.js';
import type { ProbeTemplate } from '../matching/template.js';
import { randomMinutiae, randomMinutiaeBytes } from '../testing/random-minutiae.js';
import { looksForMirrored, mirrorCheckOf, mirroredProbes, tellMirrorCheck } from './mirror-check.js';
import type { Candidate, GalleryAnswer, MatchDecision } from './ports/gallery.js';
import type { IdentifyRequest, OperationRequest } from './ports/operations.js';

const IDENTIFY: IdentifyRequest = {
  kind: 'identify',
  systems: ['ees'],
  candidatesMax: 5,
  falsePositiveIdentificationRate: 0.01,
};
const [VIEW, MIRRORED] = [new Int8Array(256).fill(1), new Int8Array(256).fill(2)];
const probe = (position: ProbeTemplate['position'], isEmbedded = true): ProbeTemplate => ({
  position,
  templateVersion: 'fingerprint-2',
  quality: 70,
  views: [VIEW],
  minutiae: { templateVersion: 'minutiae-1', bytes: randomMinutiaeBytes(3) },
  captureFaults: ['too-dry'],
  ...(isEmbedded ? { mirroredView: MIRRORED } : {}),
});
const PROBES = [probe('face', false), probe('right-index'), probe('left-thumb')];

t.test('it is looked where somebody asks, and where nobody waits', async (t) => {
  const search = { ...IDENTIFY, kind: 'search-systems' } as const;
  const cases: readonly (readonly [
    OperationRequest,
    'border' | 'interactive' | 'batch' | undefined,
    boolean,
  ])[] = [
    [IDENTIFY, undefined, false],
    [IDENTIFY, 'border', false],
    [IDENTIFY, 'interactive', false],
    [IDENTIFY, 'batch', true],
    [{ ...IDENTIFY, checkMirrored: true }, 'border', true],
    [{ ...IDENTIFY, checkMirrored: true }, 'interactive', true],
    [{ ...IDENTIFY, checkMirrored: false }, 'batch', false],
    [search, 'batch', false],
  ];
  for (const [request, serviceClass, expected] of cases) {
    const operation = { request, ...(serviceClass ? { serviceClass } : {}) };
    t.equal(looksForMirrored(operation), expected, `${request.kind} ${serviceClass}`);
  }
});

t.test(
  'a mirrored probe is the other embedding and the mirrored minutiae, of fingers that have one',
  async (t) => {
    const mirrored = mirroredProbes(PROBES);
    t.same(
      mirrored.map(({ position, views }) => [position, views]),
      [
        ['right-index', [MIRRORED]],
        ['left-thumb', [MIRRORED]],
      ],
    );
    const decoded = decodeMinutiae(mirrored[0]!.minutiae!.bytes);
    t.same(decoded, { kind: 'template', template: mirrorMinutiae(randomMinutiae(3)) });
    t.notOk('mirroredView' in mirrored[0]!, 'and is not mirrored again');
  },
);

const candidate = (decision: MatchDecision, ratios: readonly number[] = [6]): Candidate => ({
  system: 'ees',
  subjectId: 'somebody' as SubjectId,
  rank: 1,
  similarityScore: 9,
  decision,
  positions: ratios.map((logLikelihoodRatio, probeIndex) => ({
    probeIndex,
    probePosition: 'right-index',
    referencePosition: 'right-index',
    templateId: 'template' as TemplateId,
    similarityScore: 0.3,
    logLikelihoodRatio,
    probeQuality: 70,
    referenceQuality: 70,
  })),
});
const answer = (candidates: readonly Candidate[], mirrored?: readonly Candidate[]): GalleryAnswer => ({
  snapshot: 's',
  complete: true,
  referencesCompared: 9,
  comparisons: [9],
  threshold: 8,
  overflow: false,
  candidates,
  ...(mirrored ? { mirrored: answer(mirrored) } : {}),
});

t.test('what a search says of it', async (t) => {
  const asked = { request: { ...IDENTIFY, checkMirrored: true } };
  const check = (found: GalleryAnswer, operation: Parameters<typeof mirrorCheckOf>[0] = asked) =>
    mirrorCheckOf(operation, found, PROBES);
  t.same(check(answer([]), { request: IDENTIFY }), { outcome: 'not-asked' });
  t.same(check(answer([])), { outcome: 'not-possible' }, 'asked, and no probe could be mirrored');
  const found = [candidate('match', [6, -3])];
  t.same(check(answer([candidate('match')], found)), { outcome: 'not-needed' });
  for (const other of [[], [candidate('inconclusive')], [candidate('no-match')]]) {
    t.same(check(answer(other, [candidate('inconclusive')])), { outcome: 'nothing-found' });
    t.same(check(answer(other, [])), { outcome: 'nothing-found' });
    t.same(
      check(answer(other, found)),
      { outcome: 'mirrored-image', probeIndexes: [1] },
      'the place among all probes of the finger that speaks for it',
    );
  }
  const weak = [candidate('match', [-3, -2])];
  t.same(check(answer([], weak)), { outcome: 'mirrored-image', probeIndexes: [2] }, 'one does in any case');
});

t.test('it is told with the samples and what to do, and names nobody', async (t) => {
  t.same(tellMirrorCheck({ outcome: 'nothing-found' }, PROBES), { outcome: 'nothing-found' });
  const told = tellMirrorCheck({ outcome: 'mirrored-image', probeIndexes: [1, 2] }, PROBES);
  t.match(told, { outcome: 'mirrored-image', detail: /check the device/ });
  t.same(told.samples, [
    { probeIndex: 1, position: 'right-index' },
    { probeIndex: 2, position: 'left-thumb' },
  ]);
  t.same(Object.keys(told).sort(), ['detail', 'outcome', 'samples']);
});
