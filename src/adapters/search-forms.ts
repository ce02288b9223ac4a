/**
 * What names and document numbers are searched by: forms in which case, diacritics, punctuation and the spelling of
 * letters that are no plain Latin letter no longer count. Two names agree where they share a form.
 */
import {
  bareDocumentNumber,
  harmonised,
  transliterations,
  unpunctuated,
} from '../domain/identity-comparison.js';
import type { IdentityData } from '../domain/identity-data.js';
import { romanise } from '../platform/romanise.js';

/**
 * Raised whenever the functions below give another form for some name: rows that are stored are then gone through
 * (`refresh-search-forms.ts`). The test of this file holds a digest of what they give.
 */
export const SEARCH_FORMS_VERSION = 1;

export function nameForms(...names: readonly string[]): readonly string[] {
  const forms = names.flatMap((name) => {
    const plain = harmonised(name);
    const unmarked = [plain, unpunctuated(plain, ' '), unpunctuated(plain)];
    return unmarked.flatMap((form) => [form, ...transliterations(form, romanise)]);
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

/** Each surname, all of them as one, and every other name: an alias may stand for either part of a name. */
export function surnameForms({
  surnames,
  otherNames = [],
}: Pick<IdentityData, 'surnames' | 'otherNames'>): readonly string[] {
  return nameForms(...surnames, surnames.join(' '), ...otherNames);
}

export function givenNameForms({
  givenNames,
  otherNames = [],
}: Pick<IdentityData, 'givenNames' | 'otherNames'>): readonly string[] {
  return nameForms(...givenNames, givenNames.join(' '), ...otherNames);
}

/** Both orders of a full name, which some people carry as one name and some aliases are written as. */
export function fullNameForms(surname: string, givenName: string): readonly string[] {
  return nameForms(`${surname} ${givenName}`, `${givenName} ${surname}`);
}

/** Letters and digits only; `undefined` where nothing is left, which agrees with no number. */
export function documentNumberForm(number: string): string | undefined {
  const form = bareDocumentNumber(number);
  return form === '' ? undefined : form;
}
