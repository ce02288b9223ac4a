/**
 * Everything the console says, in one place. A translation is another object of the same keys; `{name}` stands for a
 * value, and numbers are written as the reader's country does. Where a text has a `{count}`, a key with the ending of a
 * plural form of its language (`.one`, `.few`) has the words for that form. Keys that begin with a code of the hub
 * (`trouble.`, `problem.`) have a text for the codes that matter and fall back to the hub's own words.
 */
import { EN } from './texts-en.js';

export type TextKey = keyof typeof EN;
export type Texts = Readonly<Record<TextKey, string>> &
  Readonly<Partial<Record<`${TextKey}.${Intl.LDMLPluralRule}`, string>>>;

/** Further languages are added here; the browser's first language that is known is taken. */
const LANGUAGES: Readonly<Record<string, Texts>> = { en: EN };

const WANTED = globalThis.navigator?.languages ?? [];
export const LANGUAGE = languageOf(WANTED);
/** How numbers and dates are written: as the reader's country does, where the browser says which. */
export const LOCALE = localeOf(WANTED, LANGUAGE);

const numbers = new Intl.NumberFormat(LOCALE);
const plurals = new Intl.PluralRules(LOCALE);

export function languageOf(wanted: readonly string[]): string {
  return (
    wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en'
  );
}

/** English without a country is that of the regulations. */
function localeOf(wanted: readonly string[], language: string): string {
  const tag = wanted.find((each) => each.slice(0, 2).toLowerCase() === language && each.length > 2);
  return tag ?? (language === 'en' ? 'en-GB' : language);
}

export function say(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = textOf(key, values['count']);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => shown(values[name] ?? whole));
}

function textOf(key: TextKey, count: string | number | undefined): string {
  const texts: Texts = LANGUAGES[LANGUAGE] ?? EN;
  const form = typeof count === 'number' ? texts[`${key}.${plurals.select(count)}`] : undefined;
  return form ?? texts[key];
}

const shown = (value: string | number) => (typeof value === 'number' ? numbers.format(value) : value);

/** The text of a code, where there is one; else `otherwise`. */
export function sayCode(
  prefix: string,
  code: string,
  otherwise: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const key = `${prefix}.${code}`;
  return Object.hasOwn(EN, key) ? say(key as TextKey, values) : otherwise;
}
