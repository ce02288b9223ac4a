/** Searches of persons of one or several fingers as the hub does them, with both stages, and the mate set apart. */
import { chanceNats } from '../../src/matching/calibration.js';
import { byEvidence } from '../../src/matching/compare-person.js';
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

/** With the references of each finger. */
export type EnrolledPerson = Omit<Person, 'fingers'> & {
  readonly fingers: readonly (readonly PreparedImpression[])[];
};

export type SearchOptions = {
  readonly secondStagePersons: number;
  /** References of a finger that the second stage compares beside the one the first likes best. */
  readonly furtherReferences: number;
};

/** Scores of the first stage that are kept of a search: what the search's own tail is read from. */
const KEPT_OF_FIRST_STAGE = 200;

/** A reference of a finger and what the first stage says of it. */
type Scored = { readonly reference: PreparedImpression; readonly cosine: number };

/** Of each finger the best first; of none where one side has none. */
type Fingers = readonly (readonly Scored[])[];

export function searchPersons(
  probe: Person,
  gallery: readonly EnrolledPerson[],
  { secondStagePersons, furtherReferences }: SearchOptions,
): RawSearch | undefined {
  const scored = gallery.map((person) => {
    const fingers = probe.fingers.map((finger, index) => scoredReferences(finger, person.fingers[index]!));
    return { person, fingers, first: fusedByFirst(probe, fingers) };
  });
  const mate = scored.find(({ person }) => person.id === probe.id);
  if (mate === undefined) return undefined;
  const both = ({ fingers }: { readonly fingers: Fingers }) =>
    round(fusedByBoth(probe, fingers, 1 + furtherReferences));
  const references = ({ fingers }: { readonly fingers: Fingers }) =>
    Math.min(1 + furtherReferences, ...fingers.map((each) => Math.max(1, each.length)));
  const residues = scored.filter(({ person }) => leftResidue(probe, person));
  const others = scored
    .filter((each) => each !== mate && !residues.includes(each))
    .sort((a, b) => b.first - a.first);
  return {
    person: probe.id,
    quality: Math.min(...probe.fingers.flatMap((finger) => finger?.quality ?? [])),
    first: others.slice(0, KEPT_OF_FIRST_STAGE).map(({ first }) => round(first)),
    both: others.slice(0, secondStagePersons).map(both),
    ...(furtherReferences === 0 ? {} : { references: others.slice(0, secondStagePersons).map(references) }),
    mate: {
      rank: 1 + others.filter(({ first }) => first > mate.first).length,
      first: round(mate.first),
      both: both(mate),
      ...(furtherReferences === 0 ? {} : { references: references(mate) }),
    },
    ...(residues.length === 0 ? {} : { residue: Math.max(...residues.map(both)) }),
  };
}

/** Whether fingers that are compared with one another were on one glass, one after the other. */
function leftResidue(probe: Person, person: EnrolledPerson): boolean {
  return (
    probe.source === person.source &&
    probe.fingers.some((finger, index) => {
      const [reference] = person.fingers[index]!;
      return finger !== undefined && reference !== undefined && shareGlass(finger.finger, reference.finger);
    })
  );
}

function scoredReferences(
  finger: PreparedImpression | undefined,
  references: readonly PreparedImpression[],
): readonly Scored[] {
  if (finger === undefined) return [];
  const scored = references.map((reference) => ({ reference, cosine: cosineOf(finger, reference) }));
  if (scored.length === 1) return scored;
  return scored
    .map((each) => ({ each, evidence: evidenceOfFirst(finger, each) }))
    .sort((a, b) => byEvidence(a.evidence, b.evidence))
    .map(({ each }) => each);
}

function fusedByFirst(probe: Person, fingers: Fingers): number {
  // The common case of a million pairs: one finger counts with its chance, whatever the quality.
  if (fingers.length === 1) return chanceNats('fingerprint', fingers[0]![0]!.cosine);
  return fusePositions(
    fingers.flatMap(([best], index) =>
      best === undefined ? [] : [evidenceOfFirst(probe.fingers[index]!, best)],
    ),
  );
}

function fusedByBoth(probe: Person, fingers: Fingers, references: number): number {
  return fusePositions(
    fingers.flatMap((scored, index) => {
      const finger = probe.fingers[index]!;
      const evidence = scored.slice(0, references).map((each) => evidenceOfBoth(finger, each));
      return evidence.sort(byEvidence).slice(0, 1);
    }),
  );
}

function evidenceOfFirst(finger: PreparedImpression, { reference, cosine }: Scored) {
  return pairEvidence({
    modality: 'fingerprint',
    similarityScore: cosine,
    probeQuality: finger.quality,
    referenceQuality: reference.quality,
  });
}

function evidenceOfBoth(finger: PreparedImpression, { reference, cosine }: Scored) {
  return pairEvidence({
    modality: 'fingerprint',
    similarityScore: cosine,
    minutiae: { basis: 'ridges', similarityScore: minutiaeScoreOf(finger, reference) },
    probeQuality: finger.quality,
    referenceQuality: reference.quality,
  });
}

function round(nats: number): number {
  return Math.round(nats * 1000) / 1000;
}
