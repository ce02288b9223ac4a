/**
 * What stands in `segment.json` of a segment's folder:
 *   segment.json     this: magic, version of the format, what the rows are, and SHA-256 of the other two files
 *   rows.bin         256 signed bytes per row
 *   references.bin   48 bytes per row: template identifier, subject identifier, quality as float64, origin as uint32
 *                    (`reference-origins.ts`), four bytes of zero
 *
 * Nothing here depends on the processor: the graph a session is made from is built when a segment is opened, in the
 * coding of the probe that is exact on this machine, so that a folder may be carried to another.
 *
 * The files are a cache of what PostgreSQL holds encrypted, in plain form: readable by the hub's user only.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { isPosition } from '../domain/positions.js';
import { SYSTEMS } from '../domain/systems.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { PartitionKey } from './reference-batch.js';

const MAGIC = 'open-biometric-identity-hub/gallery-segment';
const FORMAT_VERSION = 3;

export const SEGMENT_FILES = {
  header: 'segment.json',
  rows: 'rows.bin',
  references: 'references.bin',
} as const;

/** Of one row in `references.bin`. */
export const REFERENCE_BYTES = 48;
export const REFERENCE_QUALITY_AT = 32;
export const REFERENCE_ORIGIN_AT = 40;

export type SegmentHeader = PartitionKey & {
  /** A tail is kept as rows only: it goes on growing after it was read. */
  readonly kind: 'sealed' | 'tail';
  readonly rowCount: number;
  readonly dimension: number;
  readonly byteOrder: string;
  readonly rowsSha256: string;
  readonly referencesSha256: string;
};

export type SegmentFault = 'missing' | 'damaged' | 'foreign' | 'other-version';

/** A segment cannot be used; `fault` says why, and nothing about what is in it. */
export class UnusableSegment extends Error {
  override readonly name = 'UnusableSegment';
  readonly fault: SegmentFault;

  constructor(fault: SegmentFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}

export function encodeHeader(header: Omit<SegmentHeader, 'dimension' | 'byteOrder'>): string {
  const segment = JSON.stringify({
    ...header,
    dimension: EMBEDDING_DIMENSION,
    byteOrder: endianness(),
  });
  return JSON.stringify({ magic: MAGIC, version: FORMAT_VERSION, sha256: digestOf(segment), segment });
}

/** Throws `UnusableSegment`. */
export function decodeHeader(text: string): SegmentHeader {
  const envelope = parsed(text);
  if (envelope['magic'] !== MAGIC) throw new UnusableSegment('foreign', 'not a gallery segment');
  if (envelope['version'] !== FORMAT_VERSION)
    throw new UnusableSegment('other-version', 'a gallery segment of another version of the format');
  const segment = envelope['segment'];
  if (typeof segment !== 'string' || digestOf(segment) !== envelope['sha256'])
    throw new UnusableSegment('damaged', 'segment.json does not match its digest');
  const header = parsed(segment) as unknown as SegmentHeader;
  const isUsable =
    header.dimension === EMBEDDING_DIMENSION &&
    header.byteOrder === endianness() &&
    isPosition(header.position) &&
    SYSTEMS.includes(header.system);
  if (!isUsable) throw new UnusableSegment('foreign', 'a gallery segment of another machine or dimension');
  return header;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new UnusableSegment('damaged', 'segment.json is not JSON', { cause });
  }
  throw new UnusableSegment('damaged', 'segment.json is not an object');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
