import { modalityOf } from '../domain/positions.js';
import { chanceNats, logLikelihoodRatio } from '../matching/calibration.js';
import type { PreparedProbe } from '../matching/compare-person.js';
import { fusedUpperBound, fusePositions } from '../matching/fusion.js';
import { qualityWeight } from '../matching/quality-weight.js';
import type { HeldPerson } from './held-reference.js';
import type { BoundedPerson } from './rank-persons.js';

/** What single precision may have taken from a cosine: three roundings of 2^-24, taken twice and rounded up. */
const COSINE_ROUNDING = 1e-6;

/** Marks a person no reference of which was compared with the probe. */
export const NOT_COMPARED = -2;

/** Most that a person can fuse to, from the best cosine of each probe with any of their references. */
export function boundPersons(
  persons: Iterable<HeldPerson>,
  probes: readonly PreparedProbe[],
  bestCosines: readonly Float32Array[],
): readonly BoundedPerson[] {
  const isChoiceFree = havePositionsOfTheirOwn(probes);
  const bounded: BoundedPerson[] = [];
  // One record per probe, filled anew for each person: this loop runs over everybody.
  const records = probes.map(() => ({ chanceNats: 0, logLikelihoodRatio: 0 }));
  const evidence: typeof records = [];
  for (const person of persons) {
    evidence.length = 0;
    for (let index = 0; index < probes.length; index++) {
      const cosine = bestCosines[index]![person.number]!;
      if (cosine !== NOT_COMPARED) evidence.push(fillBound(records[index]!, probes[index]!, cosine));
    }
    if (evidence.length === 0) continue;
    const isTight = isChoiceFree && !person.hasLooseBounds;
    bounded.push({ person, upperBound: isTight ? fusePositions(evidence) : fusedUpperBound(evidence) });
  }
  return bounded;
}

/** Most that anybody can fuse to by one probe with a cosine of at most this. */
export function boundOfCosine(probe: PreparedProbe, cosine: number): number {
  return fusedUpperBound([fillBound({ chanceNats: 0, logLikelihoodRatio: 0 }, probe, cosine)]);
}

/**
 * With a reference of full weight. One of less weight gives less chance, and less evidence where it is for the
 * person; evidence against may shrink, which `fusedUpperBound` allows for.
 */
function fillBound(
  record: { chanceNats: number; logLikelihoodRatio: number },
  probe: PreparedProbe,
  cosine: number,
) {
  const modality = modalityOf(probe.position);
  const weight = qualityWeight(probe.quality, 100);
  const upper = cosine + COSINE_ROUNDING;
  record.chanceNats = weight * chanceNats(modality, upper);
  record.logLikelihoodRatio = weight * logLikelihoodRatio(modality, upper);
  return record;
}

/** Then no two probes want the same reference, and each gets its best one. */
function havePositionsOfTheirOwn(probes: readonly PreparedProbe[]): boolean {
  const positions = new Set(probes.map(({ position }) => position));
  return positions.size === probes.length && !positions.has('unknown-finger');
}
