/**
 * What NIST publishes of one-to-many fingerprint algorithms: Friction Ridge Image and Features Technology Evaluation,
 * exemplar one-to-many (FRIF TE E1N). A yardstick to hold beside a result of ours, with the conditions of both: images,
 * galleries and machines differ, so no line is "better" than another by this table alone.
 *
 * Source: `usnistgov/frifte`, branch `nist-pages`, commit eb82f69 of 2 March 2026, `e1n/results/<algorithm>/`
 * (`fpvte-2012class-a.html`, `-b.html`, `timing-sample.html`), works of the United States Government and in the public
 * domain; since April 2026 at fingerprint.nist.gov/frifte/e1n. All 13 algorithms that were reported then.
 */
export type PublishedAlgorithm = readonly [
  algorithm: string,
  /** False negative identification rate where the false positive one is at most 0.001; printed to four places. */
  fnirTwoIndexFingers1600000: number,
  fnirRightSlap3000000: number,
  fnirIdentificationFlats3000000: number,
  /** Median seconds to make a template of one plain right index finger; printed to 0.1 s. */
  templateSeconds: number,
  /** Median seconds of a search without a mate on one core; printed to 0.1 s. */
  searchSecondsOneFinger100000: number,
  searchSecondsRightSlap3000000: number,
];

export const NIST_E1N: readonly PublishedAlgorithm[] = [
  ['dermalog+0003', 0.0009, 0.0009, 0.0, 0.2, 0.1, 3.0],
  ['griauleimpl+0007', 0.0974, 0.069, 0.0161, 0.7, 0.1, 8.4],
  ['hisign+000C', 0.0004, 0.0064, 0.0016, 1.6, 0.1, 15.7],
  ['IDEMIA+0001', 0.0003, 0.0007, 0.0002, 1.2, 0.2, 4.5],
  ['identy+0001', 0.0006, 0.0012, 0.0001, 0.2, 1.6, 8.4],
  ['innovatrics+0001', 0.003, 0.012, 0.0011, 0.4, 1.1, 9.0],
  ['innovatrics+0002', 0.0005, 0.0051, 0.0009, 0.3, 0.6, 10.6],
  ['miaxis+0003', 0.181, 0.2879, 0.1065, 0.0, 0.2, 5.1],
  ['nec+0002', 0.0002, 0.0011, 0.0002, 1.4, 0.2, 3.4],
  ['Neurotechnology+0104', 0.0002, 0.0002, 0.0, 0.4, 1.9, 28.8],
  ['roc+0002', 0.0011, 0.0049, 0.0009, 0.3, 0.1, 2.4],
  ['tech5impl+0005', 0.001, 0.0503, 0.0014, 0.3, 0.4, 67.4],
  ['tech5impl+0008', 0.0057, 0.0024, 0.0001, 0.3, 0.1, 0.1],
];
