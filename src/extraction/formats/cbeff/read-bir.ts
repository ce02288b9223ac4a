/**
 * Biometric information records (BIR) of CBEFF, ISO/IEC 19785-3 patron format in XML, as MOSIP writes them: an outer
 * record that holds one for each sample. What is read of each is what tells samples apart, and the block (BDB) itself,
 * which is most often a record of ISO/IEC 19794 and may be a bare image. Signature blocks are not checked. Throws
 * `FormatError`, whose offsets count characters of the text.
 */
import type { Position } from '../../../domain/positions.js';
import { LIMITS } from '../../../platform/limits.js';
import { FormatError, type FormatFaultCode, readOrFault } from '../format-error.js';
import { readXml, rootNameOf, type XmlElement } from './read-xml.js';

export type Bir = {
  /** As written, for example `Finger`, `Face`, `Iris`; several where the block holds several. */
  readonly types: readonly string[];
  /** As written, for example `Left IndexFinger`. */
  readonly subtype: string;
  /** Who registered the format and its number there: 257 is ISO/IEC JTC 1/SC 37, whose 7 is a finger image. */
  readonly formatOwner?: string;
  readonly formatType?: string;
  /** 0 to 100, where it is stated and a number. */
  readonly quality?: number;
  readonly createdAt?: string;
  readonly purpose?: string;
  readonly level?: string;
  readonly block: Uint8Array;
};

/** True for anything that begins as XML does; whether it is a BIR only `readBirs` finds. */
export function isXml(file: Uint8Array): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?\s*<[?!A-Za-z_]/.test(String.fromCharCode(...file.subarray(0, 64)));
}

/** Those that hold a block, in the order of the file; there may be none. */
export function readBirs(file: Uint8Array): readonly Bir[] {
  refuseTransactionInXml(file);
  const root = readXml(decode(file));
  if (root.name !== 'BIR') throw fault('not-this-format', 'root element', 'a BIR is expected');
  const birs: Bir[] = [];
  collect(root, birs);
  return birs;
}

/**
 * A transaction of ANSI/NIST-ITL in its other encoding (NIEM), larger and deeper than any BIR and named by its root. What
 * cannot be read as far as there is refused by who reads on.
 */
export function refuseTransactionInXml(file: Uint8Array): void {
  const root = isXml(file) ? readOrFault(() => rootNameOf(decode(file))) : undefined;
  if (root?.kind !== 'read' || root.value !== 'NISTBiometricInformationExchangePackage') return;
  throw new FormatError({
    format: 'ansi-nist',
    code: 'unsupported',
    field: 'encoding',
    detail: 'transactions are read in the traditional encoding; this one is in the XML form (NIEM)',
  });
}

/** The hub's position; `undefined` where the record is of something the hub takes no samples of, or of nothing known. */
export function birPosition({ types, subtype }: Pick<Bir, 'types' | 'subtype'>): Position | undefined {
  if (types.length !== 1) return undefined;
  switch (types[0]!.toLowerCase()) {
    case 'face':
      return 'face';
    case 'finger':
      return fingerOf(subtype);
    default:
      return undefined;
  }
}

/** Whether the subtype names more than one finger: a slap, of which nobody says where its fingers lie. */
export function isOfSeveralFingers({ subtype }: Pick<Bir, 'subtype'>): boolean {
  return words(subtype.toLowerCase()).filter((word) => FINGERS[word] !== undefined).length > 1;
}

function collect(element: XmlElement, birs: Bir[]): void {
  const blocks = childrenOf(element, 'BDB');
  if (blocks.length > 1) throw fault('inconsistent', 'BDB', 'a BIR holds more than one');
  if (blocks[0] && blocks[0].text.trim() !== '') birs.push(toBir(element, blocks[0].text));
  if (birs.length > LIMITS.birsMax) throw fault('limit-exceeded', 'BIR', `more than ${LIMITS.birsMax}`);
  for (const inner of childrenOf(element, 'BIR')) collect(inner, birs);
}

function toBir(element: XmlElement, block: string): Bir {
  const info = childrenOf(element, 'BDBInfo')[0];
  const format = info && childrenOf(info, 'Format')[0];
  const quality = info && childrenOf(info, 'Quality')[0];
  const score = textOf(quality, 'Score');
  return {
    types: info ? childrenOf(info, 'Type').flatMap(({ text }) => words(text)) : [],
    subtype: info
      ? childrenOf(info, 'Subtype')
          .flatMap(({ text }) => words(text))
          .join(' ')
      : '',
    ...named('formatOwner', textOf(format, 'Organization')),
    ...named('formatType', textOf(format, 'Type')),
    ...(score !== undefined && /^\d{1,3}$/.test(score) ? { quality: Number(score) } : {}),
    ...named('createdAt', textOf(info, 'CreationDate')),
    ...named('purpose', textOf(info, 'Purpose')),
    ...named('level', textOf(info, 'Level')),
    block: decodeBase64(block),
  };
}

const SIDES = ['left', 'right'] as const;
const FINGERS: Readonly<Record<string, 'thumb' | 'index' | 'middle' | 'ring' | 'little'>> = {
  thumb: 'thumb',
  indexfinger: 'index',
  middlefinger: 'middle',
  ringfinger: 'ring',
  littlefinger: 'little',
};

/** Words in any order, as the list of the schema is; anything but one side and one finger is an unknown finger. */
function fingerOf(subtype: string): Position {
  const parts = words(subtype.toLowerCase());
  const side = SIDES.filter((known) => parts.includes(known));
  const fingers = parts.flatMap((part) => FINGERS[part] ?? []);
  const isOne = side.length === 1 && fingers.length === 1 && parts.length === 2;
  return isOne ? `${side[0]!}-${fingers[0]!}` : 'unknown-finger';
}

function decode(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw fault('unsupported', 'encoding', 'UTF-8 is read');
  }
}

/** Line breaks and spaces are allowed, as XML Schema allows them. */
function decodeBase64(text: string): Uint8Array {
  const packed = text.replace(/\s+/g, '');
  const bytes = Buffer.from(packed, 'base64');
  if (bytes.toString('base64') !== packed)
    throw fault('out-of-range', 'BDB', 'base64 with padding is expected');
  return bytes;
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = element && childrenOf(element, name)[0]?.text.trim();
  return text === '' ? undefined : text;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function named<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

function fault(code: FormatFaultCode, field: string, detail: string): FormatError {
  return new FormatError({ format: 'cbeff', code, field, detail });
}
