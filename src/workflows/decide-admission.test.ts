/** The decision as a table: at, before and after every limit, and that a class is never refused before one after it. */
import t from 'tap';
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { type AdmissionFacts, decideAdmission, type QueueLoad } from './decide-admission.js';

const NONE = { border: 0, interactive: 0, batch: 0 };
const DEADLINES = { border: 10_000, interactive: 60_000, batch: 3_600_000 };

function extraction(change: Partial<QueueLoad> = {}): QueueLoad {
  return {
    queue: 'extraction',
    waitingByClass: NONE,
    active: 0,
    oldestMsByClass: {},
    // Ten a second, a fifth of a second each.
    speed: { jobsPerSecond: 10, jobMs: 200 },
    ...change,
  };
}

function decide(
  serviceClass: ServiceClass,
  load: Partial<QueueLoad> | readonly QueueLoad[],
  change: Partial<AdmissionFacts> = {},
): string {
  const queues = Array.isArray(load) ? load : [extraction(load as Partial<QueueLoad>)];
  const decision = decideAdmission({
    serviceClass,
    queues: ['extraction'],
    deadlineMs: DEADLINES,
    load: { kind: 'seen', queues, outbox: NONE },
    acceptedSince: NONE,
    ...change,
  });
  return decision.kind === 'admitted' ? 'admitted' : `${decision.reason} ${decision.retryAfterMs / 1000}`;
}

t.test('own deadline', async (t) => {
  const border = (count: number) => ({ waitingByClass: { ...NONE, border: count } });
  // 98 jobs ahead take 9.8 s, and the job itself 0.2 s.
  t.equal(decide('border', border(97)), 'admitted');
  t.equal(decide('border', border(98)), 'admitted', 'exactly the deadline');
  t.equal(decide('border', border(99)), 'deadline 1', 'Retry-After is at least a second');
  t.equal(decide('border', border(198)), 'deadline 10', 'ten seconds late: ten seconds later');
  // Two at once.
  t.equal(decide('border', { active: 99 }), 'admitted', '97 of dead workers, and the first of two');
  t.equal(decide('border', { active: 100 }), 'deadline 1');
  t.equal(
    decide('border', { waitingByClass: { ...NONE, interactive: 50_000, batch: 50_000 } }),
    'admitted',
    'less urgent ones are not ahead',
  );
  t.equal(
    decide('interactive', { waitingByClass: { ...NONE, border: 40, interactive: 558, batch: 9e4 } }),
    'admitted',
  );
  t.equal(
    decide('interactive', { waitingByClass: { ...NONE, border: 40, interactive: 559 } }),
    'deadline 1',
    'more urgent ones are',
  );
  t.equal(decide('batch', { waitingByClass: { ...NONE, batch: 35_998 } }), 'admitted');
  t.equal(decide('batch', { waitingByClass: { ...NONE, batch: 36_498 } }), 'deadline 50');
  t.equal(
    decide('batch', { waitingByClass: { ...NONE, batch: 99_000 }, speed: { jobsPerSecond: 0.01, jobMs: 1 } }),
    'deadline 3600',
    'nobody foresees more than an hour',
  );
});

t.test('long jobs under way are waited for by one worker, not by the last', async (t) => {
  // Sixteen at once, four seconds each: a place every quarter of a second.
  const speed = { jobsPerSecond: 4, jobMs: 4_000 };
  const waiting = (border: number) => ({ speed, active: 16, waitingByClass: { ...NONE, border } });
  t.equal(decide('border', waiting(23)), 'admitted', 'six seconds for a place, four of its own');
  t.equal(decide('border', waiting(24)), 'deadline 1');
  t.equal(decide('border', { ...waiting(24), active: 15 }), 'admitted', 'a place is free');
});

t.test('each class has the time of its own jobs', async (t) => {
  // Two at once; a registration takes ten times what a border check takes.
  const speed = { jobsPerSecond: 10, jobMs: 200, jobMsByClass: { border: 100, interactive: 1_000 } };
  const waiting = (border: number, interactive: number) => ({
    speed,
    waitingByClass: { ...NONE, border, interactive },
  });
  t.equal(
    decide('border', waiting(198, 5_000)),
    'admitted',
    '198 of 0.1 s on two workers, and its own 0.1 s',
  );
  t.equal(decide('border', waiting(199, 5_000)), 'deadline 1');
  t.equal(
    decide('interactive', waiting(0, 118)),
    'admitted',
    '118 of a second on two workers, and its own second',
  );
  t.equal(decide('interactive', waiting(0, 119)), 'deadline 1');
});

t.test('what each step waits for in this process counts', async (t) => {
  // Of one queue: three steps of the request and four of the job.
  const waits = (connectionMs: number, eventLoopMs: number) => ({
    waits: { connectionMs: { ...NONE, border: connectionMs }, eventLoopMs },
  });
  t.equal(decide('border', {}, waits(1_400, 0)), 'admitted', '7 x 1.4 s and the job: exactly the deadline');
  t.equal(decide('border', {}, waits(1_401, 0)), 'deadline 1');
  t.equal(decide('border', {}, waits(0, 700)), 'admitted');
  t.equal(decide('border', {}, waits(0, 701)), 'deadline 1', 'the event loop comes round twice a step');
  t.equal(
    decide('interactive', {}, waits(1_401, 0)),
    'deadline 3',
    'for the sake of border checks, at 7.5 s',
  );
  const ofBatch = { waits: { connectionMs: { ...NONE, batch: 20_000 }, eventLoopMs: 0 } };
  t.equal(decide('border', {}, ofBatch), 'admitted', 'who comes after nobody is not waited for');
});

t.test('less urgent classes go first', async (t) => {
  const border = (count: number) => ({ waitingByClass: { ...NONE, border: count } });
  t.equal(decide('batch', border(48)), 'admitted', 'border checks use half of their time');
  t.equal(decide('batch', border(49)), 'deadline 1');
  t.equal(decide('interactive', border(73)), 'admitted', 'three quarters');
  t.equal(decide('interactive', border(74)), 'deadline 1');
  const interactive = (count: number) => ({ waitingByClass: { ...NONE, interactive: count } });
  t.equal(decide('batch', interactive(298)), 'admitted');
  t.equal(decide('batch', interactive(299)), 'deadline 1');
  for (let border = 0; border < 200; border += 9) {
    for (let interactive = 0; interactive < 1_000; interactive += 49) {
      for (const batch of [0, 30_000, 40_000]) {
        const waitingByClass = { border, interactive, batch };
        const isRefused = SERVICE_CLASSES.map((each) => decide(each, { waitingByClass }) !== 'admitted');
        if (isRefused.some((refused, index) => refused && isRefused[index + 1] === false)) {
          t.fail(`a more urgent class is refused first: ${JSON.stringify(waitingByClass)}`);
        }
      }
    }
  }
});

t.test('several queues, and shards of one', async (t) => {
  const queues = ['extraction', 'search'] as const;
  const search = (waiting: number): QueueLoad => ({
    ...extraction({ waitingByClass: { ...NONE, border: waiting } }),
    queue: 'search',
  });
  const both = (a: number, b: number) => [extraction({ waitingByClass: { ...NONE, border: a } }), search(b)];
  t.equal(decide('border', both(48, 48), { queues }), 'admitted');
  t.equal(decide('border', both(48, 49), { queues }), 'deadline 1', 'times add up');
  t.equal(decide('border', both(48, 9_000), { queues: ['extraction'] }), 'admitted', 'who does not search');
  const shards = [extraction(), search(20), search(60), search(10)];
  t.equal(decide('border', shards, { queues }), 'admitted', 'the slowest shard counts, not all together');
});

t.test('what was accepted since the figures were read', async (t) => {
  t.equal(decide('border', {}, { acceptedSince: { ...NONE, border: 99 } }), 'deadline 1');
  t.equal(decide('border', {}, { acceptedSince: { ...NONE, batch: 9_000 } }), 'admitted');
  const load = { kind: 'seen', queues: [extraction()], outbox: { ...NONE, border: 60 } } as const;
  t.equal(
    decide('border', {}, { load, acceptedSince: { ...NONE, border: 39 } }),
    'deadline 1',
    'and the outbox',
  );
});

t.test('nobody works, or nobody knows how fast', async (t) => {
  const { speed: _, ...unknown } = extraction();
  const blind = (change: Partial<QueueLoad>) => [{ ...unknown, ...change }];
  t.equal(decide('border', blind({ waitingByClass: { ...NONE, border: 400 } })), 'admitted');
  t.equal(decide('border', blind({ oldestMsByClass: { border: 10_000 } })), 'admitted');
  t.equal(decide('border', blind({ oldestMsByClass: { border: 10_001 } })), 'stalled 15');
  t.equal(decide('batch', blind({ oldestMsByClass: { border: 10_001 } })), 'stalled 15', 'and all after it');
  t.equal(
    decide('border', blind({ oldestMsByClass: { batch: 4e6 } })),
    'admitted',
    'but not those before it',
  );
  const search: QueueLoad = { ...unknown, queue: 'search', waitingByClass: { ...NONE, border: 7 } };
  const late = extraction({ waitingByClass: { ...NONE, border: 99 } });
  t.equal(
    decide('border', [late, search], { queues: ['extraction', 'search'] }),
    'deadline 1',
    'the first queue alone is too slow, whatever the second is',
  );
  t.equal(
    decide('border', { oldestMsByClass: { border: 10_001 } }),
    'stalled 15',
    'whatever the workers say',
  );
});

t.test('depth', async (t) => {
  const fast = { speed: { jobsPerSecond: 1e6, jobMs: 0 } };
  for (const [serviceClass, max] of [
    ['border', LIMITS.borderWaitingMax],
    ['interactive', LIMITS.interactiveWaitingMax],
    ['batch', LIMITS.batchWaitingMax],
  ] as const) {
    const waiting = (count: number) => ({ ...fast, waitingByClass: { ...NONE, [serviceClass]: count } });
    t.equal(decide(serviceClass, waiting(max - 1)), 'admitted');
    t.equal(decide(serviceClass, waiting(max)), 'depth 1');
  }
});

t.test('shares', async (t) => {
  const share = { part: 0.51, windowLeftMs: 4_200 };
  const busy = { waitingByClass: { ...NONE, interactive: 299 } };
  t.equal(decide('interactive', busy, { share }), 'share 5', 'more than half of a class near its deadline');
  t.equal(decide('interactive', busy, { share: { ...share, part: 0.5 } }), 'admitted');
  t.equal(decide('interactive', { waitingByClass: { ...NONE, interactive: 298 } }, { share }), 'admitted');
  t.equal(
    decide('border', { waitingByClass: { ...NONE, border: 60 } }, { share }),
    'admitted',
    'border: none',
  );
});

t.test('queues that cannot be seen: what the outbox may hold, the least urgent class first', async (t) => {
  const unseen = (serviceClass: ServiceClass, outboxRows: number, since = 0) =>
    decide(
      serviceClass,
      {},
      { load: { kind: 'unseen', outboxRows }, acceptedSince: { ...NONE, batch: since } },
    );
  t.equal(unseen('batch', LIMITS.batchUnseenMax - 1), 'admitted');
  t.equal(unseen('batch', LIMITS.batchUnseenMax), 'unseen 15');
  t.equal(unseen('interactive', LIMITS.batchUnseenMax), 'admitted');
  t.equal(unseen('interactive', LIMITS.interactiveUnseenMax), 'unseen 15');
  t.equal(unseen('border', LIMITS.borderUnseenMax - 1), 'admitted');
  t.equal(unseen('border', LIMITS.borderUnseenMax - 1, 1), 'unseen 15', 'with what was accepted since');
  t.equal(decide('border', {}, { load: { kind: 'unseen' } }), 'admitted', 'PostgreSQL refuses for itself');
});
