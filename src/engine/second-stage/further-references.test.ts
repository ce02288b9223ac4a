import t from 'tap';
import type { SubjectId, TemplateId } from '../../domain/ids.js';
import { rankEvidence } from '../../matching/rank-evidence.js';
import type { EncodedMinutiae, ProbeTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import { randomMinutiaeBytes } from '../../testing/random-minutiae.js';
import type { Candidate, FurtherReference, GalleryAnswer } from '../../workflows/ports/gallery.js';
import { createSecondStage } from './compare-candidates.js';
import { withinPairs } from './further-references.js';
import { openMinutiaePool } from './minutiae-pool.js';

const signal = new AbortController().signal;
const pool = openMinutiaePool({ threads: 1 });
t.teardown(() => pool.close());
const stage = createSecondStage(pool);

const encoded = (finger: number, shift = 0): EncodedMinutiae => ({
  templateVersion: 'minutiae-1',
  bytes: randomMinutiaeBytes(finger, shift),
});

const PROBE: ProbeTemplate = {
  position: 'right-index',
  templateVersion: 'fingerprint-2',
  quality: 80,
  views: [new Int8Array(256)],
  minutiae: encoded(5, 2),
};

const further = (templateId: string, similarityScore: number, referenceQuality = 70): FurtherReference => ({
  templateId: templateId as TemplateId,
  similarityScore,
  logLikelihoodRatio: 0,
  referenceQuality,
});

/** Of one finger, with a reference the first stage likes best and others. */
function person(name: string, others: readonly FurtherReference[]): Candidate {
  return {
    system: 'ees',
    subjectId: name as SubjectId,
    rank: 1,
    similarityScore: 5,
    decision: 'inconclusive',
    positions: [
      {
        probeIndex: 0,
        probePosition: 'right-index',
        referencePosition: 'right-index',
        templateId: `${name} best` as TemplateId,
        similarityScore: 0.9,
        logLikelihoodRatio: 1,
        probeQuality: 80,
        referenceQuality: 60,
        ...(others.length === 0 ? {} : { further: others }),
      },
    ],
  };
}

async function compare(
  candidates: readonly Candidate[],
  minutiae: Readonly<Record<string, EncodedMinutiae>>,
) {
  const answer: GalleryAnswer = {
    snapshot: 'test',
    complete: true,
    referencesCompared: 1_000,
    comparisons: [1_000],
    threshold: 11.5,
    overflow: false,
    candidates,
  };
  const reads: string[][] = [];
  const found = await stage.compare(
    answer,
    {
      probes: [PROBE],
      candidatesMax: 10,
      falsePositiveIdentificationRate: 0.01,
      minutiaeOf: async (templateIds) => {
        reads.push([...templateIds]);
        return new Map(
          templateIds.flatMap((each) => (minutiae[each] ? [[each, minutiae[each]] as const] : [])),
        );
      },
    },
    signal,
  );
  return { ...found, reads };
}

t.test(
  'a mate is found by the reference the ridges agree with, whichever the first stage liked',
  async (t) => {
    const others = [further('again', 0.8, 75), further('third', 0.7)];
    const minutiae = { 'mate best': encoded(1), again: encoded(5), third: encoded(2) };
    const { candidates, reads, secondStage } = await compare([person('mate', others)], minutiae);
    t.same(reads, [['mate best', 'again', 'third']], 'the better ones first');
    const [found] = candidates;
    t.equal(found!.decision, 'match');
    const { minutiae: score, logLikelihoodRatio, ...position } = found!.positions[0]!;
    t.same(
      position,
      {
        probeIndex: 0,
        probePosition: 'right-index',
        referencePosition: 'right-index',
        templateId: 'again',
        similarityScore: 0.8,
        probeQuality: 80,
        referenceQuality: 75,
      },
      'the answer names that reference, and no other',
    );
    t.equal(score?.kind, 'compared');
    t.ok(logLikelihoodRatio > 5);
    t.equal(secondStage?.personsCompared, 1, 'a person counts once');
    const ofPlace = rankEvidence({ comparisons: 1_000, secondStagePersons: LIMITS.secondStagePersonsMax });
    t.equal(found!.rankEvidence, ofPlace(1, 3), 'his place is that of three references');
    const alone = await compare([person('mate', [])], minutiae);
    t.not(alone.candidates[0]!.decision, 'match', 'by the first one alone he is not');
  },
);

t.test('the order of references does not change what is found; of equal ones the first counts', async (t) => {
  const same = encoded(5);
  const minutiae = { 'mate best': same, again: same, third: encoded(3) };
  const equal = [further('again', 0.9, 60), further('third', 0.9, 60)];
  for (const others of [equal, equal.toReversed()]) {
    const { candidates } = await compare([person('mate', others)], minutiae);
    t.equal(candidates[0]!.positions[0]!.templateId, 'mate best');
  }
});

t.test('a reference without minutiae hides no other; where none has any, the first says why', async (t) => {
  const others = [further('again', 0.8)];
  const found = await compare([person('mate', others)], { again: encoded(5) });
  t.equal(found.candidates[0]!.positions[0]!.templateId, 'again');
  t.equal(found.candidates[0]!.decision, 'match');
  const poor = await compare([person('mate', [further('again', 0.3, 20)])], { again: encoded(2) });
  t.equal(poor.candidates[0]!.positions[0]!.templateId, 'mate best', 'a poor print does not hide a good one');
  t.equal(poor.candidates[0]!.similarityScore, 5, 'and the person stands where the first stage put him');
  const none = await compare([person('mate', others)], {});
  const [position] = none.candidates[0]!.positions;
  t.equal(position!.templateId, 'mate best');
  t.match(position!.minutiae, { kind: 'not-compared', reason: 'no-minutiae-of-reference' });
  t.notOk('further' in position!);
  t.equal(none.candidates[0]!.similarityScore, 5, 'and stands where the first stage put him');
});

t.test('who is not compared again names no further references either', async (t) => {
  const others = [further('again', 0.8)];
  const persons = Array.from({ length: LIMITS.secondStagePersonsMax + 3 }, (_, index) =>
    person(`p${String(index).padStart(3, '0')}`, others),
  );
  const { candidates } = await compare([...persons], {});
  t.notOk(candidates.some(({ positions }) => positions.some((each) => 'further' in each)));
  t.notOk(JSON.stringify(candidates).includes('again'));
});

t.test('a search has so many further references and no more, the first persons theirs', async (t) => {
  const three = ['a', 'b', 'c'].map((each) => further(each, 0.5));
  const persons = [person('first', three), person('none', []), person('second', three.slice(0, 2))];
  const counts = (pairsMax: number) =>
    withinPairs(persons, pairsMax).map(({ positions }) => positions[0]!.further?.length ?? 0);
  t.same(counts(5), [3, 0, 2]);
  t.same(counts(4), [3, 0, 0]);
  t.same(counts(2), [0, 0, 0], 'nobody before whom somebody had none has any');
  const many = Array.from({ length: LIMITS.secondStagePersonsMax }, (_, index) => person(`p${index}`, three));
  const { reads } = await compare(many, {});
  const read = reads.flat();
  t.ok(read.length <= 2 * LIMITS.secondStagePersonsMax, `${read.length} references`);
  t.ok(read.length > 2 * LIMITS.secondStagePersonsMax - 3);
});
