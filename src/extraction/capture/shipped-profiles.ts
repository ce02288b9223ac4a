import type { NistProfile } from './nist-profile.js';

/**
 * FBI Electronic Biometric Transmission Specification, appendix C (Type-2 data dictionary): NAM 2.018, AKA 2.019,
 * POB 2.020, CTZ 2.021, DOB 2.022, SEX 2.024, SRF 2.059, MSG 2.060, CAN 2.064, AMP 2.084. NORAM is the domain of a
 * transaction that names none (SP 500-290e3, 1.013). POB and CTZ hold two-letter codes of the FBI's own table, which are
 * not those of ISO 3166: only that of the United States is translated, others are left to a profile that knows them.
 */
const FBI_EBTS: NistProfile = {
  name: 'fbi-ebts',
  domains: ['NORAM', 'FBI', 'EBTS'],
  source: 'FBI EBTS, appendix C',
  identity: {
    fullName: { field: 18 },
    otherNames: { field: 19 },
    dateOfBirth: { field: 22 },
    // G, N, Y, Z: male and female impersonators and unknown, in the words of the table; none is a sex.
    sex: { field: 24, words: { F: 'female', M: 'male', X: 'unspecified' } },
    nationalities: { field: 21, words: { US: 'USA' } },
    countryOfBirth: { field: 20, words: { US: 'USA' } },
  },
  fingersMissing: { field: 84 },
  response: {
    answerType: 'SRE',
    errorType: 'ERRT',
    decisionCodes: { match: 'I', noMatch: 'N' },
    answer: [{ field: 59, items: ['decision-code'] }],
    candidates: { field: 64, items: ['subject-id', 'system'], candidatesMax: 99 },
    error: [{ field: 60, items: ['error-text'] }],
  },
};

/**
 * INTERPOL implementation of ANSI/NIST-ITL (INT-I), field definitions of version 6.00 as INTERPOL publishes them:
 * NAM 2.030, AKA 2.034, DOB 2.035, POB 2.037, NAT 2.038 (ISO 3166-1 alpha-3), SEX 2.039, RLS 2.064 with the items
 * CSI, MVI, CTQ, CAC, SRC, ERM 2.074 with code, mnemonic and text. An answer names one candidate, the first, and counts
 * all. In the traditional encoding NAM is one text; where it has items they are those of the XML form: prefix, given,
 * middle, surname.
 */
const INTERPOL_INT_I: NistProfile = {
  name: 'interpol-int-i',
  domains: ['INT-I'],
  source: 'INTERPOL INT-I 6.00, machine readable field definitions',
  identity: {
    fullName: { field: 30 },
    surname: { field: 30, item: 4 },
    givenNames: [
      { field: 30, item: 2 },
      { field: 30, item: 3 },
    ],
    otherNames: { field: 34 },
    dateOfBirth: { field: 35 },
    sex: { field: 39, words: { F: 'female', M: 'male', U: 'unspecified', X: 'unspecified' } },
    nationalities: { field: 38 },
    placeOfBirth: { field: 37 },
  },
  response: {
    answerType: 'SRE',
    errorType: 'ERR',
    decisionCodes: { match: 'I', noMatch: 'N' },
    answer: [
      { field: 64, items: ['rank', 'manually-verified', 'candidate-count', 'request-type', 'decision-code'] },
    ],
    error: [{ field: 74, items: ['error-code', 'empty', 'error-text'] }],
  },
};

export const SHIPPED_PROFILES: readonly NistProfile[] = [FBI_EBTS, INTERPOL_INT_I];

/** A transaction without a domain is of the North American one (SP 500-290e3, 1.013). */
const DEFAULT_DOMAIN = 'NORAM';

export function profileOf(
  profiles: readonly NistProfile[],
  domain: string | undefined,
): NistProfile | undefined {
  const wanted = (domain ?? DEFAULT_DOMAIN).trim().toUpperCase();
  return profiles.find(({ domains }) => domains.includes('*') || domains.includes(wanted));
}
