/**
 * Writes big-endian fields one after the other. A value that does not fit its field is an error of the caller, named
 * by the field: a record is never written with a number cut off.
 */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number, field: string): void {
    this.#number(value, 1, field);
  }

  u16(value: number, field: string): void {
    this.#number(value, 2, field);
  }

  u24(value: number, field: string): void {
    this.#number(value, 3, field);
  }

  u32(value: number, field: string): void {
    this.#number(value, 4, field);
  }

  /** Six bytes, as lengths of 2005 are. */
  u48(value: number, field: string): void {
    this.#number(value, 6, field);
  }

  ascii(text: string): void {
    this.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  zeros(byteCount: number): void {
    this.bytes(new Uint8Array(byteCount));
  }

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  toBytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #number(value: number, byteCount: number, field: string): void {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** byteCount) {
      throw new RangeError(`${field}: a whole number from 0 that fits ${byteCount} bytes is needed`);
    }
    const bytes = new Uint8Array(byteCount);
    for (let at = byteCount - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) {
      bytes[at] = rest % 256;
    }
    this.bytes(bytes);
  }
}
