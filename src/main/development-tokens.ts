/**
 * One token per role, signed with the development key, for trying the hub and for its demonstration. The roles are
 * the classes of authorities of the access matrix, each with the one purpose the law gives it.
 */
import { join } from 'node:path';
import { AUTHORITY_CLASSES, type AuthorityClass, type Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { PURPOSE_OF } from '../domain/law/access-table.js';
import type { HubConfig } from './config.js';
import { developmentSigningKey } from './development-keys.js';
import { replaceFile } from './replace-file.js';
import { signRequesterToken, type TokenOptions } from './requester-token.js';

export type DevelopmentTokens = Readonly<Record<AuthorityClass, string>>;

const VALID = '12h';

/** Authorities of one Member State, and of the Union where the class is an agency's. */
const AUTHORITY: Readonly<Record<AuthorityClass, { readonly id: string; readonly memberState: string }>> = {
  'border-authority': { id: 'AUT-border-police', memberState: 'AUT' },
  'visa-authority': { id: 'AUT-visa-office', memberState: 'AUT' },
  'immigration-authority': { id: 'AUT-immigration-office', memberState: 'AUT' },
  'asylum-authority': { id: 'AUT-asylum-office', memberState: 'AUT' },
  'etias-national-unit': { id: 'AUT-etias-national-unit', memberState: 'AUT' },
  'etias-central-unit': { id: 'EUE-etias-central-unit', memberState: UNION_AGENCY },
  'sirene-bureau': { id: 'AUT-sirene-bureau', memberState: 'AUT' },
  'ecris-central-authority': { id: 'AUT-criminal-records', memberState: 'AUT' },
  'law-enforcement-authority': { id: 'AUT-federal-police', memberState: 'AUT' },
  'police-authority': { id: 'AUT-police', memberState: 'AUT' },
  europol: { id: 'EUE-europol', memberState: UNION_AGENCY },
  eurojust: { id: 'EUE-eurojust', memberState: UNION_AGENCY },
  eppo: { id: 'EUE-eppo', memberState: UNION_AGENCY },
  'frontex-team': { id: 'AUT-hosted-team', memberState: 'AUT' },
  carrier: { id: 'AUT-carrier', memberState: 'AUT' },
  'traveller-service': { id: 'EUE-traveller-service', memberState: UNION_AGENCY },
  'verifying-authority': { id: 'AUT-verifying-authority', memberState: 'AUT' },
  'screening-authority': { id: 'AUT-screening-centre', memberState: 'AUT' },
  'fundamental-rights-monitor': { id: 'AUT-rights-monitor', memberState: 'AUT' },
  'hub-operator': { id: 'EUE-hub-operator', memberState: UNION_AGENCY },
  'supervisory-authority': { id: 'EUE-data-protection-supervisor', memberState: UNION_AGENCY },
};

type TokenConfig = Pick<HubConfig, 'dataDirectory' | 'tokenIssuer' | 'tokenAudience'>;

/** With `operator` they name one operator of each authority, for example `first`; without it they name the authorities alone. */
export async function issueDevelopmentTokens(
  { dataDirectory, tokenIssuer, tokenAudience }: TokenConfig,
  operator?: string,
): Promise<DevelopmentTokens> {
  const options: TokenOptions = {
    signingKey: developmentSigningKey(dataDirectory),
    issuer: tokenIssuer,
    audience: tokenAudience,
    valid: VALID,
  };
  const tokens = await Promise.all(
    AUTHORITY_CLASSES.map(async (role) => {
      const authority = requesterOf(role);
      const requester =
        operator === undefined
          ? authority
          : { ...authority, operatorId: `${authority.authorityId}-${operator}` };
      return [role, await signRequesterToken(requester, options)] as const;
    }),
  );
  return Object.fromEntries(tokens) as DevelopmentTokens;
}

export function requesterOf(authorityClass: AuthorityClass): Requester {
  const { id, memberState } = AUTHORITY[authorityClass];
  return { authorityId: id, authorityClass, memberState, purpose: PURPOSE_OF[authorityClass] };
}

/** Issues tokens and keeps them beside the hub's data, for the demonstration population and for `curl`. */
export async function writeDevelopmentTokens(config: TokenConfig): Promise<DevelopmentTokens> {
  const tokens = await issueDevelopmentTokens(config);
  const file = join(config.dataDirectory, 'tokens.json');
  replaceFile(file, `${JSON.stringify(tokens, undefined, 2)}\n`, { mode: 0o600 });
  return tokens;
}

export function printTokens(tokens: DevelopmentTokens, print: (line: string) => void): void {
  print('\nA token per role, valid for 12 hours; npm run tokens makes new ones. Send it with each request:');
  print('  curl -H "Authorization: Bearer <token>" ...');
  for (const [role, token] of Object.entries(tokens)) print(`  ${role}\n    ${token}`);
}
