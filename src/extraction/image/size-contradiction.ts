/** A record that says another size than its image has speaks of another image: places and resolution are of that one. */
type Size = { readonly widthPx: number | undefined; readonly heightPx: number | undefined };

/** `undefined` where both agree, or the record says nothing. */
export function sizeContradiction(stated: Size, inside: Size): string | undefined {
  if (stated.widthPx === undefined || stated.heightPx === undefined) return undefined;
  if (stated.widthPx === inside.widthPx && stated.heightPx === inside.heightPx) return undefined;
  return `its record says ${stated.widthPx} x ${stated.heightPx} pixels of an image of ${inside.widthPx} x ${inside.heightPx}`;
}
