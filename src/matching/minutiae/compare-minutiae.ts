import { type AlignedSide, alignMinutiae, type MinutiaPair } from './align-minutiae.js';
import { cylinderSimilarities } from './cylinder-similarities.js';
import { type DescribedMinutiae, hasRidges, onSkin } from './describe-minutiae.js';
import { cylindersOf, type MinutiaCylinders } from './minutia-cylinders.js';
import { minutiaSimilarities } from './minutia-similarities.js';
import { isWithinHull } from './minutiae-hull.js';

/**
 * What a score rests on, and so its scale. `ridges`: minutiae, described by the ridges around them. `minutiae-alone`:
 * minutiae described by one another, as one side at least has no ridge field. Scores of the two are never compared
 * with each other, and each has its own calibration.
 */
export type ComparisonBasis = 'ridges' | 'minutiae-alone';

export type MinutiaeComparison = {
  readonly basis: ComparisonBasis;
  /** 0 and up; grows with the number and the quality of the pairs, and with their share of the common area. */
  readonly score: number;
  /** Indices into the two templates, pair by pair, for drawing. */
  readonly pairs: readonly MinutiaPair[];
};

/**
 * Compares two impressions; `alignMinutiae` says how. The same templates give the same score on every machine, as only
 * operations whose every bit IEEE 754 and ECMAScript specify are used, and tables made of these.
 */
export function compareMinutiae(probe: DescribedMinutiae, reference: DescribedMinutiae): MinutiaeComparison {
  if (!hasRidges(probe.template) || !hasRidges(reference.template)) return compareAlone(probe, reference);
  const similarities = minutiaSimilarities(probe, reference);
  const side = (described: DescribedMinutiae): AlignedSide => ({
    places: described,
    isOnSkin: (x, y) => onSkin(described.template, x, y),
  });
  return { basis: 'ridges', ...alignMinutiae(side(probe), side(reference), similarities) };
}

/** Compares by the minutiae alone, whatever ridge fields there are: what `compareMinutiae` does where one has none. */
export function compareAlone(probe: DescribedMinutiae, reference: DescribedMinutiae): MinutiaeComparison {
  const [ofProbe, ofReference] = [cylindersFor(probe), cylindersFor(reference)];
  const similarities = cylinderSimilarities(ofProbe, ofReference);
  const side = (places: DescribedMinutiae, { hull }: MinutiaCylinders): AlignedSide => ({
    places,
    isOnSkin: (x, y) => isWithinHull(hull, x, y, 0),
  });
  const alignment = alignMinutiae(side(probe, ofProbe), side(reference, ofReference), similarities);
  return { basis: 'minutiae-alone', ...alignment };
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
