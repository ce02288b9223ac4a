/**
 * Just enough XML 1.0 for CBEFF: elements, text, comments, CDATA, the five named and the numeric character references.
 * No document type, so no entities of the sender's own and nothing to expand or fetch; no processing instruction but the
 * declaration. Namespace prefixes and attributes are dropped. A library for all of XML would be larger than everything
 * that is read with it. Depth and number of elements are limited. Throws `FormatError`.
 */
import { LIMITS } from '../../../platform/limits.js';
import { FormatError, type FormatFaultCode } from '../format-error.js';

export type XmlElement = {
  /** Without its prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text directly inside, comments left out. */
  readonly text: string;
};

/** `xml` is decoded text; offsets in faults count its characters. */
export function readXml(xml: string): XmlElement {
  const cursor: Cursor = { xml, at: xml.startsWith('\ufeff') ? 1 : 0, elementCount: 0 };
  skipMisc(cursor, true);
  const tag = readStartTag(cursor);
  const root = readContent(cursor, tag, 1);
  skipMisc(cursor, false);
  if (cursor.at < xml.length)
    throw fault(cursor, 'inconsistent', 'document', 'something follows the root element');
  return root;
}

/** Of a document whatever its size and depth; without its prefix. */
export function rootNameOf(xml: string): string {
  const cursor: Cursor = { xml, at: xml.startsWith('\ufeff') ? 1 : 0, elementCount: 0 };
  skipMisc(cursor, true);
  return localName(readStartTag(cursor).fullName);
}

type Cursor = { readonly xml: string; at: number; elementCount: number };
type StartTag = { readonly fullName: string; readonly isEmpty: boolean };

function readContent(cursor: Cursor, tag: StartTag, depth: number): XmlElement {
  const name = localName(tag.fullName);
  if (tag.isEmpty) return { name, children: [], text: '' };
  if (depth > LIMITS.xmlDepthMax) {
    throw fault(cursor, 'limit-exceeded', 'element', `deeper than ${LIMITS.xmlDepthMax}`);
  }
  const children: XmlElement[] = [];
  const texts: string[] = [];
  for (;;) {
    const next = cursor.xml.indexOf('<', cursor.at);
    if (next < 0) throw fault(cursor, 'truncated', 'element', 'its end tag is missing');
    if (next > cursor.at) texts.push(resolveReferences(cursor, cursor.xml.slice(cursor.at, next)));
    cursor.at = next;
    if (cursor.xml.startsWith('</', next)) {
      readEndTag(cursor, tag.fullName);
      return { name, children, text: texts.join('') };
    }
    if (cursor.xml.startsWith('<!--', next)) skipPast(cursor, '-->', 'comment', 4);
    else if (cursor.xml.startsWith('<![CDATA[', next)) texts.push(readCharacterData(cursor));
    else children.push(readContent(cursor, readStartTag(cursor), depth + 1));
  }
}

function readStartTag(cursor: Cursor): StartTag {
  const { xml, at } = cursor;
  NAME.lastIndex = at + 1;
  const fullName = xml[at] === '<' ? NAME.exec(xml)?.[0] : undefined;
  if (fullName === undefined) throw fault(cursor, 'out-of-range', 'element', 'a start tag is expected');
  if (++cursor.elementCount > LIMITS.xmlElementsMax) {
    throw fault(cursor, 'limit-exceeded', 'element', `more than ${LIMITS.xmlElementsMax} elements`);
  }
  cursor.at = at + 1 + fullName.length;
  while (skipAttribute(cursor)) {}
  const isEmpty = xml[cursor.at] === '/';
  if (isEmpty) cursor.at++;
  if (xml[cursor.at] !== '>')
    throw fault(cursor, 'out-of-range', 'start tag', 'an attribute or its end is expected');
  cursor.at++;
  return { fullName, isEmpty };
}

const NAME = /[A-Za-z_][\w.:-]{0,99}/y;

/** Skips space and, where there is one, `name="value"` behind it. */
function skipAttribute(cursor: Cursor): boolean {
  const { xml } = cursor;
  const hadSpace = skipSpace(cursor);
  NAME.lastIndex = cursor.at;
  const name = hadSpace ? NAME.exec(xml)?.[0] : undefined;
  if (name === undefined) return false;
  cursor.at += name.length;
  skipSpace(cursor);
  if (xml[cursor.at] !== '=') throw fault(cursor, 'out-of-range', 'attribute', 'it has no value');
  cursor.at++;
  skipSpace(cursor);
  const quote = xml[cursor.at];
  if (quote !== '"' && quote !== "'")
    throw fault(cursor, 'out-of-range', 'attribute', 'its value has no quotes');
  skipPast(cursor, quote, 'attribute', 1);
  return true;
}

function readEndTag(cursor: Cursor, fullName: string): void {
  cursor.at += 2;
  if (!cursor.xml.startsWith(fullName, cursor.at)) {
    throw fault(cursor, 'inconsistent', 'end tag', 'it closes another element than was opened');
  }
  cursor.at += fullName.length;
  skipSpace(cursor);
  if (cursor.xml[cursor.at] !== '>') throw fault(cursor, 'out-of-range', 'end tag', 'its end is expected');
  cursor.at++;
}

function readCharacterData(cursor: Cursor): string {
  const start = cursor.at + '<![CDATA['.length;
  skipPast(cursor, ']]>', 'CDATA section', 9);
  return cursor.xml.slice(start, cursor.at - 3);
}

/** What may stand around the root element: space, comments and, first of all, the declaration. */
function skipMisc(cursor: Cursor, isBefore: boolean): void {
  if (isBefore && cursor.xml.startsWith('<?xml', cursor.at)) skipPast(cursor, '?>', 'declaration', 5);
  for (;;) {
    skipSpace(cursor);
    if (!cursor.xml.startsWith('<!--', cursor.at)) return;
    skipPast(cursor, '-->', 'comment', 4);
  }
}

function skipSpace(cursor: Cursor): boolean {
  const start = cursor.at;
  while (SPACE.has(cursor.xml.charCodeAt(cursor.at))) cursor.at++;
  return cursor.at > start;
}

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

function skipPast(cursor: Cursor, end: string, field: string, openingLength: number): void {
  const found = cursor.xml.indexOf(end, cursor.at + openingLength);
  if (found < 0) throw fault(cursor, 'truncated', field, 'its end is missing');
  cursor.at = found + end.length;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function resolveReferences(cursor: Cursor, text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,10});?/g, (_, reference: string) => {
    const digits = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(reference);
    const code = digits
      ? Number.parseInt(digits[1] ?? digits[2]!, digits[1] === undefined ? 10 : 16)
      : undefined;
    const character =
      code === undefined ? NAMED[reference] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (character === undefined)
      throw fault(cursor, 'unsupported', 'character reference', 'it is not one of XML itself');
    return character;
  });
}

function localName(fullName: string): string {
  return fullName.slice(fullName.indexOf(':') + 1);
}

function fault(cursor: Cursor, code: FormatFaultCode, field: string, detail: string): FormatError {
  return new FormatError({ format: 'cbeff', code, field, detail, offset: cursor.at });
}
