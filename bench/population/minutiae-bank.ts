/**
 * Minutiae of some synthetic fingers, as `minutiae-bank.json` holds them: references filled in bulk get one of these each,
 * so that the second stage has as much to compare as among extracted references. They are nobody's mates.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { EncodedMinutiae } from '../../src/matching/template.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';

export const BANK_FORMAT = 'open-biometric-identity-hub/minutiae-bank/1';
export const BANK_FILE = join(PACKAGE_ROOT, 'bench', 'population', 'minutiae-bank.json');

export type MinutiaeBankFile = {
  readonly format: typeof BANK_FORMAT;
  readonly templateVersion: string;
  /** Each deflated (RFC 1951), in base64. */
  readonly templates: readonly string[];
};

export type MinutiaeBank = readonly EncodedMinutiae[];

export function readMinutiaeBank(file = BANK_FILE): MinutiaeBank {
  const { format, templateVersion, templates } = JSON.parse(readFileSync(file, 'utf8')) as MinutiaeBankFile;
  if (format !== BANK_FORMAT) throw new Error(`${file} is not a bank of minutiae of this version`);
  return templates.map((text) => ({
    templateVersion,
    bytes: new Uint8Array(inflateRawSync(Buffer.from(text, 'base64'))),
  }));
}
