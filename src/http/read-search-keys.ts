/** What an alphanumeric search asks by, as the domain's words. */
import type { SearchBody } from '../../schemas/requests.js';
import type { DocumentQuery, IdentityQuery } from '../domain/identity-data.js';
import { faultAt } from './problems.js';

export type SearchKeys = { readonly identity?: IdentityQuery; readonly document?: DocumentQuery };

export function readSearchKeys(
  { identity, document }: Pick<SearchBody, 'identity' | 'document'>,
  options: { readonly hasBiometrics: boolean; readonly biometrics: 'samples' | 'probes' },
): SearchKeys {
  if (!identity && !document && !options.hasBiometrics) {
    throw faultAt('search-key-missing', '', `At least one of identity, document and ${options.biometrics}.`);
  }
  return {
    // Validation has made a date that exists; what it cannot say is that it is branded.
    ...(identity ? { identity: identity as unknown as IdentityQuery } : {}),
    ...(document ? { document } : {}),
  };
}
