import type { Sureness } from './law/citation.js';
import { type LocalDate, localDate } from './local-date.js';
import type { SystemId } from './systems.js';

/**
 * Countries as travel documents write them, and which of them operate the systems. Codes are upper-case; an unknown
 * code is refused at the edge, never corrected.
 */

/** ISO 3166-1 alpha-3, the 249 officially assigned codes. */
const ISO_3166_1 = `
  ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
  BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
  CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
  GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
  JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
  MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
  NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
  SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
  TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE`;

/**
 * Codes of ICAO Doc 9303 part 3 section 5 that ISO 3166-1 does not assign: British passports other than a citizen's
 * (GB*), Kosovo (RKS), organisations (EUE, IAO, UN*, X**), stateless (XXA), refugee (XXB), other refugee (XXC),
 * unspecified nationality (XXX). Left out: `D`, which a reader of machine-readable zones turns into DEU, and the
 * specimen code UTO.
 */
const ICAO_9303 = `
  EUE GBD GBN GBO GBP GBS IAO RKS UNA UNK UNO XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC XXX`;

const COUNTRY_CODES: ReadonlySet<string> = new Set(`${ISO_3166_1}${ICAO_9303}`.trim().split(/\s+/));

export function isCountryCode(text: string): boolean {
  return COUNTRY_CODES.has(text);
}

/**
 * Codes withdrawn since ISO 3166-1 has alpha-3 codes (ISO 3166-3), with the year. A person may have been born in such a
 * country; nobody holds its nationality or a valid document of it any more.
 */
const WITHDRAWN: ReadonlyMap<string, number> = new Map([
  ['ANT', 2010],
  ['BUR', 1989],
  ['BYS', 1992],
  ['CSK', 1993],
  ['DDR', 1990],
  ['DHY', 1977],
  ['HVO', 1984],
  ['RHO', 1980],
  ['ROM', 2002],
  ['SCG', 2006],
  ['SUN', 1992],
  ['TMP', 2002],
  ['VDR', 1977],
  ['YMD', 1990],
  ['YUG', 2003],
  ['ZAR', 1997],
]);

/** The year in which a code was withdrawn; `undefined` for one that is assigned or never was. */
export function withdrawnIn(code: string): number | undefined {
  return WITHDRAWN.get(code);
}

/** Where a person can have been born: a country of today or one that no longer exists. */
export function isCountryOfBirth(code: string): boolean {
  return isCountryCode(code) || WITHDRAWN.has(code);
}

/** The 27 Member States of the Union, then the four states associated with Schengen and Dublin. */
export const MEMBER_STATES = [
  'AUT',
  'BEL',
  'BGR',
  'CYP',
  'CZE',
  'DEU',
  'DNK',
  'ESP',
  'EST',
  'FIN',
  'FRA',
  'GRC',
  'HRV',
  'HUN',
  'IRL',
  'ITA',
  'LTU',
  'LUX',
  'LVA',
  'MLT',
  'NLD',
  'POL',
  'PRT',
  'ROU',
  'SVK',
  'SVN',
  'SWE',
  'CHE',
  'ISL',
  'LIE',
  'NOR',
] as const;
type MemberState = (typeof MEMBER_STATES)[number];

export function isMemberState(text: string): text is MemberState {
  return (MEMBER_STATES as readonly string[]).includes(text);
}

/** An agency of the Union instead of a Member State, for example the ETIAS Central Unit in Frontex. */
export const UNION_AGENCY = 'EUE';

/** Member States that do not operate a system: stays there are unknown to it and no authority there may ask it. */
const NOT_OPERATING: readonly {
  readonly system: SystemId;
  readonly memberState: MemberState;
  readonly citation: string;
  readonly sureness: Sureness;
}[] = [
  {
    system: 'ees',
    memberState: 'IRL',
    citation: '(EU) 2017/2226, recitals on participation',
    sureness: 'general-knowledge',
  },
  {
    system: 'ees',
    memberState: 'CYP',
    citation: '(EU) 2017/2226, recitals on participation',
    sureness: 'general-knowledge',
  },
];

export function operatesSystem(memberState: string, system: SystemId): boolean {
  return (
    isMemberState(memberState) &&
    !NOT_OPERATING.some((row) => row.system === system && row.memberState === memberState)
  );
}

/** Member States that do not, or did not, apply the Schengen acquis in full; `until` is the last such day. */
export const NOT_SCHENGEN_IN_FULL: readonly {
  readonly memberState: MemberState;
  readonly until?: LocalDate;
  readonly citation: string;
  readonly sureness: Sureness;
}[] = [
  { memberState: 'IRL', citation: 'Protocol No 19 to the Treaties', sureness: 'general-knowledge' },
  { memberState: 'CYP', citation: 'Act of Accession of 2003 Art 3', sureness: 'general-knowledge' },
  {
    memberState: 'BGR',
    until: localDate('2024-12-31'),
    citation: 'Council Decision (EU) 2024/3212',
    sureness: 'general-knowledge',
  },
  {
    memberState: 'ROU',
    until: localDate('2024-12-31'),
    citation: 'Council Decision (EU) 2024/3212',
    sureness: 'general-knowledge',
  },
  {
    memberState: 'HRV',
    until: localDate('2022-12-31'),
    citation: 'Council Decision (EU) 2022/2451',
    sureness: 'general-knowledge',
  },
];

export function appliesSchengenInFull(memberState: string, on: LocalDate): boolean {
  return (
    isMemberState(memberState) &&
    !NOT_SCHENGEN_IN_FULL.some(
      (row) => row.memberState === memberState && (row.until === undefined || on <= row.until),
    )
  );
}
