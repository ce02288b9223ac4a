import t from 'tap';
import type { SubjectId, TemplateId } from '../../domain/ids.js';
import { MAXIMUM_MINUTIAE_BYTES } from '../../domain/minutiae-bytes.js';
import { MAXIMUM_MINUTIAE } from '../../domain/minutiae-template.js';
import type { Position } from '../../domain/positions.js';
import { decide, identificationThresholds } from '../../matching/decision.js';
import { rankEvidence } from '../../matching/rank-evidence.js';
import type { EncodedMinutiae, ProbeTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import { randomMinutiaeBytes } from '../../testing/random-minutiae.js';
import type { Candidate, GalleryAnswer } from '../../workflows/ports/gallery.js';
import type { MinutiaeOf } from '../../workflows/ports/second-stage.js';
import { createSecondStage } from './compare-candidates.js';
import { type MinutiaePool, type MinutiaeQuestion, openMinutiaePool } from './minutiae-pool.js';

const VERSION = 'minutiae-1';
const signal = new AbortController().signal;
const GALLERY = 1_000;
const RATE = 0.01;
const THRESHOLDS = identificationThresholds({
  comparisons: GALLERY,
  falsePositiveIdentificationRate: RATE,
});

const pool = openMinutiaePool({ threads: 2 });
t.teardown(() => pool.close());

const encoded = (finger: number, shift = 0): EncodedMinutiae => ({
  templateVersion: VERSION,
  bytes: randomMinutiaeBytes(finger, shift),
});

function probe(position: Position, minutiae?: EncodedMinutiae): ProbeTemplate {
  return {
    position,
    templateVersion: 'fingerprint-2',
    quality: 80,
    views: [new Int8Array(256)],
    ...(minutiae === undefined ? {} : { minutiae }),
  };
}

const templateOf = (person: number, probeIndex = 0) => `template ${person}/${probeIndex}` as TemplateId;

/** Somebody the first stage put at `fused`, with one finger per probe of this cosine. */
function candidate(
  person: number,
  fused: number,
  probes: readonly ProbeTemplate[],
  cosine = 0.95,
): Candidate {
  return {
    system: 'ees',
    subjectId: `subject ${String(person).padStart(4, '0')}` as SubjectId,
    rank: person + 1,
    similarityScore: fused,
    decision: decide(fused, THRESHOLDS),
    positions: probes.map(({ position }, probeIndex) => ({
      probeIndex,
      probePosition: position,
      referencePosition: position,
      templateId: templateOf(person, probeIndex),
      similarityScore: cosine,
      logLikelihoodRatio: 1,
      probeQuality: 80,
      referenceQuality: 70,
    })),
  };
}

function answerOf(candidates: readonly Candidate[]): GalleryAnswer {
  return {
    snapshot: 'test',
    complete: true,
    referencesCompared: GALLERY,
    comparisons: [GALLERY],
    threshold: THRESHOLDS.match,
    overflow: false,
    candidates,
  };
}

/** Reads out of a map; `reads` says what was read. */
function from(
  minutiae: ReadonlyMap<TemplateId, EncodedMinutiae>,
  reads: (readonly TemplateId[])[] = [],
): MinutiaeOf {
  return async (templateIds) => {
    reads.push(templateIds);
    return new Map(
      templateIds.flatMap((templateId) => {
        const found = minutiae.get(templateId);
        return found === undefined ? [] : [[templateId, found] as const];
      }),
    );
  };
}

const stage = createSecondStage(pool);
const options = { candidatesMax: 10, falsePositiveIdentificationRate: RATE };

t.test('the mate comes first by its minutiae, strangers sink, and each position says why', async (t) => {
  const probes = [probe('right-index', encoded(5, 2))];
  const answer = answerOf([5.1, 4.6, 4.1, 4].map((fused, person) => candidate(person, fused, probes)));
  const fingers = [1, 2, 5];
  const minutiae = new Map(fingers.map((finger, person) => [templateOf(person), encoded(finger)]));
  const reads: (readonly TemplateId[])[] = [];
  const minutiaeOf = from(minutiae, reads);
  const found = await stage.compare(answer, { ...options, probes, minutiaeOf }, signal);
  t.same(reads, [[0, 1, 2, 3].map((person) => templateOf(person))], 'read at once, the best first');
  const [first, ...rest] = found.candidates;
  t.match(first, { subjectId: 'subject 0002', rank: 1, decision: 'match' });
  t.match(first!.positions[0]!.minutiae, {
    kind: 'compared',
    basis: 'ridges',
    templateVersion: VERSION,
    pairCount: Number,
  });
  t.ok(first!.positions[0]!.logLikelihoodRatio > 1);
  for (const { decision } of rest) t.not(decision, 'match');
  t.match(
    rest.find(({ subjectId }) => subjectId === 'subject 0003'),
    {
      similarityScore: 4,
      positions: [{ minutiae: { kind: 'not-compared', reason: 'no-minutiae-of-reference' } }],
    },
    'who was enrolled before there was a second stage stands as the first left him',
  );
  t.same(found.secondStage, { personsCompared: 3, personsNotCompared: 0 });
  t.same(
    found.candidates.map(({ rank }) => rank),
    [1, 2, 3, 4],
  );
  t.same(await stage.compare(answer, { ...options, probes, minutiaeOf }, signal), found, 'the same again');
});

t.test('a first stage that was sure of a stranger is corrected', async (t) => {
  const probes = [probe('right-index', encoded(5))];
  const sure = candidate(0, THRESHOLDS.match + 1, probes, 0.986);
  t.equal(sure.decision, 'match');
  const minutiae = new Map([[templateOf(0), encoded(1)]]);
  const found = await stage.compare(
    answerOf([sure]),
    { ...options, probes, minutiaeOf: from(minutiae) },
    signal,
  );
  t.not(found.candidates[0]!.decision, 'match');
});

t.test(
  'one finger: who stood high among all by the embedding is believed more, and it is said how much',
  async (t) => {
    const probes = [probe('right-index', encoded(5))];
    const answer = answerOf([5, 4.5].map((fused, person) => candidate(person, fused, probes, 0.2)));
    const minutiae = new Map([
      [templateOf(0), encoded(5, 1)],
      [templateOf(1), encoded(5, 1)],
    ]);
    const { candidates } = await stage.compare(
      answer,
      { ...options, probes, minutiaeOf: from(minutiae) },
      signal,
    );
    const [first, second] = candidates;
    const of = rankEvidence({ comparisons: GALLERY, secondStagePersons: 200 });
    t.ok(of(1) > of(2) && of(2) > 0);
    t.equal(first!.rankEvidence, of(1));
    t.equal(second!.rankEvidence, of(2));
    const withoutPlace = ({ similarityScore, rankEvidence }: Candidate) => similarityScore - rankEvidence!;
    t.ok(
      Math.abs(withoutPlace(first!) - withoutPlace(second!)) < 1e-9,
      'the same minutiae, the same cosine: only their places differ',
    );
  },
);

t.test('the own tail of a search moves the threshold where places do not count', async (t) => {
  const two = [probe('right-index', encoded(5)), probe('left-index', encoded(6))];
  const search = async (probes: readonly ProbeTemplate[], length = 120) => {
    const strangers = Array.from({ length }, (_, person) => candidate(person, 9 - person / 20, probes));
    return stage.compare(answerOf(strangers), { ...options, probes, minutiaeOf: from(new Map()) }, signal);
  };
  const [ofOne, ofTwo] = [await search(two.slice(0, 1)), await search(two)];
  t.ok(ofTwo.tail && ofTwo.threshold > THRESHOLDS.match, 'strangers who stand high ask for more');
  t.notOk('tail' in ofOne);
  t.equal(ofOne.threshold, THRESHOLDS.match);
  const last = LIMITS.secondStagePersonsMax;
  const [usual, deep] = [await search(two, last + 1), await search(two, last + 100)];
  t.ok(usual.tail);
  t.same(usual.tail, deep.tail, 'a longer list has the same tail');
  t.equal(usual.threshold, deep.threshold);
});

t.test('a place says nothing for who was not compared by ridges, nor beside other probes', async (t) => {
  const alone = [probe('right-index', encoded(5))];
  const missing = await stage.compare(
    answerOf([candidate(0, 5, alone)]),
    { ...options, probes: alone, minutiaeOf: from(new Map()) },
    signal,
  );
  t.notOk('rankEvidence' in missing.candidates[0]!);
  const two = [probe('right-index', encoded(5)), probe('left-index', encoded(6))];
  const minutiae = new Map([
    [templateOf(0, 0), encoded(5)],
    [templateOf(0, 1), encoded(6)],
  ]);
  const found = await stage.compare(
    answerOf([candidate(0, 5, two)]),
    { ...options, probes: two, minutiaeOf: from(minutiae) },
    signal,
  );
  t.equal(found.candidates[0]!.positions[1]!.minutiae?.kind, 'compared');
  t.notOk('rankEvidence' in found.candidates[0]!);
});

t.test('without minutiae of the probes the answer is that of the first stage', async (t) => {
  const probes = [probe('right-index'), probe('face')];
  const answer = answerOf([candidate(0, 5, probes)]);
  t.same(stage.wanted({ probes, candidatesMax: 7 }), { candidatesMax: 7 });
  const reads: (readonly TemplateId[])[] = [];
  const minutiaeOf = from(new Map(), reads);
  t.equal(await stage.compare(answer, { ...options, probes, minutiaeOf }, signal), answer);
  t.same(reads, []);
});

t.test('who has minutiae of another version is no match, and one of those not compared', async (t) => {
  const probes = [probe('right-index', encoded(5)), probe('right-middle', encoded(6))];
  const answer = answerOf([candidate(0, 20, probes), candidate(1, 5, probes)]);
  const other = { ...encoded(5, 1), templateVersion: 'minutiae-other' };
  const minutiaeOf = from(
    new Map([
      [templateOf(0, 0), other],
      [templateOf(0, 1), other],
      [templateOf(1, 0), encoded(1)],
      [templateOf(1, 1), encoded(2)],
    ]),
  );
  const found = await stage.compare(answer, { ...options, probes, minutiaeOf }, signal);
  t.same(found.secondStage, { personsCompared: 1, personsNotCompared: 1 }, 'once, not by finger');
  t.match(found.candidates[0], {
    decision: 'inconclusive',
    positions: [{ minutiae: { reason: 'minutiae-version' } }],
  });
});

t.test('a face beside fingers counts as it did', async (t) => {
  const probes = [probe('face'), probe('right-index', encoded(5))];
  const answer = answerOf([candidate(0, 5, probes, 0.7)]);
  const reads: (readonly TemplateId[])[] = [];
  const minutiaeOf = from(new Map([[templateOf(0, 1), encoded(5, 1)]]), reads);
  const [found] = (await stage.compare(answer, { ...options, probes, minutiaeOf }, signal)).candidates;
  t.same(reads, [[templateOf(0, 1)]]);
  t.notOk('minutiae' in found!.positions[0]!);
  t.equal(found!.positions[1]!.minutiae?.kind, 'compared');
  t.ok(found!.similarityScore > 5);
});

/** The same minutiae of every template there is. */
function everybodyIs(minutiae: EncodedMinutiae): ReadonlyMap<TemplateId, EncodedMinutiae> {
  const everybody = new Map<TemplateId, EncodedMinutiae>();
  everybody.get = () => minutiae;
  return everybody;
}

/** Says what it is asked, and compares nothing. */
function deafPool(asked: MinutiaeQuestion[]): MinutiaePool {
  return {
    compare: async (question) => {
      asked.push(question);
      return question.pairs.map(() => undefined);
    },
    close: async () => {},
  };
}

t.test('limits are those of a template', async (t) => {
  t.equal(LIMITS.minutiaeMax, MAXIMUM_MINUTIAE);
  t.ok(LIMITS.minutiaeBytesMax >= MAXIMUM_MINUTIAE_BYTES);
});

t.test('the number of persons and of pairs is bounded, and who is left out is counted', async (t) => {
  for (const fingers of [1, 4, 10]) {
    const asked: MinutiaeQuestion[] = [];
    const bounded = createSecondStage(deafPool(asked), { nowMs: () => 0 });
    const probes = Array.from({ length: fingers }, () => probe('unknown-finger', encoded(5)));
    const wanted = bounded.wanted({ probes, candidatesMax: 10 }).candidatesMax;
    const taken = wanted - 1;
    t.ok(taken <= LIMITS.secondStagePersonsMax && taken * fingers <= LIMITS.secondStagePairsMax);
    const answer = answerOf(Array.from({ length: wanted }, (_, person) => candidate(person, 3, probes)));
    const reads: (readonly TemplateId[])[] = [];
    const minutiaeOf = from(everybodyIs(encoded(1)), reads);
    const found = await bounded.compare(answer, { ...options, probes, minutiaeOf }, signal);
    t.same(
      reads.map(({ length }) => length),
      [taken * fingers],
      'whoever waits has one slice',
    );
    t.equal(asked[0]!.pairs.length, taken * fingers);
    t.equal(asked[0]!.limitMs, LIMITS.secondStageMs);
    t.same(
      found.secondStage,
      { personsCompared: 0, personsNotCompared: wanted, personsLate: taken },
      'late, or not taken',
    );
    t.equal(found.candidates.length, 10);
    t.match(found.candidates[0]!.positions[0]!.minutiae, { kind: 'not-compared', reason: 'late' });
    t.equal(found.candidates[0]!.similarityScore, 3, 'what is late is decided by the first stage');
  }
});

t.test(
  'bulk looks further down for one or two fingers, where the first stage is weak, and has longer',
  async (t) => {
    const { secondStagePersonsMax: usual, secondStageBulkPairsMax: deep } = LIMITS;
    for (const [fingers, latencyClass, taken] of [
      [1, undefined, usual],
      [1, 'interactive', usual],
      [1, 'bulk', deep],
      [2, 'interactive', usual],
      [2, 'bulk', deep / 2],
      [3, 'bulk', Math.floor(LIMITS.secondStagePairsMax / 3)],
      [4, 'bulk', Math.floor(LIMITS.secondStagePairsMax / 4)],
    ] as const) {
      const asked: MinutiaeQuestion[] = [];
      const bounded = createSecondStage(deafPool(asked), { nowMs: () => 0 });
      const probes = Array.from({ length: fingers }, () => probe('unknown-finger', encoded(5)));
      const search = { probes, ...(latencyClass === undefined ? {} : { latencyClass }) };
      const name = `${fingers} ${latencyClass}`;
      t.equal(bounded.wanted({ ...search, candidatesMax: 10 }).candidatesMax, taken + 1, name);
      const answer = answerOf(Array.from({ length: taken + 1 }, (_, person) => candidate(person, 3, probes)));
      const minutiaeOf = from(everybodyIs(encoded(1)));
      const found = await bounded.compare(answer, { ...options, ...search, minutiaeOf }, signal);
      t.equal(
        asked.reduce((sum, { pairs }) => sum + pairs.length, 0),
        taken * fingers,
        name,
      );
      t.equal(
        asked[0]!.limitMs,
        latencyClass === 'bulk' ? LIMITS.secondStageBulkMs : LIMITS.secondStageMs,
        name,
      );
      await bounded.compare(answer, { ...options, ...search, secondStageMs: 123, minutiaeOf }, signal);
      t.equal(asked.at(-1)!.limitMs, 123, 'as long as whoever asks allows for');
      t.same(
        found.secondStage,
        { personsCompared: 0, personsNotCompared: taken + 1, personsLate: taken },
        name,
      );
    }
  },
);

t.test(
  'so many searches are in hand at once that look far down; the others wait, and hold nobody up',
  async (t) => {
    const one = [probe('right-index', encoded(5))];
    let inHand = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inHand);
      await new Promise((resolve) => setImmediate(resolve));
      inHand--;
    };
    const inTurn = async (search: Partial<Parameters<typeof stage.inTurn>[0]>) => {
      most = 0;
      const searches = Array.from({ length: 3 * LIMITS.deepSearchesMax }, () =>
        stage.inTurn({ probes: one, ...search }, work, new AbortController().signal),
      );
      await Promise.all(searches);
      return most;
    };
    t.equal(await inTurn({ latencyClass: 'bulk' }), LIMITS.deepSearchesMax);
    const others = [{}, { latencyClass: 'bulk', probes: [probe('face')] }] as const;
    for (const each of [...others, { latencyClass: 'bulk', secondStagePersons: 20 } as const])
      t.equal(await inTurn(each), 3 * LIMITS.deepSearchesMax);
  },
);

t.test('a mate behind the first 200 is found by bulk only, under the same threshold', async (t) => {
  const probes = [probe('right-index', encoded(5, 2))];
  const last = LIMITS.secondStagePersonsMax;
  const fused = (person: number) => 1.5 - person / 1000;
  const answer = {
    ...answerOf(Array.from({ length: last + 100 }, (_, person) => candidate(person, fused(person), probes))),
    comparisons: [100 * GALLERY],
  };
  const bound = Math.log((100 * GALLERY) / LIMITS.secondStageBulkPairsMax);
  t.ok(fused(last) < bound, 'nobody is worth it where chance alone brings so many before them');
  const higher = {
    ...answer,
    candidates: answer.candidates.map((each) => ({ ...each, similarityScore: each.similarityScore + 5.1 })),
  };
  const minutiae = new Map(
    higher.candidates.map((_, person) => [templateOf(person), encoded(person === last + 1 ? 5 : 1)]),
  );
  const mate = `subject ${String(last + 1).padStart(4, '0')}`;
  const minutiaeOf = from(minutiae);
  const deep = await stage.compare(higher, { ...options, probes, latencyClass: 'bulk', minutiaeOf }, signal);
  t.match(deep.candidates[0], { subjectId: mate, decision: 'match' });
  t.same(deep.secondStage, { personsCompared: last + 100, personsNotCompared: 0 });
  const usual = await stage.compare(higher, { ...options, probes, minutiaeOf }, signal);
  t.notOk(usual.candidates.some(({ decision }) => decision === 'match'));
  t.same(usual.secondStage, { personsCompared: last, personsNotCompared: 100 });
  t.notOk('tail' in usual || 'tail' in deep, 'places count, and the tail says the same');
  t.equal(usual.threshold, deep.threshold);
});

t.test('nobody below the bound is compared again', async (t) => {
  const probes = [probe('right-index', encoded(5))];
  const bound = Math.log(GALLERY / LIMITS.secondStagePersonsMax);
  const answer = answerOf([candidate(0, bound + 0.01, probes), candidate(1, bound - 0.01, probes)]);
  const reads: (readonly TemplateId[])[] = [];
  const minutiaeOf = from(new Map([[templateOf(0), encoded(1)]]), reads);
  const found = await stage.compare(answer, { ...options, probes, minutiaeOf }, signal);
  t.same(reads, [[templateOf(0)]]);
  t.same(found.secondStage, { personsCompared: 1, personsNotCompared: 0 });
  t.match(found.candidates.find(({ subjectId }) => subjectId === 'subject 0001')!.positions[0]!.minutiae, {
    kind: 'not-compared',
    reason: 'not-selected',
  });
});

t.test('whoever is a match and does not fit into the list is an overflow', async (t) => {
  const probes = [probe('right-index', encoded(5))];
  const answer = answerOf([4, 3.5].map((fused, person) => candidate(person, fused, probes)));
  const minutiae = new Map([0, 1].map((person) => [templateOf(person), encoded(5, person + 1)]));
  const compare = (candidatesMax: number) =>
    stage.compare(answer, { ...options, candidatesMax, probes, minutiaeOf: from(minutiae) }, signal);
  t.match(await compare(2), { overflow: false, candidates: [{ decision: 'match' }, { decision: 'match' }] });
  t.match(await compare(1), { overflow: true, candidates: [{ decision: 'match' }] });
});

t.test('minutiae of another version, or that cannot be read, are not compared', async (t) => {
  const probes = [probe('right-index', encoded(5))];
  const answer = answerOf([4, 3.5].map((fused, person) => candidate(person, fused, probes)));
  const minutiae = new Map([
    [templateOf(0), { ...encoded(5), templateVersion: 'minutiae-2' }],
    [templateOf(1), { templateVersion: VERSION, bytes: Uint8Array.of(1) }],
  ]);
  const found = await stage.compare(answer, { ...options, probes, minutiaeOf: from(minutiae) }, signal);
  t.match(
    found.candidates.map(({ positions }) => positions[0]!.minutiae),
    [
      { kind: 'not-compared', reason: 'minutiae-version' },
      { kind: 'not-compared', reason: 'minutiae-unreadable' },
    ],
  );
});
