/** How figures are written in reports. */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0);
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function perSecond(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}
