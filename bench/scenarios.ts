/** What `npm run bench` can do: each scenario says what it stands for, what it does not show, and how to repeat it. */
export type Step = {
  /** Compiled program, relative to the folder of the compiled benchmarks. */
  readonly program: string;
  /** Prints the path of the file it wrote as its last line; the next step is given that path first. */
  readonly writesFile: boolean;
};

export type Scenario = {
  readonly name: string;
  readonly represents: string;
  readonly limits: string;
  readonly minutes: string;
  /** Run, then score, then report. */
  readonly steps: readonly Step[];
  /** Options of the run that make it a quick look; no figure of it is worth keeping. */
  readonly quick: readonly string[];
  /** Options with which it is part of the first report; absent where it is not. */
  readonly first?: readonly string[];
  /** No part of pages about several: needs what only the caller has, or makes no page. */
  readonly apart?: true;
  /** Makes of its scored file one of the common form, where its own is another. */
  readonly summary?: string;
};

const STEP = (program: string): Step => ({ program, writesFile: true });

/** Run, score, and the page every scenario with a common scored file shares. */
function threeSteps(name: string): readonly Step[] {
  return [STEP(`${name}/run-${name}.js`), STEP(`${name}/score-${name}.js`), STEP('report/report-scored.js')];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'identify',
    represents:
      'Identifications over HTTP through the whole hub, run as `npm start` runs it, in galleries of a synthetic population of 10,000 and 100,000 persons (a million by --gallery 1000000 --fingers 1): one finger, four, four and the face where the face models are there, ten; throughput against callers with what the processor time goes into, and latency of Poisson arrivals counted from the planned moment.',
    limits:
      'One machine, with the load generator on it, loopback. Templates are drawn from the measured distribution of synthetic prints, probes are images; a few persons are searched again and again. The EES stores four fingers: of ten, all are extracted and four have references. Faces are drawings from a seed: they make the face chain and its gallery do their work and say nothing of how well persons are told apart (320 of them, 3 portraits each, by population/measure-templates.js --faces: all found, equal error rate 0.7 %; pairs of different faces that reach 0.403: 13 %, where persons’ are 0.1 %). PostgreSQL holds single pixels in place of the images of the population.',
    minutes: '8 with the defaults on two quiet cores, about 11 with faces; a million persons: 12 (quick: 3)',
    steps: threeSteps('identify'),
    quick: [
      '--gallery=2000,10000',
      '--fingers=4',
      '--connections=1,4,8',
      '--seconds=4',
      '--warm-seconds=4',
      '--open-seconds=8',
      '--shares=0.5',
      '--probes=one,four',
      '--persons=4',
    ],
    first: [
      '--gallery=10000,100000',
      '--fingers=4,1',
      '--connections=1,4,8',
      '--seconds=5',
      '--warm-seconds=8',
      '--open-seconds=12',
      '--shares=0.5',
      '--probes=one,four,ten',
      '--persons=6',
    ],
  },
  {
    name: 'queue',
    represents:
      'Jobs a second through the queue code of the hub with work that takes no time, and how long a job takes from hand to hand, beside a bare BullMQ queue in the same run.',
    limits: 'One process is producer and worker, Redis on the same machine; no PostgreSQL and no outbox.',
    minutes: '2 (quick: 1)',
    steps: threeSteps('queue'),
    quick: ['--jobs=1000', '--rounds=1', '--rates=50', '--seconds=4'],
    first: ['--jobs=3000', '--rounds=2', '--rates=50', '--seconds=8'],
  },
  {
    name: 'surge',
    represents:
      'The crisis year of COM(2020) 609: registrations of asylum and irregular crossing thirteen times the normal, four fifths of them in ten working hours, days compressed to a minute; border checks go on beside them. What queues and for how long, what is refused and how that is said, what border checks wait.',
    limits:
      'Rates are set by what this machine does, measured first, so that a crisis is one whatever the machine; only the shape of the load is that of the year. Fingers are drawn from a pool of images and their mirror images. Offices that are refused come back when they are told to.',
    minutes: '5 (quick: 2)',
    steps: threeSteps('surge'),
    quick: ['--hour-seconds=1', '--pool=8', '--persons=500'],
  },
  {
    name: 'mixed',
    represents:
      'All kinds of work at once, in the proportions of published yearly figures of the EU: searches by travel document at the border, crossings recorded, identifications, first registrations of travellers, visa applications, asylum and irregular crossings.',
    limits:
      'A rate at which this machine is half busy, found first. Proportions are those of whole years and of different years (2015 to 2019, see the report); a day has peaks that this has not.',
    minutes: '4 (quick: 2)',
    steps: threeSteps('mixed'),
    quick: ['--seconds=10', '--persons=1000', '--imaged=4'],
  },
  {
    name: 'federation',
    represents:
      'The search portal over all systems an authority sees, kept here, with a large EES: what it adds to its slowest system; then with systems kept elsewhere that are slow, fail, lie or never answer: whether all others are on time and the missing one is named.',
    limits:
      'Searches by travel document and by identity data, no biometrics. Stand-ins answer from loopback.',
    minutes: '3 (quick: 1)',
    steps: threeSteps('federation'),
    quick: ['--persons=2000', '--searches=40'],
    first: ['--persons=10000', '--searches=150'],
  },
  {
    name: 'startup',
    represents:
      'From the start of the process to the first answer, with galleries of several sizes: everything read from PostgreSQL, and files of the gallery kept from before.',
    limits: 'The page cache is warm: PostgreSQL has just been filled on the same machine.',
    minutes: '5 (quick: 1)',
    steps: threeSteps('startup'),
    quick: ['--persons=1000,5000', '--rounds=1'],
  },
  {
    name: 'console',
    represents:
      'A console that follows the live figures once a second while 100,000 jobs wait, 10,000 have failed and a million operations are finished: what it takes of the throughput and the latency of the API, in blocks of windows with and without it, with an interval; what one update and a page of failed jobs cost.',
    limits:
      'The API alone, on one machine with its callers, PostgreSQL and Redis; callers only read an operation. Jobs wait in one queue and nobody works on them. What other work on the machine does to a window widens the interval; one that is wider than the bar decides nothing.',
    minutes: '4 on two quiet cores (quick: 1)',
    steps: threeSteps('console'),
    quick: ['--waiting=2000', '--failed=200', '--finished=10000', '--blocks=4', '--seconds=2'],
  },
  {
    name: 'matching',
    represents:
      'Exhaustive 1:N search of a gallery in memory: comparisons per second and latency against gallery size, probes at once and threads, beside naive JavaScript, usearch (exhaustive and HNSW), hnswlib where it is installed, and the read bandwidth of the memory; latency of the engine while references stream in.',
    limits:
      'Random templates from a seed: speed and exactness, not recognition. No extraction, queue or HTTP. Compare figures of one run only.',
    minutes: '10 (quick: 1)',
    steps: [
      { program: 'matching/run-matching.js', writesFile: true },
      { program: 'matching/score-matching.js', writesFile: true },
      { program: 'matching/report-matching.js', writesFile: true },
    ],
    quick: [
      '--rows=10000,100000',
      '--probes=1,16',
      '--rounds=3',
      '--slice-ms=150',
      '--hnsw-rows=10000',
      '--enrolment-seconds=6',
      '--enrolment-rows=20000',
    ],
    first: [
      '--rows=10000,100000',
      '--probes=1,16',
      '--rounds=3',
      '--slice-ms=150',
      '--hnsw-rows=10000',
      '--enrolment-seconds=8',
      '--enrolment-rows=50000',
    ],
    summary: 'matching/summarise-matching.js',
  },
  {
    name: 'latency',
    represents:
      'One identification with one finger over HTTP through the whole hub on one machine, alone and from several connections, against its own compute.',
    limits:
      'A gallery of 1,000; a closed loop, so waiting that a real arrival process would cause is not seen. One JSON document, no report.',
    minutes: '2 (quick: 1)',
    steps: [{ program: 'latency/identify-latency.js', writesFile: false }],
    quick: ['--references=100', '--requests=20', '--connections=4'],
    apart: true,
  },
  {
    name: 'accuracy',
    represents:
      'Fingerprint error rates on folders of images named finger_impression.ext, given as FOLDER:PPI, for example the B sets of FVC2002: DET, EER, rank one, failures to extract, error against discard by quality, times of each stage; embedding alone, minutiae alone, fused.',
    limits:
      'Needs images; small sets give wide intervals, and none says how a large gallery behaves. Times of one thread beside whatever else runs.',
    minutes: 'a tenth of a second an image, a minute for the intervals (quick: 4 fingers of each folder)',
    steps: [
      { program: 'accuracy/run-accuracy.js', writesFile: true },
      { program: 'accuracy/score-accuracy.js', writesFile: true },
      { program: 'accuracy/report-accuracy.js', writesFile: true },
    ],
    quick: ['--fingers=4', '--impressions=3'],
    apart: true,
  },
  {
    name: 'identification',
    represents:
      'Searches of synthetic fingers, one and four at once, in galleries of several sizes by both stages: the realised rate of false positive identifications against the one asked for, with the calibrated threshold and with the own tail of each search; misses; mates handed on by the first stage, and what that says of a gallery of 100,000; rounding of embeddings. Templates are read from files of identification-accuracy/extract-templates.js.',
    limits:
      'Synthetic fingers; without --probes a few are made on the spot, which shows that it works and no rate. The second stage compares fewer persons than in the hub.',
    minutes: '30 with 1,600 fingers of 3 impressions (quick: 2)',
    steps: [
      { program: 'identification-accuracy/run-identification.js', writesFile: true },
      { program: 'identification-accuracy/score-identification.js', writesFile: true },
      { program: 'identification-accuracy/report-identification.js', writesFile: true },
    ],
    quick: ['--made=8', '--sizes=all', '--fingers=1,2'],
    apart: true,
  },
  {
    name: 'non-fingerprints',
    represents:
      'A thousand images that show no finger, of 25 kinds, through the extraction, and what becomes a template against a gallery of a thousand strangers by both stages: outcomes by kind, matches.',
    limits: 'Images and gallery are made from a seed. One JSON document, no report.',
    minutes: '3 (quick: 1)',
    steps: [{ program: 'identification-accuracy/run-non-fingerprints.js', writesFile: false }],
    quick: ['--images=50', '--gallery=200'],
    apart: true,
  },
  {
    name: 'calibration',
    represents:
      'The calibration of fingerprint scores fitted anew: two files of templates of held-out synthetic fingers (identification-accuracy/extract-templates.js) and the scores of all their pairs (identification-accuracy/score-pairs.js, half an hour on two cores for 3,200 fingers), the first to fit, the second to measure the cost of the log likelihood ratios; --write puts the table into src/matching/fingerprint-calibration.ts.',
    limits: 'Needs the files. Prints the table; no report.',
    minutes: '10 with 1,600 fingers of 3 impressions each',
    steps: [{ program: 'identification-accuracy/calibrate.js', writesFile: false }],
    quick: [],
    apart: true,
  },
];

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario "${name}"`);
  return found;
}

/** Those whose scored file holds series of times; error rates have intervals of their own, by finger or by person. */
export const COMPARABLE = `Results of these are compared: ${SCENARIOS.filter(
  ({ steps }) => steps.at(-1)?.program === 'report/report-scored.js',
)
  .map(({ name }) => name)
  .join(', ')}.`;
