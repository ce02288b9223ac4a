/**
 * How often each kind of work comes in a year of the EU, from published figures, and what one of it is here.
 *
 *   borderCrossings  200 million crossings of the external borders by 50 million third-country nationals in 2015: European
 *                    Parliamentary Research Service, "Revision of the Schengen Information System for border checks",
 *                    20 March 2017 (epthinktank.eu), which expects 302 million by 76 million in 2025
 *   visas            16.1 million applications for short-stay visas in 2017: European Commission, "Visa statistics: Schengen
 *                    States issue 14.6 million visas for short stays in 2017"
 *   asylum           698,000 applications, and 142,000 irregular crossings, in 2019: COM(2020) 609, section 1
 *
 * Readings of ours: each crossing is one search by travel document and one record, but that the first of a person in a
 * year is an identification with four fingers and a registration instead; nobody who crosses has been registered before.
 */
const CROSSINGS = 200_000_000;
const TRAVELLERS = 50_000_000;
const VISA_APPLICATIONS = 16_100_000;
const ASYLUM_APPLICATIONS = 698_000;
const IRREGULAR_CROSSINGS = 142_000;

export const WORK = [
  'search by document',
  'crossing recorded',
  'identification',
  'first registration',
  'visa application',
  'asylum application',
  'irregular crossing',
] as const;
export type WorkKind = (typeof WORK)[number];

export const PER_YEAR: Readonly<Record<WorkKind, number>> = {
  'search by document': CROSSINGS,
  'crossing recorded': CROSSINGS - TRAVELLERS,
  identification: TRAVELLERS,
  'first registration': TRAVELLERS,
  'visa application': VISA_APPLICATIONS,
  'asylum application': ASYLUM_APPLICATIONS,
  'irregular crossing': IRREGULAR_CROSSINGS,
};

/** A second, averaged over a year, of the whole Union: what these proportions are at their real size. */
export function unionPerSecond(): number {
  return WORK.reduce((sum, kind) => sum + PER_YEAR[kind], 0) / (365 * 24 * 3600);
}
