/**
 * What every ISO/IEC 19794:2011 representation header begins with (parts 4, 5 and 6 share it): when and with what the
 * sample was captured, and what was thought of its quality.
 */
import type { ByteReader } from '../byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** UTC. A part the record leaves open (all bits set) is absent. */
export type CaptureDate = {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
};

/** Vendor and type as registered with IBIA; 0 is "not reported". */
export type CaptureDevice = {
  readonly technologyCode: number;
  readonly vendorId: number;
  readonly typeId: number;
};

export type QualityBlock = {
  /** 0 to 100; absent where the attempt to compute it failed or none was made. */
  readonly score?: number;
  readonly vendorId: number;
  readonly algorithmId: number;
};

export type CaptureFacts = {
  readonly capturedAt: CaptureDate;
  readonly device: CaptureDevice;
  readonly qualities: readonly QualityBlock[];
};

export function readCaptureFacts(reader: ByteReader): CaptureFacts {
  const capturedAt = readCaptureDate(reader);
  const device = {
    technologyCode: reader.u8('capture device technology'),
    vendorId: reader.u16('capture device vendor'),
    typeId: reader.u16('capture device type'),
  };
  return { capturedAt, device, qualities: readQualities(reader) };
}

export function writeCaptureFacts(writer: ByteWriter, { capturedAt, device, qualities }: CaptureFacts): void {
  writer.u16(capturedAt.year ?? UNKNOWN_16, 'capture year');
  for (const part of BYTE_PARTS) writer.u8(capturedAt[part] ?? UNKNOWN_8, `capture ${part}`);
  writer.u16(capturedAt.millisecond ?? UNKNOWN_16, 'capture millisecond');
  writer.u8(device.technologyCode, 'capture device technology');
  writer.u16(device.vendorId, 'capture device vendor');
  writer.u16(device.typeId, 'capture device type');
  writer.u8(qualities.length, 'number of quality blocks');
  for (const { score, vendorId, algorithmId } of qualities) {
    writer.u8(score ?? UNKNOWN_8, 'quality score');
    writer.u16(vendorId, 'quality algorithm vendor');
    writer.u16(algorithmId, 'quality algorithm');
  }
}

const UNKNOWN_8 = 0xff;
const UNKNOWN_16 = 0xffff;
const BYTE_PARTS = ['month', 'day', 'hour', 'minute', 'second'] as const;
const PART_MAX = { month: 12, day: 31, hour: 23, minute: 59, second: 60 } as const;

function readCaptureDate(reader: ByteReader): CaptureDate {
  const date: { -readonly [Part in keyof CaptureDate]: number } = {};
  const year = reader.u16('capture year');
  if (year !== UNKNOWN_16) date.year = year;
  for (const part of BYTE_PARTS) {
    const value = reader.u8(`capture ${part}`);
    if (value === UNKNOWN_8) continue;
    // Writers that know no date at all fill in zeros.
    if (value > PART_MAX[part]) reader.fail('out-of-range', `capture ${part}`, `at most ${PART_MAX[part]}`);
    date[part] = value;
  }
  const millisecond = reader.u16('capture millisecond');
  if (millisecond === UNKNOWN_16) return date;
  if (millisecond > 999) reader.fail('out-of-range', 'capture millisecond', 'at most 999');
  return { ...date, millisecond };
}

function readQualities(reader: ByteReader): readonly QualityBlock[] {
  const count = reader.u8('number of quality blocks');
  const qualities: QualityBlock[] = [];
  for (let index = 0; index < count; index++) {
    const field = `quality block ${index}`;
    const score = reader.u8(`${field} score`);
    if (score > 100 && score !== UNKNOWN_8) reader.fail('out-of-range', `${field} score`, '0 to 100, or 255');
    const vendorId = reader.u16(`${field} vendor`);
    const algorithmId = reader.u16(`${field} algorithm`);
    qualities.push({ ...(score === UNKNOWN_8 ? {} : { score }), vendorId, algorithmId });
  }
  return qualities;
}
