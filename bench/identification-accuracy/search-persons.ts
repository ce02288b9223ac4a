/** Searches of persons of one or several fingers as the hub does them, with both stages, and the mate set apart. */
import { chanceNats } from '../../src/matching/calibration.js';
import { fusePositions } from '../../src/matching/fusion.js';
import { pairEvidence } from '../../src/matching/pair-evidence.js';
import { cosineOf, minutiaeScoreOf, type PreparedImpression } from './prepared-gallery.js';
import type { RawSearch } from './raw-identification.js';
import { shareGlass } from './residues.js';

/** In the same order of all persons; of a finger that gave no template there is none. */
export type Person = {
  readonly id: number;
  /** Which file the fingers are of: numbers of fingers of two files have nothing to do with each other. */
  readonly source: number;
  readonly fingers: readonly (PreparedImpression | undefined)[];
};

/** Scores of the first stage that are kept of a search: what the search's own tail is read from. */
const KEPT_OF_FIRST_STAGE = 200;

export function searchPersons(
  probe: Person,
  gallery: readonly Person[],
  secondStagePersons: number,
): RawSearch | undefined {
  const scored = gallery.map((person) => {
    const cosines = probe.fingers.map((finger, index) => {
      const reference = person.fingers[index];
      return finger === undefined || reference === undefined ? undefined : cosineOf(finger, reference);
    });
    return { person, cosines, first: fused(probe, person, cosines) };
  });
  const mate = scored.find(({ person }) => person.id === probe.id);
  if (mate === undefined) return undefined;
  const residues = scored.filter(({ person }) => leftResidue(probe, person));
  const others = scored
    .filter((each) => each !== mate && !residues.includes(each))
    .sort((a, b) => b.first - a.first);
  return {
    person: probe.id,
    quality: Math.min(...probe.fingers.flatMap((finger) => finger?.quality ?? [])),
    first: others.slice(0, KEPT_OF_FIRST_STAGE).map(({ first }) => round(first)),
    both: others
      .slice(0, secondStagePersons)
      .map(({ person, cosines }) => round(fused(probe, person, cosines, minutiaeScoreOf))),
    mate: {
      rank: 1 + others.filter(({ first }) => first > mate.first).length,
      first: round(mate.first),
      both: round(fused(probe, mate.person, mate.cosines, minutiaeScoreOf)),
    },
    ...(residues.length === 0
      ? {}
      : {
          residue: Math.max(
            ...residues.map(({ person, cosines }) => round(fused(probe, person, cosines, minutiaeScoreOf))),
          ),
        }),
  };
}

/** Whether fingers that are compared with one another were on one glass, one after the other. */
function leftResidue(probe: Person, person: Person): boolean {
  return (
    probe.source === person.source &&
    probe.fingers.some((finger, index) => {
      const reference = person.fingers[index];
      return finger !== undefined && reference !== undefined && shareGlass(finger.finger, reference.finger);
    })
  );
}

function fused(
  probe: Person,
  person: Person,
  cosines: readonly (number | undefined)[],
  minutiaeOf?: (probe: PreparedImpression, reference: PreparedImpression) => number,
): number {
  // The common case of a million pairs: one finger counts with its chance, whatever the quality.
  if (cosines.length === 1 && minutiaeOf === undefined) return chanceNats('fingerprint', cosines[0]!);
  return fusePositions(
    cosines.flatMap((similarityScore, index) => {
      if (similarityScore === undefined) return [];
      const [finger, reference] = [probe.fingers[index]!, person.fingers[index]!];
      return pairEvidence({
        modality: 'fingerprint',
        similarityScore,
        ...(minutiaeOf === undefined
          ? {}
          : { minutiae: { basis: 'ridges', similarityScore: minutiaeOf(finger, reference) } }),
        probeQuality: finger.quality,
        referenceQuality: reference.quality,
      });
    }),
  );
}

function round(nats: number): number {
  return Math.round(nats * 1000) / 1000;
}
