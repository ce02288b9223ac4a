/** Scores from raw results made up by hand: bars, percentiles and what is left out where there is nothing. */
import t from 'tap';
import { differences } from './compare/comparable.js';
import { RAW_CONSOLE_FORMAT, type RawConsole } from './console/raw-console.js';
import { changeOf, scoreConsole } from './console/scored-console.js';
import { environmentFacts } from './environment-facts.js';
import { RAW_FEDERATION_FORMAT, type RawSearch } from './federation/raw-federation.js';
import { overheadMs, scoreFederation } from './federation/scored-federation.js';
import { RAW_IDENTIFY_FORMAT, type RawIdentify } from './identify/raw-identify.js';
import { scoreIdentify } from './identify/scored-identify.js';
import { PER_YEAR, unionPerSecond, WORK } from './mixed/yearly-figures.js';
import { RAW_QUEUE_FORMAT } from './queue/raw-queue.js';
import { scoreQueue } from './queue/scored-queue.js';
import { SCORED_FORMAT } from './report/scored-scenario.js';
import type { RawStart } from './startup/raw-startup.js';
import { secondsPerMillion } from './startup/scored-startup.js';

const environment = environmentFacts('test', []);
const EVERY_MS = Array.from({ length: 200 }, (_, index) => 10 + index / 10);

function identifyResult(tailMs: number): RawIdentify {
  const answers = EVERY_MS.map((latencyMs, index) => ({
    kind: 'identify',
    plannedMs: index,
    sendLateMs: 0,
    latencyMs: index >= 195 ? tailMs : latencyMs,
    status: 200,
  }));
  const found = {
    mated: 1,
    mateFirst: 1,
    mateMatched: 1,
    nonMated: 1,
    nonMatedMatched: 0,
    referencesCompared: 9,
  };
  const closed = (connections: number, answered: number, extraction: number) => ({
    connections,
    seconds: 10,
    answered,
    not2xx: 0,
    errors: 0,
    latencyMs: EVERY_MS,
    stages: [],
    processorTime: { extraction, matching: 1, hub: 2, postgres: 1, redis: 0 },
  });
  return {
    format: RAW_IDENTIFY_FORMAT,
    environment,
    seed: '1',
    warmSeconds: 10,
    leftOut: [],
    galleries: [
      {
        persons: 9,
        fingersPerPerson: 1,
        facesPerPerson: 0,
        references: 9,
        fillMs: 1,
        filledPersons: 9,
        startMs: 1,
        hubBytes: 1,
        probes: [
          {
            probe: 'one finger',
            bodyBytes: 1,
            found,
            closed: [closed(1, 50, 0), closed(4, 100, 6), closed(8, 90, 1)],
            open: [{ perSecond: 5, shareOfPeak: 0.5, seconds: 40, answers, stages: [] }],
          },
        ],
      },
    ],
  };
}

t.test("identify: NIST's table stands beside what one search took here", async (t) => {
  const beside = scoreIdentify(identifyResult(40)).sections.at(-1)!;
  const [ours, published] = beside.tables!;
  t.same(ours!.rows, [
    ['one finger among 9 persons: decoding and extraction', '-', '0.000'],
    ['one finger among 9 persons: matching, both stages', '-', '0.020'],
    ['one finger among 9 persons: everything', '-', '0.080'],
  ]);
  t.equal(published!.rows.length, 13);
  t.ok([ours!, published!].every(({ head, rows }) => rows.every((row) => row.length === head.length)));
});

t.test('identify: the bars are those of the highest throughput and of half of it', async (t) => {
  const [share, tail] = scoreIdentify(identifyResult(40)).bars;
  t.match(share, { found: '70.0 %', reached: true }, 'four callers did most');
  t.match(tail, { found: '2.00 (200 answers)', reached: true });
  t.match(scoreIdentify(identifyResult(80)).bars[1], { found: '4.00 (200 answers)', reached: false });
});

t.test('identify: refusals keep the bar from being reached, and are no times', async (t) => {
  const raw = identifyResult(40);
  const refusing = (isRefused: (index: number) => boolean): RawIdentify => ({
    ...raw,
    galleries: raw.galleries.map((gallery) => ({
      ...gallery,
      probes: gallery.probes.map((probe) => ({
        ...probe,
        open: probe.open.map((open) => ({
          ...open,
          answers: open.answers.map((answer, index) =>
            isRefused(index) ? { ...answer, status: 503, latencyMs: 1 } : answer,
          ),
        })),
      })),
    })),
  });
  t.match(scoreIdentify(refusing((index) => index === 0)).bars[1], {
    found: '2.00 (199 of 200 answered)',
    reached: false,
  });
  const { counts } = scoreIdentify(refusing((index) => index === 0));
  t.match(counts, [{ name: /^identify: answered at 0.5 of peak/, answered: 199, of: 200 }]);
  t.match(scoreIdentify(refusing((index) => index < 120)).bars[1], {
    found: 'no p99 (80 of 200 answered)',
    reached: false,
  });
});

t.test('identify: times of before refusals were kept apart from them are left out', async (t) => {
  const raw = identifyResult(40);
  const [gallery] = raw.galleries;
  const [probe] = gallery!.probes;
  const closed = [{ ...probe!.closed[0]!, answered: 150, not2xx: 50 }];
  const { series, sections } = scoreIdentify({
    ...raw,
    galleries: [{ ...gallery!, probes: [{ ...probe!, closed }] }],
  });
  t.notOk(series.some(({ name }) => name.includes('callers')));
  const rows = sections.find(({ title }) => title === 'Throughput against callers')!.tables![0]!.rows;
  t.same(rows[0]!.slice(1, 7), ['1', '150', '50', '15.0', '-', '-']);
});

t.test('identify: a probe with a face is a row like any other, and one left out says why', async (t) => {
  const raw = identifyResult(40);
  const [gallery] = raw.galleries;
  const withFace = { ...gallery!.probes[0]!, probe: 'four fingers and face' as const };
  const both = { ...gallery!, facesPerPerson: 1 as const, probes: [...gallery!.probes, withFace] };
  const { sections, series, bars, limits } = scoreIdentify({ ...raw, galleries: [both] });
  const rows = sections.flatMap(({ tables = [] }) => tables).flatMap((table) => table.rows);
  const named = rows.filter(([name]) => name === 'four fingers and face among 9 persons');
  t.equal(named.length, 5, 'found, latency and three numbers of callers');
  t.ok(series.some(({ name }) => name.includes('four fingers and face among 9 persons')));
  t.equal(bars.length, 2, 'the bars stay those of one finger');
  t.notMatch(limits, /left out/);
  const leftOut = [{ probe: 'four fingers and face' as const, reason: 'no models; do this' }];
  t.match(scoreIdentify({ ...raw, leftOut }).limits, /four fingers and face: left out, no models; do this\./);
});

t.test('queue: the hop at the median is the bar', async (t) => {
  const hops = (perSecond: number, ms: number) => ({
    contestant: 'hub queue' as const,
    perSecond,
    hopMs: [1, ms, ms, ms, 90],
  });
  const hopsMs = [hops(20, 4), hops(200, 6)];
  const raw = {
    format: RAW_QUEUE_FORMAT,
    environment,
    seed: '1',
    jobs: 1,
    bursts: [],
    hops: hopsMs,
  } as const;
  t.match(
    scoreQueue(raw).bars.map(({ reached }) => reached),
    [true, false],
  );
});

t.test('console: the bar is the upper end of the interval over blocks', async (t) => {
  const window = (block: number, isWatched: boolean, answered: number) => ({
    ...{ block, isWatched, answered, seconds: 1, not2xx: 0, errors: 0 },
    latencyMs: isWatched ? EVERY_MS.map((ms) => 2 * ms) : EVERY_MS,
    updatesAtMs: isWatched ? [0, 1000, 2001] : [],
  });
  /** What is left of the throughput, block by block; the machine itself is twice as fast in every second one. */
  const result = (...left: readonly number[]): RawConsole => ({
    ...{ format: RAW_CONSOLE_FORMAT, environment, seed: '1' },
    ...{ waiting: 1, failed: 1, finished: 1, connections: 1 },
    update: { processorMs: 6, wallMs: [1, 2, 3] },
    failedPages: [],
    windows: left.flatMap((share, block) => {
      const level = 100_000 * (1 + (block % 2));
      const pair = [window(block, false, level), window(block, true, level * share)];
      return block % 2 === 0 ? pair : pair.reverse();
    }),
  });
  const reached = (...left: readonly number[]) =>
    scoreConsole(result(...left)).bars.map((bar) => bar.reached);
  t.same(reached(0.991, 0.99, 0.989, 0.99), [true, true]);
  t.same(reached(0.971, 0.97, 0.969, 0.97), [false, true], 'a console that takes three per cent');
  t.same(reached(0.94, 1.04, 0.94, 1.04), [false, true], 'windows too unlike each other to say');
  t.same(reached(1.04, 1.16, 1.05, 1.15), [false, true], 'also where chance puts the console ahead');
  t.equal(changeOf(result(0.99, 0.99), 'p50').ratio.toFixed(6), '2.000000');
  const silent = result(0.99, 0.99);
  const windows = silent.windows.map((each) => ({ ...each, updatesAtMs: [0] }));
  t.same(
    scoreConsole({ ...silent, windows }).bars.map((bar) => bar.reached),
    [true, false],
    'nobody was sent anything',
  );
});

t.test('federation: what is added, who was late, who was not named', async (t) => {
  const search = (arrivedMs: number, reason?: string): RawSearch => ({
    by: 'document',
    status: 200,
    totalMs: 24,
    answers: [
      { system: 'ees', status: 'answered', arrivedMs, tookMs: 20, hits: 1 },
      {
        system: 'sis',
        status: 'not-answered',
        ...(reason ? { reason } : {}),
        arrivedMs: 5,
        tookMs: 4,
        hits: 0,
      },
    ],
  });
  t.equal(overheadMs(search(22)), 4);
  const score = (...withFaults: readonly RawSearch[]) =>
    scoreFederation({
      format: RAW_FEDERATION_FORMAT,
      environment,
      seed: '1',
      persons: 1,
      askedAs: 'border-authority',
      slowMs: 1000,
      allHere: [search(22)],
      withFaults,
      faults: { sis: 'failing' },
    }).bars.map(({ reached }) => reached);
  t.same(score(search(22, 'system-unreachable')), [true, true, true]);
  t.same(score(search(1000, 'system-unreachable')), [true, false, true]);
  t.same(score(search(22)), [true, true, false]);
  const all = search(22, 'system-unreachable');
  const believed = all.answers.map((each) => ({ ...each, status: 'answered' }));
  t.same(score({ ...all, answers: believed }), [true, true, false], 'whoever failed was believed');
  const absent = { ...all, answers: all.answers.slice(0, 1) };
  t.same(score(all, absent), [true, true, false], 'and was left out of one of two');
  t.same(score({ ...all, answers: all.answers.slice(1) }), [true, false, true], 'another was left out');
  t.same(score({ ...all, status: 503, answers: [] }), [true, false, false], 'nobody was there');
});

t.test('federation: a refusal is there at once, and no search', async (t) => {
  const answers = ['ees', 'sis'].map((system) => ({
    ...{ system, status: 'answered', arrivedMs: 20, tookMs: 20, hits: 0 },
  }));
  const whole: RawSearch = { by: 'document', status: 200, hasEnded: true, totalMs: 24, answers };
  const score = (...allHere: readonly RawSearch[]) =>
    scoreFederation({
      ...{ format: RAW_FEDERATION_FORMAT, environment, seed: '1', persons: 1 },
      ...{ askedAs: 'border-authority', slowMs: 1000, allHere, withFaults: [whole] },
      faults: { sis: 'slow' },
    });
  t.same(
    score(whole).bars.map(({ reached }) => reached),
    [true, true, true],
  );
  for (const lacking of [
    { ...whole, status: 503, totalMs: 2, answers: [] },
    { ...whole, hasEnded: false, totalMs: 2 },
  ]) {
    const { bars, series } = score(whole, lacking);
    t.match(bars[0], { found: '4.00 ms (1 of 2 searches refused or cut off)', reached: false });
    t.same(
      series.map(({ values }) => values),
      [[4], [24]],
    );
    t.equal(score(lacking).bars[0]!.reached, false);
  }
});

t.test('startup: seconds per million are the difference to an empty hub', async (t) => {
  const start = (references: number, startMs: number): RawStart => ({
    kind: 'from PostgreSQL',
    references,
    startMs,
  });
  t.equal(secondsPerMillion([start(0, 2000), start(500_000, 9000)], 'from PostgreSQL'), 14);
  t.equal(secondsPerMillion([start(0, 2000)], 'from PostgreSQL'), undefined);
  t.equal(secondsPerMillion([start(0, 2000), start(9, 9000)], 'from its files'), undefined);
});

t.test('mixed: proportions are those of the published figures', async (t) => {
  const total = WORK.reduce((sum, kind) => sum + PER_YEAR[kind], 0);
  t.equal(total, 466_940_000);
  t.ok(Math.abs(unionPerSecond() - 14.8) < 0.1);
});

t.test('results of other machines, commands or seeds are not compared', async (t) => {
  const scored = { format: SCORED_FORMAT, ...scoreIdentify(identifyResult(40)) } as const;
  t.same(differences(scored, scored), []);
  const elsewhere = { ...scored, environment: { ...environment, cpu: 'another' }, seed: '2' };
  t.equal(differences(scored, elsewhere).length, 2);
});
