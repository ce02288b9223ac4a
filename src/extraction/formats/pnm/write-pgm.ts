/** A binary grey map (Netpbm `pgm(5)`): one byte a sample up to a maximum of 255, two big-endian ones above. */
export function writePgm(image: {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly maxValue: number;
  readonly samples: Uint8Array;
}): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${image.widthPx} ${image.heightPx}\n${image.maxValue}\n`);
  const file = new Uint8Array(header.length + image.samples.length);
  file.set(header);
  file.set(image.samples, header.length);
  return file;
}
