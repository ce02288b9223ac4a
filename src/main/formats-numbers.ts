import { CommandError } from './command-error.js';

/** A positive number, or `undefined` where the option was not given. */
export function numberOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new CommandError(`--${name} is a number above 0.`);
}

/** Bits per pixel of the two compressions WSQ is used with: 15:1 and, for latents, 5:1 (IAFIS-IC-0110). */
export function bitRateOf(ratio = '15'): number {
  if (ratio === '15') return 0.75;
  if (ratio === '5') return 2.25;
  throw new CommandError('--ratio is 15 or 5.');
}
