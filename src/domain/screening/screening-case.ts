/**
 * A screening from apprehension to referral: who is screened, by when, what is still missing, how it ends. Pure; the day is
 * the caller's. A case that is not complete when its time has passed ends all the same (Art 18(5)).
 */
import { ageOn } from '../age.js';
import type { IdentityData, TravelDocument } from '../identity-data.js';
import { SCREENING_CLOCKS, SCREENING_ROWS } from '../law/screening-table.js';
import { addDays, addYears, type LocalDate } from '../local-date.js';
import type { DatabaseCheck } from './database-checks.js';

export const SCREENING_PLACES = ['border', 'inland'] as const;
export const SCREENING_ARRIVALS = [
  'unauthorised-crossing',
  'search-and-rescue',
  'application-at-border',
  'illegal-stay',
] as const;
export type ScreeningArrival = (typeof SCREENING_ARRIVALS)[number];

/** Art 8(5)(a) to (e); form and referral come with the end. */
export const SCREENING_ELEMENTS = ['health', 'vulnerability', 'identity', 'biometrics', 'security'] as const;
export type ScreeningElement = (typeof SCREENING_ELEMENTS)[number];

export const SCREENING_STAFF = ['qualified-medical-staff', 'specialised-staff', 'officer'] as const;
export type ScreeningStaff = (typeof SCREENING_STAFF)[number];

export const SCREENING_ENDINGS = [
  'completed',
  'deadline',
  'conditions-of-entry',
  'voluntary-departure',
] as const;
export type ScreeningEnding = (typeof SCREENING_ENDINGS)[number];

export const REFERRALS = ['asylum-registration', 'relocation', 'return', 'return-continues', 'none'] as const;
export type Referral = (typeof REFERRALS)[number];

export const BESIDE_MINOR = [
  'adult-family-member',
  'representative',
  'trained-independent-person',
  'nobody',
] as const;

export type ScreeningCheck = {
  readonly element: ScreeningElement;
  /** `not-needed`: medical staff decide so of health, the law of biometrics. */
  readonly state: 'done' | 'not-needed';
  readonly by: ScreeningStaff;
  readonly on: LocalDate;
  /** Codes and short words: `no-urgent-need`, `victim-of-torture`; never a diagnosis. */
  readonly findings: readonly string[];
  readonly note?: string;
};

export type ScreeningPerson = {
  readonly identity: IdentityData;
  /** Established by the checks; otherwise as declared. */
  readonly isConfirmed: boolean;
  readonly travelDocument?: TravelDocument;
  readonly languages: readonly string[];
  readonly priorCountries: readonly string[];
  readonly familyIn: readonly string[];
  readonly appliesForAsylum: boolean;
  readonly cooperates: boolean;
  readonly route?: string;
};

export type MinorCare = {
  readonly isUnaccompanied: boolean;
  readonly beside: (typeof BESIDE_MINOR)[number];
  /** Who has the minor in care, as the state names them; counted. */
  readonly caretakerId?: string;
};

export type ScreeningUse = {
  readonly use: 'search' | 'eurodac';
  readonly operationId: string;
  /** What it found is in the case. */
  readonly isSettled: boolean;
  /** It failed, which is in the case, and may be tried again: what it finds then is still to come. */
  readonly mayCome?: true;
};

export type DatabaseHit = {
  readonly source: string;
  /** What kind: `refusal`, `alert`, `match`. */
  readonly kind: string;
  readonly on: LocalDate;
  /** Of an entry of the watchlist: the state that entered it, whose opinion is asked for; `EUE` for Europol. */
  readonly memberState?: string;
};

export type ScreeningCase = {
  readonly caseId: string;
  readonly memberState: string;
  readonly authorityId: string;
  readonly place: (typeof SCREENING_PLACES)[number];
  readonly arrival: ScreeningArrival;
  readonly apprehendedOn: LocalDate;
  /** Remains at the border beyond 72 hours, and Eurodac Art 22(1), (4) applies. */
  readonly staysAtBorder: boolean;
  readonly openedOn: LocalDate;
  readonly informedOn?: LocalDate;
  readonly person: ScreeningPerson;
  readonly minor?: MinorCare;
  readonly checks: readonly ScreeningCheck[];
  /** Operations the one capture was used for. */
  readonly captures: readonly ScreeningUse[];
  readonly hits: readonly DatabaseHit[];
  /** Sources that gave no answer, with the reason. */
  readonly unanswered: readonly { readonly source: string; readonly reason: string }[];
  /** What was asked, also where nothing was found; absent in a case that was opened before it was kept. */
  readonly databases?: readonly DatabaseCheck[];
  /** Errors the person marked in the form. */
  readonly remarks: readonly { readonly on: LocalDate; readonly text: string }[];
  readonly ended?: {
    readonly on: LocalDate;
    readonly how: ScreeningEnding;
    readonly referral: Referral;
    readonly missing: readonly ScreeningElement[];
  };
};

/** Why this person is not screened, or not so; `undefined` where the case may be opened. */
export function openingRefusal(
  asked: Pick<ScreeningCase, 'place' | 'arrival' | 'apprehendedOn' | 'staysAtBorder' | 'minor'> & {
    readonly wasScreened?: boolean;
    readonly fulfilsEntryConditions?: boolean;
  },
  today: LocalDate,
): string | undefined {
  const isInland = asked.place === 'inland';
  if (isInland !== (asked.arrival === 'illegal-stay')) {
    return said(SCREENING_ROWS.who, 'Illegal stay is found inside the territory, the others at the border.');
  }
  if (isInland && asked.wasScreened) return said(SCREENING_ROWS.once, 'The person was screened already.');
  if (asked.fulfilsEntryConditions)
    return said(SCREENING_ROWS.entry, 'The conditions of entry are fulfilled.');
  if (asked.staysAtBorder && asked.arrival !== 'unauthorised-crossing') {
    return said(SCREENING_CLOCKS.borderHours, 'The shorter time is for unauthorised crossings.');
  }
  if (asked.apprehendedOn > today) return 'A person is screened from apprehension on.';
  return undefined;
}

/** The last day of a screening. */
export function screeningDueOn({
  place,
  apprehendedOn,
  staysAtBorder,
}: Pick<ScreeningCase, 'place' | 'apprehendedOn' | 'staysAtBorder'>): LocalDate {
  const { inland, border, borderHours, afterBorderHours } = SCREENING_CLOCKS;
  if (place === 'inland') return addDays(apprehendedOn, inland.value);
  if (!staysAtBorder) return addDays(apprehendedOn, border.value);
  return addDays(apprehendedOn, borderHours.value / 24 + afterBorderHours.value);
}

/** The last day a case is kept. */
export function screeningKeptUntil({ apprehendedOn, person }: ScreeningCase): LocalDate {
  const { keptApplicant, keptOthers } = SCREENING_CLOCKS;
  return addYears(apprehendedOn, (person.appliesForAsylum ? keptApplicant : keptOthers).value);
}

/** Whether an authority of this class is the one the person is referred to. */
export function isReferredTo({ ended: end }: ScreeningCase, authorityClass: string): boolean {
  if (!end) return false;
  return (RECEIVERS[end.referral] ?? []).includes(authorityClass);
}

const RECEIVERS: Readonly<Record<Referral, readonly string[]>> = {
  'asylum-registration': ['asylum-authority'],
  relocation: ['asylum-authority'],
  return: ['immigration-authority', 'border-authority'],
  'return-continues': ['immigration-authority'],
  none: [],
};

export function missingElements({ checks }: Pick<ScreeningCase, 'checks'>): readonly ScreeningElement[] {
  return SCREENING_ELEMENTS.filter((element) => !checks.some((check) => check.element === element));
}

/** Why a check may not be entered like this; `undefined` where it may. */
export function checkRefusal(
  screening: Pick<ScreeningCase, 'person' | 'minor' | 'apprehendedOn' | 'ended'>,
  { element, state, by }: ScreeningCheck,
): string | undefined {
  if (screening.ended) return said(SCREENING_ROWS.ends, 'The screening has ended.');
  if (element === 'health' && by !== 'qualified-medical-staff') {
    return said(SCREENING_ROWS.health, 'Health is checked by qualified medical staff.');
  }
  if (element === 'vulnerability' && by !== 'specialised-staff') {
    return said(SCREENING_ROWS.vulnerability, 'Vulnerability is checked by specialised staff.');
  }
  if (screening.minor?.beside === 'nobody') {
    return said(SCREENING_ROWS.minors, 'Nobody is beside the minor.');
  }
  if (
    state === 'not-needed' &&
    element !== 'health' &&
    !(element === 'biometrics' && isTooYoung(screening))
  ) {
    return said(SCREENING_ROWS.elements, `The check of ${element} is never left out.`);
  }
  return undefined;
}

/** Eurodac takes no biometrics below six years ((EU) 2024/1358 Art 15(1)). */
export function isTooYoung({
  person,
  apprehendedOn,
}: Pick<ScreeningCase, 'person' | 'apprehendedOn'>): boolean {
  const age = ageOn(person.identity.dateOfBirth, apprehendedOn);
  return age !== undefined && age < 6;
}

export function isMinor({ person, apprehendedOn }: Pick<ScreeningCase, 'person' | 'apprehendedOn'>): boolean {
  const age = ageOn(person.identity.dateOfBirth, apprehendedOn);
  return age !== undefined && age < 18;
}

/** Where the person is referred to (Art 18(1) to (4)). */
export function referralOf(
  { place, person }: Pick<ScreeningCase, 'place' | 'person'>,
  options: { readonly how: ScreeningEnding; readonly isRelocated: boolean },
): Referral {
  if (options.how === 'conditions-of-entry' || options.how === 'voluntary-departure') return 'none';
  if (options.isRelocated) return 'relocation';
  if (person.appliesForAsylum) return 'asylum-registration';
  return place === 'inland' ? 'return-continues' : 'return';
}

/** Why it may not end in this way; `undefined` where it may. */
export function endRefusal(
  screening: ScreeningCase,
  how: ScreeningEnding,
  today: LocalDate,
): string | undefined {
  if (screening.ended) return said(SCREENING_ROWS.ends, 'The screening has ended.');
  const missing = missingElements(screening);
  if (how === 'completed' && missing.length > 0) {
    return said(SCREENING_ROWS.elements, `Still to be done: ${missing.join(', ')}.`);
  }
  if (how === 'deadline' && today <= screeningDueOn(screening)) {
    return said(SCREENING_ROWS.ends, `Its time ends with ${screeningDueOn(screening)}.`);
  }
  return undefined;
}

export function ended(
  screening: ScreeningCase,
  end: { readonly how: ScreeningEnding; readonly isRelocated: boolean; readonly on: LocalDate },
): ScreeningCase {
  const { how, on } = end;
  return {
    ...screening,
    ended: { on, how, referral: referralOf(screening, end), missing: missingElements(screening) },
  };
}

function said({ citation }: { readonly citation: string }, reason: string): string {
  return `${reason} ${citation}.`;
}
