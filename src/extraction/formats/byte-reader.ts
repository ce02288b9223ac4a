import { FormatError, type FormatFaultCode, type FormatName } from './format-error.js';

/**
 * Reads big-endian fields one after the other and never past the end: a field that is not wholly there is a
 * `truncated` fault that names it. `fail` makes any other fault at the place last read.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #format: FormatName;
  /** Offset of `bytes[0]` in the file the caller knows, for faults. */
  readonly #origin: number;
  #offset: number;
  #lastOffset: number;

  constructor(bytes: Uint8Array, format: FormatName, options: { readonly origin?: number } = {}) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#format = format;
    this.#origin = options.origin ?? 0;
    this.#offset = 0;
    this.#lastOffset = 0;
  }

  /** From the first byte of these bytes. */
  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(field: string): number {
    return this.#view.getUint8(this.#take(1, field));
  }

  i8(field: string): number {
    return this.#view.getInt8(this.#take(1, field));
  }

  u16(field: string): number {
    return this.#view.getUint16(this.#take(2, field));
  }

  i16(field: string): number {
    return this.#view.getInt16(this.#take(2, field));
  }

  u24(field: string): number {
    const at = this.#take(3, field);
    return (this.#view.getUint16(at) << 8) | this.#view.getUint8(at + 2);
  }

  u32(field: string): number {
    return this.#view.getUint32(this.#take(4, field));
  }

  /** A window, not a copy. */
  take(byteCount: number, field: string): Uint8Array {
    const at = this.#take(byteCount, field);
    return this.#bytes.subarray(at, at + byteCount);
  }

  skip(byteCount: number, field: string): void {
    this.#take(byteCount, field);
  }

  /** Fails where that many bytes are not there; reads nothing. */
  require(byteCount: number, field: string): void {
    const at = this.#take(byteCount, field);
    this.#offset = at;
  }

  peekU8(): number | undefined {
    return this.#bytes[this.#offset];
  }

  peekU16(): number | undefined {
    return this.remaining < 2 ? undefined : this.#view.getUint16(this.#offset);
  }

  fail(code: FormatFaultCode, field: string, detail: string): never {
    throw new FormatError({
      format: this.#format,
      code,
      detail,
      field,
      offset: this.#origin + this.#lastOffset,
    });
  }

  #take(byteCount: number, field: string): number {
    const at = this.#offset;
    this.#lastOffset = at;
    if (byteCount < 0 || byteCount > this.remaining) {
      this.fail('truncated', field, `${byteCount} bytes are announced or needed, ${this.remaining} are left`);
    }
    this.#offset = at + byteCount;
    return at;
  }
}
