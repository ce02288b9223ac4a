import { type AlignedSide, alignMinutiae, type MinutiaPair } from './align-minutiae.js';
import { cylinderSimilarities } from './cylinder-similarities.js';
import { type DescribedMinutiae, hasRidges, onSkin } from './describe-minutiae.js';
import {
  type Alignment,
  type AlignmentMeasures,
  LEAST_PAIRS,
  layOn,
  measurePairs,
  measureRidges,
} from './measure-alignment.js';
import { cylindersOf, type MinutiaCylinders } from './minutia-cylinders.js';
import { minutiaSimilarities } from './minutia-similarities.js';
import { isWithinHull } from './minutiae-hull.js';
import { LEAST_OF_PAIRS, weighAlignment, weighPairs } from './weigh-alignment.js';

/**
 * What a score rests on, and so its scale. `ridges`: minutiae, described by the ridges around them. `minutiae-alone`:
 * minutiae described by one another, as one side at least has no ridge field. Scores of the two are never compared
 * with each other, and each has its own calibration.
 */
export type ComparisonBasis = 'ridges' | 'minutiae-alone';

export type MinutiaeComparison = {
  readonly basis: ComparisonBasis;
  /** 0 and up; grows with the pairs and how well they fit one another, falls with what has no pair on common skin. */
  readonly score: number;
  /** Indices into the two templates, pair by pair, for drawing. */
  readonly pairs: readonly MinutiaPair[];
};

/**
 * Compares two impressions: `alignMinutiae` lays one on the other, and where both have ridges `weighAlignment` says what the
 * result is worth. The same templates give the same score on every machine, as only
 * operations whose every bit IEEE 754 and ECMAScript specify are used, and tables made of these.
 */
export function compareMinutiae(probe: DescribedMinutiae, reference: DescribedMinutiae): MinutiaeComparison {
  if (!hasRidges(probe.template) || !hasRidges(reference.template)) return compareAlone(probe, reference);
  const pairs = pairsByRidges(probe, reference);
  const score = pairs.length < LEAST_PAIRS ? 0 : scoreOf(layOn(probe, reference, pairs));
  return { basis: 'ridges', score, pairs: inTemplates(probe, reference, pairs) };
}

function scoreOf(alignment: Alignment): number {
  const ofPairs = measurePairs(alignment);
  if (weighPairs(ofPairs) < LEAST_OF_PAIRS) return 0;
  return weighAlignment({ ...ofPairs, ...measureRidges(alignment) });
}

/** What the score of the basis `ridges` is made of, for fitting its weights; nothing where there are too few pairs. */
export function measureComparison(
  probe: DescribedMinutiae,
  reference: DescribedMinutiae,
): AlignmentMeasures | undefined {
  const pairs = pairsByRidges(probe, reference);
  if (pairs.length < LEAST_PAIRS) return undefined;
  const alignment = layOn(probe, reference, pairs);
  return { ...measurePairs(alignment), ...measureRidges(alignment) };
}

/** Indices into the places of both. */
function pairsByRidges(probe: DescribedMinutiae, reference: DescribedMinutiae): readonly MinutiaPair[] {
  const side = (described: DescribedMinutiae): AlignedSide => ({
    places: described,
    isOnSkin: (x, y) => onSkin(described.template, x, y),
  });
  return alignMinutiae(side(probe), side(reference), minutiaSimilarities(probe, reference)).pairs;
}

/** Compares by the minutiae alone, whatever ridge fields there are: what `compareMinutiae` does where one has none. */
export function compareAlone(probe: DescribedMinutiae, reference: DescribedMinutiae): MinutiaeComparison {
  const [ofProbe, ofReference] = [cylindersFor(probe), cylindersFor(reference)];
  const similarities = cylinderSimilarities(ofProbe, ofReference);
  const side = (places: DescribedMinutiae, { hull }: MinutiaCylinders): AlignedSide => ({
    places,
    isOnSkin: (x, y) => isWithinHull(hull, x, y, 0),
  });
  const { score, pairs } = alignMinutiae(side(probe, ofProbe), side(reference, ofReference), similarities);
  return { basis: 'minutiae-alone', score, pairs: inTemplates(probe, reference, pairs) };
}

function inTemplates(
  probe: DescribedMinutiae,
  reference: DescribedMinutiae,
  pairs: readonly MinutiaPair[],
): readonly MinutiaPair[] {
  return pairs.map((pair) => ({
    probe: probe.source[pair.probe]!,
    reference: reference.source[pair.reference]!,
  }));
}

/** Made when they are first needed: most templates have ridges and never need them. */
function cylindersFor(described: DescribedMinutiae): MinutiaCylinders {
  let cylinders = CYLINDERS.get(described);
  if (cylinders === undefined) {
    cylinders = cylindersOf(described);
    CYLINDERS.set(described, cylinders);
  }
  return cylinders;
}

const CYLINDERS = new WeakMap<DescribedMinutiae, MinutiaCylinders>();
