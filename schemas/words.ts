/**
 * The words every shape is made of. What comes in is checked strictly, down to codes that must be known; what goes out
 * or comes from a peer is described more loosely, as a peer may be newer. A `title` names a component of the OpenAPI
 * document; `description` is also what a refused caller is told to send.
 */
import { type Static, type TSchema, Type } from 'typebox';
import { isCountryCode, isCountryOfBirth } from '../src/domain/country-codes.js';
import { isUuid } from '../src/domain/ids.js';
import { parseLocalDate } from '../src/domain/local-date.js';
import { SAMPLE_POSITIONS } from '../src/domain/palm-positions.js';
import { POSITIONS } from '../src/domain/positions.js';
import { SYSTEMS } from '../src/domain/systems.js';

export const STRICT = { additionalProperties: false } as const;

export function oneOf<const Values extends readonly string[]>(
  values: Values,
  options: { readonly title?: string; readonly description?: string } = {},
) {
  return Type.Unsafe<Values[number]>(Type.String({ enum: [...values], ...options }));
}

export const System = oneOf(SYSTEMS, {
  title: 'System',
  description: `One of the six systems: ${SYSTEMS.join(', ')}.`,
});

export const Position = oneOf(POSITIONS, {
  title: 'Position',
  description: `Where a sample comes from: ${POSITIONS.join(', ')}.`,
});

/** Of a sample that is kept; one of a palm is never compared. */
export const KeptPosition = oneOf(SAMPLE_POSITIONS, {
  title: 'KeptPosition',
  description: `Where a sample comes from: ${SAMPLE_POSITIONS.join(', ')}.`,
});

export const Uuid = Type.String({ format: 'uuid' });
export const Quality = Type.Number({ minimum: 0, maximum: 100 });

// ---- What comes in

export const IdentifierInput = Type.Refine(
  Type.String({
    format: 'uuid',
    title: 'Identifier',
    description: 'A UUID in lower case, as the hub issued it.',
  }),
  isUuid,
);

export const CountryInput = Type.Refine(
  Type.String({
    pattern: '^[A-Z]{3}$',
    title: 'Country',
    description: 'Three capital letters assigned by ISO 3166-1 alpha-3 or ICAO Doc 9303 part 3.',
  }),
  isCountryCode,
);

export const CountryOfBirthInput = Type.Refine(
  Type.String({
    pattern: '^[A-Z]{3}$',
    title: 'CountryOfBirth',
    description: 'As Country, or a code that was withdrawn: a country that no longer exists (ISO 3166-3).',
  }),
  isCountryOfBirth,
);

export const DateInput = Type.Refine(
  Type.String({
    format: 'date',
    title: 'CalendarDate',
    description: 'A calendar date that exists, YYYY-MM-DD, from 1850-01-01 to 2199-12-31.',
  }),
  (text) => parseLocalDate(text) !== undefined && text >= '1850' && text < '2200',
);

export const InstantInput = Type.Refine(
  Type.String({
    format: 'date-time',
    maxLength: 40,
    title: 'Instant',
    description: 'RFC 3339 date and time that exists, with an offset: 2026-09-01T10:00:00+02:00.',
  }),
  (text) =>
    parseLocalDate(text.slice(0, 10)) !== undefined && !Number.isNaN(Date.parse(text)) && text >= '1990',
);

/** No control characters, and not blank; judged in linear time, whatever is sent. */
const TEXT = '^(?!\\s*$)[^\\u0000-\\u001f\\u007f]*$';

export function textInput(maxLength: number) {
  return Type.String({
    maxLength,
    pattern: TEXT,
    description: `Text of 1 to ${maxLength} characters, not blank, without control characters.`,
  });
}

export function textsInput(options: { readonly minItems?: number; readonly maxItems: number }) {
  return Type.Array(textInput(200), options);
}

// ---- What goes out

export const CountryCode = Type.String({ pattern: '^[A-Z]{3}$' });
export const LocalDate = Type.String({ format: 'date' });
export const Instant = Type.String({ format: 'date-time' });
export const Text = Type.String({ maxLength: 500 });
export const Texts = Type.Array(Text, { maxItems: 100 });

/** The two ways a field is described: as a caller must send it and as an answer holds it. */
export const INCOMING = {
  options: STRICT,
  country: CountryInput,
  date: DateInput,
  instant: InstantInput,
  text: textInput(200),
  texts: textsInput({ maxItems: 20 }),
  durationDays: (maximum: number) => Type.Integer({ minimum: 1, maximum }),
  encounterId: IdentifierInput,
};
export const OUTGOING = {
  options: {},
  country: CountryCode,
  date: LocalDate,
  instant: Instant,
  text: Text,
  texts: Texts,
  durationDays: (_maximum: number) => Type.Integer({ minimum: 1 }),
  encounterId: Uuid,
};
export type Words = typeof INCOMING | typeof OUTGOING;

export type { Static, TSchema };
