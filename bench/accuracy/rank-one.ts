/**
 * Closed-set identification: every image searches one impression of each finger of its set, its own finger represented
 * by another image. Repeated for each choice of that other image: the gallery then holds the impressions of the same
 * place in order of all other fingers (or their last). Rank one: the mate scores above everybody else; a tie is a miss.
 */
import type { Comparator, RawAccuracy } from './raw-accuracy.js';
import { fingerNumbers } from './trials.js';

export type RankOne = { readonly searches: number; readonly first: number; readonly galleryFingers: number };

/** Of all sets together (`undefined`): the sum of the searches of each set in its own gallery. */
export function rankOne(raw: RawAccuracy, comparator: Comparator, set: number | undefined): RankOne {
  if (set !== undefined) return rankOneOfSet(raw, comparator, set);
  const parts = [...raw.sets.keys()].map((each) => rankOneOfSet(raw, comparator, each));
  const sum = (value: (part: RankOne) => number) => parts.reduce((total, part) => total + value(part), 0);
  return {
    searches: sum(({ searches }) => searches),
    first: sum(({ first }) => first),
    galleryFingers: Math.max(...parts.map(({ galleryFingers }) => galleryFingers)),
  };
}

function rankOneOfSet(raw: RawAccuracy, comparator: Comparator, set: number): RankOne {
  const { ofImage, count } = fingerNumbers(raw, set);
  const byFinger: number[][] = Array.from({ length: count }, () => []);
  ofImage.forEach((finger, image) => {
    if (finger >= 0) byFinger[finger]!.push(image);
  });
  const scoreOf = pairScores(raw, comparator);
  let searches = 0;
  let first = 0;
  byFinger.forEach((images, finger) => {
    for (const probe of images) {
      for (const [place, mate] of images.entries()) {
        if (mate === probe) continue;
        searches += 1;
        const mateScore = scoreOf(probe, mate);
        const isFirst = byFinger.every(
          (others, other) => other === finger || scoreOf(probe, others[place] ?? others.at(-1)!) < mateScore,
        );
        if (isFirst) first += 1;
      }
    }
  });
  return { searches, first, galleryFingers: count };
}

/** Score of two images whichever was the probe; minus infinity where they were not compared. */
function pairScores({ images, pairs }: RawAccuracy, comparator: Comparator) {
  const table = new Float64Array(images.length * images.length).fill(Number.NEGATIVE_INFINITY);
  pairs.scores[comparator]!.forEach((score, pair) => {
    const [probe, reference] = [pairs.probe[pair]!, pairs.reference[pair]!];
    table[probe * images.length + reference] = score;
    table[reference * images.length + probe] = score;
  });
  return (probe: number, reference: number) => table[probe * images.length + reference]!;
}
