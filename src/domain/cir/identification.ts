/** Whether a person may be identified through the repository: (EU) 2019/817 Art 20 and 20a, decided before anything is searched. */
import type { Requester } from '../authorities.js';
import { CIR_ROWS, IDENTIFICATION_AGE, type IdentificationGround } from '../law/cir-table.js';
import type { LocalDate } from '../local-date.js';

/** What national law empowers an authority to: Art 20(5), (6). A mandate has a beginning and may have an end. */
export type Designation = {
  readonly authorityId: string;
  readonly memberState: string;
  readonly empowers: readonly ('identification' | 'disaster')[];
  /** The national law, as its state cites it. */
  readonly nationalLaw: string;
  readonly from: LocalDate;
  /** Last day. */
  readonly until?: LocalDate;
};

export type IdentificationCase = {
  readonly ground: IdentificationGround;
  /** The search begins in the presence of the person. */
  readonly personPresent: boolean;
  readonly age?: number;
  /** A child below the age is identified in its own best interests. */
  readonly bestInterestsOfChild?: boolean;
  /** Biometrics cannot be used, or the search with them has failed. */
  readonly biometricsUnusable?: boolean;
  readonly hasBiometrics: boolean;
};

export type Refusal = { readonly reason: string; readonly citation: string };

/** Why Article 20 does not let this authority identify this person; `undefined` where it does. */
export function policeRefusal(
  { authorityId, memberState }: Requester,
  asked: IdentificationCase,
  { designations, today }: { readonly designations: readonly Designation[]; readonly today: LocalDate },
): Refusal | undefined {
  if (asked.ground === 'screening') {
    return refused('A screening is no ground for police.', '(EU) 2019/817 Art 20(1)');
  }
  const isDisaster = asked.ground === 'disaster';
  const power = isDisaster ? 'disaster' : 'identification';
  const lawRow = isDisaster ? CIR_ROWS.disaster : CIR_ROWS.designated;
  const own = designations.filter(
    (each) =>
      each.authorityId === authorityId && each.memberState === memberState && each.empowers.includes(power),
  );
  if (own.length === 0) return refused('No national law empowers this authority.', lawRow.citation);
  const inForce = own.some(({ from, until }) => from <= today && (until === undefined || today <= until));
  if (!inForce) return refused('The mandate of national law is not in force today.', lawRow.citation);
  // Of the dead and of who cannot speak nobody asks presence or age.
  if (isDisaster) return keyRefusal(asked);
  if (!asked.personPresent) {
    return refused('The person must be present when the search begins.', CIR_ROWS.present.citation);
  }
  const isChild = asked.age !== undefined && asked.age < IDENTIFICATION_AGE.value;
  if (isChild && asked.bestInterestsOfChild !== true) {
    return refused(
      `A child under ${IDENTIFICATION_AGE.value} is identified only in its own best interests.`,
      IDENTIFICATION_AGE.citation,
    );
  }
  return keyRefusal(asked);
}

/** Screening: begun in the person's presence; by documents, stated data or biometrics. */
export function screeningRefusal({ personPresent }: IdentificationCase): Refusal | undefined {
  return personPresent
    ? undefined
    : refused('The person must be present when the search begins.', '(EU) 2019/817 Art 20a(1)');
}

function keyRefusal({ hasBiometrics, biometricsUnusable }: IdentificationCase): Refusal | undefined {
  if (hasBiometrics || biometricsUnusable === true) return undefined;
  return refused(
    'Biometrics come first; identity and document data only where they cannot be used or found nobody.',
    CIR_ROWS['other-keys'].citation,
  );
}

function refused(reason: string, citation: string): Refusal {
  return { reason, citation };
}
