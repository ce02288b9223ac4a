import type { PreparedProbe } from '../matching/compare-person.js';
import { FURTHER_POSITION_SHARE } from '../matching/fusion.js';
import { boundEvidence, havePositionsOfTheirOwn, NOT_COMPARED } from './person-bounds.js';

/** Steps from a cosine of -1 to 1: at the steepest a bound is a twentieth of a nat above that of the cosine itself. */
const STEPS = 4_096;
const STEPS_PER_COSINE = STEPS / 2;

/** By step of the cosine: what a position adds, and what it adds more as the strongest. See `fusePositions`. */
type Table = { readonly further: Float64Array; readonly lead: Float64Array };

/**
 * What `PersonBounds` says, for everybody of a gallery: read from tables by the next step above each cosine, so a little
 * higher and never lower. It was two thirds of the time a search by four fingers took.
 */
export class BoundTables {
  readonly #tight: readonly Table[] | undefined;
  readonly #loose: readonly Table[];
  /** By number of positions: what the choice of the strongest costs. */
  readonly #choiceNats: Float64Array;

  /** `cosineError`: most that a cosine is off. */
  constructor(probes: readonly PreparedProbe[], cosineError: number) {
    const tablesOf = (least: number) => probes.map((probe) => tabulate(probe, cosineError, least));
    this.#tight = havePositionsOfTheirOwn(probes) ? tablesOf(Number.NEGATIVE_INFINITY) : undefined;
    this.#loose = tablesOf(0);
    this.#choiceNats = Float64Array.from({ length: probes.length + 1 }, (_, count) => Math.log(count));
  }

  /** `bestCosines` of each probe hold those of the person at `at`. Minus infinity where nothing was compared. */
  bound(bestCosines: readonly Float32Array[], at: number, hasLooseBounds: boolean): number {
    const isTight = this.#tight !== undefined && !hasLooseBounds;
    const tables = isTight ? this.#tight : this.#loose;
    let sum = 0;
    let lead = Number.NEGATIVE_INFINITY;
    let count = 0;
    for (let probe = 0; probe < bestCosines.length; probe++) {
      const cosine = bestCosines[probe]![at]!;
      if (cosine === NOT_COMPARED) continue;
      const step = stepAbove(cosine);
      const table = tables[probe]!;
      sum += table.further[step]!;
      lead = Math.max(lead, table.lead[step]!);
      count++;
    }
    return isTight && count > 0 ? lead + sum - this.#choiceNats[count]! : lead + sum;
  }
}

/** Rounding may take a cosine a little beyond -1 and 1. */
function stepAbove(cosine: number): number {
  return Math.min(STEPS, Math.max(0, Math.floor((cosine + 1) * STEPS_PER_COSINE) + 1));
}

/** `least`: what log likelihood ratios below it are taken as. */
function tabulate(probe: PreparedProbe, cosineError: number, least: number): Table {
  const further = new Float64Array(STEPS + 1);
  const lead = new Float64Array(STEPS + 1);
  for (let step = 0; step <= STEPS; step++) {
    const { chanceNats, logLikelihoodRatio } = boundEvidence(
      probe,
      step / STEPS_PER_COSINE - 1 + cosineError,
    );
    further[step] = FURTHER_POSITION_SHARE * Math.max(least, logLikelihoodRatio);
    lead[step] = chanceNats - further[step]!;
  }
  return { further, lead };
}
