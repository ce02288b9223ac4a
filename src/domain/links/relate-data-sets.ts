/**
 * How two data sets of two systems relate, as the multiple-identity detector sees them. Detection runs across systems
 * only ((EU) 2019/817 Art 27(5)); the identity repository is compared within itself by biometrics, and with SIS by
 * biometrics, identity and document (Art 27(2) to (4)).
 */
import { bareDocumentNumber, compareIdentities } from '../identity-comparison.js';
import type { IdentityData, TravelDocument } from '../identity-data.js';
import { DETECTION_LEG_ROWS } from '../law/detection-table.js';
import type { SimilarityRule } from '../law/identity-table.js';
import type { BiometricRelation, DocumentRelation, PairRelation } from '../law/link-table.js';
import { ALL_RULES, type IdentityRules } from '../names/identity-rules.js';
import { type SystemId, systemFacts } from '../systems.js';

/** What one system holds of one person, as far as detection looks at it. */
export type DataSet = {
  readonly system: SystemId;
  /** The identities a data set claims: at least one, and one per record where records differ. */
  readonly identities: readonly IdentityData[];
  readonly travelDocuments: readonly TravelDocument[];
  readonly hasFingerprints: boolean;
  readonly hasFace: boolean;
};

const LEGS = ['biometrics', 'identity', 'document'] as const;
type Leg = (typeof LEGS)[number];

/** Whether detection compares these two systems by any leg. */
export function canBeLinked(a: SystemId, b: SystemId): boolean {
  return LEGS.some((leg) => isComparedBy(leg, a, b));
}

/** Whether a leg of detection compares two systems; those are never one and the same. */
export function isComparedBy(leg: Leg, a: SystemId, b: SystemId): boolean {
  if (a === b) return false;
  const ofRepository = [a, b].filter((system) => systemFacts(system).feedsCommonIdentityRepository).length;
  switch (DETECTION_LEG_ROWS[leg].between) {
    case 'repository-and-sis':
      return ofRepository > 0;
    case 'repository-with-sis':
      return ofRepository === 1;
  }
}

/**
 * `isBiometricMatch`: the shared matching service found one in the other; of biometrics that one side has no more it says
 * nothing. Identity data: the closest pair counts.
 */
export function relateDataSets(
  a: DataSet,
  b: DataSet,
  isBiometricMatch: boolean,
  rules: IdentityRules = ALL_RULES,
): PairRelation & { readonly similarBy: readonly SimilarityRule[] } {
  const { likeness, similarBy } = closestLikeness(a, b, rules);
  return {
    biometrics: biometricRelation(a, b, isBiometricMatch),
    identity: likeness,
    document: documentRelation(a.travelDocuments, b.travelDocuments),
    similarBy,
  };
}

function biometricRelation(a: DataSet, b: DataSet, isBiometricMatch: boolean): BiometricRelation {
  const isComparable = (a.hasFingerprints && b.hasFingerprints) || (a.hasFace && b.hasFace);
  if (!isComparable) return 'not-comparable';
  return isBiometricMatch ? 'same' : 'different';
}

/** The closest pair, and the rules that made it similar. */
function closestLikeness(a: DataSet, b: DataSet, rules: IdentityRules) {
  const pairs = a.identities.flatMap((x) => b.identities.map((y) => compareIdentities(x, y, rules)));
  const closest = (['same', 'similar', 'different'] as const).find((each) =>
    pairs.some(({ likeness }) => likeness === each),
  );
  const likeness = closest ?? 'different';
  const categories = pairs.find((pair) => pair.likeness === likeness)?.categories;
  const similarBy =
    likeness === 'similar' && categories ? Object.values(categories).flatMap((each) => each.rules) : [];
  return { likeness, similarBy };
}

function documentRelation(a: readonly TravelDocument[], b: readonly TravelDocument[]): DocumentRelation {
  if (a.length === 0 || b.length === 0) return 'absent';
  return a.some((x) => b.some((y) => isSameDocument(x, y))) ? 'same' : 'different';
}

/** Number and issuing country identify a document; a number is known again as it is searched for, and one of nothing is none. */
export function isSameDocument(a: TravelDocument, b: TravelDocument): boolean {
  const number = bareDocumentNumber(a.number);
  return number !== '' && a.issuingCountry === b.issuingCountry && number === bareDocumentNumber(b.number);
}
