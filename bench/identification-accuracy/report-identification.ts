/**
 * Scored file of `score-identification` in, one HTML page out.
 *
 *   node dist/bench/identification-accuracy/report-identification.js SCORED.json [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { besideNist } from '../published/beside-nist.js';
import { htmlPage, htmlTable, type Section } from '../report/html-page.js';
import type { Rate, ScoredGallery, ScoredIdentification } from './score-identification.js';

const LIMITS_SECTION: Section = {
  title: 'Limits',
  text: [
    'Synthetic fingers only: this shows that thresholds do what they say and how errors grow with a gallery, not what real fingers of one sensor do.',
    'Intervals are of 95 % by drawing persons. Searches of one person, and of one probe in several galleries, are alike. No event among n persons is a bound of 3 / n, not a zero.',
    'The second stage compared fewer persons than the hub does, so that some strangers were not compared by minutiae whom the hub would compare.',
    'A gallery of 100,000 was not searched: the score of each mate is held against how many strangers the own tail of its search would put before it in one, and against the threshold there.',
  ],
};

const OUR_CONDITIONS =
  'rendered fingers of held-out seeds at full difficulty, FNIR at FPIR 0.01 in a gallery of 100,000, extrapolated as said below.';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [file] = positionals;
if (file === undefined) throw new Error('name the scored file to report');
const result = JSON.parse(readFileSync(file, 'utf8')) as ScoredIdentification;
const out = values.out ?? file.replace(/(\.scored)?\.json$/, '.html');
writeFileSync(out, page(result));
console.log(out);

function page({
  environment,
  chain,
  seed,
  sources,
  secondStagePersons,
  attempts = 1,
  furtherReferences = 0,
  galleries,
  quantisation,
}: ScoredIdentification) {
  return htmlPage({
    title: 'Fingerprint identification',
    facts: [
      ['Machine', `${environment.cpu}, ${environment.cores} cores`],
      ['Commit', environment.commit],
      ['Started', environment.startedAt],
      ['Command', environment.command],
      ['Seed', String(seed)],
      ['Chain', chain],
      [
        'Sources',
        sources
          .map(
            ({ fingers, impressions, rejected }) =>
              `${fingers} fingers, ${impressions} impressions, ${rejected} without a template`,
          )
          .join('; '),
      ],
      ['Persons compared by minutiae', String(secondStagePersons)],
      ['Attempts at each capture, the best by quality counts', String(attempts)],
      [
        'References of a finger',
        `${[...new Set(galleries.map(({ referencesPerPerson }) => referencesPerPerson.toFixed(2)))].join(', ')} on average, of which ${1 + furtherReferences} at most compared by minutiae`,
      ],
    ],
    sections: [
      {
        title: 'False positive identifications: asked for and realised',
        text: ['Missed: mates below the threshold or not handed on to the second stage.'],
        html: [
          htmlTable(
            ['fingers', 'persons', 'searches', 'asked', 'threshold', 'realised', 'missed'],
            galleries.flatMap((gallery) =>
              gallery.falsePositives.map(({ asked, threshold, realised, misses }) => [
                ...namesOf(gallery),
                percent(asked),
                threshold,
                describe(realised),
                describe(misses),
              ]),
            ),
          ),
        ],
      },
      {
        title: 'Residues',
        text: [
          'Some images show faintly, beside the finger, the print of one that was on the glass before (models/training/finger_images.py). Where that one is enrolled, how often it is returned as a match at FPIR 1 %. The image does show it, so it is not counted as a stranger above.',
        ],
        html: [
          htmlTable(
            ['fingers', 'persons', 'searches', 'returned'],
            galleries.map((gallery) => [...namesOf(gallery), describe(gallery.residues)]),
          ),
        ],
      },
      {
        title: 'Mates among the first of the first stage',
        text: ['Predicted: from the tail of the search alone, as for the large gallery.'],
        html: [
          htmlTable(
            ['fingers', 'persons', 'searches', 'handed on', 'share', 'predicted'],
            galleries.flatMap((gallery) =>
              gallery.handedOn.map(({ persons, share, predicted }) => [
                ...namesOf(gallery),
                String(persons),
                describe(share),
                percent(predicted),
              ]),
            ),
          ),
        ],
      },
      {
        title: 'Misses in a gallery of 100,000 at FPIR 1 %, extrapolated',
        text: [],
        html: [
          htmlTable(
            [
              'fingers',
              'persons',
              'searches',
              'probe quality from',
              'handed on',
              'missed by the first stage',
              'missed',
            ],
            galleries.flatMap((gallery) =>
              gallery.large.map(({ qualityMin, handedOn, missedByFirst, missed }) => [
                ...namesOf(gallery),
                String(qualityMin),
                String(handedOn),
                describe(missedByFirst),
                describe(missed),
              ]),
            ),
          ),
        ],
      },
      ...(quantisation === undefined
        ? []
        : [
            {
              title: 'Embeddings as signed bytes',
              text: [
                `EER ${percent(quantisation.eerFloat)} in single precision, ${percent(quantisation.eerInteger)} rounded; difference ${percent(quantisation.differenceFrom)} to ${percent(quantisation.differenceTo)} (${quantisation.mated} mated, ${quantisation.nonMated} non-mated pairs of the first stage).`,
              ],
            },
          ]),
      nistSection(galleries),
      LIMITS_SECTION,
    ],
  });
}

/** What is extrapolated to 100,000 stands beside what others reach among as many and more. */
function nistSection(galleries: readonly ScoredGallery[]): Section {
  const ours = galleries.flatMap(({ fingers, persons, large }) =>
    large
      .filter(({ qualityMin }) => qualityMin === 0)
      .map(({ handedOn, missed }) => ({
        what: `fingers: ${fingers}, among 100,000 (from ${persons}), ${handedOn} handed on`,
        fnir: describe(missed),
      })),
  );
  const { title, text, tables = [] } = besideNist(ours, OUR_CONDITIONS);
  return { title, text, html: tables.map(({ head, rows }) => htmlTable(head, rows)) };
}

function namesOf({ fingers, persons, galleries, searches }: ScoredGallery): readonly string[] {
  return [
    String(fingers),
    galleries > 1 ? `${persons} (${galleries} galleries)` : String(persons),
    String(searches),
  ];
}

function describe({ value, events, of, from, to }: Rate): string {
  return `${percent(value)} (${events}/${of}; ${percent(from)} .. ${percent(to)})`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(Math.abs(value) < 0.01 ? 3 : 1)} %`;
}
