import { modalityOf } from '../domain/positions.js';
import { chanceNats, type Evidence, logLikelihoodRatio } from '../matching/calibration.js';
import type { PreparedProbe } from '../matching/compare-person.js';
import { fusedUpperBound, fusePositions } from '../matching/fusion.js';
import { firstStageQualityWeight, weighedRatio } from '../matching/quality-weight.js';

/** Marks a person no reference of which was compared with the probe. */
export const NOT_COMPARED = -2;

/** Most that persons can fuse to, side by side; the first `count` entries count. */
export type BoundedPersons = {
  readonly count: number;
  readonly persons: Uint32Array;
  readonly upperBounds: Float64Array;
};

/** Most that a person can fuse to, from the best cosine of each probe with any of their references. */
export class PersonBounds {
  readonly #probes: readonly PreparedProbe[];
  readonly #cosineError: number;
  readonly #isChoiceFree: boolean;

  /** `cosineError`: most that a cosine is off. */
  constructor(probes: readonly PreparedProbe[], cosineError: number) {
    this.#cosineError = cosineError;
    this.#probes = probes;
    this.#isChoiceFree = havePositionsOfTheirOwn(probes);
  }

  /** `bestCosines` of each probe hold those of the person at `at`. Minus infinity where nothing was compared. */
  bound(bestCosines: readonly Float32Array[], at: number, hasLooseBounds: boolean): number {
    const evidence = this.#probes.flatMap((probe, index) => {
      const cosine = bestCosines[index]![at]!;
      return cosine === NOT_COMPARED ? [] : boundEvidence(probe, cosine + this.#cosineError);
    });
    if (evidence.length === 0) return Number.NEGATIVE_INFINITY;
    return this.#isChoiceFree && !hasLooseBounds ? fusePositions(evidence) : fusedUpperBound(evidence);
  }
}

/** Most that anybody can fuse to by one probe with a cosine of at most this. */
export function boundOfCosine(probe: PreparedProbe, cosine: number): number {
  return fusedUpperBound([boundEvidence(probe, cosine)]);
}

/**
 * Most that a cosine of at most this is worth: with a reference of full weight. One of less weight gives less evidence
 * against the person, which `fusedUpperBound` allows for.
 */
export function boundEvidence(probe: PreparedProbe, cosineMax: number): Evidence {
  const modality = modalityOf(probe.position);
  // Faces are not weighed.
  const weight = modality === 'face' ? 1 : firstStageQualityWeight(probe.quality, 100);
  return {
    chanceNats: chanceNats(modality, cosineMax),
    logLikelihoodRatio: weighedRatio(weight, logLikelihoodRatio(modality, cosineMax)),
  };
}

/** Then no two probes want the same reference, and each gets its best one. */
export function havePositionsOfTheirOwn(probes: readonly PreparedProbe[]): boolean {
  const positions = new Set(probes.map(({ position }) => position));
  return positions.size === probes.length && !positions.has('unknown-finger');
}
