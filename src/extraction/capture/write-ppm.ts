/** Raw colour pixels (R, G, B, 8 bits each) as the smallest file that says how to read them: Netpbm `ppm(5)`. */
export function writePpm(
  pixels: Uint8Array,
  size: { readonly widthPx: number; readonly heightPx: number },
): Uint8Array {
  return Buffer.concat([Buffer.from(`P6\n${size.widthPx} ${size.heightPx}\n255\n`, 'latin1'), pixels]);
}
