/** Markers of a WSQ stream (IAFIS-IC-0110(V3) table 7). Every one but SOI and EOI starts a segment with a length. */
export const MARKER = {
  soi: 0xffa0,
  eoi: 0xffa1,
  sof: 0xffa2,
  sob: 0xffa3,
  dtt: 0xffa4,
  dqt: 0xffa5,
  dht: 0xffa6,
  dri: 0xffa7,
  com: 0xffa8,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  [MARKER.soi]: 'SOI',
  [MARKER.eoi]: 'EOI',
  [MARKER.sof]: 'SOF',
  [MARKER.sob]: 'SOB',
  [MARKER.dtt]: 'DTT',
  [MARKER.dqt]: 'DQT',
  [MARKER.dht]: 'DHT',
  [MARKER.dri]: 'DRI',
  [MARKER.com]: 'COM',
};

/** `DHT`, or the number in hexadecimal of a marker the format does not have. */
export function markerName(marker: number): string {
  return NAMES[marker] ?? `marker ${marker.toString(16).padStart(4, '0')}`;
}
