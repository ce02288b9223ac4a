/** Claimed identity and travel document, and what an alphanumeric query asks by. */
import { type Static, Type } from 'typebox';
import { DATE_OF_BIRTH_KNOWN } from '../src/domain/identity-data.js';
import { CALENDARS } from '../src/domain/names/calendar-conversion.js';
import {
  CountryCode,
  CountryInput,
  CountryOfBirthInput,
  DateInput,
  LocalDate,
  oneOf,
  STRICT,
  Text,
  Texts,
  textInput,
  textsInput,
} from './words.js';

const DateOfBirthCalendar = oneOf(CALENDARS, {
  description:
    'The calendar `dateOfBirth` is written in, where it is not the Gregorian one: it is converted when it comes in. ' +
    'islamic is the tabular calendar, persian that of the years 1178 to 1633.',
});
const Sex = oneOf(['female', 'male', 'unspecified'], {
  description: 'Sex as travel documents code it: female, male, unspecified.',
});
const DateOfBirthKnown = oneOf(DATE_OF_BIRTH_KNOWN, {
  description:
    'What is known of the date of birth, where not all of it is; the rest of `dateOfBirth` is what the authority assumes.',
});
const DocumentKind = oneOf(
  ['passport', 'identity-card', 'refugee-travel-document', 'laissez-passer', 'other'],
  { description: 'passport, identity-card, refugee-travel-document, laissez-passer or other.' },
);

export const IdentityInput = Type.Object(
  {
    surnames: textsInput({ minItems: 1, maxItems: 10 }),
    givenNames: textsInput({ maxItems: 10 }),
    dateOfBirth: DateInput,
    dateOfBirthCalendar: Type.Optional(DateOfBirthCalendar),
    dateOfBirthKnown: Type.Optional(DateOfBirthKnown),
    sex: Sex,
    nationalities: Type.Array(CountryInput, { minItems: 1, maxItems: 10 }),
    placeOfBirth: Type.Optional(textInput(200)),
    countryOfBirth: Type.Optional(CountryOfBirthInput),
    otherNames: Type.Optional(textsInput({ maxItems: 20 })),
  },
  { ...STRICT, title: 'IdentityInput', description: 'The identity a person claims, names as claimed.' },
);

export const TravelDocumentInput = Type.Object(
  {
    kind: DocumentKind,
    number: textInput(50),
    issuingCountry: CountryInput,
    validUntil: Type.Optional(DateInput),
  },
  { ...STRICT, title: 'TravelDocumentInput' },
);

export const IdentityQueryInput = Type.Object(
  {
    surname: textInput(200),
    givenName: Type.Optional(textInput(200)),
    dateOfBirth: Type.Optional(DateInput),
    dateOfBirthCalendar: Type.Optional(DateOfBirthCalendar),
    nationality: Type.Optional(CountryInput),
  },
  { ...STRICT, title: 'IdentityQuery', description: 'Every part given must agree.' },
);
export type IdentityQueryInput = Static<typeof IdentityQueryInput>;

export const DocumentQueryInput = Type.Object(
  { number: textInput(50), issuingCountry: CountryInput },
  { ...STRICT, title: 'DocumentQuery' },
);

export const Identity = Type.Object(
  {
    surnames: Texts,
    givenNames: Texts,
    dateOfBirth: LocalDate,
    dateOfBirthKnown: Type.Optional(DateOfBirthKnown),
    sex: Sex,
    nationalities: Type.Array(CountryCode, { minItems: 1, maxItems: 100 }),
    placeOfBirth: Type.Optional(Text),
    countryOfBirth: Type.Optional(CountryCode),
    otherNames: Type.Optional(Texts),
  },
  { title: 'Identity', description: 'The identity a person claimed on one occasion.' },
);

export const TravelDocument = Type.Object(
  { kind: DocumentKind, number: Text, issuingCountry: CountryCode, validUntil: Type.Optional(LocalDate) },
  { title: 'TravelDocument' },
);
