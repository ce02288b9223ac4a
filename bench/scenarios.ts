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
};

export const SCENARIOS: readonly Scenario[] = [
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
  },
];
