/**
 * Bytes in pages of their own, which go back to the operating system as soon as they are collected. What the C library
 * lends out it keeps: chunks of tails come and go while a gallery is loaded, and with a million templates left 50 MB of
 * holes behind (measured). Worth it from a megabyte on.
 */
export function pagedBytes(count: number): Uint8Array<ArrayBuffer> {
  // Only buffers that may change their size are made of pages of their own.
  return new Uint8Array(new ArrayBuffer(count, { maxByteLength: count }), 0, count);
}
