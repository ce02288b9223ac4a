/**
 * Small transactions for tests, written the way people read them: `|` is GS, `;` RS and `,` US, and `L` as the value of
 * LEN is the length of the record. Made without the writer under test.
 */
export function fileOf(...records: readonly RecordText[]): Buffer {
  return Buffer.concat(records.map(recordBytes));
}

/** Text, text and the data after it, or a whole record. */
export type RecordText = string | readonly [string, Buffer] | Buffer;

/** A Type-1 record that announces these records, for example `2,00;4,01`. */
export function typeOneText(content: string): string {
  const count = content.split(';').filter(Boolean).length;
  return `1.001:L|1.002:0502|1.003:1,${count};${content}|1.004:T|1.005:20240229|1.007:A|1.008:B|1.009:C|1.011:19.69|1.012:19.69`;
}

/** A binary record with that many bytes of data, every header value but LEN and IDC 1. */
export function binaryRecordBytes(type: number, idc: number, dataBytes: number): Buffer {
  const headerBytes = type === 7 ? 5 : type === 8 ? 12 : 18;
  const bytes = Buffer.alloc(headerBytes + dataBytes, 1);
  bytes.writeUInt32BE(bytes.length);
  bytes[4] = idc;
  return bytes;
}

function recordBytes(record: RecordText): Buffer {
  if (typeof record === 'string') return taggedBytes(record, Buffer.alloc(0));
  return Buffer.isBuffer(record) ? record : taggedBytes(record[0], record[1]);
}

function taggedBytes(text: string, data: Buffer): Buffer {
  const separated = text.replaceAll('|', '\x1d').replaceAll(';', '\x1e').replaceAll(',', '\x1f');
  const rest = Buffer.byteLength(separated, 'latin1') + data.length + 1;
  const length = [1, 2, 3, 4, 5, 6, 7, 8].find((digits) => String(rest - 1 + digits).length === digits)!;
  const counted = separated.replace(':L', `:${rest - 1 + length}`);
  return Buffer.concat([Buffer.from(counted, 'latin1'), data, Buffer.from('\x1c')]);
}
