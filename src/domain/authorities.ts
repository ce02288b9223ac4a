/**
 * Who asks, and why. Classes follow the access matrix of the regulations (one row per class in `law/access.ts`); a
 * caller has exactly one class and one purpose per token, so that a decision can be traced to both.
 */
export const AUTHORITY_CLASSES = [
  'border-authority',
  'visa-authority',
  'immigration-authority',
  'asylum-authority',
  'etias-national-unit',
  'etias-central-unit',
  'sirene-bureau',
  'ecris-central-authority',
  'law-enforcement-authority',
  'verifying-authority',
  'police-authority',
  'europol',
  'eurojust',
  'eppo',
  'frontex-team',
  'screening-authority',
  'fundamental-rights-monitor',
  'carrier',
  'traveller-service',
  'hub-operator',
  'supervisory-authority',
] as const;
export type AuthorityClass = (typeof AUTHORITY_CLASSES)[number];

export const PURPOSES = [
  'border-check',
  'visa-examination',
  'immigration-control',
  'return',
  'asylum-procedure',
  'asylum-responsibility',
  'travel-authorisation',
  'alert-management',
  'criminal-records',
  'law-enforcement',
  'police-identification',
  'judicial-cooperation',
  'screening',
  'monitoring',
  'carriage',
  'travel-information',
  'operation',
  'supervision',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Gateways of the identity repository whose search may reach a system that another hub keeps. */
export const PEER_GATEWAYS = ['police', 'screening', 'law-enforcement'] as const;
export type PeerGateway = (typeof PEER_GATEWAYS)[number];

/** The authenticated caller, taken from a verified token. */
export type Requester = {
  /** Identifier of the authority, for example `AUT-border-police`; no natural person. */
  readonly authorityId: string;
  readonly authorityClass: AuthorityClass;
  /** ISO 3166-1 alpha-3 of the Member State, or `EUE` for an agency of the Union. */
  readonly memberState: string;
  readonly purpose: Purpose;
  /** Unique identity of the official as the authority names it, for the logs that must hold it; no name. */
  readonly operatorId?: string;
  /** The hub that signed the token vouches that what this gateway demands is met; refused in tokens of anybody else. */
  readonly vouchedGateway?: PeerGateway;
};

/** What can be asked of one system. `search` is alphanumeric, `identify` is biometric 1:N, `verify` 1:1. */
export const ACCESS_RIGHTS = ['enrol', 'read', 'erase', 'search', 'identify', 'verify'] as const;
export type AccessRight = (typeof ACCESS_RIGHTS)[number];

export function isAuthorityClass(text: string): text is AuthorityClass {
  return (AUTHORITY_CLASSES as readonly string[]).includes(text);
}

export function isPurpose(text: string): text is Purpose {
  return (PURPOSES as readonly string[]).includes(text);
}

export function isPeerGateway(text: string): text is PeerGateway {
  return (PEER_GATEWAYS as readonly string[]).includes(text);
}
