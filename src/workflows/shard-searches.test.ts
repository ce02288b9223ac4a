/** Searches of a gallery in shards: who keeps the last answer ends the search, and missing shards are said. */
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { modalityOf } from '../domain/positions.js';
import { FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { JOB_WORKFLOWS } from './create-job-workflows.js';
import type { GalleryAnswer, GallerySearch } from './ports/gallery.js';
import type { IdentifyRequest, SearchSystemsRequest } from './ports/operations.js';
import { createSearchShard } from './search-shard.js';
import { createSettleSearches } from './settle-searches.js';

const NEVER = new AbortController().signal;
const SHARDS = 3;
const IDENTIFY: IdentifyRequest = {
  kind: 'identify',
  systems: ['ees', 'vis'],
  candidatesMax: 2,
  falsePositiveIdentificationRate: 0.01,
};
const SEARCH: SearchSystemsRequest = { ...IDENTIFY, kind: 'search-systems' };

const MIRRORED_VIEW = new Int8Array(256).fill(9);

/** Accepted, extracted, and put to the shards. */
async function searching(ports: FakePorts, request: IdentifyRequest | SearchSystemsRequest = IDENTIFY) {
  const hub = createHubWorkflows(ports);
  const outcome = await hub.accept(fakeRequester('border-authority'), request, [FAKE_SAMPLE], { waitMs: 0 });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { operationId } = outcome.operation;
  await JOB_WORKFLOWS.extraction(ports)(operationId, NEVER);
  ports.handedOver.length = 0;
  ports.shards.set(operationId, new Map([0, 1, 2].map((shard) => [shard, undefined])));
  return operationId;
}

const search = (ports: FakePorts, shard: number, operationId: OperationId) =>
  createSearchShard(ports, { shard, shardCount: SHARDS })(operationId, NEVER);

const operationOf = (ports: FakePorts, operationId: OperationId) =>
  ports.state.operations.get(operationId)!.operation;

/** The answer of a shard with one candidate. */
function answerOf(name: string, similarityScore: number): GalleryAnswer {
  return {
    snapshot: name,
    complete: true,
    referencesCompared: 100,
    comparisons: [100],
    threshold: 1,
    overflow: false,
    candidates: [
      {
        system: 'ees',
        subjectId: `subject ${name}` as SubjectId,
        rank: 1,
        similarityScore,
        decision: 'match',
        positions: [],
      },
    ],
  };
}

t.test('the last shard ends the search, with ranks and threshold of all of them', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  const asked: GallerySearch[] = [];
  for (const [shard, score] of [
    [2, 5],
    [0, 30],
    [1, 40],
  ] as const) {
    t.equal(operationOf(ports, operationId).state, 'extracted');
    ports.answers.search = (each) => {
      asked.push(each);
      return answerOf(`s${shard}`, score);
    };
    await search(ports, shard, operationId);
  }
  t.match(operationOf(ports, operationId), {
    state: 'completed',
    result: {
      gallery: { complete: true, referencesCompared: 300, overflow: false },
      candidates: [
        { subjectId: 'subject s1', rank: 1, decision: 'match' },
        { subjectId: 'subject s0', rank: 2, decision: 'match' },
      ],
    },
  });
  t.same(
    asked.map(({ candidatesMax }) => candidatesMax),
    [3, 3, 3],
    'one more than asked for',
  );
  t.same(ports.announced, [operationId], 'told once');
});

t.test('a job that runs twice, or late, changes nothing', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  let searches = 0;
  const answer = ports.answers.search;
  ports.answers.search = (each) => {
    searches += 1;
    return answer(each);
  };
  await search(ports, 0, operationId);
  await search(ports, 0, operationId);
  t.equal(searches, 1, 'answered already');
  await search(ports, 1, operationId);
  await search(ports, 2, operationId);
  await search(ports, 1, operationId);
  t.equal(searches, 3);
  t.equal(ports.announced.length, 1);
});

t.test('what a shard does not answer is left out and said, and its late answer ignored', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  const settle = createSettleSearches(ports);
  await settle();
  t.equal(operationOf(ports, operationId).state, 'extracted', 'nothing is known yet');
  ports.answers.search = () => answerOf('s', 40);
  await search(ports, 0, operationId);
  await search(ports, 2, operationId);
  await settle();
  const ended = operationOf(ports, operationId);
  t.match(ended, {
    state: 'completed',
    result: {
      gallery: {
        complete: false,
        referencesCompared: 200,
        shardsNotCompared: [{ shard: 1 }],
      },
      candidates: [{ rank: 1 }, { rank: 2 }],
    },
  });
  await search(ports, 1, operationId);
  t.same(operationOf(ports, operationId), ended);
});

t.test(
  'mirror images are searched in every shard, and what they find is told once and names nobody',
  async (t) => {
    const ports = createFakePorts();
    const { extract } = ports.answers;
    ports.answers.extract = (sample) => {
      const outcome = extract(sample);
      if (outcome.kind !== 'template') return outcome;
      return { ...outcome, template: { ...outcome.template, mirroredView: MIRRORED_VIEW } };
    };
    const operationId = await searching(ports, { ...IDENTIFY, checkMirrored: true });
    const isMirrored = ({ probes }: GallerySearch) => probes[0]!.views[0]![0] === MIRRORED_VIEW[0];
    const asked: GallerySearch[] = [];
    for (const shard of [0, 1, 2]) {
      ports.answers.search = (each) => {
        asked.push(each);
        return isMirrored(each) ? answerOf(`m${shard}`, shard === 1 ? 40 : 1) : answerOf(`s${shard}`, 1);
      };
      await search(ports, shard, operationId);
    }
    t.equal(asked.filter(isMirrored).length, SHARDS);
    t.ok(asked.filter(isMirrored).every(({ secondStagePersons }) => secondStagePersons === 20));
    t.ok(asked.every((each) => isMirrored(each) === (each.secondStagePersons !== undefined)));
    const { result } = operationOf(ports, operationId) as { readonly result?: object };
    t.match(result, { candidates: [{ decision: 'no-match' }, { decision: 'no-match' }] });
    t.match(result, { mirrorCheck: { outcome: 'mirrored-image' }, gallery: { complete: true } });
    t.notMatch(JSON.stringify(result), /"mirrored"|subject m/, 'whom it found is not said');
  },
);

t.test('a search that cannot be ended does not keep others waiting', async (t) => {
  const ports = createFakePorts();
  const [broken, other] = [await searching(ports), await searching(ports)];
  for (const operationId of [broken, other]) await search(ports, 0, operationId);
  const { read } = ports.shardAnswers;
  const failing = {
    ...ports.shardAnswers,
    read: async (sql: Parameters<typeof read>[0], operationId: OperationId) => {
      if (operationId === broken) throw new Error('its key is gone');
      return read(sql, operationId);
    },
  };
  await t.rejects(createSettleSearches({ ...ports, shardAnswers: failing })(), /its key is gone/);
  t.equal(operationOf(ports, broken).state, 'extracted');
  t.equal(operationOf(ports, other).state, 'completed');
});

t.test('a shard that is being loaded answers for a part of itself and is named', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  for (const shard of [0, 1, 2]) {
    ports.answers.search = () => ({ ...answerOf('s', 1), complete: shard !== 1 });
    await search(ports, shard, operationId);
  }
  t.match(operationOf(ports, operationId), {
    state: 'completed',
    result: { gallery: { complete: false, shardsNotCompared: [{ shard: 1 }] } },
  });
});

t.test('a federated search goes on to the systems with the merged candidates', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports, SEARCH);
  for (const shard of [0, 1, 2]) {
    ports.answers.search = () => answerOf(`s${shard}`, 20 + shard);
    await search(ports, shard, operationId);
  }
  t.equal(operationOf(ports, operationId).state, 'searched');
  t.same(ports.handedOver, [{ queue: 'federation', operationId }]);
  t.same(
    ports.state.operations.get(operationId)?.gallery?.candidates.map(({ subjectId }) => subjectId),
    ['subject s2', 'subject s1', 'subject s0'],
  );
});

t.test('a shard keeps no answer of a comparison that left persons out who are compared later', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  const kept = ports.state.operations.get(operationId)!;
  const request = { kind: 'compare-data-set', system: 'eurodac' } as const;
  ports.state.operations.set(operationId, { ...kept, operation: { ...kept.operation, request } });
  const secondStage = { personsCompared: 1, personsNotCompared: 1, personsLate: 1 };
  ports.answers.search = () => ({ ...answerOf('s', 1), secondStage });
  await t.rejects(search(ports, 0, operationId), { code: 'worker-timeout', retryable: true });
  ports.answers.search = () => ({
    ...answerOf('s', 1),
    referencesNotCompared: [{ reason: 'template-version', references: 1 }],
  });
  await t.rejects(search(ports, 0, operationId), { code: 'gallery-not-ready', retryable: true });
  t.equal(await ports.shardAnswers.isAnswered(ports.unitOfWork.sql, operationId, 0), false);
});

t.test('shards that leave out more together than cannot be renewed are all asked again', async (t) => {
  const ports = createFakePorts();
  const operationId = await searching(ports);
  const kept = ports.state.operations.get(operationId)!;
  const request = { kind: 'compare-data-set', system: 'eurodac' } as const;
  ports.state.operations.set(operationId, { ...kept, operation: { ...kept.operation, request } });
  const { position, templateVersion } = kept.probes[0]!;
  const read = async () => [
    { system: 'eurodac', modality: modalityOf(position), templateVersion, remaining: 0, refused: 2 } as const,
  ];
  const counted = { ...ports, renewalProgress: { ...ports.renewalProgress, read } };
  let leftOut = 1;
  ports.answers.search = () => ({
    ...answerOf('s', 1),
    referencesNotCompared: [{ reason: 'template-version', references: leftOut }],
  });
  await search(counted, 0, operationId);
  await search(counted, 1, operationId);
  await t.rejects(search(counted, 2, operationId), { code: 'gallery-not-ready', retryable: true });
  const { waitingFor } = await ports.shardAnswers.read(ports.unitOfWork.sql, operationId);
  t.same(waitingFor, [0, 1, 2]);
  t.equal(operationOf(ports, operationId).state, 'extracted');
  for (const shard of [0, 1, 2]) {
    leftOut = shard === 1 ? 2 : 0;
    await search(counted, shard, operationId);
  }
  t.equal(operationOf(ports, operationId).state, 'searched');
});
