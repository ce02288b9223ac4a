/** Reference numbers: letters of the transmitting state, the digit of the category, a number. (EU) 2024/1358 Art 37(3), (4). */
import {
  EURODAC_REFERENCE_ROW,
  EURODAC_REQUEST_DIGIT_ROWS,
  type EurodacCollection,
  eurodacCategory,
} from '../law/eurodac-category-table.js';

export type ReferenceNumber = {
  /** As written: the letters by which the state is known. */
  readonly stateLetters: string;
  readonly digit: number;
  readonly number: string;
};

/**
 * Two or three letters, the digit, then up to 40 letters, digits, hyphens, dots and slashes: the number is the state's
 * own, and how it is written is not laid down.
 */
const FORM = /^([A-Z]{2,3})(\d)([A-Za-z0-9./-]{1,40})$/;

export function parseReferenceNumber(text: string): ReferenceNumber | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  return { stateLetters: match[1]!, digit: Number(match[2]), number: match[3]! };
}

export type ReferenceFault = { readonly expected: string; readonly citation: string };

/** What contradicts the category; a number whose form is not that of Art 37(4) contradicts every one. */
export function referenceFault(text: string, collection: EurodacCollection): ReferenceFault | undefined {
  const { referenceDigit } = eurodacCategory(collection);
  const { citation } = EURODAC_REFERENCE_ROW;
  const parsed = parseReferenceNumber(text);
  if (!parsed) {
    return { expected: 'Letters of the transmitting state, one digit for the category, a number.', citation };
  }
  if (parsed.digit === referenceDigit) return undefined;
  return {
    expected: `The digit after the letters of the state is ${referenceDigit} for the category ${collection}.`,
    citation,
  };
}

/** What contradicts a request of law enforcement: its digit says whether a designated authority or Europol asks. */
export function requestReferenceFault(
  text: string,
  by: 'designated-authority' | 'europol-designated-unit',
): ReferenceFault | undefined {
  const [designated, europol] = EURODAC_REQUEST_DIGIT_ROWS;
  const { referenceDigit, citation } = by === 'designated-authority' ? designated! : europol!;
  if (parseReferenceNumber(text)?.digit === referenceDigit) return undefined;
  return {
    expected: `Letters of the requesting state or agency, the digit ${referenceDigit}, a number.`,
    citation,
  };
}
