/**
 * 500 ppi is 19,685.04 pixels per metre and therefore never a whole number of them; a value within the rounding of
 * its unit is taken as the whole number of pixels per inch it was made from.
 */
export function perMetreToPpi(perMetre: number): number {
  return toWhole(perMetre * 0.0254, 0.02);
}

export function perCentimetreToPpi(perCentimetre: number): number {
  // JFIF holds whole pixels per centimetre: 197 stands for 500 ppi (500.38).
  return toWhole(perCentimetre * 2.54, Number.isInteger(perCentimetre) ? 1.27 : 0.02);
}

function toWhole(ppi: number, tolerance: number): number {
  const usual = USUAL_PPI.find((value) => Math.abs(value - ppi) <= tolerance);
  if (usual !== undefined) return usual;
  const whole = Math.round(ppi);
  return Math.abs(whole - ppi) <= 0.02 ? whole : ppi;
}

/** Resolutions live scanners and flat-bed scanners are built with. */
const USUAL_PPI = [250, 300, 400, 500, 508, 569, 600, 1000, 1200];
