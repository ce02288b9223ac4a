/** `HUB_NIST_PROFILE`: what Type-2 fields mean, beside or instead of the profiles the hub comes with. */
import { Compile } from 'typebox/compile';
import { NistProfileFile } from '../../schemas/nist-profile.js';
import type { NistProfile } from '../extraction/capture/nist-profile.js';
import { SHIPPED_PROFILES } from '../extraction/capture/shipped-profiles.js';

const VALIDATOR = Compile(NistProfileFile);

/**
 * The name of a shipped profile makes it that of every domain. The text of a file is a profile for the domains it names,
 * tried before the shipped ones. `undefined` where it is neither.
 */
export function parseNistProfiles(
  value: string,
  readText: (path: string) => string | undefined,
): readonly NistProfile[] | undefined {
  const shipped = SHIPPED_PROFILES.find(({ name }) => name === value);
  if (shipped) return [{ ...shipped, domains: ['*'] }];
  const profile = parseJson(readText(value));
  if (!VALIDATOR.Check(profile)) return undefined;
  const { domains } = profile as NistProfile;
  return [
    { ...(profile as NistProfile), domains: domains.map((domain) => domain.toUpperCase()) },
    ...SHIPPED_PROFILES,
  ];
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
