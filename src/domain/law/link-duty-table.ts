/**
 * Who verifies a yellow link, who may see a link of which colour, and what a colour does. (EU) 2019/817 Art 26, 29 and
 * (EU) 2019/818 Art 26, 29.
 */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import type { SisFacts } from '../system-record.js';
import type { SystemId } from '../systems.js';
import type { LawRow, Provision } from './citation.js';
import type { LinkColour } from './link-table.js';

const IN_FORCE = localDate('2019-06-11');

export type VerifierRow = Provision & {
  /** The system whose new or changed data set made the link. */
  readonly system: SystemId;
  /** Any of them; which one in a state is the state's own choice. */
  readonly authorityClasses: readonly AuthorityClass[];
  /** For SIS: the kinds of alert the row speaks of. */
  readonly alertKinds?: readonly SisFacts['alertKind'][];
};

/** Alerts of Art 29(2): a link that touches one of them is the SIRENE Bureau's, whatever made it. */
export const SIRENE_ALERT_KINDS = ['arrest', 'missing-person', 'judicial-procedure', 'check'] as const;

export const SIRENE_OVERRIDE_ROW: Provision = {
  rule: 'a link to an alert for arrest, on a missing person, for a judicial procedure or for a check is verified by the SIRENE Bureau of the state that entered the alert',
  inForceFrom: IN_FORCE,
  citation: '(EU) 2019/817 Art 29(2); (EU) 2019/818 Art 29(2)',
  sureness: 'verified',
};

/** Nothing of the law demands it: who sets it up answers to national rules or those of the station. */
export const SECOND_OPERATOR_ROW: Provision = {
  rule: 'one authority verifies a link and no act asks for a second person; where the installation requires one for a colour, another operator of that authority concludes the same, and a third decides where two differ',
  inForceFrom: IN_FORCE,
  citation: '(EU) 2019/817 Art 29, 30 to 33',
  sureness: 'interpretation',
};

/** Access to a system is not access to each record in it, and a link is between records. */
export const LINK_SIDE_ROWS: readonly Provision[] = [
  {
    rule: 'a side of a link of which a search would show its reader no record counts as one in a system the reader has no access to',
    inForceFrom: IN_FORCE,
    citation:
      '(EU) 2019/817 Art 26(2) to (4); (EU) 2018/1861 Art 34(1)(f); (EU) 2018/1862 Art 44; (EU) 2019/816 Art 7c; (EU) 2024/1356 Art 15(3), (4)',
    sureness: 'interpretation',
  },
  {
    rule: 'while every alert of a side is hidden during an operation the link is in no answer there, whatever its colour, but to who has to verify it or has',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2018/1862 Art 26(4); (EU) 2019/817 Art 26',
    sureness: 'interpretation',
  },
];

/** What is done about a link that is wrong; the first row is of another authority than the responsible one. */
export const LINK_CORRECTION_ROWS: readonly Provision[] = [
  {
    rule: 'an authority of a Member State that sees both sides of a link and finds it wrong says so, once and with its reason: the link keeps its colour, and is on the list of the responsible authority until that has concluded anew',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 31(3), 32(7), 33(5)',
    sureness: 'interpretation',
  },
  {
    rule: 'a red link of a SIRENE Bureau stays until the Bureau of the state that entered the alert corrects it',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 32(7)',
    sureness: 'verified',
  },
  {
    rule: 'a white link that the data alone made and that its authority removed is not made again while the data relate as they did, unless one has concluded since',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 33(1), (5)',
    sureness: 'interpretation',
  },
];

export const VERIFIER_ROWS: readonly VerifierRow[] = [
  {
    system: 'ees',
    authorityClasses: ['border-authority', 'visa-authority', 'immigration-authority'],
    rule: 'EES: the competent authority that created or updated the individual file',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 29(1)(a); (EU) 2017/2226 Art 9(2)',
    sureness: 'verified',
  },
  {
    system: 'vis',
    authorityClasses: ['visa-authority'],
    rule: 'VIS: the visa authority that created or updated the application file',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 29(1)(b)',
    sureness: 'verified',
  },
  {
    system: 'etias',
    authorityClasses: ['etias-central-unit', 'etias-national-unit'],
    rule: 'ETIAS: the Central Unit and the National Units',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 29(1)(c)',
    sureness: 'verified',
  },
  {
    system: 'sis',
    alertKinds: ['return', 'refusal-of-entry'],
    authorityClasses: ['sirene-bureau'],
    rule: 'SIS return and refusal alerts: the SIRENE Bureau of the state that entered the alert',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 29(1)(d)',
    sureness: 'verified',
  },
  {
    system: 'sis',
    alertKinds: SIRENE_ALERT_KINDS,
    authorityClasses: ['sirene-bureau'],
    rule: 'SIS alerts of police and judicial cooperation: the SIRENE Bureau of the state that entered the alert',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/818 Art 29(1)(a)',
    sureness: 'general-knowledge',
  },
  {
    system: 'ecris-tcn',
    authorityClasses: ['ecris-central-authority'],
    rule: 'ECRIS-TCN: the central authority of the convicting state',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/818 Art 29(1)(b)',
    sureness: 'general-knowledge',
  },
  {
    system: 'eurodac',
    authorityClasses: ['asylum-authority', 'border-authority', 'immigration-authority'],
    rule: 'Eurodac: the authority competent to collect the category of the data set',
    inForceFrom: localDate('2026-06-12'),
    citation: '(EU) 2019/818 Art 29(1)(c) to (h)',
    sureness: 'verified',
  },
];

export type LinkVisibilityRow = Provision & {
  readonly colour: LinkColour;
  /** How many of the two linked systems the reader must have access to. */
  readonly systemsNeeded: 'one' | 'both' | 'verifier-only';
  /** The query must have matched both linked data sets. */
  readonly bothMatched: boolean;
};

export const LINK_VISIBILITY_ROWS: readonly LinkVisibilityRow[] = [
  {
    colour: 'yellow',
    systemsNeeded: 'verifier-only',
    bothMatched: false,
    rule: 'yellow links: the authority that verifies them',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 26(1)',
    sureness: 'verified',
  },
  {
    colour: 'red',
    systemsNeeded: 'one',
    bothMatched: false,
    rule: 'red links: who has access to at least one of the systems, and then links and system references only',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 26(2), 34(a), (b)',
    sureness: 'verified',
  },
  {
    colour: 'white',
    systemsNeeded: 'both',
    bothMatched: false,
    rule: 'white links: who has access to both systems',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 26(3)',
    sureness: 'verified',
  },
  {
    colour: 'green',
    systemsNeeded: 'both',
    bothMatched: true,
    rule: 'green links: who has access to both systems and whose query matched both linked data sets',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 26(4)',
    sureness: 'verified',
  },
];

export type LinkEffectRow = Provision & {
  readonly colour: LinkColour;
  /** What a reply that shows the link says about the two data sets. */
  readonly says: 'same-person' | 'verification-pending' | 'different-persons' | 'unjustified';
  /** The identity repository keeps both data sets in one individual file, where both systems feed it. */
  readonly mergesIndividualFile: boolean;
  /** The person is told in writing; `after-verification` leaves out links made automatically. */
  readonly informsPerson: 'no' | 'yes' | 'after-verification';
  /** All authorities responsible for the linked data are told. */
  readonly notifiesAuthorities: boolean;
};

export const LINK_EFFECT_ROWS: readonly LinkEffectRow[] = [
  {
    colour: 'white',
    says: 'same-person',
    mergesIndividualFile: true,
    informsPerson: 'after-verification',
    notifiesAuthorities: false,
    rule: 'white: one person; the identity repository adds the data to the same file; told in writing where it came from manual verification',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 19(2), 33(2), (4), (6)',
    sureness: 'verified',
  },
  {
    colour: 'yellow',
    says: 'verification-pending',
    mergesIndividualFile: false,
    informsPerson: 'no',
    notifiesAuthorities: false,
    rule: 'yellow: to be verified by hand',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(4), 29',
    sureness: 'verified',
  },
  {
    colour: 'green',
    says: 'different-persons',
    mergesIndividualFile: false,
    informsPerson: 'no',
    notifiesAuthorities: false,
    rule: 'green: two persons; the text has no duty to inform them',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 31(2)',
    sureness: 'verified',
  },
  {
    colour: 'red',
    says: 'unjustified',
    mergesIndividualFile: true,
    informsPerson: 'yes',
    notifiesAuthorities: true,
    rule: 'red: unjustified; nothing follows from the link alone; person and all responsible authorities are told',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 19(2), 32(2) to (6)',
    sureness: 'verified',
  },
];

/** At the border: from the yellow link, where possible. */
export const BORDER_VERIFICATION_HOURS = {
  value: 12,
  unit: 'hours',
  rule: 'verification at the border: within 12 hours of the yellow link where possible, the person present',
  inForceFrom: IN_FORCE,
  citation: '(EU) 2019/817 Art 29(4)',
  sureness: 'verified',
} as const satisfies LawRow;
