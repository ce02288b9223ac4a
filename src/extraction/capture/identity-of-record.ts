/**
 * What a Type-2 record says of the person, by the profile of its domain. Only what is said in known words is taken: a
 * date with unknown parts, a code no table knows or an empty field is absent, and `findings` say so without the value.
 */
import { isCountryCode } from '../../domain/country-codes.js';
import type { IdentityData, TravelDocument } from '../../domain/identity-data.js';
import { parseLocalDate } from '../../domain/local-date.js';
import { fieldOf, latin1, subfieldsOf } from '../formats/nist/subfields-of.js';
import type { TaggedRecord } from '../formats/nist/transaction.js';
import type { CountryPlace, FieldPlace, IdentityFields, NistProfile } from './nist-profile.js';

export type RecordIdentity = {
  readonly identity: Partial<IdentityData>;
  readonly travelDocument?: TravelDocument;
  readonly findings: readonly { readonly field: string; readonly detail: string }[];
};

/** `decode` turns bytes of a field into text: the character set is the transaction's. */
export function identityOfRecord(
  record: TaggedRecord,
  { identity: fields }: NistProfile,
  decode: (bytes: Uint8Array) => string = latin1,
): RecordIdentity {
  const reading: Reading = { record, decode, findings: [] };
  const names = namesOf(reading, fields);
  const dateOfBirth = dateAt(reading, fields.dateOfBirth);
  const sex = fields.sex && wordAt(reading, fields.sex, fields.sex.words);
  const nationalities = countriesAt(reading, fields.nationalities);
  const [countryOfBirth] = countriesAt(reading, fields.countryOfBirth);
  const placeOfBirth = textAt(reading, fields.placeOfBirth);
  const otherNames = textsAt(reading, fields.otherNames);
  return {
    identity: {
      ...names,
      ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
      ...(sex === undefined ? {} : { sex }),
      ...(nationalities.length === 0 ? {} : { nationalities }),
      ...(placeOfBirth === undefined ? {} : { placeOfBirth }),
      ...(countryOfBirth === undefined ? {} : { countryOfBirth }),
      ...(otherNames.length === 0 ? {} : { otherNames }),
    },
    ...documentOf(reading, fields),
    findings: reading.findings,
  };
}

type Reading = {
  readonly record: TaggedRecord;
  readonly decode: (bytes: Uint8Array) => string;
  readonly findings: { field: string; detail: string }[];
};

function namesOf(
  reading: Reading,
  fields: IdentityFields,
): Pick<Partial<IdentityData>, 'surnames' | 'givenNames'> {
  const surname = textAt(reading, fields.surname);
  if (surname !== undefined) {
    const given = (fields.givenNames ?? []).flatMap((place) => textAt(reading, place) ?? []);
    return { surnames: [surname], givenNames: given };
  }
  const whole = textAt(reading, fields.fullName);
  if (whole === undefined) return {};
  const [surnames = '', ...rest] = whole.split(',').map((part) => part.trim());
  const given = rest.filter((part) => part !== '').join(' ');
  if (surnames === '') {
    note(reading, fields.fullName!, 'there is no surname before the comma');
    return {};
  }
  return { surnames: [surnames], givenNames: given === '' ? [] : [given] };
}

function dateAt(reading: Reading, place: FieldPlace | undefined) {
  const text = textAt(reading, place);
  if (text === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ?? [];
  const date = parseLocalDate(`${year}-${month}-${day}`);
  if (date === undefined) note(reading, place!, 'not a whole date that exists');
  return date;
}

function wordAt<Word extends string>(
  reading: Reading,
  place: FieldPlace,
  words: Readonly<Record<string, Word>>,
): Word | undefined {
  const text = textAt(reading, place)?.toUpperCase();
  if (text === undefined) return undefined;
  const word = Object.hasOwn(words, text) ? words[text] : undefined;
  if (word === undefined) note(reading, place, 'a code the profile does not know');
  return word;
}

function countriesAt(reading: Reading, place: CountryPlace | undefined): readonly string[] {
  const words = place?.words ?? {};
  return textsAt(reading, place).flatMap((text) => {
    const upper = text.toUpperCase();
    const code = Object.hasOwn(words, upper) ? words[upper]! : upper;
    if (isCountryCode(code)) return [code];
    note(reading, place!, 'no country code of ISO 3166-1 alpha-3 or of the profile');
    return [];
  });
}

/** The kind of the document is not said by any of the fields. */
function documentOf(reading: Reading, fields: IdentityFields): { readonly travelDocument?: TravelDocument } {
  const number = textAt(reading, fields.documentNumber);
  const [issuingCountry] = countriesAt(reading, fields.documentIssuer);
  if (number === undefined || issuingCountry === undefined) return {};
  return { travelDocument: { kind: 'other', number, issuingCountry } };
}

function textAt(reading: Reading, place: FieldPlace | undefined): string | undefined {
  return textsAt(reading, place)[0];
}

/** The item of every subfield, without blank ones. */
function textsAt({ record, decode }: Reading, place: FieldPlace | undefined): readonly string[] {
  const field = place && fieldOf(record, place.field);
  if (place === undefined || field === undefined) return [];
  return subfieldsOf(field).flatMap((items) => {
    const bytes = items[(place.item ?? 1) - 1];
    const text = bytes === undefined ? '' : decode(bytes).trim();
    return text === '' ? [] : [text];
  });
}

function note({ findings }: Reading, { field }: FieldPlace, detail: string): void {
  findings.push({ field: `2.${String(field).padStart(3, '0')}`, detail });
}
