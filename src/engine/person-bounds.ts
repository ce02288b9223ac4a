import { modalityOf } from '../domain/positions.js';
import { chanceNats, logLikelihoodRatio } from '../matching/calibration.js';
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
  // One record per probe, filled anew for each person: this runs over everybody.
  readonly #records: { chanceNats: number; logLikelihoodRatio: number }[];
  readonly #evidence: { chanceNats: number; logLikelihoodRatio: number }[] = [];

  /** `cosineError`: most that a cosine is off. */
  constructor(probes: readonly PreparedProbe[], cosineError: number) {
    this.#cosineError = cosineError;
    this.#probes = probes;
    this.#isChoiceFree = havePositionsOfTheirOwn(probes);
    this.#records = probes.map(() => ({ chanceNats: 0, logLikelihoodRatio: 0 }));
  }

  /** `bestCosines` of each probe hold those of the person at `at`. Minus infinity where nothing was compared. */
  bound(bestCosines: readonly Float32Array[], at: number, hasLooseBounds: boolean): number {
    this.#evidence.length = 0;
    for (let index = 0; index < this.#probes.length; index++) {
      const cosine = bestCosines[index]![at]!;
      if (cosine === NOT_COMPARED) continue;
      this.#evidence.push(fillBound(this.#records[index]!, this.#probes[index]!, cosine + this.#cosineError));
    }
    if (this.#evidence.length === 0) return Number.NEGATIVE_INFINITY;
    const isTight = this.#isChoiceFree && !hasLooseBounds;
    return isTight ? fusePositions(this.#evidence) : fusedUpperBound(this.#evidence);
  }
}

/** Most that anybody can fuse to by one probe with a cosine of at most this. */
export function boundOfCosine(probe: PreparedProbe, cosine: number): number {
  return fusedUpperBound([fillBound({ chanceNats: 0, logLikelihoodRatio: 0 }, probe, cosine)]);
}

/**
 * With a reference of full weight. One of less weight gives less evidence against the person, which `fusedUpperBound`
 * allows for.
 */
function fillBound(
  record: { chanceNats: number; logLikelihoodRatio: number },
  probe: PreparedProbe,
  cosineMax: number,
) {
  const modality = modalityOf(probe.position);
  // Faces are not weighed.
  const weight = modality === 'face' ? 1 : firstStageQualityWeight(probe.quality, 100);
  record.chanceNats = chanceNats(modality, cosineMax);
  record.logLikelihoodRatio = weighedRatio(weight, logLikelihoodRatio(modality, cosineMax));
  return record;
}

/** Then no two probes want the same reference, and each gets its best one. */
function havePositionsOfTheirOwn(probes: readonly PreparedProbe[]): boolean {
  const positions = new Set(probes.map(({ position }) => position));
  return positions.size === probes.length && !positions.has('unknown-finger');
}
