/**
 * Raw file of `run-identification` in, scored file out: realised rate of false positive identifications against the one
 * asked for, misses, how often the first stage hands the mate on, and what that says of larger galleries.
 *
 *   node dist/bench/identification-accuracy/score-identification.js RAW.json [RAW.json ...] [--draws 500] [--out FILE]
 *
 * Several raw files are the parts of one run (`--part`); those of several runs are refused.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { identificationThresholds } from '../../src/matching/decision.js';
import { rankEvidence } from '../../src/matching/rank-evidence.js';
import { fitSearchTail } from '../../src/matching/search-tail.js';
import { LIMITS } from '../../src/platform/limits.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { RAW_FORMAT, type RawIdentification, type RawSearch } from './raw-identification.js';

export const RATES_ASKED = [1e-1, 1e-2, 1e-3] as const;
export const PERSONS_HANDED_ON = [1, 10, 50, 200, 1000] as const;
const LARGE_GALLERY = 100_000;
const FPIR_OF_MISSES = 0.01;
/** Half of the held-out impressions are better. */
const GOOD_QUALITY = 84;

export type Rate = {
  readonly value: number;
  readonly events: number;
  readonly of: number;
  readonly from: number;
  readonly to: number;
};

export type ScoredGallery = {
  readonly fingers: number;
  readonly persons: number;
  readonly galleries: number;
  readonly searches: number;
  readonly searchedPersons: number;
  /** References of each finger of a person, on average: all of them count in the threshold. */
  readonly referencesPerPerson: number;
  readonly falsePositives: readonly {
    readonly asked: number;
    readonly threshold: 'calibrated' | 'own tail';
    readonly realised: Rate;
    readonly misses: Rate;
  }[];
  /** Of searches among whose enrolled persons one's finger was on the same glass before: how many it is returned to as a match. */
  readonly residues: Rate;
  /** Share of mates among the first so many of the first stage. */
  readonly handedOn: readonly {
    readonly persons: number;
    readonly share: Rate;
    readonly predicted: number;
  }[];
  /** Misses at FPIR 1 % in a gallery of 100,000, from scores of mates here, by how many persons the second stage takes. */
  readonly large: readonly {
    /** Only searches whose probes are all at least so good. */
    readonly qualityMin: number;
    readonly handedOn: number;
    readonly missedByFirst: Rate;
    readonly missed: Rate;
  }[];
};

export type ScoredIdentification = Omit<RawIdentification, 'galleries'> & {
  readonly draws: number;
  readonly galleries: readonly ScoredGallery[];
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { draws: { type: 'string', default: '500' }, out: { type: 'string' } },
});
if (positionals.length === 0) throw new Error('name the raw file to score');
const raws = positionals.map((path) => JSON.parse(readFileSync(path, 'utf8')) as RawIdentification);
if (raws.some(({ format }) => format !== RAW_FORMAT)) throw new Error('a file is not of this benchmark');
refuseOtherRuns(raws);
const out = values.out ?? positionals[0]!.replace(/\.json$/, '.scored.json');
writeFileSync(out, JSON.stringify(score(raws), undefined, 2));
console.log(out);

/** Counts of several runs, or of one part twice, are no counts of one. */
function refuseOtherRuns(parts: readonly RawIdentification[]): void {
  const runOf = ({
    seed,
    chain,
    secondStagePersons,
    attempts,
    furtherReferences,
    sources,
  }: RawIdentification) =>
    JSON.stringify({ seed, chain, secondStagePersons, attempts, furtherReferences, sources });
  if (new Set(parts.map(runOf)).size > 1) throw new Error('the files are not parts of one run');
  const names = parts.map(({ part = '0/1' }) => part);
  if (new Set(names).size < names.length) throw new Error(`a part is there twice: ${names.join(', ')}`);
}

function score(parts: readonly RawIdentification[]): ScoredIdentification {
  const { galleries: _, ...facts } = parts[0]!;
  const all = parts.flatMap(({ galleries }) => galleries);
  const kinds = [...new Set(all.map(({ fingers, persons }) => `${fingers} ${persons}`))];
  return {
    ...facts,
    draws: Number(values.draws),
    galleries: kinds.map((kind) => {
      const [fingers, persons] = kind.split(' ').map(Number) as [number, number];
      const ofKind = all.filter((each) => each.fingers === fingers && each.persons === persons);
      return scoreGallery(
        {
          fingers,
          persons,
          galleries: ofKind.length / parts.length,
          referencesPerPerson:
            ofKind.reduce((sum, each) => sum + (each.referencesPerPerson ?? 1), 0) / ofKind.length,
        },
        ofKind.flatMap(({ searches }) => searches),
        facts.secondStagePersons,
      );
    }),
  };
}

function scoreGallery(
  facts: Pick<ScoredGallery, 'fingers' | 'persons' | 'galleries' | 'referencesPerPerson'>,
  searches: readonly RawSearch[],
  secondStagePersons: number,
): ScoredGallery {
  const { persons, referencesPerPerson } = facts;
  const comparisons = Math.round(persons * referencesPerPerson);
  // As the hub does it: the place in the first stage counts where there is one finger.
  const evidenceOfRank = (comparisons: number, handedOn: number): ReturnType<typeof rankEvidence> =>
    facts.fingers === 1 ? rankEvidence({ comparisons, secondStagePersons: handedOn }) : () => 0;
  const ofStranger = evidenceOfRank(comparisons, secondStagePersons);
  const ofMate = evidenceOfRank(comparisons, secondStagePersons);
  const bestStranger = ({ both, references }: RawSearch) =>
    Math.max(...both.map((score, index) => score + ofStranger(index + 1, references?.[index])));
  const good = (qualityMin: number) => searches.filter(({ quality }) => quality >= qualityMin);
  const rate = (isEvent: (search: RawSearch) => boolean) => rateOf(searches, isEvent);
  const isMissed = (search: RawSearch, threshold: number) =>
    search.mate.rank > secondStagePersons ||
    search.mate.both + ofMate(search.mate.rank, search.mate.references) < threshold;
  // How many strangers a gallery of another size would put before the mate: by the search's own tail, scaled with the size.
  const expectedAbove = ({ mate, first }: RawSearch, size: number) => {
    const tail = fitSearchTail(first);
    if (tail === undefined || mate.first < tail.from) return (size / persons) * mate.rank;
    return (size / persons) * tail.count * Math.exp(-(mate.first - tail.from) / tail.scale);
  };
  return {
    ...facts,
    searches: searches.length,
    searchedPersons: new Set(searches.map(({ person }) => person)).size,
    falsePositives: RATES_ASKED.flatMap((asked) =>
      (['calibrated', 'own tail'] as const).map((threshold) => {
        const matchOf = (search: RawSearch) => thresholdOf(search, comparisons, { asked, threshold });
        return {
          asked,
          threshold,
          realised: rate((search) => bestStranger(search) >= matchOf(search)),
          misses: rate((search) => isMissed(search, matchOf(search))),
        };
      }),
    ),
    residues: rateOf(
      searches.filter(({ residue }) => residue !== undefined),
      (search) =>
        search.residue! >=
        thresholdOf(search, comparisons, { asked: FPIR_OF_MISSES, threshold: 'calibrated' }),
    ),
    handedOn: PERSONS_HANDED_ON.filter((count) => count < persons).map((count) => ({
      persons: count,
      share: rate(({ mate }) => mate.rank <= count),
      predicted: searches.filter((search) => expectedAbove(search, persons) < count).length / searches.length,
    })),
    large: [0, GOOD_QUALITY].flatMap((qualityMin) =>
      [LIMITS.secondStagePersonsMax, 2_000, 5_000, 20_000, 50_000, LARGE_GALLERY].map((handedOn) => {
        const match = identificationThresholds({
          comparisons: LARGE_GALLERY * referencesPerPerson,
          falsePositiveIdentificationRate: FPIR_OF_MISSES,
        }).match;
        const isLost = (search: RawSearch) => expectedAbove(search, LARGE_GALLERY) >= handedOn;
        const ofRank = evidenceOfRank(LARGE_GALLERY * referencesPerPerson, handedOn);
        const scoreOf = (search: RawSearch) =>
          search.mate.both +
          ofRank(1 + Math.floor(expectedAbove(search, LARGE_GALLERY)), search.mate.references);
        return {
          handedOn,
          qualityMin,
          missedByFirst: rateOf(good(qualityMin), isLost),
          missed: rateOf(good(qualityMin), (search) => isLost(search) || scoreOf(search) < match),
        };
      }),
    ),
  };
}

function thresholdOf(
  { first }: RawSearch,
  comparisons: number,
  { asked, threshold }: { readonly asked: number; readonly threshold: 'calibrated' | 'own tail' },
): number {
  const tail = threshold === 'own tail' ? fitSearchTail(first) : undefined;
  return identificationThresholds({
    comparisons,
    falsePositiveIdentificationRate: asked,
    ...(tail === undefined ? {} : { tails: [tail] }),
  }).match;
}

/** 95 % by drawing persons, as one person's searches are alike; without an event the rule of three over persons. */
function rateOf(searches: readonly RawSearch[], isEvent: (search: RawSearch) => boolean): Rate {
  const byPerson = new Map<number, { events: number; of: number }>();
  for (const search of searches) {
    const sums = byPerson.get(search.person) ?? { events: 0, of: 0 };
    if (isEvent(search)) sums.events++;
    sums.of++;
    byPerson.set(search.person, sums);
  }
  const persons = [...byPerson.values()];
  const events = persons.reduce((sum, each) => sum + each.events, 0);
  const counted = { value: events / Math.max(1, searches.length), events, of: searches.length };
  if (events === 0) return { ...counted, from: 0, to: Math.min(1, 3 / persons.length) };
  const random = seededRandom(11);
  const draws = Array.from({ length: Number(values.draws) }, () => {
    let [drawnEvents, drawnOf] = [0, 0];
    for (let k = 0; k < persons.length; k++) {
      const drawn = persons[Math.floor(random() * persons.length)]!;
      drawnEvents += drawn.events;
      drawnOf += drawn.of;
    }
    return drawnEvents / drawnOf;
  }).sort((a, b) => a - b);
  return {
    ...counted,
    from: draws[Math.floor(0.025 * draws.length)]!,
    to: draws[Math.floor(0.975 * draws.length)]!,
  };
}
