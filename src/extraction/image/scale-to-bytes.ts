/**
 * Samples of 1 to 16 bits, as numbers from 0 to `max`, in 8 bits: the nearest of 256 levels, so that black stays black
 * and white white. `read` gives the sample at an index; it is called once for each.
 */
export function scaleToBytes(count: number, max: number, read: (index: number) => number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index++) bytes[index] = Math.round((read(index) * 255) / max);
  return bytes;
}
