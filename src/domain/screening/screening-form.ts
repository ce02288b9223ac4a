/**
 * The screening form ((EU) 2024/1356 Art 17): for the authorities the person is referred to, and the copy for the person,
 * in which what the databases said is left out. What a monitoring body sees (Art 10) is a third view: what was done and
 * when, no name and no health.
 */
import type { ScreeningCase } from './screening-case.js';
import { isMinor, missingElements, screeningDueOn } from './screening-case.js';
import type { OpinionStanding, ScreeningOpinion } from './screening-opinion.js';

export type OpinionWithStanding = ScreeningOpinion & { readonly standing: OpinionStanding };

export function screeningForm(screening: ScreeningCase, opinions: readonly OpinionWithStanding[]) {
  return {
    ...formForPerson(screening),
    databases: {
      isHit: screening.hits.length > 0,
      hits: screening.hits,
      asked: screening.databases ?? [],
      unanswered: screening.unanswered,
      opinions: opinions.map(({ source, standing }) => ({ source, ...standing })),
    },
  };
}

/** Art 17(3): without hits, without opinions, without anything they could be told from. */
export function formForPerson(screening: ScreeningCase) {
  const { person, checks, minor } = screening;
  const findingsOf = (element: string) => checks.find((check) => check.element === element)?.findings ?? [];
  return {
    caseId: screening.caseId,
    memberState: screening.memberState,
    reason: screening.arrival,
    apprehendedOn: screening.apprehendedOn,
    identity: person.identity,
    identityIs: person.isConfirmed ? ('confirmed' as const) : ('declared' as const),
    ...(person.travelDocument ? { travelDocument: person.travelDocument } : {}),
    languages: person.languages,
    priorCountries: person.priorCountries,
    familyIn: person.familyIn,
    appliesForAsylum: person.appliesForAsylum,
    cooperates: person.cooperates,
    ...(person.route === undefined ? {} : { route: person.route }),
    health: findingsOf('health'),
    vulnerability: findingsOf('vulnerability'),
    isMinor: isMinor(screening),
    ...(minor ? { minor: { isUnaccompanied: minor.isUnaccompanied, beside: minor.beside } } : {}),
    remarks: screening.remarks,
    ...(screening.ended ? { endedOn: screening.ended.on, referral: screening.ended.referral } : {}),
  };
}

export function monitoredCase(screening: ScreeningCase) {
  return {
    caseId: screening.caseId,
    memberState: screening.memberState,
    authorityId: screening.authorityId,
    place: screening.place,
    arrival: screening.arrival,
    apprehendedOn: screening.apprehendedOn,
    openedOn: screening.openedOn,
    dueOn: screeningDueOn(screening),
    ...(screening.informedOn === undefined ? {} : { informedOn: screening.informedOn }),
    isMinor: isMinor(screening),
    ...(screening.minor
      ? { minor: { isUnaccompanied: screening.minor.isUnaccompanied, beside: screening.minor.beside } }
      : {}),
    checks: screening.checks.map(({ element, state, by, on }) => ({ element, state, by, on })),
    missing: missingElements(screening),
    remarks: screening.remarks.length,
    ...(screening.ended
      ? { ended: { on: screening.ended.on, how: screening.ended.how, referral: screening.ended.referral } }
      : {}),
  };
}
