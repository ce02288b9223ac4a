/**
 * Everything the console says, in one place. A translation is another object of the same keys; `{name}` stands for a
 * value. Keys that begin with a code of the hub (`trouble.`, `problem.`) have a text for the codes that matter and fall
 * back to the hub's own words.
 */
import { EN } from './texts-en.js';

export type TextKey = keyof typeof EN;
export type Texts = Readonly<Record<TextKey, string>>;

/** Further languages are added here; the browser's first language that is known is taken. */
const LANGUAGES: Readonly<Record<string, Texts>> = { en: EN };

export const LANGUAGE = languageOf(globalThis.navigator?.languages ?? []);

export function languageOf(wanted: readonly string[]): string {
  return (
    wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en'
  );
}

export function say(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = LANGUAGES[LANGUAGE]?.[key] ?? EN[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of a code, where there is one; else `otherwise`. */
export function sayCode(prefix: string, code: string, otherwise: string): string {
  const key = `${prefix}.${code}`;
  return Object.hasOwn(EN, key) ? say(key as TextKey) : otherwise;
}
