/**
 * What the law does not let into Eurodac, and what cannot be: checked before anything is stored. Every fault names its
 * field and what is allowed there, never what was sent.
 */
import { isMemberState } from '../country-codes.js';
import type { IdentityData } from '../identity-data.js';
import { eurodacRecorded } from '../law/biometrics.js';
import {
  EURODAC_APPLIES_FROM,
  EURODAC_EXCLUDED_DECISION,
  EURODAC_EXCLUDED_DECISION_ROW,
  EURODAC_PERSON_ROW,
  eurodacCategory,
  eurodacCategoryRow,
} from '../law/eurodac-category-table.js';
import { MINORS_ROWS } from '../law/eurodac-minors-table.js';
import { eurodacStatusRow } from '../law/eurodac-status-table.js';
import type { LocalDate } from '../local-date.js';
import type { EurodacDataSet, EurodacFacts, EurodacStatusMessage } from '../system-record.js';
import { decideTakingFromMinor } from './minors.js';
import { referenceFault } from './reference-number.js';

export type EurodacFault = {
  /** JSON pointer into what was sent: `/facts/…` or `/identity/…`. */
  readonly pointer: string;
  readonly kind:
    | 'under-age'
    | 'not-a-third-country-national'
    | 'category-not-in-force'
    | 'category-not-recorded'
    | 'reference-contradicts'
    | 'field-contradicts'
    | 'not-a-member-state'
    | 'minor-not-protected'
    | 'date-contradicts';
  readonly expected: string;
  readonly citation: string;
};

export type EurodacCandidate = {
  readonly identity: Pick<IdentityData, 'dateOfBirth' | 'nationalities'>;
  readonly facts: EurodacFacts;
  /** Calendar day of the encounter at its place. */
  readonly encounterOn: LocalDate;
};

/** In the order of the fields; empty where the data set may be stored. */
export function eurodacFaults({ identity, facts, encounterOn }: EurodacCandidate): readonly EurodacFault[] {
  if (facts.kind === 'status-message') return messageFaults(facts);
  return [
    ...personFaults(identity, facts.biometricsTakenOn ?? encounterOn),
    ...categoryFaults(facts),
    ...referenceFaults(facts),
    ...fieldFaults(facts),
    ...minorFaults(identity, facts, encounterOn),
    ...dateFaults(facts),
  ];
}

function personFaults(
  { dateOfBirth, nationalities }: EurodacCandidate['identity'],
  takenOn: LocalDate,
): readonly EurodacFault[] {
  const faults: EurodacFault[] = [];
  const age = eurodacRecorded(dateOfBirth, takenOn);
  if (age.kind !== 'taken') {
    faults.push({
      pointer: '/identity/dateOfBirth',
      kind: 'under-age',
      expected:
        'Six years or over on the day the biometrics were taken; an age that is unclear and unproven counts as younger.',
      citation: '(EU) 2024/1358 Art 14(1), 15(1), 18(1), 20(1), 22(1), 23(1), 24(1), 26(1)',
    });
  }
  if (nationalities.some(isMemberState)) {
    faults.push({
      pointer: '/identity/nationalities',
      kind: 'not-a-third-country-national',
      expected:
        'Third-country nationals and stateless persons only; nationals of a Member State are not recorded.',
      citation: EURODAC_PERSON_ROW.citation,
    });
  }
  return faults;
}

/**
 * Before the recast the earlier regulation applied: its categories are those of the digits 1 to 3, which it knew too
 * ((EU) No 603/2013 Art 9, 14, 17); they may be older than the recast, all others may not.
 */
function categoryFaults({ category, eventDate, councilDecision }: EurodacDataSet): readonly EurodacFault[] {
  const faults: EurodacFault[] = [];
  const { inForceFrom, citation, referenceDigit } = eurodacCategory(category);
  const isOlderThanRecast = inForceFrom === EURODAC_APPLIES_FROM && [1, 2, 3].includes(referenceDigit);
  if (!isOlderThanRecast && !eurodacCategoryRow(category, eventDate)) {
    faults.push({
      pointer: '/facts/category',
      kind: 'category-not-in-force',
      expected: `The category ${category} exists for events from ${inForceFrom}.`,
      citation,
    });
  }
  if (councilDecision?.includes(EURODAC_EXCLUDED_DECISION.slice('(EU) '.length))) {
    faults.push({
      pointer: '/facts/councilDecision',
      kind: 'category-not-recorded',
      expected: `Beneficiaries under ${EURODAC_EXCLUDED_DECISION} are not recorded.`,
      citation: EURODAC_EXCLUDED_DECISION_ROW.citation,
    });
  }
  return faults;
}

function referenceFaults({ category, referenceNumber }: EurodacDataSet): readonly EurodacFault[] {
  const fault = referenceFault(referenceNumber, category);
  return fault ? [{ pointer: '/facts/referenceNumber', kind: 'reference-contradicts', ...fault }] : [];
}

/** Fields that only some categories have. */
function fieldFaults(facts: EurodacDataSet): readonly EurodacFault[] {
  const { category } = facts;
  const row = eurodacCategory(category);
  const faults: EurodacFault[] = [];
  const only = (field: keyof EurodacDataSet, isAllowed: boolean, expected: string, citation: string) => {
    if (facts[field] === undefined || isAllowed) return;
    faults.push({ pointer: `/facts/${field}`, kind: 'field-contradicts', expected, citation });
  };
  const isProtection = category === 'temporary-protection';
  only(
    'admissionOutcome',
    category === 'admission',
    'Only with the category admission.',
    '(EU) 2024/1358 Art 18(2)',
  );
  if (facts.securityFlag) {
    only('securityFlag', row.maySecurityFlag, `Not with the category ${category}.`, row.citation);
  }
  only(
    'councilDecision',
    isProtection,
    'Only with the category temporary-protection.',
    '(EU) 2024/1358 Art 26(2)',
  );
  only(
    'councilDecisionInForceFrom',
    isProtection,
    'Only with the category temporary-protection.',
    '(EU) 2024/1358 Art 26(2), 29(9)',
  );
  if (facts.details?.visa && category !== 'international-protection') {
    faults.push({
      pointer: '/facts/details/visa',
      kind: 'field-contradicts',
      expected: 'Only with the category international-protection.',
      citation: '(EU) 2024/1358 Art 17(2)',
    });
  }
  const arrivals =
    facts.arrival === 'take-charge'
      ? ['international-protection']
      : ['international-protection', 'illegal-stay'];
  only(
    'arrival',
    arrivals.includes(category),
    `Only with the category ${arrivals.join(' or ')}.`,
    '(EU) 2024/1358 Art 16(2)(a), 25(2)',
  );
  only(
    'arrivedOn',
    facts.arrival !== undefined,
    'Only with an arrival.',
    '(EU) 2024/1358 Art 16(2)(a), 25(2)',
  );
  return faults;
}

function dateFaults({ biometricsTakenOn, transmittedAt }: EurodacDataSet): readonly EurodacFault[] {
  if (!biometricsTakenOn || !transmittedAt || transmittedAt.slice(0, 10) >= biometricsTakenOn) return [];
  return [
    {
      pointer: '/facts/transmittedAt',
      kind: 'date-contradicts',
      expected: 'Not before the biometrics were taken.',
      citation: '(EU) 2024/1358 Art 17(1)',
    },
  ];
}

/** Where it is said how a minor's biometrics were taken, it was as Art 14 wants it. */
function minorFaults(
  { dateOfBirth }: EurodacCandidate['identity'],
  { details, biometricsTakenOn }: EurodacDataSet,
  encounterOn: LocalDate,
): readonly EurodacFault[] {
  const taken = details?.takenFromMinor;
  if (!taken) return [];
  const pointer = '/facts/details/takenFromMinor';
  const decision = decideTakingFromMinor({ ...taken, dateOfBirth, on: biometricsTakenOn ?? encounterOn });
  if (!decision.isMinor) {
    return [
      {
        pointer,
        kind: 'field-contradicts',
        expected: 'Only of a minor.',
        citation: MINORS_ROWS.officials.citation,
      },
    ];
  }
  return decision.unmet.map(({ reason, citation }) => ({
    pointer,
    kind: 'minor-not-protected',
    expected: decision.referToChildProtection
      ? `${reason}: the child is referred to child protection, and nothing is taken`
      : `${reason}`,
    citation,
  }));
}

/** A message has exactly the fields its status needs. */
function messageFaults(facts: EurodacStatusMessage): readonly EurodacFault[] {
  const { needs, citation } = eurodacStatusRow(facts.status);
  return [
    ...(['statusMemberState', 'prolongedUntil'] as const).flatMap((field): readonly EurodacFault[] => {
      const isNeeded = needs.includes(field);
      if (isNeeded === (facts[field] !== undefined)) return [];
      const expected = isNeeded
        ? `Needed with the status ${facts.status}.`
        : `Not with the status ${facts.status}.`;
      return [{ pointer: `/facts/${field}`, kind: 'field-contradicts', expected, citation }];
    }),
    ...memberStateFaults(facts, needs.includes('statusMemberState'), citation),
  ];
}

/** Another country is nobody's to be responsible or to relocate to, and its citizenship erases nothing. */
function memberStateFaults(
  { statusMemberState }: EurodacStatusMessage,
  isNeeded: boolean,
  citation: string,
): readonly EurodacFault[] {
  if (!isNeeded || statusMemberState === undefined || isMemberState(statusMemberState)) return [];
  return [
    {
      pointer: '/facts/statusMemberState',
      kind: 'not-a-member-state',
      expected: 'A Member State, or a state associated with it.',
      citation,
    },
  ];
}
