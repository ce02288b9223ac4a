/** Alerts on objects: documents, vehicles and other things, without anything about a person. */
import type { LocalDate } from '../local-date.js';

/** (EU) 2018/1862 Art 36, 38. */
export const OBJECT_CATEGORIES = [
  'travel-document',
  'blank-document',
  'identity-document',
  'vehicle-document',
  'vehicle',
  'number-plate',
  'boat',
  'aircraft',
  'container',
  'firearm',
  'banknote',
  'other',
] as const;
export type ObjectCategory = (typeof OBJECT_CATEGORIES)[number];

export type ObjectAlert = {
  readonly alertId: string;
  readonly memberState: string;
  readonly kind: 'object-check' | 'object-seizure';
  readonly category: ObjectCategory;
  /** As entered; searched without spaces and signs. */
  readonly number: string;
  readonly issuingCountry?: string;
  readonly issuedOn: LocalDate;
  readonly reviewBy: LocalDate;
  readonly reason: string;
  readonly actionToBeTaken: string;
  /** The alert on a person it is linked to: it lives no longer than that. */
  readonly linkedTo?: string;
};

/** Letters and digits alone, in capitals. */
export function objectNumberForm(number: string): string {
  return number.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
