/** NIST's published table as a section of a report, with rows of ours above it and the conditions of both said first. */
import type { ScoredSection } from '../report/scored-scenario.js';
import { NIST_E1N } from './nist-e1n.js';

/** One line of ours: what was measured, and under which conditions it differs from those of the table. */
export type OurLine = { readonly what: string; readonly fnir?: string; readonly seconds?: string };

export function besideNist(ours: readonly OurLine[], conditions: string): ScoredSection {
  return {
    title: 'Beside what NIST publishes',
    text: [
      `Ours: ${conditions}`,
      'NIST: FRIF TE E1N, 13 algorithms as published on 2 March 2026 (usnistgov/frifte, commit eb82f69). Operational prints of the data sets of FpVTE 2012, about 30,000 searches each, one third with a mate; every search by one algorithm on one core of an Intel Xeon Gold 6254 at 3.1 GHz, printed to 0.1 s (0.0 is less than 0.05). FNIR where FPIR is at most 0.001, printed to four places.',
      'Real prints of many sensors are harder in some ways and easier in others than rendered ones, and the machines differ: the table says in which range others lie, not who is better.',
    ],
    tables: [
      { head: ['Measured here', 'FNIR', 'seconds'], rows: ours.map(lineOfOurs) },
      {
        head: [
          'Algorithm (NIST E1N)',
          'FNIR, two index fingers among 1,600,000',
          'right slap among 3,000,000',
          'all ten, flat, among 3,000,000',
          'template of one finger, s',
          'search of one finger among 100,000, s',
          'search of a right slap among 3,000,000, s',
        ],
        rows: NIST_E1N.map(([algorithm, twoFingers, slap, flats, template, one, four]) => [
          algorithm,
          ...[twoFingers, slap, flats].map((rate) => rate.toFixed(4)),
          ...[template, one, four].map((seconds) => seconds.toFixed(1)),
        ]),
      },
    ],
  };
}

function lineOfOurs({ what, fnir = '-', seconds = '-' }: OurLine): readonly string[] {
  return [what, fnir, seconds];
}
